"""The plain words of ``fleet prompt``, read without Typer: loading that takes 40 ms, half as long as the library.

Whatever is not plain (a mistake, a call for help, another verb) is left to Typer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fleet.cli.ending import guarded
from fleet.cli.known import AudienceName, StageName
from fleet.cli.shapes import PromptFormat, format_of
from fleet.cli.wanted import WantedPrompt

_SHORT = {"-L": "--library"}
_ONCE = frozenset({"--company", "--product", "--account", "--stage", "--audience", "--library", "--format"})
_OFTEN = frozenset({"--var", "--assigned", "--fact"})
_FLAGS = frozenset({"--nobody-assigned", "--json"})
_CHOICES: Mapping[str, frozenset[str]] = {
    "--stage": frozenset(StageName),
    "--audience": frozenset(AudienceName),
    "--format": frozenset(PromptFormat),
}


def quick_prompt(words: Sequence[str]) -> int | None:
    """Run ``fleet prompt`` and return its exit code; None, and nothing done, if the words are not plain."""
    wanted = wanted_prompt(words)
    return None if wanted is None else guarded(wanted.printed)


def wanted_prompt(words: Sequence[str]) -> WantedPrompt | None:
    """Read the words of ``fleet prompt``; None if they are not plain.

    >>> wanted_prompt(["prompt", "support-agent", "--company=Acme"]).company
    'Acme'
    >>> wanted_prompt(["prompt", "--help"]) is None
    True
    """
    if not words or words[0] != "prompt":
        return None
    said = _said(words[1:])
    if said is None or len(said.persona) != 1:
        return None
    once, often, flags = said.once, said.often, said.flags
    return WantedPrompt(
        said.persona[0],
        company=once.get("--company"),
        product=once.get("--product"),
        var=tuple(often.get("--var", ())),
        account=once.get("--account"),
        stage=StageName(once["--stage"]) if "--stage" in once else None,
        audience=AudienceName(once.get("--audience", AudienceName.customer)),
        assigned=tuple(often.get("--assigned", ())),
        nobody_assigned="--nobody-assigned" in flags,
        fact=tuple(often.get("--fact", ())),
        library=Path(once["--library"]) if "--library" in once else None,
        format=format_of(PromptFormat(once.get("--format", PromptFormat.markdown)), json="--json" in flags),
    )


class _Said(NamedTuple):
    """Words by what they are: of options with one value the last counts."""

    persona: list[str]
    once: dict[str, str]
    often: dict[str, list[str]]
    flags: set[str]


def _said(words: Sequence[str]) -> _Said | None:
    said = _Said([], {}, {}, set())
    rest = iter(words)
    for word in rest:
        name, sign, value = word.partition("=") if word.startswith("--") else (_SHORT.get(word, word), "", "")
        if not name.startswith("-"):
            said.persona.append(word)
        elif name in _FLAGS and not sign:
            said.flags.add(name)
        elif name in _ONCE or name in _OFTEN:
            value = value if sign else next(rest, "-")
            if value.startswith("-") or value not in _CHOICES.get(name, (value,)):
                return None
            said.once[name] = value
            said.often.setdefault(name, []).append(value)
        else:
            return None
    return said
