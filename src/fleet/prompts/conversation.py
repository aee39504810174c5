"""The part of a prompt that changes: what the host knows about this piece of work, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fleet.errors import UnknownNameError
from fleet.library import Library
from fleet.prompts.element import Element, Wording
from fleet.prompts.flatten import as_data
from fleet.relation import Relation, relate
from fleet.spec import Context, Persona

_UNKNOWN = "not known"
_NONE = "none"


def conversation_of(persona: Persona, context: Context, wording: Wording) -> Element:
    """Return what a persona is told about one piece of work: the context, and the lanes that it opens and closes.

    Raises:
        UnknownNameError: for a fact or an assigned class that the library does not have.
    """
    library = wording.library
    _check(library, context)
    relations = [relate(library, persona.class_, lane, context) for lane in library.lanes]
    data = {
        "account": _UNKNOWN if context.account is None else as_data(context.account),
        "stage": context.stage or _UNKNOWN,
        "audience": context.audience,
        "assigned": _UNKNOWN if context.assigned is None else _listed(_assigned(context, wording)),
        "facts": _listed(_facts(context, wording)),
        "open": _listed(_open(relations)),
        "closed": _listed(f"`{one.lane}`" for one in relations if one.misfit),
        "fallback": library.manifest.fallback,
    }
    return Element("context", "", 0, data)


def _check(library: Library, context: Context) -> None:
    for fact in sorted(context.facts):
        if fact not in library.facts:
            raise UnknownNameError("fact", fact, library.facts)
    for class_ in sorted(context.assigned or ()):
        if class_ not in library.levels:
            raise UnknownNameError("persona", class_, library.levels)


def _assigned(context: Context, wording: Wording) -> Iterator[str]:
    for class_ in sorted(context.assigned or ()):
        yield f"`{class_}`, {wording.title(class_)}"


def _facts(context: Context, wording: Wording) -> Iterator[str]:
    for fact in sorted(context.facts):
        yield f"`{fact}`, {wording.phrase(wording.library.facts[fact].about)}"


def _open(relations: Iterable[Relation]) -> Iterator[str]:
    for relation in relations:
        if relation.kind == "assists":
            yield f"`{relation.lane}`" + ("" if relation.reach == "whole" else f" ({relation.reach} only)")


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names) or _NONE
