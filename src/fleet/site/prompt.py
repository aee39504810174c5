"""A compiled prompt, each block beside the line of the spec that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from fleet.prompts import Block, Prompt, compile_prompt
from fleet.site.fitting import fitting, weight_of
from fleet.site.places import Source
from fleet.site.subject import Subject

_DIRECTORY = "owner"
_OWNERS = 40
_ROOM = 80_000


class Told(NamedTuple):
    """A block as it is shown.

    Attributes:
        text: what it says, without the line ends around it.
        gap: whether a line is left free above it.
        element: the piece of the spec that it says; empty for fixed text.
        source: where that is written; None for a remark of the page.
        left: how many blocks of the same kind are not shown here, for a remark; else 0.
    """

    text: str
    gap: bool
    element: str
    source: Source | None
    left: int = 0


class Script(NamedTuple):
    """A prompt as a page shows it.

    Attributes:
        prompt: the whole of it.
        told: its blocks.
        left: how many blocks at the end have no room.
    """

    prompt: Prompt
    told: tuple[Told, ...]
    left: int


def script_of(subject: Subject, class_: str) -> Script:
    """Compile the prompt of a persona for its page.

    In a large library most of a prompt says who owns all the other lanes, in every prompt the same; of these lines the
    first are shown.
    """
    prompt = compile_prompt(subject.library, class_, variables=subject.values)
    told = tuple(_told(subject, class_, prompt.blocks))
    shown = fitting(told, lambda one: weight_of(one.text, around=330), _ROOM)
    return Script(prompt, shown.shown, shown.left)


def _told(subject: Subject, class_: str, blocks: tuple[Block, ...]) -> Iterator[Told]:
    before = "\n\n"
    for directory, some in groupby(blocks, key=lambda block: block.partial == _DIRECTORY):
        listed = tuple(some)
        most = _OWNERS if directory and len(listed) > _OWNERS * 1.5 else len(listed)
        for block in listed[:most]:
            text = block.text.strip("\n")
            lead = block.text[: len(block.text) - len(block.text.lstrip("\n"))]
            element = "" if block.partial == "persona" else block.element
            source = subject.places.line(block.path, block.line, home=class_)
            yield Told(text, (before + lead).count("\n") > 1, element, source)
            before = block.text[len(block.text.rstrip("\n")) :]
        if len(listed) > most:
            yield Told("", gap=False, element="", source=None, left=len(listed) - most)
            before = listed[-1].text[len(listed[-1].text.rstrip("\n")) :]
