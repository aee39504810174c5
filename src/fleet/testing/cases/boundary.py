"""Cases about boundaries: a call into the lane and a handoff of it are refused with the id; its owner may have it."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.diagnostics import Span
from fleet.guard import Handoff
from fleet.library import Library
from fleet.spec import Boundary, Context, Effect
from fleet.testing.case import CallRequest, Case, Expected, HandoffRequest
from fleet.testing.contexts import at_rest, conditioned, fitting
from fleet.testing.oracle import expected_verdict
from fleet.testing.tools import accepted_arguments, bound_tools, sources_of, synthetic_name

_TRIED: tuple[Effect, ...] = ("write", "commit", "read")


def boundary_cases(library: Library) -> Iterator[Case]:
    """For each boundary of each persona: calls, a handoff to it, and the handoff to the owner."""
    for class_, persona in library.items():
        for boundary in persona.boundaries:
            yield from _of(library, class_, boundary)


def boundary_place(library: Library, class_: str, boundary: Boundary) -> Span:
    """Where a boundary is written, also if it came along a ladder."""
    home = boundary.origin or class_
    return library.place(home, "boundaries", boundary.id, "rule")


def _of(library: Library, class_: str, boundary: Boundary) -> Iterator[Case]:
    name, lane = f"{class_}/{boundary.id}", boundary.lane
    place = boundary_place(library, class_, boundary)
    found = _refusing(library, class_, lane)
    if found is not None:
        effect, context = found
        owner = expected_verdict(library, class_, lane, effect, context).owner
        refused = Expected("redirect", owner, (name,))
        request = CallRequest(class_, synthetic_name(lane, effect), {})
        yield Case(f"{name}/call", (f"{name}:call",), request, context, refused, place)
        for tool_name, tool in bound_tools(library, lane):
            arguments = accepted_arguments(tool)
            if arguments is not None and not expected_verdict(library, class_, lane, tool.effect, context).allowed:
                request = CallRequest(class_, tool_name, arguments, sources_of(tool, arguments))
                yield Case(f"{name}/call-{tool_name}", (f"{name}:call",), request, context, refused, place)
    shut = _shut(library, class_, lane)
    if shut is not None:
        giver = library.manifest.fallback
        handoff = HandoffRequest(Handoff(giver, class_, lane))
        held = shut.model_copy(update={"current": giver})
        refused = Expected("redirect", library.owner_of(lane), (name,))
        yield Case(f"{name}/handoff", (f"{name}:handoff",), handoff, held, refused, place)
    owner = library.owner_of(lane)
    rest = at_rest(library.lanes[lane], class_)
    to_owner = HandoffRequest(Handoff(class_, owner, lane))
    yield Case(f"{name}/owner", (f"{name}:owner",), to_owner, rest, Expected("allow", owner), place)


def _contexts(library: Library, class_: str, lane: str) -> Iterator[Context]:
    duty = library.lanes[lane]
    yield at_rest(duty, class_)
    for _, context in fitting(duty, class_):
        yield context
    for assist in library.grants.get((class_, lane), ()):
        for _, context in conditioned(library, class_, assist, duty):
            yield context


def _refusing(library: Library, class_: str, lane: str) -> tuple[Effect, Context] | None:
    """An effect and a context in which the persona may not do that in the lane."""
    for effect in _TRIED:
        for context in _contexts(library, class_, lane):
            if not expected_verdict(library, class_, lane, effect, context).allowed:
                return effect, context
    return None


def _shut(library: Library, class_: str, lane: str) -> Context | None:
    """A context in which the persona has no part of the lane: what it may read does not make it the taker of work."""
    reads = lane in library[class_].reads
    for context in _contexts(library, class_, lane):
        shut = not expected_verdict(library, class_, lane, "write", context).allowed
        if shut and (reads or not expected_verdict(library, class_, lane, "read", context).allowed):
            return context
    return None
