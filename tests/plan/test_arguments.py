"""Which arguments only one version of a tool takes: what is found is decided, and what is not found is not there."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from fleet.guard.limit import limiter_of
from fleet.guard.schema import validator_of
from fleet.plan.arguments import taken_only_by
from fleet.plan.covering import covers
from fleet.spec import Context, Tool
from fleet.testing.contexts import ACCOUNT

NUMBERS = [-1, 0, 1, 1.5, 2, 2.5, 3, 4, 5]
GRID = [*NUMBERS, True, False, None, "", "x", "xx", "xxx", "xxxx", "a@one.example", "a@two.example", ACCOUNT, "other"]
GRID += [(), ("x",), ("x", "x"), (1,), (2, 2)]

_borders = st.sampled_from([0, 1, 2, 2.5, 3, 4])
_limits = st.fixed_dictionaries(
    {},
    optional={
        "minimum": _borders, "maximum": _borders, "exclusiveMinimum": _borders, "exclusiveMaximum": _borders,
        "optional": st.booleans(),
    },
) | st.sampled_from(
    [
        {"enum": (1, 2)}, {"enum": (1, 2, "x")}, {"const": 2}, {"const": "x"}, {"maxLength": 1}, {"maxLength": 3},
        {"maxItems": 0}, {"maxItems": 1}, {"owned_by": "account"}, {"optional": True},
        {"email_domain_in": ("one.example",)}, {"email_domain_in": ("one.example", "two.example")},
    ]
)  # fmt: skip
_values = st.sampled_from(
    [
        {"type": "integer"}, {"type": "number"}, {"type": "string"}, {"type": "string", "maxLength": 2},
        {"type": "integer", "minimum": 1}, {"type": "number", "exclusiveMaximum": 3}, {"type": "boolean"},
        {"enum": (1, 2)}, {"enum": ("x", 1, True)}, {"const": 1}, {"type": ("string", "null")},
        {"anyOf": ({"type": "integer"}, {"type": "string"})}, {"type": "array", "items": {"type": "integer"}},
        {"type": "array", "items": {"type": "string"}, "maxItems": 1}, {"type": "array", "minItems": 2},
    ]
)  # fmt: skip
_tools = st.builds(
    lambda value, extra, required, limits: tool(value, extra=extra, required=required, limits=limits),
    st.none() | _values, st.booleans(), st.booleans(), st.none() | _limits,
)  # fmt: skip


def tool(value, *, extra=False, required=True, limits=None):
    """A tool with the argument `a`, perhaps with `b`, of a schema and with limits."""
    said = {"lane": "work"}
    if value is not None:
        properties = {"a": value} | ({"b": {"type": "integer"}} if extra else {})
        said["args"] = {"type": "object", "properties": properties, "required": ("a",) if required else ()}
    if limits:
        said["limits"] = {"a": limits}
    return Tool.model_validate(said)


def takes(one, arguments):
    if one.args is not None and validator_of(one.args)(arguments):
        return False
    return not limiter_of(one.limits)(arguments, Context(account=ACCOUNT), None)


@given(_tools, _tools)
def test_what_is_found_is_decided_and_what_a_grid_finds_is_found(new, old):
    found = taken_only_by(new, old)
    event(f"found: {found is not None}, covered: {covers(old, new)}")
    if found is not None:
        arguments = {
            key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(found).items()
        }
        assert takes(new, arguments)
        assert not takes(old, arguments)
        assert not covers(old, new)
        return
    grid = [{}, {"b": 1}, *({"a": value} for value in GRID), *({"a": value, "b": 1} for value in GRID)]
    assert [one for one in grid if takes(new, one) and not takes(old, one)] == []


_LINES = [{"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"type": "number"}}]
_ORDERS = [*({"type": "object", "properties": {"lines": lines}} for lines in _LINES), {"type": "object"}]


@pytest.mark.parametrize(("new", "old"), [*itertools.product(_ORDERS, repeat=2)])
def test_what_lies_deep_inside_an_argument_counts(new, old):
    wrap = {"type": "object", "required": ("order",)}
    newer, older = (Tool(lane="x", args={**wrap, "properties": {"order": inner}}) for inner in (new, old))
    wider = taken_only_by(newer, older) is not None
    assert wider == (not covers(older, newer))


@pytest.mark.parametrize(("wide", "narrow"), [("number", "integer"), ("integer", "boolean"), ("boolean", "integer")])
def test_what_lies_in_lists_of_objects_counts(wide, narrow):
    def rows(kind):
        item = {"type": "object", "properties": {"n": {"type": kind}}, "required": ("n",)}
        array = {"type": "array", "items": {"type": "array", "items": item}}
        return Tool(lane="x", args={"type": "object", "properties": {"rows": array}, "required": ("rows",)})

    assert taken_only_by(rows(wide), rows(narrow)) is not None


def test_the_same_tool_takes_the_same():
    one = tool({"type": "integer"}, limits={"maximum": 3})
    assert taken_only_by(one, one) is None
    assert covers(one, one)
