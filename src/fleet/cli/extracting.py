"""``fleet audit show``: the lines of a record, one of them a line, or as data."""

from __future__ import annotations

import json as json_
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from fleet.cli.auditing import FolderArgument, chains_in, sound
from fleet.cli.completing import lanes, personas
from fleet.diagnostics import visible
from fleet.guard.selection import Selection, text_digest
from fleet.guard.side import SideFile, Texts

_NOTHING = "-"


class OutcomeName(StrEnum):
    """The outcomes of a decision."""

    allow = "allow"
    ask = "ask"
    redirect = "redirect"
    deny = "deny"


def extract_command(
    folder: FolderArgument,
    *,
    persona: Annotated[
        str | None,
        typer.Option(
            "--persona", metavar="PERSONA", autocompletion=personas, show_default=False, help="Only of this persona."
        ),
    ] = None,
    lane: Annotated[
        str | None,
        typer.Option("--lane", metavar="LANE", autocompletion=lanes, show_default=False, help="Only in this lane."),
    ] = None,
    outcome: Annotated[
        OutcomeName | None, typer.Option("--outcome", show_default=False, help="Only decisions that ended so.")
    ] = None,
    conversation: Annotated[
        str | None,
        typer.Option("--conversation", metavar="ID", show_default=False, help="Only of this conversation."),
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="With the texts and arguments that were kept.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON, an object a line.")] = False,
) -> int:
    """Show a record, chain by chain, the oldest first. A line each: time, kind, persona, name, lane, outcome, codes,
    owner, conversation.
    """
    selection = Selection(persona, lane, outcome.value if outcome else None, conversation)
    read = chains_in(folder)
    kept = SideFile(folder).texts() if texts else None
    for chain in read:
        for line in chain:
            if selection.fits(line.fields):
                _print({"chain": chain.name, **line.fields}, kept, json=json)
    return sound(read)


def _print(fields: Mapping[str, object], kept: Texts | None, *, json: bool) -> None:
    digest = text_digest(fields)
    text = kept.get(digest) if kept is not None and digest is not None else None
    if json:
        print(json_.dumps(fields if kept is None else {**fields, "text": text}, ensure_ascii=True))
        return
    print("  ".join(_columns(fields)))
    if text is not None:
        print(f"  {visible(json_.dumps(text, ensure_ascii=False))}")


def _columns(fields: Mapping[str, object]) -> list[str]:
    """What a line says, in the columns of the help."""
    codes = fields.get("codes")
    names = ("kind", "persona", "name", "lane", "outcome")
    said = {name: fields.get(name) for name in ("time", *names, "owner", "conversation")}
    match fields.get("kind"):
        case "chain":
            said["name"] = fields.get("chain")
        case "library":
            said["name"] = fields.get("library")
        case "outcome":
            said["outcome"] = "done" if fields.get("ok") is True else "failed"
        case "approval":
            said["outcome"] = f"by {fields.get('by')}"
    told = ",".join(map(str, codes)) if isinstance(codes, list) else ""
    return [
        _word(one) for one in (*(said[name] for name in ("time", *names)), told, said["owner"], said["conversation"])
    ]


def _word(value: object) -> str:
    return visible(" ".join(str(value).split())) if value not in (None, "") else _NOTHING
