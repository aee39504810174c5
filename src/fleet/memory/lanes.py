"""Whether a persona keeps a memory at all, and in which lanes it may note, promise and read."""

from __future__ import annotations

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.errors import JournalError
from fleet.library import Library
from fleet.memory.note import Note
from fleet.prompts import forgetful
from fleet.relation import Relation, relate
from fleet.spec import Context


def remembering(library: Library, persona: str) -> None:
    """Refuse a persona that starts every conversation fresh.

    Raises:
        JournalError: with the code ``FLT601``.
        UnknownNameError: if the library has no such persona.

    >>> import fleet
    >>> remembering(fleet.load(), "account-manager")
    """
    finding = forgetful(library, persona)
    if finding is not None:
        raise JournalError(finding)


def may_keep(library: Library, persona: str, lane: str, context: Context | None = None) -> bool:
    """Whether a persona may look at a lane, and so keep notes in it and read those of others: its own, one of its
    ``reads``, or one in which it may work now.

    Raises:
        UnknownNameError: if the library has no such persona or lane.

    >>> import fleet
    >>> may_keep(fleet.load(), "account-manager", "renewal")
    True
    """
    relation = relate(library, persona, lane, context)
    return relation.reads or library.owner_of(lane) == persona or lane in library[persona].reads


def may_commit(library: Library, persona: str, lane: str, context: Context | None = None) -> bool:
    """Whether a persona may promise something in a lane now: as for any call that binds the company.

    Raises:
        UnknownNameError: if the library has no such persona or lane.

    >>> import fleet
    >>> may_commit(fleet.load(), "account-manager", "renewal")
    False
    """
    return relate(library, persona, lane, context).permits("commit")


def check_lane(library: Library, persona: str, note: Note, context: Context | None) -> None:
    """Refuse a note in a lane that is not open to its writer, with the name of whoever it is for.

    Raises:
        JournalError: with the code ``FLT602``.
        UnknownNameError: if the library has no such lane.
    """
    relation = relate(library, persona, note.lane, context)
    promise = note.kind == "commitment"
    allowed = relation.permits("commit") if promise else may_keep(library, persona, note.lane, context)
    if allowed:
        return
    owner = relation.owner
    what = "promises nothing" if promise else "keeps no notes"
    whose = f"which is for {quoted(owner)}, {library.title_of(owner)}"
    raise JournalError(
        Diagnostic(
            "FLT602",
            f"{quoted(persona)} {what} in {quoted(note.lane)} here, {whose}",
            _place(library, relation),
            note="what is remembered as promised is kept as promised" if promise else None,
            help=f"{'hand it over' if promise else 'leave it'} to {quoted(owner)}",
        )
    )


def _place(library: Library, relation: Relation) -> Span:
    """The boundary that the persona has on the lane; else its mandate, in which the lane is not."""
    for boundary in relation.boundaries:
        return library.place(boundary.origin or relation.persona, "boundaries", boundary.id, "rule")
    return library.place(relation.persona, "mandate")
