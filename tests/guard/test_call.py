import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fleet
from fleet.spec import Limit, Tool

ACCOUNT = "halvorsen"
KNOWN = fleet.Context(account=ACCOUNT, stage="customer")


@pytest.fixture(scope="module")
def guard(shipped):
    return fleet.Guard(shipped)


def test_the_owner_of_a_lane_may_call_its_tool(guard):
    decision = guard.check_call("support-agent", "tickets.resolve", {"id": 4411}, context=KNOWN)
    assert decision
    assert decision.outcome == "allow"
    assert decision.codes == ("FLT420",)
    assert decision.lane == "ticket-resolution"
    assert decision.arguments is not None
    assert decision.arguments.values["id"] == 4411


def test_another_persona_is_sent_to_the_owner_with_the_boundary_named(guard):
    decision = guard.check_call("customer-success-manager", "tickets.resolve", {"id": 4411}, context=KNOWN)
    assert not decision
    assert (decision.outcome, decision.owner) == ("redirect", "support-agent")
    assert decision.boundaries == ("customer-success-manager/no-ticket-resolution",)
    assert "`support-agent`" in decision.explain()
    assert "FLT405 behind-boundary" in decision.explain(to="person")
    assert decision.arguments is None


def test_a_lane_without_a_boundary_is_refused_all_the_same(guard):
    decision = guard.check_call("sales-administrator", "adoption.plan", {"account": ACCOUNT}, context=KNOWN)
    assert (decision.outcome, decision.owner, decision.boundaries) == ("redirect", "customer-success-manager", ())


def test_an_assist_holds_only_when_all_of_its_condition_does(guard):
    def decide(**known):
        context = fleet.Context(account=ACCOUNT, stage="customer", **known)
        return guard.check_call("technical-account-manager", "tickets.resolve", {"id": 1}, context=context).outcome

    mine = {"technical-account-manager"}
    assert decide() == "redirect"
    assert decide(assigned=mine) == "redirect"
    assert decide(facts={"support-asked"}) == "redirect"
    assert decide(facts={"support-asked"}, assigned=set()) == "redirect"
    assert decide(facts={"support-asked"}, assigned=mine) == "allow"
    assert decide(facts={"support-asked"}, assigned={"technical-account-architect"}) == "allow"


def test_an_assist_that_only_informs_may_not_commit(guard):
    context = fleet.Context(account=ACCOUNT, assigned={"technical-account-manager"})
    args = {"account": ACCOUNT, "percent": 5}
    decision = guard.check_call("technical-account-manager", "discounts.grant", args, context=context)
    assert (decision.outcome, decision.owner) == ("redirect", "account-manager")
    assert "FLT407" in decision.codes


def test_an_assist_that_only_follows_up_may_write_but_not_commit(guard):
    context = fleet.Context(account=ACCOUNT, facts={"in-own-region"})
    assert guard.check_call("account-manager", "invoices.correct", {"id": 7}, context=context)
    issue = guard.check_call("account-manager", "quotes.issue", {"account": ACCOUNT, "deal": 7}, context=context)
    assert issue.outcome == "redirect"
    assert "account-manager/no-quotes-and-invoices" in issue.boundaries


def test_work_at_another_stage_goes_to_the_fallback_even_for_the_owner(guard):
    prospect = fleet.Context(account=ACCOUNT, stage="prospect")
    decision = guard.check_call("customer-success-manager", "adoption.plan", {"account": ACCOUNT}, context=prospect)
    assert (decision.outcome, decision.owner) == ("redirect", "triage")
    assert decision.codes == ("FLT408",)


def test_work_for_teammates_is_no_work_for_customers(guard):
    call = ("account-manager", "mentoring.note", {"teammate": "Ida"})
    assert guard.check_call(*call, context=fleet.Context(audience="teammate"))
    decision = guard.check_call(*call, context=fleet.Context(audience="customer"))
    assert (decision.owner, decision.codes) == ("triage", ("FLT409",))


