"""The forms that a model fills in to keep something in mind: a tool for each kind of note, every choice closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args

from fleet.memory import LONGEST, Kind, Outcome, Trend
from fleet.spec import Tool

CLOSE = "close_note"
"""The name of the tool that closes a note."""

LANE = "lane"
TEXT = "text"

_NAMES: Mapping[Kind, str] = {
    "touch": "note_touch",
    "signal": "note_signal",
    "commitment": "note_commitment",
    "question": "note_question",
    "date": "note_date",
}
_ABOUT: Mapping[str, str] = {
    "note_touch": "Keep in mind that there was contact with this account, and what came of it",
    "note_signal": "Keep in mind a sign of how this account is doing",
    "note_commitment": "Keep in mind what you promised this account; only in lanes where you may promise",
    "note_question": "Keep in mind a question about this account that has no answer yet",
    "note_date": "Keep in mind a day that comes next for this account",
    CLOSE: "Close a commitment, a question or a date by the id in your notes: done, or dropped",
}
_DAY = "a day as YYYY-MM-DD"
_TEXT: Mapping[str, object] = {"type": "string", "minLength": 1, "maxLength": LONGEST}


class Form(NamedTuple):
    """What a tool is called, what it is for, and the JSON Schema of its arguments."""

    name: str
    about: str
    schema: dict[str, object]


def form_of(kind: Kind, lanes: Iterable[str] = ()) -> Form:
    """The form of a kind of note, with these lanes to choose from; without any, every name goes through to the journal.

    >>> form_of("signal", ["renewal"]).schema["required"]
    ['lane', 'text', 'trend']
    """
    listed = sorted(lanes)
    choice: dict[str, object] = {"enum": listed} if listed else {}
    fields: dict[str, object] = {
        LANE: {"type": "string", **choice, "description": "the lane it is about"},
        TEXT: {**_TEXT, "description": "one plain sentence on one line"},
    }
    if kind == "signal":
        fields["trend"] = {"type": "string", "enum": list(get_args(Trend)), "description": "where it points"}
    required = list(fields)
    if kind in {"commitment", "date"}:
        fields["due"] = {"type": "string", "minLength": 10, "maxLength": 10, "description": _DAY}
        required += ["due"] if kind == "date" else []
    return _form(_NAMES[kind], fields, required)


def closing_form() -> Form:
    """The form that closes a note.

    >>> closing_form().schema["required"]
    ['id', 'outcome']
    """
    fields: dict[str, object] = {
        "id": {"type": "string", "minLength": 1, "maxLength": 64, "description": "the id in your notes, in brackets"},
        "outcome": {"type": "string", "enum": list(get_args(Outcome))},
        TEXT: {**_TEXT, "description": "what came of it, in one sentence"},
    }
    return _form(CLOSE, fields, ["id", "outcome"])


def memory_declarations() -> dict[str, Tool]:
    """The memory tools as a guard knows them: in no lane, since each note says its own, and with words that are judged
    like a reply.

    Give them to the guard that decides the calls of an agent: ``Guard(library, tools=memory_declarations())``.

    >>> memory_declarations()["note_commitment"].drafts
    ('text',)
    """
    forms = [*map(form_of, _NAMES), closing_form()]
    return {one.name: Tool(shared=True, about=one.about, args=one.schema, drafts=(TEXT,)) for one in forms}


def _form(name: str, fields: dict[str, object], required: list[str]) -> Form:
    schema: dict[str, object] = {
        "type": "object",
        "title": name,
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }
    return Form(name, _ABOUT[name], schema)
