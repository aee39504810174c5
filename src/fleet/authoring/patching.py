"""What a file may leave out where it only changes what the library underneath says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fleet.authoring.definition import Definitions, Json, branches, part

Kept = Mapping[str, Sequence[str]]

_MANIFEST: Kept = {"Manifest": ("format",), "Party": (), "Duty": ("lane",)}
_PERSONA: Kept = {"PersonaFile": ("class",), "Duty": ("lane",), "Assist": ("lane",), "Boundary": ("id",), "Scope": ()}
_ONLY_IN_PATCHES = "removes"


def with_patches(definitions: Definitions, root: str, underneath: Sequence[str]) -> Definitions:
    """Return the definitions behind the one named `root`, lenient for files that are patches and strict for others.

    A manifest is one where it extends a library; a persona where its class is among those `underneath`.
    """
    if root == "Manifest":
        extends: Json = {"properties": {"extends": {"const": "shipped"}}, "required": ["extends"]}
        return _lenient(definitions, root, _MANIFEST, extends)
    if root != "PersonaFile":
        return definitions
    if not underneath:
        return {**definitions, root: _without(definitions[root], _ONLY_IN_PATCHES)}
    return _lenient(definitions, root, _PERSONA, {"properties": {"class": {"enum": [*underneath]}}})


def _lenient(definitions: Definitions, root: str, kept: Kept, patches: Json) -> Definitions:
    """What `kept` names requires no more than is listed; the root requires the rest of all files but `patches`."""
    loose = {name: _loosened(one, kept[name]) if name in kept else one for name, one in definitions.items()}
    whole = _required(definitions[root], definitions, kept)
    if _ONLY_IN_PATCHES in part(definitions[root], "properties"):
        whole["properties"] = {**part(whole, "properties"), _ONLY_IN_PATCHES: False}
    loose[root] |= {"if": patches, "else": whole}
    return loose


def _loosened(definition: Json, kept: Sequence[str]) -> Json:
    rest = {key: value for key, value in definition.items() if key != "required"}
    return {**rest, "required": [*kept]} if kept else rest


def _without(definition: Json, name: str) -> Json:
    fields = {field: one for field, one in part(definition, "properties").items() if field != name}
    return {**definition, "properties": fields}


def _required(node: Json, definitions: Definitions, kept: Kept) -> Json:
    """What a node requires, on all levels, of the definitions that are lenient."""
    if not node:
        return {}
    if "$ref" in node:
        name = str(node["$ref"]).rpartition("/")[2]
        return _required(definitions[name], definitions, kept) if name in kept else {}
    found: Json = {"required": node["required"]} if "required" in node else {}
    for keyword in ("properties", "patternProperties"):
        fields = part(node, keyword)
        needed = {name: one for name in fields if (one := _required(part(fields, name), definitions, kept))}
        found |= {keyword: needed} if needed else {}
    items = _required(part(node, "items"), definitions, kept)
    found |= {"items": items} if items else {}
    for branch in branches(node):
        found |= _required(branch, definitions, kept)
    return found
