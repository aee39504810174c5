"""The argument schemas that the public data gives for their tools, in the part of JSON Schema that a library takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Schema = dict[str, object]

_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_NOTES = frozenset({"title", "description", "default", "$defs"})
_HAVE_DEFAULTS = {"get_bills_for_customer": frozenset({"limit"})}
"""tau2 names arguments and their types, and does not say which may be left out."""


def of_tau2(tool: Mapping[str, object]) -> Schema:
    """The schema of a tau2 tool, from its Python annotations; a union of an enumeration and text is text."""
    annotations: Mapping[str, str] = tool["annotations"]  # type: ignore[assignment]
    properties = {name: _of_annotation(kind) for name, kind in annotations.items()}
    optional = _HAVE_DEFAULTS.get(str(tool["name"]), frozenset())
    return _object(properties, [name for name in properties if name not in optional])


def of_agentdojo(tool: Mapping[str, object]) -> Schema:
    """The schema of an AgentDojo tool, without its prose, and with references put in place."""
    parameters: Mapping[str, object] = tool["parameters"]  # type: ignore[assignment]
    definitions: Mapping[str, object] = parameters.get("$defs", {})  # type: ignore[assignment]
    plain = _plain(parameters, definitions)
    assert isinstance(plain, dict)
    return _object(plain["properties"], plain.get("required", []))


def _object(properties: Mapping[str, object], required: Sequence[str]) -> Schema:
    return {
        "type": "object",
        **({"properties": dict(properties)} if properties else {}),
        **({"required": list(required)} if required else {}),
    }


def _of_annotation(kind: str) -> Schema:
    if kind.startswith("List["):
        return {"type": "array", "items": _of_annotation(kind[5:-1])}
    if kind.startswith("Union["):
        return {"type": "object"} if kind.endswith("dict]") else {"type": "string"}
    return {"type": _TYPES[kind]}


def _plain(value: object, definitions: Mapping[str, object]) -> object:
    """What says how a value must look; an object of any shape becomes one whose fields are listed below."""
    if isinstance(value, list):
        return [_plain(one, definitions) for one in value]
    if not isinstance(value, Mapping):
        return value
    if "$ref" in value:
        return _plain(definitions[str(value["$ref"]).rpartition("/")[2]], definitions)
    if value.get("additionalProperties") is True:
        return _ATTACHMENT
    return {
        key: {name: _plain(inner, definitions) for name, inner in value[key].items()}
        if key == "properties"
        else _plain(value[key], definitions)
        for key in value
        if key not in _NOTES
    }


_TEXT = {"type": "string"}
_ATTACHMENT: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["file", "event"]},
        "file_id": _TEXT,
        "event_details": {
            "type": "object",
            "properties": {
                "title": _TEXT,
                "description": _TEXT,
                "start_time": _TEXT,
                "end_time": _TEXT,
                "location": _TEXT,
                "participants": {"type": "array", "items": _TEXT},
            },
        },
    },
    "required": ["type"],
}
"""What the description of an attachment says that it holds; the only object of any shape in the data."""
