"""An assist helps somebody else, under a condition that says something and can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, quoted
from fleet.library.ladder import grounded
from fleet.library.parts import Parts
from fleet.spec import Assist, Duty, Persona


def sound(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """An assist in a lane the persona owns, with an empty condition, with one that cannot hold, or without boundary."""
    lanes = {duty.lane: duty for _, duty, _ in parts.duties()}
    claims = parts.claims
    everybody = {**parts.retired, **parts.personas}
    for class_, persona in parts.personas.items():
        bounded = {boundary.lane for boundary in full[class_].boundaries}
        complete = bounded <= claims.keys() and grounded(class_, everybody)
        for assist in persona.assists:
            if assist.lane in persona.lanes:
                if len(claims[assist.lane]) == 1:
                    yield _in_own_lane(parts, class_, assist.lane)
                continue
            faults = tuple(_faulty(parts, class_, assist, lanes.get(assist.lane)))
            yield from faults
            if not faults and not assist.always and complete and assist.lane in claims and assist.lane not in bounded:
                yield _unbounded(parts, class_, assist, min(claims[assist.lane]))


def _in_own_lane(parts: Parts, class_: str, lane: str) -> Diagnostic:
    message = f"{quoted(class_)} assists in {quoted(lane)}, which it owns"
    place, owned = (parts.place(class_, key, lane, "lane") for key in ("assists", "mandate"))
    return Diagnostic("FLT116", message, place, (Label(owned, "owned here"),), help="remove the assist")


def _faulty(parts: Parts, class_: str, assist: Assist, duty: Duty | None) -> Iterator[Diagnostic]:
    when = assist.when
    span = parts.place(class_, "assists", assist.lane, "when")
    if when is not None and not any(getattr(when, name) for name in type(when).model_fields):
        help_ = "say what must hold, or remove `when:` to assist always"
        message = f"the condition of {quoted(class_)} in {quoted(assist.lane)} asks for nothing"
        yield Diagnostic("FLT115", message, span, help=help_)
    reason = _never(class_, assist, duty)
    if reason:
        message = f"the condition of {quoted(class_)} in {quoted(assist.lane)} can never hold"
        yield Diagnostic("FLT220", message, span, note=reason, help="change the condition, or remove the assist")


def _unbounded(parts: Parts, class_: str, assist: Assist, owner: str) -> Diagnostic:
    how = "under a condition" if assist.when is not None else "in part"
    boundary = f"id: no-{assist.lane}, lane: {assist.lane}, owner: {owner}, rule: Does not ..., because: ..."
    return Diagnostic(
        "FLT114",
        f"{quoted(class_)} may work in {quoted(assist.lane)} only {how}, and no boundary says so",
        parts.place(class_, "assists", assist.lane, "lane"),
        note="the rest of that lane is somebody else's; the prompt and the tests learn that from a boundary",
        help=f"under `boundaries:` add `- {{{boundary}}}`",
    )


def _never(class_: str, assist: Assist, duty: Duty | None) -> str | None:
    when = assist.when
    if when is None or duty is None:
        return None
    if when.assigned and when.unassigned == class_:
        return f"it asks that {quoted(class_)} is assigned and is not"
    if when.stages and duty.stages and not set(when.stages) & set(duty.stages):
        return f"the lane exists only at {' or '.join(map(quoted, duty.stages))}"
    if when.audience and duty.audience and when.audience != duty.audience:
        return f"the lane is only for the audience {quoted(duty.audience)}"
    return None
