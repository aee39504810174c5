"""The API says what the library says, and keeps nothing."""

from __future__ import annotations

import json

import pytest

import fleet
from fleet.library import Library
from fleet.serve.desk import _spans

CUSTOMER = fleet.Context(stage="customer")
KNOWN = {"stage": "customer"}
DRAFT = "The import works again. I have also given you a discount of 20 % on the renewal."
MESSAGES = [
    "Deployments fail with a 500 since last night",
    "Please correct the address on invoice 8841. And our deployments fail since Monday.",
    "Thanks, have a good weekend!",
    "4411",
]


@pytest.fixture(scope="session")
def guard(shipped):
    return fleet.Guard(shipped)


@pytest.fixture(scope="session")
def router(shipped):
    return fleet.Router(shipped)


@pytest.fixture
def answer(client):
    """A function that asks and gives the answer as data."""

    def ask(path, **body):
        response = client.post(path, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    return ask


@pytest.mark.parametrize("message", MESSAGES)
def test_a_route_is_the_routers(answer, router, shipped, message):
    found = answer("/v1/route", message=message, context=KNOWN)
    said = router.route(message, context=CUSTOMER).to_json()
    for leg in found["legs"]:
        assert leg.pop("title") == shipped.title_of(leg["persona"])
        assert [one.pop("owner") for one in leg["candidates"]] == [
            shipped.owner_of(one["lane"]) for one in leg["candidates"]
        ]
    assert found == json.loads(json.dumps(said))


def test_what_was_written_before_is_read_with_a_short_answer(answer, router):
    history = ["Deployments fail with a 500 since last night. Shall I send you the log?"]
    found = answer("/v1/route", message="yes please", history=history, context=KNOWN)
    assert found["lane"] == router.route("yes please", history=history, context=CUSTOMER).lane


def test_a_decision_is_the_guards(answer, guard):
    found = answer("/v1/check/reply", persona="support-agent", draft=DRAFT, context=KNOWN)
    decision = guard.check_reply("support-agent", DRAFT, context=CUSTOMER)
    said = decision.to_json()
    assert found["told"] == guard.told(decision)
    assert [one["text"] for one in found["evidence"]] == said.pop("evidence")
    rules = [one.pop("rule") for one in found["reasons"]]
    assert {name: found[name] for name in said} == said
    assert [rule and f"{rule['persona']}/{rule['id']}" for rule in rules] == [one.boundary for one in decision.reasons]


def test_the_sentence_is_found_in_the_draft_and_the_rule_in_the_spec(answer, shipped):
    found = answer("/v1/check/reply", persona="support-agent", draft=f"Grüße 👋🏽! {DRAFT}", context=KNOWN)
    (one,) = found["evidence"]
    start, end = one["span"]
    assert f"Grüße 👋🏽! {DRAFT}"[start:end] == one["text"]
    (rule,) = [reason["rule"] for reason in found["reasons"] if reason["rule"]]
    place = shipped.place("support-agent", "boundaries", "no-deal-negotiation")
    assert (place.path.endswith(rule["path"]), rule["line"]) == (True, place.line)


def test_a_text_that_stands_twice_is_found_at_both_places():
    assert [one["span"] for one in _spans(["a b", "c", "a b", "x"], "a b c a b")] == [(0, 3), (4, 5), (6, 9), None]


@pytest.mark.parametrize("arguments", [{"account": "acme", "percent": 10}, '{"account": "acme", "percent": 10}'])
def test_an_allowed_call_says_what_to_run(answer, arguments):
    context = {"account": "acme", "stage": "customer"}
    asked = {"persona": "account-manager", "tool": "discounts.grant", "context": context}
    found = answer("/v1/check/call", **asked, arguments=arguments)
    assert (found["outcome"], found["arguments"]) == ("allow", {"account": "acme", "percent": 10})
    assert (found["told"], found["ledger"], found["step"]) == (None, None, None)
    for refused in ({"account": "acme", "percent": 20}, "{broken", '{"account": "acme", "account": "acme"}'):
        assert answer("/v1/check/call", **asked, arguments=refused)["arguments"] is None


def test_what_is_wrong_with_a_request_to_the_guard_is_a_denial(answer):
    found = answer("/v1/check/call", persona="suport-agent", tool="tickets.close", context={"facts": ["no-such"]})
    assert found["outcome"] == "deny"
    assert {one["code"] for one in found["reasons"]} == {"FLT401"}


def test_a_handoff_is_of_who_has_the_work(answer):
    asked = {"target": "account-manager", "lane": "deal-negotiation", "baton": {"summary": "asks for a credit"}}
    assert answer("/v1/check/handoff", source="support-agent", **asked, context=KNOWN)["outcome"] == "allow"
    elsewhere = {**KNOWN, "current": "customer-success-manager"}
    assert answer("/v1/check/handoff", source="support-agent", **asked, context=elsewhere)["outcome"] == "deny"
    there = {"source": "support-agent", **asked}
    earlier = [there, {**there, "source": "account-manager", "target": "support-agent"}] * 4
    assert answer("/v1/check/handoff", **there, context=KNOWN, earlier=earlier)["outcome"] != "allow"


def test_a_ledger_goes_to_and_fro(answer):
    deal = {"persona": "account-manager", "tool": "discounts.grant", "arguments": {"account": "acme", "percent": 10}}
    asked = {**deal, "context": {"account": "acme"}}
    first = answer("/v1/check/call", **asked, ledger=[{"kind": "heard", "text": "May we have 10 %?"}])
    assert (first["step"], [one["kind"] for one in first["ledger"]]) == (1, ["heard", "started"])
    again = answer("/v1/check/call", **asked, ledger=first["ledger"])
    assert (again["outcome"], again["reasons"][0]["code"]) == ("ask", "FLT419")
    settled = [*first["ledger"], {"kind": "settled", "step": 1, "ok": True, "output": "granted"}]
    assert answer("/v1/check/call", **asked, ledger=settled)["outcome"] == "allow"


def test_nothing_is_kept_from_one_request_to_the_next(answer):
    asked = {"persona": "account-manager", "tool": "discounts.grant", "arguments": {"account": "acme", "percent": 10}}
    found = [answer("/v1/check/call", **asked, context={"account": "acme"}) for _ in range(3)]
    assert found == [found[0]] * 3
    assert found[0]["outcome"] == "allow"


def test_every_decision_is_recorded_where_a_record_is_kept(served, tmp_path):
    record = fleet.Record(tmp_path / "record")
    asked = {"persona": "support-agent", "tool": "tickets.resolve", "arguments": {"id": 1}, "context": KNOWN}
    found = [served(record=record).post("/v1/check/call", json=asked).json()["record"] for _ in range(2)]
    assert len(set(found)) == 2
    assert None not in found


def test_a_prompt_is_the_compiled_one(answer, shipped):
    found = answer("/v1/prompt", persona="support-agent", variables={"company": "Acme"}, context=KNOWN)
    prompt = fleet.compile_prompt(shipped, "support-agent", company="Acme", context=CUSTOMER)
    assert found == {**prompt.to_json(), "text": prompt.text}


def test_the_server_has_values_of_its_own(served):
    client = served(variables={"company": "Initech"})
    assert "Initech" in client.post("/v1/prompt", json={"persona": "support-agent"}).json()["text"]


def test_everybody_is_listed(client, shipped):
    found = client.get("/v1/personas").json()["personas"]
    assert [one["persona"] for one in found] == list(shipped)
    for one in found:
        spec = shipped[one["persona"]]
        assert [lane["lane"] for lane in one["mandate"]] == [duty.lane for duty in spec.mandate]
        assert [rule["id"] for rule in one["boundaries"]] == [rule.id for rule in spec.boundaries]
        assert "{{" not in json.dumps(one)


def test_health_names_the_library(client, shipped):
    found = client.get("/healthz").json()
    assert (found["status"], found["version"], found["digest"]) == ("up", fleet.__version__, shipped.digest)
    assert isinstance(shipped, Library)
