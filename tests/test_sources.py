"""Every statement of the role documents is carried by the shipped library or left out for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

import fleet
from fleet.library import Library
from fleet.source import compose, plain
from fleet.spec import Persona

FILE = Path(__file__).parents[1] / "docs" / "sources.yaml"
DOCUMENTS = [
    "customer-success-roles",
    "solutions-architect-tam",
    "sales-engineering-roles",
    "support-roles",
    "customer-success-manager",
]

Words = Annotated[str, StringConstraints(pattern=r"\S")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(Strict):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z]{3}-[0-9]{3}$")]
    says: Words
    carried_by: tuple[Words, ...] | None = Field(default=None, min_length=1)
    left_out: Words | None = None


class Document(Strict):
    document: Words
    statements: tuple[Statement, ...] = Field(min_length=1)


class Own(Strict):
    element: Words
    reason: Words


class Sources(Strict):
    sources: tuple[Document, ...]
    own: tuple[Own, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for document in self.sources for statement in document.statements)

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(reference for statement in self.statements for reference in statement.carried_by or ())


def read(text: str) -> Sources:
    node, findings = compose(text, FILE.name)
    assert node is not None
    assert not findings
    return Sources.model_validate(plain(node))


def element(library: Library, reference: str) -> object:
    """What a reference names in the library with its ladders climbed; None if there is no such thing or it is empty."""
    head, _, path = reference.partition(".")
    if head == "traits":
        return library.traits.get(path)
    if head in library.parties:
        return next((duty for duty in library.parties[head].lanes if f"lanes.{duty.lane}" == path), None)
    if head not in library.personas:
        return None
    return in_persona(library[head], path) or None


def in_persona(persona: Persona, path: str) -> object:
    found: object = None
    match path.split("."):
        case [""]:
            found = persona
        case ["title" | "domain" | "summary" | "persona" | "level" | "persistent_persona" | "expertise" as name]:
            found = getattr(persona, name)
        case ["scope", "horizon" | "radius" | "evaluation" | "direction" as name]:
            found = getattr(persona.scope, name, None)
        case ["mandate" | "assists" as name, lane]:
            found = next((item for item in getattr(persona, name) if item.lane == lane), None)
        case ["boundaries", id_]:
            found = persona.boundary(id_)
        case ["traits" | "reads" as name, value]:
            found = value in getattr(persona, name)
    return found


def shipped(library: Library) -> Iterator[str]:
    """The elements that need a source: personas, traits and lanes."""
    yield from library
    yield from (f"traits.{name}" for name in library.traits)
    for class_, persona in library.items():
        yield from (f"{class_}.mandate.{lane}" for lane in persona.lanes)
    for name, party in library.parties.items():
        yield from (f"{name}.lanes.{duty.lane}" for duty in party.lanes)


def carried(sources: Sources) -> set[str]:
    """Every element that a statement names, with the persona it is in and the trait that it is."""
    found: set[str] = set()
    for reference in sources.references:
        head, _, path = reference.partition(".")
        found |= {reference, head}
        if path.startswith("traits."):
            found.add(path)
    return found


@pytest.fixture(scope="module")
def library() -> Library:
    return fleet.load()


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read(FILE.read_text("utf-8"))


def test_the_five_documents_are_listed_once_each(sources):
    assert [document.document for document in sources.sources] == DOCUMENTS


def test_ids_are_unique_and_one_document_has_one_prefix(sources):
    counted = Counter(statement.id for statement in sources.statements)
    assert [id_ for id_, times in counted.items() if times > 1] == []
    prefixes = [{statement.id[:3] for statement in document.statements} for document in sources.sources]
    assert [len(prefix) for prefix in prefixes] == [1] * len(DOCUMENTS)
    assert len(set.union(*prefixes)) == len(DOCUMENTS)


def test_every_statement_is_either_carried_or_left_out(sources):
    assert [
        statement.id
        for statement in sources.statements
        if (statement.carried_by is None) == (statement.left_out is None)
    ] == []


def test_every_statement_is_told_in_few_words(sources):
    assert [statement.id for statement in sources.statements if len(statement.says.split()) > 12] == []


def test_every_reference_names_an_element_of_the_library(library, sources):
    assert [reference for reference in sources.references if element(library, reference) is None] == []


def test_no_statement_names_an_element_twice(sources):
    statements = [statement for statement in sources.statements if statement.carried_by]
    assert [one.id for one in statements if len(set(one.carried_by)) < len(one.carried_by)] == []


def test_whatever_is_shipped_has_a_source_or_a_reason(library, sources):
    explained = carried(sources) | {own.element for own in sources.own}
    assert [name for name in shipped(library) if name not in explained] == []


def test_what_is_our_own_exists_and_has_no_source(library, sources):
    assert [own.element for own in sources.own if element(library, own.element) is None] == []
    assert [own.element for own in sources.own if own.element in carried(sources)] == []


@pytest.mark.parametrize(
    "reference",
    [
        "nobody.persona",
        "support-agent.mandate.renewal",
        "support-agent.assists.adoption",
        "support-agent.boundaries.no-renewal",
        "support-agent.traits.mentor",
        "support-agent.reads.renewal",
        "support-agent.scope.horizon",
        "support-agent.level",
        "support-agent.persistent_persona",
        "support-agent.notes",
        "support-agent.mandate",
        "support-agent.persona.text",
        "traits.nothing",
        "product-engineering.lanes.renewal",
        "triage.persona",
        "",
    ],
)
def test_a_reference_to_nothing_is_found_out(library, reference):
    assert element(library, reference) is None


def test_what_came_along_a_ladder_counts(library):
    assert element(library, "senior-support-agent.traits.team-player")
    assert element(library, "senior-support-agent.boundaries.no-deal-negotiation")
    assert element(library, "technical-account-architect.assists.product-demo")


@pytest.mark.parametrize(
    "text",
    [
        "sources: []\nnotes: more",
        "sources: [{document: a, statements: [{id: abc-001, says: b, left_out: c, why: d}]}]",
        "sources: [{document: a, statements: []}]",
        "sources: [{document: a, statements: [{id: abc-001, says: ' ', left_out: c}]}]",
        "sources: [{document: a, statements: [{id: abc-001, says: b, carried_by: []}]}]",
        "sources: [{document: a, statements: [{id: one, says: b, left_out: c}]}]",
    ],
)
def test_reading_is_strict(text):
    with pytest.raises(ValidationError):
        read(text)
