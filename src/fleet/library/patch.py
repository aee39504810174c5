"""One library laid over another: a scalar replaces, lanes and boundaries merge by name, ``removes`` takes away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from fleet.diagnostics import Diagnostic, closest, quoted, suggestion
from fleet.library.draft import Draft
from fleet.library.value import Called, of_another_kind
from fleet.source import Node
from fleet.spec import Persona

_BY_NAME = {"mandate": "lane", "assists": "lane", "boundaries": "id"}
_FIELDS = tuple(field.alias or name for name, field in Persona.model_fields.items())
_NOUNS = {"mandate": "a lane of the mandate", "assists": "an assist", "boundaries": "a boundary"}
_REMOVES = Called("removes", item=False, optional=True)
_BY_ID = "write the id of a boundary, or the name of a lane"
_FROM_BASE = ("variables", "facts", "parties", "tools")


def patched(base: Draft, over: Draft) -> tuple[Draft, list[Diagnostic]]:
    """Lay `over` on `base`: the result holds the values of both, each with its own place."""
    found: list[Diagnostic] = []
    personas = dict(base.personas)
    examples = dict(base.examples)
    for name, node in over.personas.items():
        if name not in base.personas:
            if "removes" in node.mapping:
                found.append(_no_patch(name, node, base.personas))
            else:
                personas[name] = node
            continue
        merged = _persona(base.personas[name], node)
        personas[name], gone = _without_removed(merged, node, found)
        if name in examples:
            examples[name] = _without_examples(examples[name], gone)
    for name, node in over.examples.items():
        examples[name] = _merged(examples[name], node, _added) if name in examples else node
    party_examples = dict(base.party_examples)
    for name, node in over.party_examples.items():
        party_examples[name] = _merged(party_examples[name], node, _added) if name in party_examples else node
    draft = replace(
        over,
        manifest=_manifest(base.manifest, over.manifest),
        personas=personas,
        traits={**base.traits, **over.traits},
        examples=examples,
        party_examples=party_examples,
        folders={**base.folders, **over.folders},
    )
    return draft, found


Rule = Callable[[str, Node, Node], Node]


def _merged(base: Node, over: Node, rule: Rule) -> Node:
    """Two mappings as one: keys of both, and `rule` where both have one."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    entries = dict(base.value)
    for key, node in over.value.items():
        entries[key] = rule(key, entries[key], node) if key in entries else node
    return Node(entries, over.span, {**base.keys, **over.keys})


def _replaced(_key: str, _base: Node, over: Node) -> Node:
    return over


def _persona(base: Node, over: Node) -> Node:
    return _merged(base, over, _field)


def _field(key: str, base: Node, over: Node) -> Node:
    by = _BY_NAME.get(key)
    if by is not None and isinstance(base.value, tuple) and isinstance(over.value, tuple):
        return _merged_list(base, over, by)
    return _merged(base, over, _replaced) if key == "scope" else over


def _merged_list(base: Node, over: Node, by: str) -> Node:
    items = list(base.items)
    names = {_name(item, by): position for position, item in enumerate(items)}
    seen: set[str] = set()
    for item in over.items:
        name = _name(item, by)
        position = names.get(name)
        if position is None or name in seen:
            items.append(item)
        else:
            items[position] = _merged(items[position], item, _replaced)
        seen.add(name)
    return Node(tuple(items), over.span)


def _name(item: Node, by: str) -> str:
    inner = item.mapping.get(by)
    return str(inner.value) if inner is not None else ""


def _without_removed(merged: Node, patch: Node, found: list[Diagnostic]) -> tuple[Node, set[str]]:
    """Take away what ``removes`` of the patch names; return what is left and the ids of boundaries that are gone."""
    removes = patch.mapping.get("removes")
    known = (*_FIELDS, "removes")
    misspelt = [key for key in patch.mapping if key not in known and closest(key, known) == "removes"]
    found += [_unknown_field(key, patch) for key in misspelt]
    entries = {key: node for key, node in merged.mapping.items() if key not in ("removes", *misspelt)}
    keys = {key: span for key, span in merged.keys.items() if key in entries}
    gone: set[str] = set()
    for item in removes.items if removes else ():
        name = item.text
        if name is None:
            found.append(replace(of_another_kind(item, ["text"], _REMOVES._replace(item=True)), help=_BY_ID))
            continue
        homes = [key for key, by in _BY_NAME.items() if key in entries and entries[key].item(by, name)]
        if len(homes) == 1:
            key = homes[0]
            left = tuple(node for node in entries[key].items if _name(node, _BY_NAME[key]) != name)
            entries[key] = Node(left, entries[key].span)
            gone |= {name} if key == "boundaries" else set()
            continue
        found.append(_nothing(name, item, homes, entries))
    if removes is not None and not isinstance(removes.value, tuple):
        found.append(of_another_kind(removes, ["a list"], _REMOVES))
    return Node(entries, merged.span, keys), gone


def _unknown_field(key: str, patch: Node) -> Diagnostic:
    return Diagnostic("FLT101", f"unknown field {quoted(key)}", patch.key(key), help="did you mean `removes`?")


def _no_patch(name: str, node: Node, personas: Mapping[str, Node]) -> Diagnostic:
    message = f"no persona of the library underneath is named {quoted(name)}"
    note = "a file with `removes:` changes a persona that is there, and is named after it"
    help_ = f"rename the file; {suggestion(name, personas)}"
    return Diagnostic("FLT204", message, node.key("removes"), note=note, help=help_)


def _nothing(name: str, item: Node, homes: Iterable[str], entries: Mapping[str, Node]) -> Diagnostic:
    known = [_name(node, by) for key, by in _BY_NAME.items() if key in entries for node in entries[key].items]
    several = " and ".join(_NOUNS[key] for key in homes)
    if several:
        message = f"{quoted(name)} is the name of {several}"
        return Diagnostic("FLT217", message, item.span, help="give the boundary another id")
    return Diagnostic("FLT217", f"there is no {quoted(name)} to remove", item.span, help=suggestion(name, known))


def _without_examples(node: Node, gone: set[str]) -> Node:
    boundaries = node.mapping.get("boundaries")
    if boundaries is None or not gone:
        return node
    left = {key: inner for key, inner in boundaries.mapping.items() if key not in gone}
    entries = {**node.mapping, "boundaries": Node(left, boundaries.span, boundaries.keys)}
    return Node(entries, node.span, node.keys)


def _added(_key: str, base: Node, over: Node) -> Node:
    """Examples add up, however deep they lie."""
    if isinstance(base.value, tuple) and isinstance(over.value, tuple):
        return Node((*base.value, *over.value), over.span)
    return _merged(base, over, _added)


def _manifest(base: Node, over: Node) -> Node:
    entries = dict(over.mapping)
    keys = {**base.keys, **over.keys}
    for key in _FROM_BASE:
        if key not in base.mapping:
            continue
        if key in entries:
            rule = _party if key == "parties" else _replaced
            entries[key] = _merged(base.mapping[key], entries[key], rule)
        else:
            entries[key] = base.mapping[key]
    if "fallback" in base.mapping:
        entries.setdefault("fallback", base.mapping["fallback"])
    return Node(entries, over.span, keys)


def _party(_key: str, base: Node, over: Node) -> Node:
    def rule(key: str, inner: Node, node: Node) -> Node:
        if key == "lanes" and isinstance(inner.value, tuple) and isinstance(node.value, tuple):
            return _merged_list(inner, node, "lane")
        return node

    return _merged(base, over, rule)
