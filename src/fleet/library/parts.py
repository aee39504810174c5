"""A library whose files have the right shape, before it is known whether they fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library.draft import Draft
from fleet.library.shape import M, shaped
from fleet.source import Node
from fleet.spec import Duty, Examples, Manifest, PartyExamples, Persona, Trait


@dataclass(frozen=True)
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
        return iter(self._duties)

    @cached_property
    def _duties(self) -> tuple[tuple[str, Duty, Span], ...]:
        return tuple(self._placed())

    def _placed(self) -> Iterator[tuple[str, Duty, Span]]:
        for class_, persona in self.personas.items():
            for duty in persona.mandate:
                yield class_, duty, self.place(class_, "mandate", duty.lane, "lane")
        for name, party in self.manifest.parties.items():
            for duty in party.lanes:
                yield name, duty, place_in(self.draft.manifest, "parties", name, "lanes", duty.lane, "lane")

    @cached_property
    def claims(self) -> Mapping[str, frozenset[str]]:
        """Lane -> everybody whose mandate lists it; more than one is a mistake of its own."""
        found: dict[str, set[str]] = {}
        for owner, duty, _ in self.duties():
            found.setdefault(duty.lane, set()).add(owner)
        return {lane: frozenset(owners) for lane, owners in found.items()}


def place_in(node: Node, *path: str) -> Span:
    """The place of the value under `path`, or of what is nearest around it."""
    for step in path:
        inner = _inside(node, step)
        if inner is None:
            return node.key(step)
        node = inner
    return node.span


def key_in(node: Node, *path: str) -> Span:
    """The place of the key that `path` ends with, or of what is nearest around it."""
    *around, name = path
    for step in around:
        inner = _inside(node, step)
        if inner is None:
            return node.key(step)
        node = inner
    return node.key(name)


def _inside(node: Node, step: str) -> Node | None:
    """The value of a key, or the item of a list that `step` names by its lane, id or own text."""
    if not isinstance(node.value, tuple):
        return node.mapping.get(step)
    named = node.item("lane", step) or node.item("id", step)
    return named or next((item for item in node.items if item.value == step), None)


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
    misplaced = tuple(_misplaced(draft, personas, traits))
    found.extend(misplaced)
    misnamed = any(finding.code == "FLT107" for finding in misplaced)
    if manifest is None or misnamed or len(personas) < len(draft.personas) or len(traits) < len(draft.traits):
        return None, found
    return Parts(draft, manifest, personas, traits, examples, party_examples), found


def _misplaced(draft: Draft, personas: Mapping[str, Persona], traits: Mapping[str, Trait]) -> Iterator[Diagnostic]:
    for stem, persona in personas.items():
        node = draft.personas[stem]
        if persona.class_ != stem:
            yield Diagnostic(
                "FLT107",
                f"class {quoted(persona.class_)} lies in a file named {quoted(f'{stem}.yaml')}",
                node.at("class"),
                help=f"write `class: {stem}`, or rename the file to `{persona.class_}.yaml`",
            )
        folder = draft.folders[stem]
        if persona.domain != folder:
            said_here = node.at("domain").path == node.span.path
            move = f"move the file to `{persona.domain}/`"
            yield Diagnostic(
                "FLT108",
                f"{quoted(stem)} is of the domain {quoted(persona.domain)}, and its file lies in `{folder}/`",
                node.at("domain" if said_here else "class"),
                help=f"write `domain: {folder}`, or {move}" if said_here else move,
            )
    for stem, trait in traits.items():
        if trait.trait != stem:
            message = f"trait {quoted(trait.trait)} lies in a file named {quoted(f'{stem}.yaml')}"
            help_ = f"write `trait: {stem}`, or rename the file to `{trait.trait}.yaml`"
            yield Diagnostic("FLT107", message, draft.traits[stem].at("trait"), help=help_)