def test_reading_is_not_working(guard):
    reader = guard.check_call("support-agent", "health.read", {"account": ACCOUNT}, context=KNOWN)
    assert reader.outcome == "redirect"
    reads = guard.library["senior-support-agent"].reads
    assert "account-health" in reads
    assert guard.check_call("senior-support-agent", "health.read", {"account": ACCOUNT}, context=KNOWN)
    update = guard.check_call("senior-support-agent", "health.update", {"account": ACCOUNT}, context=KNOWN)
    assert update.outcome == "redirect"


@pytest.mark.parametrize(
    ("percent", "outcome"),
    [
        (0, "allow"),
        (15, "allow"),
        (15.0, "allow"),
        (15.01, "ask"),
        (-1, "ask"),
        (True, "deny"),
        ("15", "deny"),
        (None, "deny"),
    ],
)
def test_a_limit_is_typed_and_holds_at_its_border(guard, percent, outcome):
    args = {"account": ACCOUNT, "percent": percent}
    assert guard.check_call("account-manager", "discounts.grant", args, context=KNOWN).outcome == outcome


def test_a_call_beyond_a_limit_carries_the_arguments_that_a_human_is_asked_about(guard):
    args = {"account": ACCOUNT, "percent": 40}
    decision = guard.check_call("account-manager", "discounts.grant", args, context=KNOWN)
    assert decision.outcome == "ask"
    assert dict(decision.arguments.values) == args
    assert "approve" in decision.explain()


def test_the_account_of_a_call_is_the_account_of_the_context(guard):
    args = {"account": "somebody-else", "percent": 5}
    assert guard.check_call("account-manager", "discounts.grant", args, context=KNOWN).outcome == "ask"
    unknown = guard.check_call("account-manager", "discounts.grant", args, context=fleet.Context())
    assert unknown.outcome == "ask"
    assert "account is not known" in unknown.explain()


@pytest.mark.parametrize(
    "tool",
    [
        "tickets.Resolve",
        "tickets.resolve\n",
        " tickets.resolve",
        "tickets.resolv\u0435",
        "tickets\u200b.resolve",
        "tickets",
        "",
    ],
)
def test_a_tool_is_known_by_exactly_its_name(guard, tool):
    decision = guard.check_call("support-agent", tool, {"id": 1}, context=KNOWN)
    assert (decision.outcome, decision.codes) == ("deny", ("FLT401",))


@pytest.mark.parametrize(
    "args",
    [
        "",
        "{",
        "[]",
        '"x"',
        "null",
        '{"id": 1, "id": 2}',
        '{"id": NaN}',
        '{"id": Infinity}',
        '{"id": 1e999}',
        '{"id": ' + "9" * 30 + "}",
        '{"id": {"a": ' * 40 + "1" + "}}" * 40,
        "x" * 300_000,
        [],
        None,
        7,
        {"id": float("nan")},
        {"id": float("inf")},
        {"id": object()},
        {"id": b"1"},
        {"id": {1, 2}},
        {1: 2},
        {"id": 2**70},
    ],
)
def test_arguments_that_are_no_plain_data_are_denied(guard, args):
    decision = guard.check_call("support-agent", "tickets.resolve", args, context=KNOWN)
    assert decision.outcome == "deny"
    assert set(decision.codes) <= {"FLT402", "FLT403"}


@pytest.mark.parametrize(
    ("args", "word"),
    [
        ({}, "`id` is missing"),
        ({"id": "4411"}, "`id` must be a whole number, found the text `4411`"),
        ({"id": 1, "note": "x"}, "This tool takes no `note`; choose one of `id`, `resolution`"),
        ({"id": True}, "`id` must be a whole number, found `true`"),
        ({"id": 1.0}, "`id` must be a whole number, found `1.0`"),
    ],
)
def test_a_schema_is_strict(guard, args, word):
    decision = guard.check_call("support-agent", "tickets.resolve", args, context=KNOWN)
    assert (decision.outcome, decision.codes) == ("deny", ("FLT403",))
    assert word in decision.explain()
    assert "Mend that" in decision.explain()


def test_names_in_a_context_must_exist(guard):
    for context in (
        fleet.Context(facts={"suport-asked"}),
        fleet.Context(assigned={"technical-acount-manager"}),
        fleet.Context(current="suport-agent"),
    ):
        decision = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=context)
        assert decision.outcome == "deny"
        assert "FLT401" in decision.codes
        assert "did you mean" in decision.explain()


