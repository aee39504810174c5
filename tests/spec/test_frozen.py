from collections.abc import Mapping
from typing import Annotated, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

import fleet.spec
from fleet.spec import Boundary, Context, FrozenMapping, Persona, Tool
from fleet.spec.frozen import Model, frozen

MODELS = [model for model in vars(fleet.spec).values() if isinstance(model, type) and issubclass(model, BaseModel)]
MUTABLE = (list, dict, set, bytearray)


def test_all_models_of_the_room_are_walked():
    assert len(MODELS) >= 17


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_is_frozen_and_takes_nothing_unknown(model):
    assert model.model_config["frozen"] is True
    assert model.model_config["extra"] == "forbid"
    assert model is Context or (issubclass(model, Model) and model.model_config["strict"] is True)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_field_cannot_hold_what_can_change(model):
    for name, field in model.model_fields.items():
        for kind in kinds(field.annotation):
            assert kind not in MUTABLE, (name, kind)
            if isinstance(kind, type) and issubclass(kind, Mapping):
                assert any(getattr(one, "func", None) is frozen for one in metadata(model, name)), name


def kinds(annotation):
    origin = get_origin(annotation)
    yield origin or annotation
    for inner in get_args(annotation):
        if origin is not Annotated or inner is get_args(annotation)[0]:
            yield from kinds(inner)


def metadata(model, name):
    """What is annotated to a field, inside a union too."""
    field = model.model_fields[name]
    yield from field.metadata
    for inner in (field.annotation, *get_args(field.annotation)):
        if get_origin(inner) is Annotated:
            yield from get_args(inner)[1:]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_default_cannot_change_either(model):
    for field in model.model_fields.values():
        assert field.default_factory is None
        if not field.is_required():
            hash(field.default)


def test_values_cannot_be_set_or_deleted(shipped):
    for value, name in (
        (shipped["support-agent"], "title"),
        (shipped["support-agent"].boundaries[0], "severity"),
        (shipped.tools["discounts.grant"], "effect"),
        (shipped.lanes["renewal"], "stages"),
        (Context(), "facts"),
    ):
        with pytest.raises(ValidationError):
            setattr(value, name, None)
        with pytest.raises(ValidationError):
            delattr(value, name)


def test_every_value_of_the_shipped_library_can_be_hashed(shipped):
    for persona in shipped.values():
        hash(persona)
    for tool in shipped.tools.values():
        hash(tool)
    for examples in shipped.parts.examples.values():
        hash(examples)


def test_a_schema_is_frozen_however_deep(shipped):
    args = shipped.tools["discounts.grant"].args
    assert isinstance(args, FrozenMapping)
    assert isinstance(args["properties"]["percent"], FrozenMapping)
    assert args["required"] == ("account", "percent")
    with pytest.raises(TypeError):
        args["properties"]["percent"]["type"] = "string"


def test_a_mapping_that_was_given_can_change_without_changing_the_value():
    given = {"type": "object", "properties": {"a": {"type": "string"}}}
    tool = Tool(lane="renewal", args=given)
    given["properties"]["a"]["type"] = "integer"
    assert tool.args["properties"]["a"]["type"] == "string"


def test_frozen_mappings_are_equal_by_what_they_hold():
    one, other = FrozenMapping({"a": 1, "b": 2}), FrozenMapping({"b": 2, "a": 1})
    assert one == other
    assert hash(one) == hash(other)
    assert one == {"a": 1, "b": 2}
    assert one != FrozenMapping({"a": 1})
    assert repr(one) == "FrozenMapping({'a': 1, 'b': 2})"
    assert (list(one), len(one), "a" in one) == (["a", "b"], 2, True)


BOUNDARY = {"id": "no-a", "lane": "a", "owner": "b", "rule": "Does not.", "because": "it costs."}


@pytest.mark.parametrize(
    "name",
    ["", "A", "a_b", "-a", "a-", "a--b", "1a", "a b", "a\n", "\na", "a\u0430", "\u0430", "\uff41", "a/b", "../a", "a.b"]
    + ["a" * 65, "a\u200b", "\u212a"],
)
@pytest.mark.parametrize("field", ["id", "lane", "owner"])
def test_a_name_is_a_slug_by_full_match(field, name):
    with pytest.raises(ValidationError):
        Boundary.model_validate({**BOUNDARY, field: name})


@pytest.mark.parametrize("name", ["a", "a1", "a-b", "a-1", "a" * 64])
def test_slugs_are_names(name):
    assert Boundary.model_validate({**BOUNDARY, "id": name}).id == name


@pytest.mark.parametrize("text", ["", " ", "\n", "\t\n ", "\u00a0", "\u3000"])
def test_a_text_says_something(text):
    with pytest.raises(ValidationError):
        Boundary.model_validate({**BOUNDARY, "rule": text})


@pytest.mark.parametrize("value", [1, 1.5, True, None, ["a"], {"a": "b"}, b"a"])
@pytest.mark.parametrize("field", ["id", "rule"])
def test_nothing_is_converted(field, value):
    with pytest.raises(ValidationError):
        Boundary.model_validate({**BOUNDARY, field: value})


@pytest.mark.parametrize("value", ["yes", "true", 1, 0, None, []])
def test_a_truth_value_is_no_word_and_no_number(value):
    persona = {"class": "a", "domain": "b", "title": "A", "summary": "a", "persona": "You."}
    assert Persona.model_validate(persona).persistent_persona is False
    with pytest.raises(ValidationError):
        Persona.model_validate({**persona, "persistent_persona": value})


@pytest.mark.parametrize("value", [1, 1.0, "true", "yes", False, []])
def test_only_true_is_true(value):
    assert Tool(shared=True).shared is True
    with pytest.raises(ValidationError):
        Tool(shared=value)
