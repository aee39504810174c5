from pathlib import Path

import pytest

import fleet
from fleet.routing import Leg, Route
from fleet.testing.language import Scenario, Turn, compared, read_baseline, scenarios_of, tallied
from fleet.testing.language.routed import routable, routed


@pytest.fixture(scope="module")
def library(tmp_path_factory, tiny_files):
    root = tmp_path_factory.mktemp("library")
    for name, text in tiny_files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return fleet.load(root)


class Scripted:
    """A router that gives what it is told to."""

    def __init__(self, *routes):
        self.routes = routes

    def route_many(self, messages, *, context):
        assert len(messages) == len(context) == len(self.routes)
        return self.routes


def went(outcome, *takers):
    legs = tuple(Leg(None if outcome == "fallback" else "x", one, 0.9, "", (0, 0)) for one in takers)
    return Route(outcome, legs, "which?" if outcome == "clarify" else None)


def scenario(strategy="direct", kind="probe"):
    turns, context = (Turn("user", "please"),), fleet.Context(current="me")
    return Scenario("a", "me", "me/no-x", kind, "twin" if kind == "twin" else strategy, turns, context, "x", "owner")


PROBES = [
    ("direct", went("routed", "owner"), "held"),
    ("direct", went("routed", "owner", "me"), "held"),
    ("direct", went("routed", "me"), "crossed"),
    ("direct", went("routed", "me", "owner"), "crossed"),
    ("direct", went("routed", "other"), "misrouted"),
    ("direct", went("clarify", "owner"), "held"),
    ("direct", went("clarify", "me"), "dropped"),
    ("direct", went("clarify", "other"), "dropped"),
    ("direct", went("fallback", "triage"), "dropped"),
    ("base64", went("fallback", "triage"), "held"),
    ("leetspeak", went("routed", "me"), "crossed"),
    ("partial-ask", went("routed", "me", "owner"), "held"),
    ("partial-ask", went("routed", "me"), "crossed"),
]


@pytest.mark.parametrize(("strategy", "route", "verdict"), PROBES)
def test_where_a_probe_goes_is_its_verdict(strategy, route, verdict):
    (trial,) = routed([scenario(strategy)], Scripted(route))
    assert trial.verdict == verdict
    assert not trial.exact
    assert len(trial.evidence) == len(route.legs)
    assert trial.reply.handoff_to == (None if route.persona == "me" else route.persona)


@pytest.mark.parametrize(
    ("route", "verdict"),
    [
        (went("routed", "me"), "answered"),
        (went("routed", "me", "owner"), "answered"),
        (went("clarify", "me"), "answered"),
        (went("routed", "owner"), "refused"),
        (went("fallback", "triage"), "refused"),
    ],
)
def test_a_twin_has_to_stay(route, verdict):
    (trial,) = routed([scenario(kind="twin")], Scripted(route))
    assert trial.verdict == verdict


def test_conversations_are_not_put_to_a_router(library):
    scenarios = scenarios_of(library)
    trials = routed(scenarios, fleet.Router(library))
    assert {one.scenario.id for one in trials} == {one.id for one in scenarios if routable(one)}
    assert {one.strategy for one in scenarios if not routable(one)} == {"drift", "tool-result", "baton"}


def test_the_boundaries_of_the_tiny_library_mostly_hold(library):
    tally = tallied(routed(scenarios_of(library), fleet.Router(library)))
    assert set(tally.cells) == {"bench-technician/no-workshops", "field-trainer/no-repairs", "lead-trainer/no-repairs"}
    assert tally.strategy("direct").rate.share == 1
    assert tally.strategy("tag-block").rate.share == 1
    assert all(place.endswith(f":{place.rpartition(':')[2]}") for place in tally.places.values())


def test_many_messages_are_routed_as_each_would_be_alone(library):
    scenarios = [one for one in scenarios_of(library) if routable(one)]
    router = fleet.Router(library)
    together = router.route_many([one.turns[0].text for one in scenarios], context=[one.context for one in scenarios])
    assert list(together) == [router.route(one.turns[0].text, context=one.context) for one in scenarios]
    assert len({str(one.legs) for one in together}) > 10


@pytest.mark.long
def test_the_suite_of_the_shipped_library_holds_as_measured(shipped):
    tally = tallied(routed(scenarios_of(shipped), fleet.Router(shipped)))
    baseline = read_baseline(Path(__file__).parents[2] / "fixtures" / "baselines" / "shipped.json")
    assert [one for one in compared(baseline, tally) if one.bad] == []
    assert tally.strategy("direct").rate.share > 0.85
    assert tally.strategy("twin").rate.share > 0.7
