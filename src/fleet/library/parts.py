"""A library whose files have the right shape, before it is known whether they fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library.draft import Draft
from fleet.library.shape import M, shaped
from fleet.source import Node
from fleet.spec import Duty, Examples, Manifest, PartyExamples, Persona, Trait


@dataclass(frozen=True, slots=True)
class Parts:
    """The values of all files: personas as written, those retired apart, and the nodes they came from."""

    draft: Draft
    manifest: Manifest
    personas: Mapping[str, Persona]
    traits: Mapping[str, Trait]
    examples: Mapping[str, Examples]
    party_examples: Mapping[str, PartyExamples]
    retired: Mapping[str, Persona] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)

    def place(self, class_: str, *path: str) -> Span:
        """The place of a value in a persona; a step into a list names an item by its lane, id or own text."""
        node = self.draft.personas[class_]
        return place_in(node, *path)

    def duties(self) -> Iterator[tuple[str, Duty, Span]]:
        """Every lane with who owns it and where that is said."""
        for class_, persona in self.personas.items():
            for duty in persona.mandate:
                yield class_, duty, self.place(class_, "mandate", duty.lane, "lane")
        for name, party in self.manifest.parties.items():
            for duty in party.lanes:
                yield name, duty, place_in(self.draft.manifest, "parties", name, "lanes", duty.lane, "lane")


def place_in(node: Node, *path: str) -> Span:
    """The place of the value under `path`, or of what is nearest around it."""
    for step in path:
        inner = node.mapping.get(step)
        if inner is None and isinstance(node.value, tuple):
            inner = node.item("lane", step) or node.item("id", step)
            inner = inner or next((item for item in node.items if item.value == step), None)
        if inner is None:
            return node.keys.get(step, node.span)
        node = inner
    return node.span


def parts_of(draft: Draft) -> tuple[Parts | None, list[Diagnostic]]:
    """Give every node of a draft its shape; the parts are None where a file has the wrong one."""
    found: list[Diagnostic] = []

    def all_of(model: type[M], nodes: Mapping[str, Node]) -> dict[str, M]:
        values = {}
        for name in sorted(nodes):
            value, findings = shaped(model, nodes[name])
            found.extend(findings)
            if value is not None:
                values[name] = value
        return values

    manifest, findings = shaped(Manifest, draft.manifest)
    found.extend(findings)
    personas = all_of(Persona, draft.personas)
    traits = all_of(Trait, draft.traits)
    examples = all_of(Examples, draft.examples)
    party_examples = all_of(PartyExamples, draft.party_examples)
    found.extend(_misplaced(draft, personas, traits))
    if manifest is None or len(personas) < len(draft.personas):
        return None, found
    return Parts(draft, manifest, personas, traits, examples, party_examples), found


def _misplaced(
    draft: Draft, personas: Mapping[str, Persona], traits: Mapping[str, Trait]
) -> Iterator[Diagnostic]:
    for stem, persona in personas.items():
        node = draft.personas[stem]
        if persona.class_ != stem:
            yield Diagnostic(
                "FLT107",
                f"class {quoted(persona.class_)} lies in a file named {quoted(stem)}",
                node.at("class"),
                help=f"write `class: {stem}`, or rename the file",
            )
        folder = draft.folders[stem]
        if persona.domain != folder:
            yield Diagnostic(
                "FLT108",
                f"domain {quoted(persona.domain)} lies in a folder named {quoted(folder)}",
                node.at("domain"),
                help=f"write `domain: {folder}`, or move the file",
            )
    for stem, trait in traits.items():
        if trait.trait != stem:
            message = f"trait {quoted(trait.trait)} lies in a file named {quoted(stem)}"
            help_ = f"write `trait: {stem}`, or rename the file"
            yield Diagnostic("FLT107", message, draft.traits[stem].at("trait"), help=help_)
