"""JSON Schema (draft 2020-12) of each kind of file, made from the models that the files are read with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind

from fleet.authoring.arguments import ARGUMENT_SCHEMA, ARGUMENTS
from fleet.authoring.definition import Definitions, Json, branches, part, tidied
from fleet.authoring.described import about, about_fields
from fleet.authoring.kinds import Models
from fleet.authoring.names import Names, Vocabulary
from fleet.authoring.patching import with_patches
from fleet.spec import Tool

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas_of(models: Models, vocabulary: Vocabulary) -> Mapping[str, Json]:
    """Return the schema of each kind of file. Names of the `vocabulary` are offered; no other name is refused.

    >>> from fleet.authoring.kinds import KINDS
    >>> schemas_of(KINDS, Vocabulary())["trait"]["required"]
    ['trait', 'title', 'text']
    """
    return {kind: _schema(model, vocabulary) for kind, model in models.items()}


def _schema(model: type[BaseModel], vocabulary: Vocabulary) -> Json:
    definitions = with_patches(_definitions(model, vocabulary.names), model.__name__, vocabulary.underneath)
    root = definitions.pop(model.__name__)
    return {"$schema": _DIALECT, **root, **({"$defs": definitions} if definitions else {})}


def _definitions(model: type[BaseModel], names: Names) -> Definitions:
    """The model and those it is made of, by name."""
    raw = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    models = {one.__name__: one for one in models_in(model)}
    inside = {model.__name__: raw, **raw.pop("$defs", {})}
    made = {name: _definition(tidied(one), models[name], names) for name, one in inside.items()}
    return {**made, "ArgumentSchema": ARGUMENT_SCHEMA} if Tool in models.values() else made


class _Generator(GenerateJsonSchema):
    """Keeps quiet about defaults that are no JSON: an empty mapping of ours, which no schema needs to tell."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that an annotation names and those that they are made of, each as often as it is named."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for inner in get_args(annotation):
        yield from models_in(inner)


def _definition(made: Json, model: type[BaseModel], names: Names) -> Json:
    """A definition that describes itself and its fields, with the names that may be offered in them."""
    said = about_fields(model)
    fields: Json = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        value = ARGUMENTS if (model, key) == (Tool, "args") else part(made, "properties", key)
        fields[key] = {"description": said.get(name, ""), **_offering(value, names.get(key, ()))}
    return {**made, "description": about(model), "properties": fields}


def _offering(node: Json, names: Sequence[str]) -> Json:
    """A definition that offers names wherever a free text may stand in it."""
    if not names:
        return node
    offering = dict(node)
    if node.get("type") == "string" and not {"enum", "const"} & node.keys():
        offering["examples"] = list(names)
    if "items" in node:
        offering["items"] = _offering(part(node, "items"), names)
    if "anyOf" in node:
        offering["anyOf"] = [_offering(branch, names) for branch in branches(node)]
    if "patternProperties" in node:
        values = part(node, "patternProperties")
        offering["patternProperties"] = {pattern: _offering(part(values, pattern), names) for pattern in values}
    return offering
