"""The schemas accept every file that is right and refuse what the loader would, as far as one file can tell."""

from __future__ import annotations

import copy
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fleet.authoring.arguments import ARGUMENT_SCHEMA
from fleet.authoring.kinds import KINDS
from fleet.authoring.names import Vocabulary
from fleet.authoring.order import order_of
from fleet.authoring.schema import schemas_of
from fleet.cli.authored import AUTHORED
from fleet.library.shape import shaped
from fleet.source import compose
from fleet.spec import Persona
from fleet.spec.schema import KEYWORDS

pytestmark = pytest.mark.bulk

CLOSED = {"format", "extends", "effect", "beyond", "shared", "owned_by", "optional", "persistent_persona", "audience"}
CLOSED |= {"stages", "stage", "assigned", "only", "severity", "outcome"}


def dropped(word):
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :] if len(word) > 1 else word + word


def swapped(word):
    for at in range(len(word) - 1, 0, -1):
        if word[at] != word[at - 1]:
            return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word + "x"


def places(data, order, path=()):
    """The paths of all keys and values that the format names, not the file."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in entries:
        inner = order and order.inside.get(step, order.each)
        if order and step in order.keys:
            yield "key", (*path, step)
            if step in CLOSED:
                yield from (("value", (*path, step, *more)) for more in scalars(value))
        yield from places(value, inner, (*path, step))


def scalars(value):
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ((number, *more) for more in scalars(inner))
    else:
        yield ()


def changed(data, path, change):
    new = copy.deepcopy(data)
    holder = new
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1])
    return new


def named(word):
    def change(holder, step):
        entries = [(word if key == step else key, value) for key, value in holder.items()]
        holder.clear()
        holder.update(entries)

    return change


def put(value):
    def change(holder, step):
        holder[step] = value

    return change


def value_at(data, path):
    for step in path:
        data = data[step]
    return data


def test_a_schema_is_one(schemas):
    for kinds in schemas.values():
        assert list(kinds) == list(AUTHORED)
        for schema in kinds.values():
            Draft202012Validator.check_schema(schema)
            assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
            assert json.loads(json.dumps(schema)) == schema


def test_a_file_that_is_right_is_accepted(sample, accepts):
    assert accepts(sample.library, sample.kind, sample.data)


def test_every_misspelling_of_a_key_or_of_a_value_of_a_closed_list_is_refused(sample, accepts):
    order = order_of(AUTHORED[sample.kind])
    seen = set()
    for what, path in places(sample.data, order):
        pattern = tuple(step if isinstance(step, str) else "[]" for step in path)
        if sample.library == "shipped" and (what, pattern) in seen:
            continue
        seen.add((what, pattern))
        word = path[-1] if what == "key" else value_at(sample.data, path)
        for wrong in misspelt(word):
            data = changed(sample.data, path, named(wrong) if what == "key" else put(wrong))
            assert not accepts(sample.library, sample.kind, data), (what, path, wrong)
    assert seen


def misspelt(word):
    if isinstance(word, bool):
        return ["yes", "true", 1, None if word else 0][:3]
    return [word + 1, str(word)] if isinstance(word, int) else [dropped(word), swapped(word)]


def test_a_misspelt_keyword_of_an_argument_schema_is_refused(samples, accepts):
    (sample,) = [one for one in samples if (one.library, one.kind) == ("full", "library")]
    for path in keywords(sample.data["tools"]["parts.order"]["args"], ("tools", "parts.order", "args")):
        data = changed(sample.data, path, named(dropped(path[-1])))
        assert not accepts("full", "library", data), path


def keywords(schema, path):
    for key, value in schema.items():
        yield (*path, key)
        if key == "properties":
            for name, inner in value.items():
                yield from keywords(inner, (*path, key, name))
        elif key == "items":
            yield from keywords(value, (*path, key))


def test_arguments_may_be_absent_in_so_many_words(samples, accepts):
    sample = next(one for one in samples if (one.library, one.kind) == ("full", "library"))
    data = changed(sample.data, ("tools", "parts.order"), put({"lane": "fitting", "args": None}))
    assert accepts("full", "library", data)
    assert not accepts("full", "library", changed(data, ("tools", "parts.order", "args"), put({"type": "string"})))


def test_the_schema_of_argument_schemas_has_every_keyword_that_the_loader_has():
    assert set(ARGUMENT_SCHEMA["properties"]) == KEYWORDS


def test_every_field_is_described(schemas):
    for schema in schemas["full"].values():
        for definition in [schema, *schema.get("$defs", {}).values()]:
            assert definition["description"].endswith(".")
            for name, field in definition.get("properties", {}).items():
                assert definition is schema.get("$defs", {}).get("ArgumentSchema") or field["description"], name


def test_every_pattern_means_the_same_in_a_browser(schemas):
    """None uses what only Python's or Rust's expressions have, and every one is anchored or a single class."""
    patterns = set(re.findall(r'"(\^.*?\$|\\\\S)"', json.dumps(schemas["full"])))
    assert len(patterns) > 4
    for pattern in map(json.loads, (f'"{one}"' for one in patterns)):
        assert not re.search(r"\(\?|\\[AZzdwsbQE]|\[\[:|[*+?]\+|\\[pP]\{", pattern), pattern


def test_no_key_that_is_not_listed_is_accepted_anywhere(schemas):
    for schema in schemas["full"].values():
        for definition in objects(schema):
            assert definition.get("additionalProperties") is not None or set(definition) <= {"description", "type"}


def objects(node):
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for inner in node.values():
            yield from objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from objects(inner)


POOL = [None, "", " ", "word", "Not A Name", "a" * 65, "ends-with-", 0, 1, -1, 1.5, True, False, [], {}, ["word"], [[]]]
POOL += [{"word": "word"}, {"lane": "word"}, ["customer"], "customer", "account", "high", "shipped", "a.b.c", "a/b"]
POOL += ["parties/a.examples.yaml", "example.org", "line\nline", "ünïcode", ["customer", "customer"]]


class Choice:
    """Draws from lists by number, for what is in them is too large to be shown."""

    def __init__(self, data):
        self._data = data

    def of(self, choices):
        return choices[self._data.draw(st.integers(0, len(choices) - 1))]


def mutated(choice, samples):
    """A file with up to three places changed: a value replaced, a key renamed, added or taken away."""
    sample = choice.of(samples)
    data = copy.deepcopy(sample.data)
    for _ in range(choice.of([1, 2, 3])):
        found = list(every(data))
        holder, step = choice.of(found) if found else (data, "word")
        action = choice.of(["put", "put", "drop", "rename", "add"])
        if action == "put" or not isinstance(holder, dict):
            holder[step] = copy.deepcopy(choice.of(POOL))
        elif action == "drop":
            holder.pop(step, None)
        elif action == "rename":
            named(choice.of(["word", "lane", "title", "Not A Name", "about", "b"]))(holder, step)
        else:
            holder[choice.of(["word", "notes", "level", "stages", "optional"])] = copy.deepcopy(choice.of(POOL))
    return sample, data


def every(data):
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in list(entries)[:60]:
        yield data, step
        yield from every(value)


def shape_accepts(kind, data):
    """Whether the loader takes a file for what it is: its shape alone, without the library underneath."""
    node, findings = compose(json.dumps(data), "a.yaml")
    assert not findings
    model = Persona if kind == "persona" else AUTHORED[kind]
    return shaped(model, node)[0] is not None


@pytest.fixture(scope="session")
def whole(samples):
    """Files that change nothing of a library underneath."""
    return [one for one in samples if one.library in ("tiny", "full", "shipped") or one.kind == "cases"]


@settings(max_examples=settings.default.max_examples * 5)
@given(data=st.data())
def test_what_the_schema_accepts_the_loader_accepts(data, whole, accepts):
    sample, new = mutated(Choice(data), whole)
    if new.get("extends") != "shipped" and accepts(sample.library, sample.kind, new):
        assert shape_accepts(sample.kind, new), new


@settings(max_examples=settings.default.max_examples * 5)
@given(data=st.data())
def test_what_the_loader_accepts_the_schema_accepts_but_for_argument_schemas(data, whole, accepts):
    sample, new = mutated(Choice(data), whole)
    if shape_accepts(sample.kind, new) and not accepts(sample.library, sample.kind, new):
        assert sample.kind == "library"
        for tool in new["tools"].values():
            tool.pop("args", None)
        assert accepts(sample.library, sample.kind, new), new


GAPS = {
    "a whole number may be written as a fraction": ("library", "format: 1.0"),
    "a value that is not written is one": ("persona", "level:"),
}


@pytest.mark.parametrize(("kind", "line"), GAPS.values(), ids=GAPS)
def test_what_only_the_loader_sees(kind, line, samples, accepts):
    """JSON does not tell these apart; the loader does, so that nothing wrong is loaded."""
    (sample, *_) = [one for one in samples if (one.library, one.kind) == ("full", kind)]
    key, _, value = line.partition(":")
    data = {**sample.data, key: json.loads(value or "null")}
    assert accepts("full", kind, data)
    rest = json.dumps({name: inner for name, inner in data.items() if name != key})
    node, findings = compose(f"{line}\n" + "\n".join(rest_lines(json.loads(rest))), "a.yaml")
    assert not findings
    value, found = shaped(AUTHORED[kind], node)
    assert value is None
    assert [finding.code for finding in found] in (["FLT104"], ["FLT106"])


def rest_lines(data):
    return [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items()]


def test_without_a_library_no_name_is_offered():
    for schema in schemas_of(KINDS, Vocabulary()).values():
        assert '"examples": [' not in json.dumps(schema)
