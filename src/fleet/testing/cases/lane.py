"""Cases about persona and lane: every pair, every effect, every stage and audience, every condition true and not."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.guard import Outcome
from fleet.library import Library
from fleet.spec import Context, Effect
from fleet.testing.case import CallRequest, Case, Expected
from fleet.testing.contexts import at_rest, conditioned, fitting, misfits
from fleet.testing.oracle import expected_verdict
from fleet.testing.tools import EFFECTS, synthetic_name


def lane_cases(library: Library) -> Iterator[Case]:
    """For each persona and each lane: what it may do there in every context that matters."""
    for class_ in library:
        for lane in library.lanes:
            yield from _pair(library, class_, lane)


def _pair(library: Library, class_: str, lane: str) -> Iterator[Case]:
    duty = library.lanes[lane]
    pair = f"{class_}/{lane}"
    for effect in EFFECTS:
        yield _case(library, class_, lane, effect, ("rest", at_rest(duty, class_)), f"{pair}:{effect}")
    for name, context in (*fitting(duty, class_), *misfits(duty, class_)):
        yield _case(library, class_, lane, "write", (name, context), f"{pair}:{name}")
    for position, assist in enumerate(library.grants.get((class_, lane), ())):
        grant = f"assist-{position + 1}"
        for name, context in conditioned(library, class_, assist, duty):
            element = f"{pair}:{grant}:{name}"
            for effect in EFFECTS if name == "all-true" else ("write", "read"):
                yield _case(library, class_, lane, effect, (f"{grant}-{name}", context), element)


def _case(library: Library, class_: str, lane: str, effect: Effect, named: tuple[str, Context], element: str) -> Case:
    name, context = named
    allowed, owner = expected_verdict(library, class_, lane, effect, context)
    outcome: Outcome = "allow" if allowed else "redirect"
    place = library.place(class_, "class")
    request = CallRequest(class_, synthetic_name(lane, effect), {})
    expected = Expected(outcome, owner, code="FLT420" if allowed else None)
    return Case(f"{class_}/{lane}/{effect}-{name}", (element,), request, context, expected, place)
