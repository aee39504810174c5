"""A library as Cedar policies, written from the words of the design: who may do what, and what forbids it."""

from __future__ import annotations

from collections.abc import Iterator

from differential.conditions import SOURCE, SUBJECT, condition
from differential.limits import fitting, within
from differential.values import quoted
from fleet.library import Library
from fleet.spec import Assist, Tool

REFUSED, BEYOND = "refused", "beyond"
"""What policies are called that refuse a request whatever else holds, and those that wait for an approval."""

ACTIONS = {
    "read": ("inform", "follow-up", "whole", "call"),
    "write": ("follow-up", "whole", "call"),
    "commit": ("whole", "call"),
    "receive": ("inform", "follow-up", "whole"),
    "own": (),
}
"""Each action with the groups it is in: a call by its effect, to take work over, and to do it if nobody else does.

``inform``, ``follow-up`` and ``whole`` are the reaches of an assist; an action is in those that are wide enough for it.
"""

_ALWAYS = """
// the owner of a lane and the levels above it; what is shared is everybody's; the fallback takes everything
permit(principal, action in Action::"whole", resource) when { resource has owner && principal in resource.owner };
permit(principal, action in Action::"call", resource) when { resource has shared };
permit(principal, action == Action::"receive", resource) when { principal == Fleet::"this".fallback };

// one step up the ladder, from the owner or a level above it
permit(principal, action == Action::"receive", resource)
when {
  principal has above && principal.above == context.source
  && resource has owner && context.source in resource.owner
};

// nobody works where a lane is not for the stage or the audience, and nobody takes over after eight handoffs
forbid(principal, action in Action::"whole", resource)
when { ASTRAY || context.handoffs >= 8 } unless { principal == Fleet::"this".fallback };

// who does the work otherwise
permit(principal, action == Action::"own", resource)
when { resource has owner && principal == resource.owner && !ASTRAY && context.handoffs < 8 };

// what cannot be evaluated
@id("REFUSED")
forbid(principal, action in [Action::"call", Action::"receive"], resource)
unless {
  Fleet::"this".facts.containsAll(context.facts)
  && (!(context has team) || Fleet::"this".classes.containsAll(context.team.classes))
  && (!(context has current) || context.current has party)
};
@id("REFUSED")
forbid(principal, action in Action::"call", resource)
unless {
  principal has party && !principal.party
  && resource has effect
  && (!(context has current) || context.current == principal)
  && context has arguments
};
@id("REFUSED")
forbid(principal, action == Action::"receive", resource)
unless {
  principal has party && context.source has party
  && resource has lane
  && principal != context.source
  && (context has current || context has last)
  && (!(context has current) || context.current == context.source)
  && (!(context has last) || context.last == context.source)
  && !context.earlier.contains(context.edge)
  && context.sound
};
""".replace("REFUSED", REFUSED).replace(
    "ASTRAY",
    "(resource has stages && context has stage && !resource.stages.contains(context.stage)"
    " || resource has audience && resource.audience != context.audience)",
)


def policies_of(library: Library) -> str:
    """The policies of a library, from the personas as their files say them: Cedar itself climbs the ladders."""
    texts = [_ALWAYS]
    for class_, persona in sorted({**library.parts.retired, **library.parts.personas}.items()):
        for assist in persona.assists:
            texts += _assisting(library, class_, assist)
        if persona.reads:
            lanes = ", ".join(f"Lane::{quoted(lane)}" for lane in persona.reads)
            head = f'permit(principal in Actor::{quoted(class_)}, action == Action::"read", resource)'
            texts.append(f"{head} when {{ resource in [{lanes}] }};")
    for name, tool in sorted(library.tools.items()):
        texts += _limiting(f"Tool::{quoted(name)}", tool)
    return "\n".join(texts)


def _assisting(library: Library, class_: str, assist: Assist) -> Iterator[str]:
    """The calls that an assist permits, what may be handed to the one who assists, and to the next level above."""
    who, reach, lane = f"Actor::{quoted(class_)}", quoted(assist.only or "whole"), f"Lane::{quoted(assist.lane)}"
    called, received, raised = (
        condition(assist.when, subject, library.facts, handed=handed)
        for subject, handed in ((SUBJECT, False), (SUBJECT, True), (SOURCE, False))
    )
    step = f"principal has above && principal.above == {SOURCE} && {SOURCE} in {who}"
    yield (
        f"permit(principal in {who}, action in Action::{reach}, resource in {lane})\n"
        f'when {{ action != Action::"receive" && {called} }};'
    )
    yield (
        f'permit(principal, action == Action::"receive", resource in {lane})\n'
        f"when {{ principal in {who} && {received} || {step} && {raised} }};"
    )


def _limiting(tool: str, spec: Tool) -> Iterator[str]:
    """What the schema and the limits of a tool forbid; beyond a limit that may be asked about only without approval."""
    held = [within(name, limit) for name, limit in spec.limits.items()]
    refused = [fitting(spec.args)] if spec.args is not None else []
    refused += held if spec.beyond == "deny" else []
    asked = [f"context.approved || {' && '.join(held)}"] if held and spec.beyond == "ask" else []
    for id_, tests in ((REFUSED, refused), (BEYOND, asked)):
        if tests:
            head = f'@id("{id_}")\nforbid(principal, action in Action::"call", resource == {tool})'
            yield f"{head}\nunless {{ {' && '.join(tests)} }};"
