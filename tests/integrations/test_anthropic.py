from __future__ import annotations

import json

import pytest

import fleet
from fleet.integrations.anthropic import system_blocks

CONTEXT = fleet.Context(account="halvorsen", stage="customer")


@pytest.fixture(params=[None, CONTEXT], ids=["without a context", "with a context"])
def prompt(request, shipped):
    return fleet.compile_prompt(shipped, "support-agent", company="Acme", context=request.param)


def test_the_blocks_hold_the_prompt_and_nothing_else(prompt):
    blocks = system_blocks(prompt)
    assert {block["type"] for block in blocks} == {"text"}
    assert "".join(block["text"] for block in blocks) == prompt.text


def test_the_cache_ends_with_the_stable_part(prompt):
    first, *rest = system_blocks(prompt)
    assert first == {"type": "text", "text": prompt.stable, "cache_control": {"type": "ephemeral"}}
    assert rest == ([{"type": "text", "text": prompt.changing}] if prompt.changing else [])


def test_the_cached_block_is_the_same_in_every_context(shipped):
    firsts = [
        system_blocks(fleet.compile_prompt(shipped, "technical-account-manager", context=context))[0]
        for context in (None, CONTEXT, fleet.Context(account="brightwater", facts=frozenset({"support-asked"})))
    ]
    assert firsts[1:] == firsts[:-1]


def test_no_block_is_blank(shipped):
    for class_ in shipped:
        prompt = fleet.compile_prompt(shipped, class_, context=fleet.Context())
        assert all(block["text"].strip() for block in system_blocks(prompt))


def test_the_blocks_are_data_for_json(prompt):
    assert json.loads(json.dumps(system_blocks(prompt))) == system_blocks(prompt)