def test_only_the_persona_at_work_calls(guard):
    context = fleet.Context(current="account-manager")
    decision = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=context)
    assert (decision.outcome, decision.codes) == ("deny", ("FLT411",))


def test_a_party_and_a_stranger_call_nothing(guard):
    for name in ("triage", "product-engineering", "nobody", ""):
        decision = guard.check_call(name, "tickets.resolve", {"id": 1}, context=KNOWN)
        assert decision.outcome == "deny"


def test_a_denial_outside_the_lane_still_names_the_owner(guard):
    decision = guard.check_call("customer-success-manager", "tickets.resolve", {"id": "x"}, context=KNOWN)
    assert (decision.outcome, decision.owner) == ("deny", "support-agent")
    assert "hand it over" in decision.explain()


def test_a_shared_tool_is_for_everybody(shipped):
    guard = fleet.Guard(shipped, tools={"mail.send": Tool(shared=True)})
    for persona in shipped:
        decision = guard.check_call(persona, "mail.send", {"to": "x"})
        assert decision
        assert decision.lane is None


def test_tools_of_the_host_replace_by_name_and_must_be_in_a_lane(shipped):
    host = {"tickets.resolve": Tool(lane="escalated-support")}
    decision = fleet.Guard(shipped, tools=host).check_call(
        "support-agent", "tickets.resolve", {"anything": [1, "x", None]}
    )
    assert decision.owner == "senior-support-agent"
    with pytest.raises(fleet.UnknownNameError, match="no lane is named `tikets`"):
        fleet.Guard(shipped, tools={"x": Tool(lane="tikets")})


def test_an_empty_library_has_no_guard(shipped):
    from dataclasses import replace

    with pytest.raises(fleet.FleetError, match="at least one persona"):
        fleet.Guard(replace(shipped, personas={}))


def test_whatever_fails_inside_is_a_denial(shipped, monkeypatch, caplog):
    guard = fleet.Guard(shipped)

    def breaks(_call):
        message = "broken"
        raise RuntimeError(message)

    monkeypatch.setitem(guard._call_rules, "in_lane", breaks)
    decision = guard.check_call("support-agent", "tickets.resolve", {"id": 1})
    assert (decision.outcome, decision.codes) == ("deny", ("FLT417",))
    assert "broken" in caplog.text


@pytest.mark.parametrize("odd", [None, 7, ["x"], {"x": 1}, b"x", object()])
def test_the_guard_never_raises_and_never_allows_what_is_odd(guard, odd):
    assert guard.check_call(odd, "tickets.resolve", {"id": 1}).outcome == "deny"
    assert guard.check_call("support-agent", odd, {"id": 1}).outcome == "deny"
    assert guard.check_call("support-agent", "tickets.resolve", odd).outcome == "deny"
    assert guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=odd or object()).outcome == "deny"


@pytest.mark.parametrize("empty", [{}, [], "", 0, False, frozenset()])
def test_only_none_stands_for_a_context_in_which_nothing_is_known(guard, empty):
    assert guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=empty).codes == ("FLT417",)


@pytest.mark.parametrize(
    "change", [{"stage": "custmer"}, {"audience": "teamate"}, {"account": 7}, {"facts": ["support-asked"]}]
)
def test_a_context_that_was_changed_without_being_checked_is_checked(guard, change):
    context = KNOWN.model_copy(update=change)
    assert guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=context).codes == ("FLT417",)


def test_a_decision_shows_what_it_was_asked_on_one_line_with_nothing_hidden(guard):
    decision = guard.check_call("x\nallow: \x1b[2J\ud800", "tickets.resolve", {"id": 1})
    assert decision.explain(to="person").splitlines()[0] == ("deny: x allow: <U+001B>[2J<U+D800> in ticket-resolution")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(persona=st.text(max_size=20), tool=st.text(max_size=20), args=JSON)
def test_no_made_up_request_is_ever_allowed(shipped, persona, tool, args):
    assert fleet.Guard(shipped).check_call(persona, tool, args).outcome == "deny"


