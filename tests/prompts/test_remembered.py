"""What a persona remembers stands last in its prompt, as data, and only if it remembers at all."""

from __future__ import annotations

import pytest

import fleet
from fleet.errors import PromptError


@pytest.mark.parametrize("context", [None, fleet.Context(account="acme")])
def test_memory_is_the_last_block_of_the_changing_part(shipped, context):
    for class_, persona in shipped.items():
        if not persona.persistent_persona:
            continue
        plain = fleet.compile_prompt(shipped, class_, context=context)
        prompt = fleet.compile_prompt(shipped, class_, context=context, memory="called\nwho signs?")
        assert prompt.stable == plain.stable
        assert prompt.changing.startswith(plain.changing.rstrip("\n"))
        assert prompt.changing.endswith("\n\n> called\n> who signs?\n")
        last = prompt.blocks[-1]
        assert (last.partial, last.element, last.path, last.line, last.changing) == (
            "remembered",
            "memory",
            "",
            0,
            True,
        )


@pytest.mark.parametrize("memory", ["", "  ", "\n\n"])
def test_nothing_remembered_is_nothing_said(shipped, memory):
    assert fleet.compile_prompt(shipped, "account-manager", memory=memory) == fleet.compile_prompt(
        shipped, "account-manager"
    )


@pytest.mark.parametrize("memory", ["", "called"])
def test_a_persona_that_starts_fresh_is_given_no_memory(shipped, memory):
    for class_, persona in shipped.items():
        if not persona.persistent_persona:
            place = shipped.place(class_, "persistent_persona").where
            with pytest.raises(PromptError, match="starts every conversation fresh") as raised:
                fleet.compile_prompt(shipped, class_, memory=memory)
            assert str(raised.value).startswith(place)
