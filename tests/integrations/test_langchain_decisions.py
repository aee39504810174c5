"""A router answers LangChain's questions of choice, and only those."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from langchain_core.messages import AIMessage, HumanMessage

import fleet
from fleet import Context, FleetError, Router

decisions = pytest.importorskip("langchain_core.decisions", reason="came with langchain-core 1.8", exc_type=ImportError)

INVOICE = "Please correct the address on invoice 8841."
SPAM = "aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0IGVuY29kZWQgdGV4dCBhbmQgbm90aGluZyBlbHNl"


@pytest.fixture(scope="module")
def router(shipped):
    return Router(shipped)


@pytest.fixture(scope="module")
def decision(router):
    from fleet.integrations.langchain_decisions import RouterDecision

    return RouterDecision(router=router)


def who(*labels):
    return decisions.Choice(instructions="Who takes this?", criteria=dict.fromkeys(labels))


def asked(decision, state, *labels):
    return decision.invoke({"state": state, "questions": {"who": who(*labels)}}).choices["who"]


def test_it_is_a_decision_model_that_names_where_answers_come_from(decision):
    assert isinstance(decision, decisions.BaseDecisionModel)
    response = decision.invoke({"state": INVOICE, "questions": {"who": who("support-agent")}})
    assert (response.model, response.usage, list(response.answers)) == ("fleet-router", None, ["who"])
    assert decision._provider == "fleet"


def test_a_persona_has_the_sum_of_its_lanes_among_the_candidates(decision, router, shipped):
    leg = router.route(INVOICE).legs[0]
    answer = asked(decision, INVOICE, *shipped)
    assert answer.choice == leg.persona == "sales-administrator"
    assert set(answer.probabilities) == set(shipped)
    for persona, probability in answer.probabilities.items():
        lanes = [one.probability for one in leg.candidates if shipped.owner_of(one.lane) == persona]
        assert probability == pytest.approx(sum(lanes))
    assert answer.confidence == answer.probabilities[answer.choice] > 0.5


def test_a_lane_has_its_own_probability_and_is_not_counted_twice(decision, router):
    leg = router.route(INVOICE).legs[0]
    answer = asked(decision, INVOICE, "sales-administrator", "quotes-and-invoices")
    assert answer.choice == leg.lane == "quotes-and-invoices"
    assert answer.confidence == leg.confidence
    assert sum(answer.probabilities.values()) <= 1


def test_what_no_label_takes_is_for_none_of_the_above(decision):
    answer = asked(decision, INVOICE, "support-agent", "solutions-architect", "none_of_the_above")
    assert answer.choice == "none_of_the_above"
    assert sum(answer.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize("label", ["none_of_the_above", "other", "triage"])
def test_the_fallback_is_for_the_label_of_the_rest_or_for_the_fallback_party(decision, label):
    answer = asked(decision, SPAM, "support-agent", label)
    assert (answer.choice, answer.confidence, answer.probabilities["support-agent"]) == (label, 1, 0)


def test_without_a_label_for_the_rest_nobody_is_made_likely(decision):
    answer = asked(decision, SPAM, "support-agent", "solutions-architect")
    assert answer.confidence == 0
    assert not any(answer.probabilities.values())


def test_of_a_conversation_the_last_message_of_a_person_is_routed(decision):
    said = [HumanMessage("Nobody can sign in."), AIMessage("Which user?"), HumanMessage(INVOICE), AIMessage("One sec.")]
    labels = ("support-agent", "sales-administrator")
    alone = asked(decision, INVOICE, *labels)
    states = [
        said,
        {"messages": said},
        HumanMessage(INVOICE),
        {"role": "user", "content": INVOICE},
        HumanMessage([{"type": "text", "text": INVOICE}]),
        [("ai", "Hello."), ("human", INVOICE)],
        {"messages": INVOICE},
    ]
    for state in states:
        assert asked(decision, state, *labels) == alone


@pytest.mark.parametrize("state", [{"ticket": 4}, [None], 4, [{"text": "hello"}], None, {"messages": [3.5]}])
def test_a_state_that_holds_no_message_is_refused(decision, state):
    with pytest.raises(FleetError, match="a mapping with `messages`"):
        asked(decision, state, "support-agent")


@pytest.mark.parametrize("state", [[], [AIMessage(INVOICE)], {"messages": []}, AIMessage("hello")])
def test_a_state_in_which_no_person_wrote_is_refused(decision, state):
    with pytest.raises(FleetError, match="nothing to route"):
        asked(decision, state, "support-agent")


def test_a_label_that_the_library_does_not_have_is_refused_with_the_one_that_was_meant(decision):
    with pytest.raises(fleet.UnknownNameError, match="`suport-agent`; did you mean `support-agent`"):
        asked(decision, INVOICE, "sales-administrator", "suport-agent")


def test_a_question_of_another_kind_is_refused(decision):
    questions = {"who": who("support-agent"), "urgent": decisions.Noul(instructions="Is it urgent?")}
    with pytest.raises(FleetError, match="question `urgent` is a noul"):
        decision.invoke({"state": INVOICE, "questions": questions})


def test_several_questions_are_answered_each_by_its_name(decision):
    questions = {"who": who("support-agent", "sales-administrator"), "lane": who("renewal", "quotes-and-invoices")}
    response = decision.invoke({"state": INVOICE, "questions": questions})
    assert {name: answer.choice for name, answer in response.choices.items()} == {
        "who": "sales-administrator", "lane": "quotes-and-invoices",
    }  # fmt: skip


def test_it_is_the_same_later_and_in_a_batch(decision):
    request = {"state": INVOICE, "questions": {"who": who("support-agent", "sales-administrator")}}
    now = decision.invoke(request)
    assert asyncio.run(decision.ainvoke(request)) == now
    assert decision.batch([request, request]) == [now, now]


def test_a_context_keeps_work_with_the_persona_at_work(router):
    from fleet.integrations.langchain_decisions import RouterDecision

    context = Context(stage="customer", current="customer-success-manager")
    answer = asked(
        RouterDecision(router=router, context=context), "yes please", "customer-success-manager", "support-agent"
    )
    assert answer.choice == "customer-success-manager"
    assert answer.confidence == pytest.approx(0.95)


def test_a_second_opinion_of_the_router_is_the_choice(shipped):
    from fleet.integrations.langchain_decisions import RouterDecision

    message = "Could somebody from your side look at our setup and tell us what it costs?"
    second = Router(shipped, wrong_at_most=0.0001).route(message).legs[0].candidates[1]
    judging = Router(shipped, wrong_at_most=0.0001, judge=Judge(second.lane))
    answer = asked(RouterDecision(router=judging), message, *shipped.lanes)
    assert (answer.choice, answer.confidence) == (second.lane, second.probability)
    assert max(answer.probabilities.values()) > answer.confidence


class Judge:
    """A chat model that always names one lane."""

    def __init__(self, lane):
        self.lane = lane

    def invoke(self, messages):
        return AIMessage(self.lane)


def test_without_decision_models_the_rest_of_the_door_still_works():
    code = (
        "import sys; sys.modules['langchain_core.decisions'] = None\n"
        "import fleet, fleet.integrations.langchain as door\n"
        "door.router_runnable(fleet.Router(fleet.load())); print('fine')\n"
        "import fleet.integrations.langchain_decisions"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "fine"
    assert "langchain-core 1.8" in done.stderr
