"""The kinds of files that an author writes: which model each is read as, and how it is told from the others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel

from fleet.library import CASES, MANIFEST
from fleet.source import Node
from fleet.spec import Examples, Manifest, PartyExamples, Persona, Trait
from fleet.spec.frozen import Slug

Models = Mapping[str, type[BaseModel]]
"""Kind -> what a file of this kind is read as."""


class PersonaFile(Persona):
    """One role; or, under the class of a persona of the library underneath, what is different about it here.

    Attributes:
        removes: in a file that changes a persona of the library underneath: ids of boundaries, and lanes, to take away.
    """

    removes: tuple[Slug, ...] = ()


KINDS: Models = MappingProxyType(
    {
        "library": Manifest,
        "persona": PersonaFile,
        "trait": Trait,
        "examples": Examples,
        "party-examples": PartyExamples,
    }
)
"""The kinds of files that a library is made of."""

_TOLD_BY = {
    "format": "library",
    "class": "persona",
    "trait": "trait",
    "cases": "cases",
    "asks": "party-examples",
    "boundaries": "examples",
    "lanes": "examples",
}


def kind_of(node: Node) -> str | None:
    """Return what kind of file was composed, by the key that no other kind has; None if it has none of these.

    >>> from fleet.source import compose
    >>> kind_of(compose("class: field-trainer", "a.yaml")[0])
    'persona'
    """
    return next((kind for key, kind in _TOLD_BY.items() if key in node.mapping), None)


def kind_at(name: str) -> str:
    """Return what kind of file lies under a path in a library.

    >>> kind_at("parties/triage.examples.yaml")
    'party-examples'
    """
    folder = name.partition("/")[0]
    if name == MANIFEST:
        return "library"
    if name.endswith(CASES):
        return "cases"
    if name.endswith(".examples.yaml"):
        return "party-examples" if folder == "parties" else "examples"
    return "trait" if folder == "traits" else "persona"
