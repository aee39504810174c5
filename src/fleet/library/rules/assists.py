"""An assist helps somebody else, under a condition that says something and can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, quoted
from fleet.library.parts import Parts
from fleet.spec import Assist, Duty, Persona


def sound(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """An assist in a lane the persona owns, with an empty condition, with one that cannot hold, or without boundary."""
    lanes = {duty.lane: duty for _, duty, _ in parts.duties()}
    for class_, persona in parts.personas.items():
        for assist in persona.assists:
            place = parts.place(class_, "assists", assist.lane, "lane")
            if assist.lane in persona.lanes:
                message = f"{quoted(class_)} assists in {quoted(assist.lane)}, which it owns"
                yield Diagnostic("FLT116", message, place, help="remove the assist")
                continue
            if assist.when is not None and not assist.when.model_fields_set:
                span = parts.place(class_, "assists", assist.lane, "when")
                help_ = "say what must hold, or remove `when:` to assist always"
                yield Diagnostic("FLT115", "a condition that asks nothing", span, help=help_)
            reason = _never(class_, assist, lanes.get(assist.lane))
            if reason:
                span = parts.place(class_, "assists", assist.lane, "when")
                message = f"the condition of {quoted(class_)} in {quoted(assist.lane)} can never hold"
                yield Diagnostic("FLT220", message, span, note=reason, help="change it, or remove the assist")
            if not assist.always and not any(one.lane == assist.lane for one in full[class_].boundaries):
                yield Diagnostic(
                    "FLT114",
                    f"{quoted(class_)} may work in {quoted(assist.lane)} only sometimes, and no boundary says so",
                    place,
                    note="where the condition does not hold the work is somebody else's; the prompt and the tests "
                    "learn that from a boundary",
                    help=f"add a boundary `- id: no-{assist.lane}` with `lane: {assist.lane}`",
                )


def _never(class_: str, assist: Assist, duty: Duty | None) -> str | None:
    when = assist.when
    if when is None or duty is None:
        return None
    if when.assigned and when.unassigned == class_:
        return f"it asks that {class_} is assigned and is not"
    if when.stages and duty.stages and not set(when.stages) & set(duty.stages):
        return f"the lane exists at {', '.join(duty.stages)} only"
    if when.audience and duty.audience and when.audience != duty.audience:
        return f"the lane is for the audience {duty.audience} only"
    return None
