"""What digests are made of is JSON letter by letter, however it was written, and stays what it was."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fleet
from fleet.guard.arguments import Arguments, arguments_of
from fleet.guard.decision import digest_of_request
from fleet.guard.plain import plain
from fleet.guard.record import key_of

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**62), 2**62), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
TEXTS = st.none() | st.text()
HALVES = st.text('\ud800\x7f\x00"\\é', max_size=4)


class Name(str):
    """A text of a host's own class."""

    __slots__ = ()


def sha256(text):
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@given(SCALARS | HALVES)
def test_a_plain_value_is_written_as_json_writes_it(value):
    assert plain(value) == json.dumps(value)


@pytest.mark.parametrize("value", [(), [], {}, float("nan"), float("inf"), object(), Name("x")])
def test_nothing_else_is_plain(value):
    with pytest.raises(TypeError, match=f"^{type(value).__name__} is not plain, or not finite$"):
        plain(value)


@given(st.text(), st.dictionaries(st.text(), VALUES, max_size=4))
def test_the_digest_of_arguments_is_over_tool_and_arguments_as_json_in_the_order_of_names(tool, given_ones):
    expected = json.dumps([tool, given_ones], sort_keys=True, separators=(",", ":"))
    assert arguments_of(tool, given_ones).digest == sha256(expected)


def test_arguments_that_nobody_froze_have_no_digest_if_a_number_is_not_finite():
    with pytest.raises(ValueError, match="not JSON compliant"):
        Arguments("x", {"n": float("inf")}).digest  # noqa: B018  asked for


@given(TEXTS, TEXTS, st.text())
def test_the_digest_of_a_request_is_over_all_of_it_as_json(account, conversation, name):
    context = fleet.Context(account=account, conversation=conversation)
    asked = arguments_of("x", {"n": 1})
    for arguments, digest in ((None, None), (asked, asked.digest)):
        of = ["call", "support-agent", name, digest, account, conversation]
        assert digest_of_request("call", "support-agent", name, arguments, context) == sha256(json.dumps(of))


@pytest.mark.parametrize("account", [7, Name("acme")])
def test_a_request_of_something_that_is_no_text_has_a_digest_too(account):
    context = fleet.Context.model_construct(account=account)
    of = ["call", "support-agent", "x", None, account, None]
    assert digest_of_request("call", "support-agent", "x", None, context) == sha256(json.dumps(of))


@given(TEXTS | HALVES, st.none() | st.integers(1, 10**6), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_the_key_of_a_call_is_over_conversation_step_and_request(conversation, step, digest):
    expected = json.dumps([conversation, step, digest], separators=(",", ":"))
    assert key_of(conversation, step, digest) == sha256(expected)[:32]


def test_a_digest_is_what_it_was_so_that_a_call_in_doubt_is_known_after_an_update():
    context = fleet.Context(account="acme", conversation="c1")
    asked = arguments_of("discounts.grant", {"percent": 12.5, "account": "Zoë & Söhne", "terms": ["net 30", None]})
    assert asked.digest == "0216eaa49ed66d31c70beee510062629dd9b3f6e1608e067e06b6ba25d9af2e5"
    flat = arguments_of("discounts.grant", {"percent": 12.5, "account": "Zoë & Söhne"})
    assert flat.digest == "29f37482231b28ad83cfbe0ba2b01f1f547c1fbaf26f54786a09da94f0a7b6d1"
    request = digest_of_request("call", "account-manager", "discounts.grant", asked, context)
    assert request == "841919399d092e81dcaef2fd7ffadf86788b229b5e16cbcb6b3fa09d04bbfaa2"
    assert key_of("c1", 3, request) == "428d20d891681621ae4c7cc4e9ccb48a"
