"""JSON Schema as plain data: a definition, what is inside it, and the one order of its keywords."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Json = dict[str, object]
Definitions = dict[str, Json]

_KEYWORDS = (
    *("$ref", "description", "type", "const", "enum", "allOf", "anyOf", "pattern", "minLength", "maxLength"),
    *("minimum", "maximum", "minItems", "maxItems", "items", "propertyNames", "properties", "patternProperties"),
    *("additionalProperties", "required", "default", "examples"),
)
_FIELDS = ("properties", "patternProperties")
_SILENT: tuple[object, ...] = (None, [], {})


def part(node: Json, *path: str) -> Json:
    """Return the mapping under a path of keys; an empty one if there is none.

    >>> part({"properties": {"lane": {"type": "string"}}}, "properties", "lane")
    {'type': 'string'}
    """
    for step in path:
        inner = node.get(step)
        node = inner if isinstance(inner, dict) else {}
    return node


def branches(node: Json) -> tuple[Json, ...]:
    """Return the definitions of which one must hold; none if the node has no such choice."""
    found = node.get("anyOf", ())
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def tidied(node: Mapping[str, object]) -> Json:
    """Return a definition with its keywords in their order: no titles, no defaults that say nothing, no other names.

    >>> tidied({"title": "Stages", "default": None, "anyOf": [{"type": "array"}, {"type": "null"}]})
    {'anyOf': [{'type': 'array'}, {'type': 'null'}]}
    """
    return dict(_tidied(node))


def _tidied(node: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    places = {keyword: place for place, keyword in enumerate(_KEYWORDS)}
    for keyword in sorted(node.keys() - {"title"}, key=lambda one: (places.get(one, len(places)), one)):
        value = node[keyword]
        if keyword in _FIELDS and isinstance(value, dict):
            yield keyword, {name: tidied(one) for name, one in value.items()}
        elif isinstance(value, dict) and keyword not in ("default", "examples"):
            yield keyword, tidied(value)
        elif keyword == "anyOf" and isinstance(value, list):
            yield keyword, [tidied(one) for one in value]
        elif keyword != "default" or (value not in _SILENT and not isinstance(value, dict)):
            yield keyword, value
        if keyword == "patternProperties":
            yield "additionalProperties", False
