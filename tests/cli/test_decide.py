from __future__ import annotations

import io
import json

import pytest

CALL = ["decide", "customer-success-manager", "tickets.resolve"]


@pytest.fixture
def typed(monkeypatch):
    """A function that gives a command something to read."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_call_outside_the_lane_is_refused_with_the_owner(fleet_command):
    ran = fleet_command(*CALL, "--args", '{"id": 4411}')
    assert ran.code == 3
    assert ran.lines[1] == "redirect: customer-success-manager in ticket-resolution"
    assert "owner: support-agent" in ran.lines
    assert ran.lines[-1].startswith("a model reads: Not yours.")
    assert "FLT405 behind-boundary" in ran.out
    assert ran.err == ""


def test_a_call_in_the_lane_is_allowed(fleet_command):
    ran = fleet_command("decide", "support-agent", "tickets.resolve", "--args", '{"id": 4411}')
    assert ran.code == 0
    assert ran.lines[1] == "allow: support-agent in ticket-resolution"


def test_a_call_beyond_a_limit_is_asked_about(fleet_command):
    args = json.dumps({"account": "brightwater", "percent": 25})
    ran = fleet_command(
        "decide", "account-manager", "discounts.grant", "--args", args, "--account", "brightwater", "--json"
    )
    assert ran.code == 3
    assert ran.data["outcome"] == "ask"


def test_arguments_are_read_from_standard_input(process):
    ran = process("decide", "support-agent", "tickets.resolve", "--args", "-", "--json", stdin='{"id": 4411}')
    assert ran.code == 0
    assert ran.data["outcome"] == "allow"


@pytest.mark.parametrize("args", ["", "{", "[]", '{"id": 1, "id": 2}', '{"id": NaN}'])
def test_arguments_that_are_no_json_object_are_denied(fleet_command, args):
    ran = fleet_command("decide", "support-agent", "tickets.resolve", "--args", args, "--json")
    assert ran.code == 3
    assert ran.data["outcome"] == "deny"
    assert "FLT402" in [reason["code"] for reason in ran.data["reasons"]]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ([], "redirect"),
        (["--assigned", "technical-account-manager"], "redirect"),
        (["--fact", "support-asked"], "redirect"),
        (["--assigned", "technical-account-manager", "--fact", "support-asked"], "allow"),
        (["--assigned", "technical-account-architect", "--fact", "support-asked"], "allow"),
        (["--nobody-assigned", "--fact", "support-asked"], "redirect"),
        (["--fact", "nonsense"], "deny"),
        (["--current", "support-agent", "--assigned", "technical-account-manager", "--fact", "support-asked"], "deny"),
    ],
)
def test_what_is_known_about_the_work_decides(fleet_command, words, outcome):
    ran = fleet_command(
        "decide", "technical-account-manager", "tickets.resolve", "--args", '{"id": 1}', *words, "--json"
    )
    assert ran.data["outcome"] == outcome
    assert ran.code == (0 if outcome == "allow" else 3)


@pytest.mark.parametrize(("stage", "outcome"), [("customer", "allow"), ("prospect", "redirect"), ("trial", "redirect")])
def test_the_stage_decides(fleet_command, stage, outcome):
    args = json.dumps({"account": "brightwater"})
    ran = fleet_command(
        "decide", "customer-success-manager", "renewals.schedule", "--args", args, "--stage", stage, "--json"
    )
    assert ran.data["outcome"] == outcome


def test_the_audience_decides(fleet_command):
    words = ["decide", "senior-support-agent", "replies.review", "--args", '{"id": 1}', "--json"]
    assert fleet_command(*words).data["outcome"] == "redirect"
    assert fleet_command(*words, "--audience", "teammate").data["outcome"] == "allow"


def test_a_handoff_to_the_owner_is_allowed(fleet_command):
    ran = fleet_command(
        "decide", "--handoff", "customer-success-manager", "support-agent", "--lane", "ticket-resolution"
    )
    assert ran.code == 0


def test_a_handoff_to_somebody_else_names_the_owner(fleet_command):
    ran = fleet_command("decide", "--handoff", "support-agent", "account-manager", "--lane", "renewal", "--json")
    assert ran.code == 3
    assert ran.data["outcome"] == "redirect"
    assert ran.data["owner"] == "customer-success-manager"
    assert ran.data["persona"] == "support-agent"


def test_what_is_in_no_lane_goes_to_the_front_desk(fleet_command):
    assert fleet_command("decide", "--handoff", "support-agent", "triage").code == 0
    assert fleet_command("decide", "--handoff", "support-agent", "account-manager").code == 3


def test_a_handoff_by_somebody_who_has_not_the_work_is_denied(fleet_command):
    ran = fleet_command(
        "decide",
        *["--handoff", "support-agent", "triage", "--current", "account-manager", "--json"],
    )
    assert ran.code == 3
    assert [reason["code"] for reason in ran.data["reasons"]] == ["FLT411"]


def test_the_decision_as_data_is_whole(fleet_command):
    data = fleet_command(*CALL, "--args", '{"id": 4411}', "--json").data
    assert set(data) == {"outcome", "persona", "lane", "owner", "reasons", "evidence", "record", "explanation"}
    assert {"code": "FLT405", "name": "behind-boundary"}.items() <= data["reasons"][-1].items()
    assert data["reasons"][-1]["boundary"] == "customer-success-manager/no-ticket-resolution"


@pytest.mark.parametrize(("persona", "tool"), [("nobody", "tickets.resolve"), ("support-agent", "tickets.reslove")])
def test_the_guard_denies_unknown_names_and_does_not_fail(fleet_command, persona, tool):
    ran = fleet_command("decide", persona, tool, "--json")
    assert ran.code == 3
    assert ran.data["outcome"] == "deny"
    assert "FLT401" in [reason["code"] for reason in ran.data["reasons"]]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["support-agent"],
        ["support-agent", "tickets.resolve", "--lane", "renewal"],
        ["support-agent", "--handoff", "a", "b"],
        ["--handoff", "a", "b", "--assigned", "support-agent", "--nobody-assigned"],
    ],
)
def test_a_question_that_is_half_or_two_is_a_mistake_of_usage(fleet_command, words):
    ran = fleet_command("decide", *words)
    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert ran.out == ""


def test_a_tool_may_be_named_by_an_option(fleet_command):
    plain = fleet_command(*CALL, "--args", '{"id": 4411}')
    persona, tool = CALL[1:]
    assert fleet_command("decide", persona, "--tool", tool, "--args", '{"id": 4411}').out == plain.out
    for words in ([*CALL[1:], "--tool", tool], [persona, "--tool", tool, "--reply", "Hello."], ["--tool", tool]):
        ran = fleet_command("decide", *words)
        assert (ran.code, ran.err.startswith("error: name a persona and a tool")) == (2, True)


@pytest.mark.parametrize(
    ("handoff", "outcome", "owner"),
    [
        ({"source": "support-agent", "target": "account-manager", "lane": "deal-negotiation"}, "allow", None),
        ({"source": "support-agent", "target": "account-manager", "lane": "renewal"}, "redirect", "renewal"),
        (
            {
                "source": "support-agent",
                "target": "triage",
                "lane": None,
                "reason": "I have given them 20 % off the renewal.",
                "baton": {"summary": "asks for a date"},
            },
            "redirect",
            None,
        ),
        ({"source": "support-agent", "target": "triage", "baton": {"facts": ["approved"]}}, "deny", None),
    ],
)
def test_a_whole_handoff_is_read_from_standard_input(fleet_command, shipped, typed, handoff, outcome, owner):
    typed(json.dumps(handoff))
    data = fleet_command("decide", "--handoff", "-", "--stage", "customer", "--json").data
    assert data["outcome"] == outcome
    assert owner is None or data["owner"] == shipped.owner_of(owner)


def test_words_of_a_handoff_that_do_anothers_work_are_to_be_left_out(fleet_command):
    words = '{"summary": "I have already given them a discount of 20 % on the renewal."}'
    ran = fleet_command("decide", "--handoff", "support-agent", "triage", "--baton", words, "--stage", "customer")
    assert ran.code == 3
    assert ran.lines[-1].startswith("a model reads: Not like this. `I have already given them")
    assert ran.lines[-1].endswith("Leave that out, and hand the work over to `triage` without it.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the handoff is empty"),
        ("[]", "the handoff must be a mapping"),
        ('{"source": "a", "target": "b", "line": "c"}', "a handoff has no `line`; did you mean `lane`?"),
        ('{"source": "a"}', "the `target` of a handoff is a text"),
        ('{"source": "a", "target": null}', "the `target` of a handoff is a text"),
        ('{"source": "a", "target": "b", "reason": 7}', "the `reason` of a handoff is a text"),
        ('{"source": "a", "target": "b", "baton": "c"}', "the `baton` of a handoff is a mapping"),
        ('{"source": "a", "source": "b", "target": "c"}', "the handoff holds the key `source` twice"),
    ],
)
def test_what_is_no_handoff_is_a_mistake_of_usage(fleet_command, typed, text, said):
    typed(text)
    ran = fleet_command("decide", "--handoff", "-")
    assert (ran.code, ran.lines) == (2, ["library: shipped (default)"])
    assert ran.err.startswith(f"error: {said}")


@pytest.mark.parametrize("words", [["triage"], ["--lane", "renewal"], ["--baton", "{}"], ["--reply", "Hello."]])
def test_a_whole_handoff_stands_alone(fleet_command, words):
    ran = fleet_command("decide", "--handoff", "-", *words)
    assert (ran.code, ran.err.startswith("error: `--handoff")) == (2, True)


def test_a_handoff_to_nobody_is_a_mistake_of_usage(fleet_command):
    assert fleet_command("decide", "--handoff", "support-agent").code == 2
