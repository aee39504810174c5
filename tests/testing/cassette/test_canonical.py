"""What makes two requests the same, and what does not: for any conversation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk, ChatMessage, HumanMessage, SystemMessage, ToolMessage
from pydantic import BaseModel, SecretStr

from fleet.testing.cassette.canonical import request_of, tool_schema
from fleet.testing.cassette.plain import plain, sound, to_json
from fleet.testing.cassette.redaction import redacted

TEXTS = st.text(max_size=12)


class Side(Enum):
    LEFT = "left"


@dataclass(frozen=True)
class Place:
    x: int


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ARGS = st.dictionaries(TEXTS, VALUES, max_size=4)


def as_it_is(text):
    return text


def key_of(*messages, **more):
    return request_of(messages, redact=as_it_is, **more).key


def turned(value):
    """The same data with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {name: turned(inner) for name, inner in reversed(value.items())}
    return [turned(inner) for inner in value] if isinstance(value, list) else value


def conversation(args, ids, words=("Hi", "One moment.", "closed")):
    calls = [{"name": f"tool{number}", "args": args, "id": id_} for number, id_ in enumerate(ids)]
    answers = [ToolMessage(words[2], tool_call_id=id_) for id_ in ids]
    return [HumanMessage(words[0]), AIMessage(words[1], tool_calls=calls), *answers]


@given(ARGS)
def test_the_order_of_keys_does_not_matter(args):
    schemas = [tool_schema({"name": "a", "parameters": one}, as_it_is) for one in (args, turned(args))]
    assert key_of(*conversation(args, ["a"])) == key_of(*conversation(turned(args), ["a"]))
    assert key_of(settings={"a": args, "b": 1}) == key_of(settings={"b": 1, "a": turned(args)})
    assert key_of(schemas=schemas[:1]) == key_of(schemas=schemas[1:])


@given(ARGS, ARGS)
def test_other_arguments_are_another_request(one, other):
    same = to_json(plain(one)) == to_json(plain(other))
    assert (key_of(*conversation(one, ["a"])) == key_of(*conversation(other, ["a"]))) is same


@given(st.lists(st.text(min_size=1, max_size=8), min_size=4, max_size=4, unique=True))
def test_ids_do_not_matter_but_which_answer_belongs_to_which_call_does(ids):
    first, second = conversation({}, ids[:2]), conversation({}, ids[2:])
    for message in first:
        message.id = "anything"
    assert key_of(*first) == key_of(*second)
    crossed = [*second[:2], *reversed(second[2:])]
    assert key_of(*first) != key_of(*crossed)


@given(st.text(max_size=20), st.text(max_size=20))
def test_every_character_matters_white_space_too(one, other):
    assert (key_of(HumanMessage(one)) == key_of(HumanMessage(other))) is (one == other)
    assert key_of(HumanMessage(one)) != key_of(HumanMessage(f"{one} "))
    assert key_of(HumanMessage(f"\n{one}")) != key_of(HumanMessage(one))
    assert key_of(HumanMessage(f"a{one}\r\n")) != key_of(HumanMessage(f"a{one}\n"))


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_messages_do_not_run_into_each_other(texts):
    messages = [HumanMessage(text) for text in texts]
    assert key_of(*messages) != key_of(HumanMessage("".join(texts)))
    assert key_of(*messages) != key_of(*messages, HumanMessage(""))
    assert (key_of(*messages) == key_of(*reversed(messages))) is (texts == texts[::-1])


@given(TEXTS)
def test_who_speaks_matters(text):
    kinds = [HumanMessage(text), AIMessage(text), SystemMessage(text), ToolMessage(text, tool_call_id="a")]
    kinds += [ChatMessage(text, role="critic"), HumanMessage(text, name="anna"), ToolMessage(text, tool_call_id="")]
    kinds += [ToolMessage(text, tool_call_id="a", status="error")]
    assert len({key_of(one) for one in kinds}) == len(kinds)


@given(st.text(min_size=1, max_size=12))
def test_a_text_and_a_list_of_it_are_the_same_content(text):
    assert key_of(HumanMessage(text)) == key_of(HumanMessage([{"type": "text", "text": text}]))
    assert key_of(HumanMessage(text)) == key_of(HumanMessage([text]))
    assert key_of(AIMessage(text)) == key_of(AIMessageChunk(text))
    assert key_of(HumanMessage([text, text])) != key_of(HumanMessage(text * 2))
    assert key_of(HumanMessage([{"type": "text", "text": text, "cache": True}])) != key_of(HumanMessage(text))


def test_the_order_of_tools_does_not_matter_and_that_of_stops_does():
    one, two = '{"name": "a"}', '{"name": "b"}'
    assert key_of(schemas=[one, two]) == key_of(schemas=[two, one])
    assert key_of(schemas=[one]) != key_of(schemas=[two]) != key_of(schemas=[])
    assert key_of(stop=["a", "b"]) != key_of(stop=["b", "a"])


def test_what_is_not_sent_does_not_count_and_nothing_is_nothing():
    assert key_of(settings={"timeout": 3, "stream": True, "top_p": None, "stop": [], "max_retries": 9}) == key_of()
    assert key_of(settings={"temperature": 0}) != key_of()


def test_a_picture_is_kept_as_its_digest():
    def picture(data):
        return HumanMessage([{"type": "image", "base64": data, "mime_type": "image/png"}])

    request = request_of([picture("A" * 5000)], redact=as_it_is)
    assert "[5000 characters, sha256" in request.messages[0].parts[0].block
    assert key_of(picture("A" * 5000)) != key_of(picture("A" * 4999 + "B"))
    assert request.messages[0].parts[0].block != ""


def test_ids_inside_a_content_are_those_of_the_calls():
    def with_block(id_):
        call = {"name": "a", "args": {}, "id": id_}
        return AIMessage([{"type": "tool_use", "id": id_, "name": "a", "input": {}}], tool_calls=[call])

    assert key_of(with_block("toolu_1")) == key_of(with_block("toolu_2"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("inf"), "inf"),
        (b"ab", "YWI="),
        ({1: {"b", "a"}}, {"1": ["a", "b"]}),
        (SecretStr("x"), "<SecretStr>"),
        (print, "<builtin_function_or_method>"),
        (int, "int"),
        (StringIO, "StringIO"),
        (Side.LEFT, "left"),
        (Place(1), {"x": 1}),
        (pytest.param, "<function>"),
        ("a\ud83d", "a\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
    ],
)
def test_values_of_any_kind_become_data(value, expected):
    assert plain(value) == expected


def test_models_become_their_schema_or_their_values():
    class Point(BaseModel):
        x: int

    assert plain(Point)["properties"] == {"x": {"title": "X", "type": "integer"}}
    assert plain([Point(x=1)]) == [{"x": 1}]


@given(VALUES)
def test_data_stays_what_it_is(value):
    assert json.loads(to_json(plain(value))) == json.loads(to_json(turned(plain(value))))
    assert plain(plain(value)) == plain(value)


@given(st.text(alphabet=st.characters(categories=["Cs", "Lu", "So"])))
def test_any_text_can_be_written(text):
    assert sound(sound(text)) == sound(text)
    sound(text).encode("utf-8")


@given(
    st.lists(
        st.sampled_from(["call +49 170 1234567 ", "anna@acme.io", " sk-abcdefghij0123456789", "Hi", " "]), max_size=4
    )
)
def test_a_redacted_request_is_the_request_of_what_was_redacted(pieces):
    text = "".join(pieces)
    once = request_of([HumanMessage(text)], redact=redacted)
    again = request_of([HumanMessage(redacted(text))], redact=redacted)
    assert once.key == again.key
