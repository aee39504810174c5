"""Nothing is said twice in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, Span, quoted
from fleet.library.parts import Parts
from fleet.source import Node
from fleet.spec import Persona

_LISTS = {"mandate": "lane", "assists": "lane", "boundaries": "id", "traits": None, "lifts": None, "reads": None}


def twice(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A lane, boundary id, trait or read that a list holds twice."""
    for class_ in parts.personas:
        node = parts.draft.personas[class_]
        for key, by in _LISTS.items():
            if key in node.mapping:
                yield from _repeated(node.mapping[key], key, by)
    manifest = parts.draft.manifest
    for key in ("keep", "retire"):
        if key in manifest.mapping:
            yield from _repeated(manifest.mapping[key], key, None)
    parties = manifest.mapping.get("parties")
    for party in parties.mapping.values() if parties else ():
        if "lanes" in party.mapping:
            yield from _repeated(party.mapping["lanes"], "lanes", "lane")


def _repeated(node: Node, key: str, by: str | None) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for item in node.items:
        named = item.mapping.get(by) if by else item
        if named is None:
            continue
        name = str(named.value)
        if name in first:
            yield Diagnostic(
                "FLT110",
                f"{quoted(name)} appears twice in `{key}`",
                named.span,
                (Label(first[name], "first here"),),
                help="keep one of them, or give one another id" if by == "id" else "keep one of them",
            )
        first.setdefault(name, named.span)
