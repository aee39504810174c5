"""Messages go to who owns their lane; what is in none goes to the front desk; who is unsure asks."""

from __future__ import annotations

import asyncio
import concurrent.futures

import pytest

import fleet
from fleet import Context, Router

CUSTOMER = Context(stage="customer")


@pytest.fixture(scope="module")
def router(shipped_library):
    return Router(shipped_library)


@pytest.fixture(scope="module")
def shipped_library():
    return fleet.load()


@pytest.mark.parametrize(
    ("message", "lane", "persona"),
    [
        (
            "The service does not start after the update.",
            "ticket-resolution",
            "support-agent",
        ),
        (
            "Invoice 8841 has the wrong VAT number on it, please correct it.",
            "quotes-and-invoices",
            "sales-administrator",
        ),
        ("Our trial ends on Friday, could you give us two more weeks?", "trial-extension", "sales-administrator"),
        ("What discount do we get if we sign for three years?", "deal-negotiation", "account-manager"),
    ],
)
def test_a_plain_request_goes_to_the_owner_of_its_lane(router, message, lane, persona):
    route = router.route(message)
    assert (route.lane, route.persona) == (lane, persona)
    assert len(route.legs) == 1
    assert message[slice(*route.legs[0].span)] == route.legs[0].text == message
    assert route.legs[0].candidates[0] == (lane, route.confidence)
    assert (route.question is None) == (route.outcome == "routed")


@pytest.mark.parametrize(
    "message",
    ["", "   \n", "?!", "😀😀", "12345 67", "QmFzZTY0IGlzIG5vdCBhIGxhbmd1YWdlLCBpdCBpcyBhbiBlbmNvZGluZyBvZiBieXRlcw=="],
)
def test_what_has_no_words_goes_to_the_front_desk(router, message):
    route = router.route(message)
    assert (route.outcome, route.lane, route.persona) == ("fallback", None, "triage")
    assert route.reasons


def test_what_is_taught_to_be_in_no_lane_goes_to_the_front_desk(router, shipped_library):
    outcomes = [router.route(ask).outcome for ask in shipped_library.fallback_asks]
    assert outcomes.count("fallback") > len(outcomes) * 0.9


def test_two_requests_are_two_legs_each_with_its_own_words(router):
    message = (
        "Hello,\nour trial ends on Friday, could you give us two more weeks?\n\n"
        "Separately, please send us invoice 3301 again, it never arrived.\n\nBest,\nAna"
    )
    route = router.route(message)
    assert {leg.lane for leg in route.legs} == {"trial-extension", "quotes-and-invoices"}
    for leg in route.legs:
        assert message[slice(*leg.span)] == leg.text
    assert "Best" not in "".join(leg.text for leg in route.legs)


def test_a_stage_leaves_out_lanes_and_says_so(router):
    message = "How do we connect it to our directory?"
    lanes = {
        one.lane for one in router.route(message, context=Context(stage="trial")).legs[0].candidates if one.probability
    }
    assert "technical-guidance" not in lanes
    reasons = router.route(message, context=Context(stage="trial")).reasons
    assert any("stage `trial` leaves out" in reason and "`technical-guidance`" in reason for reason in reasons)


def test_work_stays_with_the_persona_at_work_where_it_may_do_all_of_it(router):
    message = "Invoice 8841 has the wrong VAT number on it, please correct it."
    assert router.route(message, context=Context(current="account-manager")).persona == "sales-administrator"
    voice = "It would be great if reports could be sent as a calendar entry, please pass that wish on to the builders."
    context = Context(stage="customer", current="customer-success-manager")
    route = router.route(voice, context=context)
    assert (route.lane, route.persona) == ("voice-of-customer", "customer-success-manager")


def test_a_short_answer_stays_with_who_has_the_conversation(router):
    context = Context(stage="customer", current="customer-success-manager")
    route = router.route("yes please", context=context, history=["Shall we plan the training of the second team?"])
    assert (route.outcome, route.persona) == ("routed", "customer-success-manager")
    moved = router.route(
        "Server crashed again, nobody can log in!", context=context, history=["Shall we plan the training?"]
    )
    assert moved.persona == "support-agent"


def test_who_is_unsure_asks_in_the_words_of_the_lanes(router, shipped_library):
    cautious = Router(shipped_library, wrong_at_most=0.0001)
    route = cautious.route(
        "Could somebody from your side look at our setup and tell us what it costs?", context=CUSTOMER
    )
    assert route.outcome == "clarify"
    first, second = (shipped_library.lanes[one.lane].about for one in route.legs[0].candidates[:2])
    assert first.split("{{")[0][:20] in route.question
    assert second.split("{{")[0][:20] in route.question


def test_a_wish_to_be_wrong_less_often_routes_less(shipped_library):
    messages = [
        "the thing from last week again",
        "can we talk about next year",
        "how does this work with the other one",
    ]
    routed = [
        sum(one.outcome == "routed" for one in Router(shipped_library, wrong_at_most=part).route_many(messages))
        for part in (0.9, 0.001)
    ]
    assert routed[0] >= routed[1] == 0


def test_reasons_name_an_example_and_words(router):
    route = router.route("Our trial ends on Friday, could you give us two more weeks?")
    said = " ".join(route.legs[0].reasons)
    assert "like the example `" in said
    assert "words that speak for it: " in said
    assert "trial" in said


@pytest.mark.parametrize("encoder", ["fast", "accurate"])
def test_either_encoder_alone_routes(shipped_library, encoder):
    route = Router(shipped_library, encoder=encoder).route("Please correct the address on invoice 8841.")
    assert route.lane == "quotes-and-invoices"


def test_it_is_the_same_alone_and_among_others_and_from_many_threads(router):
    messages = [
        "Please correct the address on invoice 8841.",
        "The import stops at 40 %.",
        "When does our contract end?",
    ] * 4
    alone = [router.route(message) for message in messages]
    assert list(router.route_many(messages)) == alone
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(router.route, messages)) == alone
    assert asyncio.run(router.aroute(messages[0])) == alone[0]


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace(" ", "   "),
        lambda text: f"\n\n  {text} \t\n",
        lambda text: text.replace("e", "e\u200b"),
        lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    ],
    ids=["case", "white space", "around it", "zero width", "full width"],
)
def test_an_answer_does_not_change_with_how_a_message_is_dressed(router, change):
    for message in ("Invoice 8841 has the wrong VAT number on it, please correct it.", "nobody can sign in since noon"):
        plain, dressed = router.route(message), router.route(change(message))
        assert (plain.outcome, plain.lane, plain.legs[0].candidates) == (
            dressed.outcome, dressed.lane, dressed.legs[0].candidates,
        )  # fmt: skip


def test_html_is_read_as_its_text(router):
    body = "<p>Please correct the address</p><p>on invoice 8841.</p>"
    html = f"<html><head><style>p {{color: red}}</style></head><body>{body}</body></html>"
    assert router.route(html).lane == "quotes-and-invoices"


def test_a_huge_message_is_read_in_time(router):
    route = router.route("Please correct invoice 8841. " + "lorem ipsum dolor sit amet " * 4000)
    assert route.legs


def test_a_host_that_names_nobody_is_told(router):
    with pytest.raises(fleet.UnknownNameError, match="did you mean `support-agent`"):
        router.route("hello", context=Context(current="suport-agent"))


@pytest.mark.parametrize("part", [0, 1, -0.1, 1.5])
def test_a_wish_that_is_no_part_is_refused(shipped_library, part):
    with pytest.raises(fleet.FleetError, match="over 0 and under 1"):
        Router(shipped_library, wrong_at_most=part)