@given(args=st.dictionaries(st.text(max_size=4), JSON, max_size=3))
def test_the_digest_names_the_exact_call(args):
    from fleet.guard.arguments import MalformedError, arguments_of

    try:
        first = arguments_of("x", args)
    except MalformedError:
        return
    again = arguments_of("x", dict(reversed(list(args.items()))))
    assert first.digest == again.digest
    assert first.digest != arguments_of("y", args).digest
    assert first.digest != arguments_of("x", {**args, "one-more": 1}).digest


def test_frozen_arguments_do_not_change_with_what_they_were_made_of(guard):
    args = {"account": ACCOUNT, "findings": ["a"]}
    decision = guard.check_call("technical-account-architect", "reviews.publish", args, context=KNOWN)
    args["findings"].append("b")
    assert decision.arguments.values["findings"] == ("a",)
    with pytest.raises(TypeError):
        decision.arguments.values["account"] = "other"


def test_rules_have_no_order(shipped):
    from itertools import islice, permutations

    call = ("technical-account-manager", "discounts.grant", {"account": "x", "percent": 99})
    context = fleet.Context(account=ACCOUNT, assigned={"technical-account-manager"})
    whole = fleet.Guard(shipped)
    wanted = whole.check_call(*call, context=context)
    for names in islice(permutations(whole._call_rules), 0, 2000, 97):
        shuffled = fleet.Guard(shipped)
        shuffled._call_rules = {name: whole._call_rules[name] for name in names}
        found = shuffled.check_call(*call, context=context)
        assert (found.outcome, found.owner, set(found.codes)) == (wanted.outcome, wanted.owner, set(wanted.codes))


def test_threads_share_a_guard(guard):
    found = []

    def work():
        found.extend(guard.check_call("support-agent", "tickets.resolve", {"id": n}).outcome for n in range(50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["allow"] * 400


@pytest.mark.parametrize(
    ("limit", "inside", "out"),
    [
        (Limit(minimum=2), [2, 2.5, 10**9], [1.999, -5, "3", True, None, [2]]),
        (Limit(maximum=2), [2, -1], [2.001, 3, "1", False]),
        (Limit(exclusiveMinimum=2), [2.001, 3], [2, 1]),
        (Limit(exclusiveMaximum=2), [1.999, 1], [2, 3]),
        (Limit(enum=("a", 1)), ["a", 1], ["A", "b", True, 1.0, None, ["a"]]),
        (Limit(const="yes"), ["yes"], ["Yes", "no", True]),
        (Limit(const=False), [False], [0, "", None, "false"]),
        (Limit(maxLength=3), ["", "abc"], ["abcd", 3, ["a"]]),
        (Limit(maxItems=1), [[], ["x"]], [["x", "y"], "x", {"a": 1}]),
        (Limit(owned_by="account"), [ACCOUNT], [ACCOUNT.upper(), f"{ACCOUNT} ", "", None]),
        (
            Limit(email_domain_in=("example.com",)),
            ["a@example.com", "a.b@EXAMPLE.com"],
            [
                "a@evil.com",
                "a@example.com.evil.com",
                "a@b@example.com",
                "@example.com",
                "example.com",
                "a@example.com,b@evil.com",
                "a@example.com\n",
                "<a@example.com>",
                "a@ex\u0430mple.com",
                5,
            ],
        ),
    ],
)
def test_each_limit_says_what_is_inside_and_what_is_beyond(shipped, limit, inside, out):
    guard = fleet.Guard(shipped, tools={"x": Tool(lane="renewal", limits={"v": limit})})

    def outcome(args):
        return guard.check_call("customer-success-manager", "x", args, context=KNOWN).outcome

    assert [outcome({"v": value}) for value in inside] == ["allow"] * len(inside)
    assert [outcome({"v": value}) for value in out] == ["deny"] * len(out)
    assert outcome({}) == "deny"


def test_an_optional_argument_may_be_left_out_but_not_be_wrong(shipped):
    guard = fleet.Guard(shipped, tools={"x": Tool(lane="renewal", limits={"v": Limit(maximum=1, optional=True)})})
    assert guard.check_call("customer-success-manager", "x", {})
    assert not guard.check_call("customer-success-manager", "x", {"v": 2})
