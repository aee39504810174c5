"""Whatever is wrong with a request is said in one shape, with its place; nothing of it is a fault of the server."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.serve.problem import Problem

JSON = {"Content-Type": "application/json"}
PATHS = ["/v1/prompt", "/v1/route", "/v1/check/reply", "/v1/check/call", "/v1/check/handoff"]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["persona", "message", "draft", "tool", "arguments", "source", "target", "lane", "baton", "context", "ledger"]
    + ["history", "variables", "reason", "incoming", "earlier", "stage", "facts", "assigned", "current", "kind"]
)
BODIES = st.recursive(
    VALUES | st.sampled_from(["support-agent", "tickets.resolve", "renewal", "customer", "heard", "\ud800", "\x00"]),
    lambda inner: st.dictionaries(NAMES, inner, max_size=6) | st.lists(inner, max_size=2),
    max_leaves=12,
)


def problem(response):
    """The problem of a response, if it is one as it must be."""
    assert response.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate_json(response.content)
    assert found.status == response.status_code
    assert found.type.startswith("urn:fleet:problem:")
    assert found.detail
    return found


@pytest.mark.parametrize(
    ("body", "status", "name", "detail"),
    [
        (b"", 422, "unfit", "the body is missing"),
        (b"  ", 400, "unreadable", "the body is empty; send an object of JSON"),
        (b"{", 400, "unreadable", "the body is JSON that breaks off, in line 1, column 2"),
        (b'{"message": x}', 400, "unreadable", "the body is no JSON from `x}` on, in line 1, column 13"),
        (b'{"message": "\xff"}', 400, "unreadable", "the body is no UTF-8 from byte 14 on"),
        (b'{"message": NaN}', 400, "unreadable", "the body holds `NaN`, which JSON does not have"),
        (b'{"message": "a", "message": "b"}', 400, "unreadable", "the body holds the key `message` twice"),
        (b'{"message": "\\ud800"}', 400, "unreadable", "the body holds a lone surrogate, which is half a character"),
        (b'{"message": ' + b"[" * 30_000, 400, "unreadable", "is nested too deep"),
        (b'{"message": ' + b"9" * 5_000 + b"}", 400, "unreadable", "a number that is too long"),
        (b"[]", 422, "unfit", "the body must be a mapping, found a list"),
    ],
)
def test_a_body_that_cannot_be_read(client, body, status, name, detail):
    response = client.post("/v1/route", content=body, headers=JSON)
    assert response.status_code == status
    found = problem(response)
    assert found.type == f"urn:fleet:problem:{name}"
    assert detail in found.detail
    assert found.errors[0].pointer == "#"


@pytest.mark.parametrize(
    ("path", "body", "faults"),
    [
        ("route", {"mesage": "x"}, {"#/message": "`message` is missing", "#/mesage": "did you mean `message`?"}),
        ("route", {"message": 5}, {"#/message": "`message` must be text, found `5`"}),
        ("route", {"message": "x", "context": {"stge": 1}}, {"#/context/stge": "`context` holds no `stge`; did you"}),
        ("route", {"message": "x", "context": {"stage": "lead"}}, {"#/context/stage": "found the text `lead`"}),
        ("route", {"message": "x", "history": ["y", 5]}, {"#/history/1": "`history[1]` must be text, found `5`"}),
        ("prompt", {"persona": "support-agent", "variables": {"company": ""}}, {"#/variables": "`company`"}),
        ("check/call", {"persona": "x", "tool": "y", "arguments": 5}, {"#/arguments": "must be a mapping or text"}),
        (
            "check/handoff",
            {"source": "x", "target": "y", "baton": {"facts": []}},
            {"#/baton/facts": "`baton` holds no"},
        ),
        ("check/reply", {"persona": "x", "draft": "y", "ledger": [{}]}, {"#/ledger/0": "must have a 'kind'"}),
        ("check/reply", {"persona": "x", "draft": "y", "ledger": [{"kind": "hard"}]}, {"#/ledger/0": "one of 'heard'"}),
    ],
)
def test_a_body_that_does_not_fit_is_told_where(client, path, body, faults):
    response = client.post(f"/v1/{path}", json=body)
    assert response.status_code == 422
    found = {one.pointer: one.detail for one in problem(response).errors}
    assert found.keys() == faults.keys()
    for pointer, words in faults.items():
        assert words in found[pointer]


@pytest.mark.parametrize(
    ("path", "body", "faults"),
    [
        ("route", {"message": "x", "context": {"current": "suport-agent"}}, {"#/context/current": "`support-agent`?"}),
        ("route", {"message": "x", "context": {"facts": ["owner-askd"]}}, {"#/context/facts": "`owner-asked`?"}),
        ("route", {"message": "x", "context": {"assigned": ["x"]}}, {"#/context/assigned": "no persona is named `x`"}),
        ("prompt", {"persona": "suport-agent"}, {"#/persona": "did you mean `support-agent`?"}),
        ("prompt", {"persona": "support-agent", "variables": {"x": "y"}}, {"#/variables": "no variable is named `x`"}),
    ],
)
def test_a_name_that_the_library_does_not_have_is_told_where(client, path, body, faults):
    response = client.post(f"/v1/{path}", json=body)
    assert response.status_code == 404
    found = problem(response)
    assert found.type == "urn:fleet:problem:unknown-name"
    assert [one.pointer for one in found.errors] == list(faults)
    assert faults[found.errors[0].pointer] in found.detail


def test_a_ledger_that_contradicts_itself_is_none(client):
    settled = {"kind": "settled", "step": 1, "ok": True, "output": ""}
    response = client.post("/v1/check/reply", json={"persona": "x", "draft": "y", "ledger": [settled]})
    assert response.status_code == 409
    assert problem(response).errors[0].pointer == "#/ledger"


def test_what_is_not_there_is_said(client):
    response = client.get("/v1/lanes")
    assert (response.status_code, problem(response).type) == (404, "urn:fleet:problem:not-found")


def test_another_method_is_told_the_right_one(client):
    response = client.get("/v1/route")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert problem(response).detail == "`/v1/route` is asked with POST, not `GET`"


@pytest.mark.bulk
@pytest.mark.parametrize("path", PATHS)
@given(body=BODIES)
@settings(max_examples=60, deadline=None)
def test_no_body_makes_the_server_fail(client, path, body):
    response = client.post(path, content=json.dumps(body), headers=JSON)
    assert response.status_code in {200, 400, 404, 409, 422}
    if response.status_code != 200:
        problem(response)


@pytest.mark.bulk
@given(body=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_the_server_fail(client, body):
    response = client.post("/v1/route", content=body, headers=JSON)
    assert response.status_code in {400, 422}
    problem(response)


def test_a_fault_of_ours_is_a_problem_without_its_words(served, shipped, caplog):
    class Broken:
        def route(self, *_args, **_more):
            message = "a secret"
            raise RuntimeError(message)

    response = served(router=Broken()).post("/v1/route", json={"message": "Hello"})
    assert (response.status_code, problem(response).type) == (500, "urn:fleet:problem:failed")
    assert "secret" not in response.text
    assert "secret" in caplog.text
