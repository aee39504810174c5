import hashlib
import json

import pytest

import fleet
from fleet.prompts import Block, Prompt


@pytest.fixture
def prompt(library):
    return fleet.compile_prompt(library, "support-agent", context=fleet.Context(account="Acme"))


def test_blocks_are_exactly_the_text(prompt):
    assert "".join(block.text for block in prompt.blocks) == prompt.text
    assert prompt.stable + prompt.changing == prompt.text


def test_the_digest_is_that_of_the_text(prompt):
    assert prompt.digest == hashlib.sha256(prompt.text.encode("utf-8")).hexdigest()


def test_tokens_are_characters_by_four_rounded_up():
    assert [Prompt("x", (Block("a", "b", "c", 1, "x" * count),)).tokens for count in (0, 1, 4, 5)] == [0, 1, 1, 2]


def test_json_holds_everything(prompt):
    data = json.loads(json.dumps(prompt.to_json()))
    assert data["persona"] == "support-agent"
    assert data["digest"] == prompt.digest
    assert data["tokens"] == prompt.tokens
    assert "".join(block["text"] for block in data["blocks"]) == data["stable"] + data["changing"] == prompt.text
    assert set(data["blocks"][0]) == {"partial", "element", "path", "line", "text", "changing"}


def test_a_prompt_cannot_be_changed(prompt):
    with pytest.raises(AttributeError):
        prompt.persona = "other"
