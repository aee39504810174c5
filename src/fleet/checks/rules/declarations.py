"""What a library declares, something in it uses."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.checks.own import is_own
from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library import Library
from fleet.source import Node
from fleet.spec import variables_in

_IN_EVERY_PROMPT = "company"


def unused(library: Library) -> Iterator[Diagnostic]:
    """A trait, fact or variable of this library's own files that nothing uses."""
    draft = library.parts.draft
    traits = {trait for persona in library.values() for trait in persona.traits}
    for name, node in draft.traits.items():
        if name not in traits:
            yield from _finding(library, "trait", name, node.at("trait"), "list it under `traits:` of a persona")
    facts = {fact for persona in library.values() for one in persona.assists if one.when for fact in one.when.facts}
    for name, span in _declared(draft.manifest, "facts"):
        if name not in facts:
            yield from _finding(library, "fact", name, span, "ask for it in the `when:` of an assist")
    variables = {_IN_EVERY_PROMPT, *_variables(library)}
    for name, span in _declared(draft.manifest, "variables"):
        if name not in variables:
            yield from _finding(library, "variable", name, span, f"write `{{{{ {name} }}}}` in a text")


def _finding(library: Library, kind: str, name: str, span: Span, use: str) -> Iterator[Diagnostic]:
    if is_own(library, span):
        message = f"nothing uses the {kind} {quoted(name)}"
        yield Diagnostic("FLT253", message, span, help=f"{use}, or remove the {kind}")


def _declared(manifest: Node, key: str) -> Iterator[tuple[str, Span]]:
    node = manifest.mapping.get(key)
    return ((name, node.key(name)) for name in node.mapping) if node else iter(())


def _variables(library: Library) -> Iterator[str]:
    draft = library.parts.draft
    kept = [node for class_, node in draft.personas.items() if class_ in library]
    examples = (*draft.examples.values(), *draft.party_examples.values())
    for node in (draft.manifest, *kept, *draft.traits.values(), *examples):
        yield from _in_texts(node)


def _in_texts(node: Node) -> Iterator[str]:
    if isinstance(node.value, str):
        yield from variables_in(node.value)
    for inner in (*node.items, *node.mapping.values()):
        yield from _in_texts(inner)
