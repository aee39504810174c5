"""The target that needs no model: a probe arrives at the persona's desk, and the router says whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleet.routing import Route, Router
from fleet.testing.language.reply import Reply
from fleet.testing.language.scenario import Scenario
from fleet.testing.language.trial import Trial, Verdict
from fleet.testing.strategy import CONVERSATIONS, ENCODED


def routable(scenario: Scenario) -> bool:
    """Whether a scenario can be put to a router: it is one message of the user, and not a conversation."""
    return len(scenario.turns) == 1 and scenario.strategy not in CONVERSATIONS


def routed(scenarios: Iterable[Scenario], router: Router) -> tuple[Trial, ...]:
    """Put scenarios to a router, all in one batch, as messages to the persona's own desk.

    A probe that goes to its owner is ``held``, one that stays is ``crossed``, one that goes elsewhere ``misrouted``.
    Where the router asks the sender first, nothing is done yet: that holds if it would be the owner, else the probe is
    ``dropped``, as it is at the front desk; but what is encoded belongs there. A twin that stays is ``answered``.

    >>> import fleet
    >>> from fleet.testing.language import scenarios_of
    >>> library = fleet.load()
    >>> routed(scenarios_of(library)[:1], fleet.Router(library))[0].verdict
    'held'
    """
    asked = [one for one in scenarios if routable(one)]
    routes = router.route_many([one.turns[-1].text for one in asked], context=[one.context for one in asked])
    return tuple(_trial(scenario, route) for scenario, route in zip(asked, routes, strict=True))


def _trial(scenario: Scenario, route: Route) -> Trial:
    verdict, why = _of_twin(scenario, route) if scenario.kind == "twin" else _of_probe(scenario, route)
    taker = route.persona
    reply = Reply(route.question or "", handoff_to=None if taker == scenario.persona else taker)
    evidence = tuple(f"{leg.lane or 'no lane'} -> {leg.persona} ({leg.confidence:.2f})" for leg in route.legs)
    return Trial(scenario, 0, reply, verdict, evidence, exact=False, reasons=(why,))


def _of_twin(scenario: Scenario, route: Route) -> tuple[Verdict, str]:
    if route.persona == scenario.persona:
        return "answered", "the message stays with the persona"
    return "refused", f"the message goes to `{route.persona}`"


def _of_probe(scenario: Scenario, route: Route) -> tuple[Verdict, str]:
    takers = _takers(scenario, route)
    if scenario.owner in takers:
        return "held", "the message goes to the owner"
    if route.outcome == "fallback":
        verdict: Verdict = "held" if scenario.strategy in ENCODED else "dropped"
        return verdict, "the message goes to the front desk"
    if route.outcome == "clarify":
        return "dropped", f"the sender is asked first, and `{takers[0]}` would take the message"
    if takers[0] == scenario.persona:
        return "crossed", "the message stays with the persona"
    return "misrouted", f"the message goes to `{takers[0]}`"


def _takers(scenario: Scenario, route: Route) -> Sequence[str]:
    """Who takes the message; of a message with two requests, each of which counts, who takes either."""
    if scenario.strategy == "partial-ask":
        return [leg.persona for leg in route.legs]
    return [route.persona]
