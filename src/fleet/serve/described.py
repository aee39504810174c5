"""The description of the API, as OpenAPI has it: what a docstring says of a field stands at the field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from fastapi import FastAPI
    from fastapi.openapi.utils import get_openapi

from pydantic import JsonValue, TypeAdapter
from pydantic.json_schema import models_json_schema

from fleet.serve.problem import Problem

_ABOUT = (
    "Who does what in this fleet. Route a message before anybody answers it; check a call before it runs, a reply "
    "before it is sent and a handoff before it happens, and do what the answer says. The server keeps nothing of a "
    "conversation: what is known comes with each question, and a `ledger` goes to and fro."
)
_ATTRIBUTES = re.compile(r"\n\nAttributes:\n", flags=re.MULTILINE)
_FIELD = re.compile(r"^    (\w+): ", flags=re.MULTILINE)
_REFERENCE = "#/components/schemas/{model}"


def described(app: FastAPI, *, keyed: bool) -> bytes:
    """The description of an application, as JSON.

    Args:
        app: the application, with all its operations.
        keyed: whether it asks for a key.
    """
    found = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=_ABOUT, routes=app.routes
    )
    document = TypeAdapter(dict[str, JsonValue]).validate_python(found)
    components = _inside(document, "components")
    schemas = _inside(components, "schemas")
    _, problems = models_json_schema([(Problem, "serialization")], ref_template=_REFERENCE)
    schemas.update(problems["$defs"])
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for schema in schemas.values():
        if isinstance(schema, dict):
            _describe(schema)
    if keyed:
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for operation in _operations(document):
            operation["security"] = [{"key": []}]
    return json.dumps(document, ensure_ascii=False).encode()


def _describe(schema: dict[str, JsonValue]) -> None:
    """Move what the docstring of a model says of its fields to the fields."""
    text = schema.get("description")
    fields = schema.get("properties")
    if not isinstance(text, str) or not isinstance(fields, dict):
        return
    about, *attributes = _ATTRIBUTES.split(text)
    schema["description"] = " ".join(about.split())
    for part in attributes:
        _, *said = _FIELD.split(part)
        for name, words in zip(said[::2], said[1::2], strict=True):
            field = fields.get(name)
            if isinstance(field, dict):
                field["description"] = " ".join(words.split())


def _operations(document: dict[str, JsonValue]) -> Iterator[dict[str, JsonValue]]:
    """The operations that need a key."""
    for path, item in _inside(document, "paths").items():
        if path.startswith("/v1/") and isinstance(item, dict):
            yield from (one for one in item.values() if isinstance(one, dict))


def _inside(holder: dict[str, JsonValue], name: str) -> dict[str, JsonValue]:
    found = holder.setdefault(name, {})
    return found if isinstance(found, dict) else {}
