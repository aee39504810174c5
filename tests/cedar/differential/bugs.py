"""Bugs that policy engines have, or that this guard could have, each planted in a guard that is otherwise whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from fleet import Context, Guard
from fleet.guard.broken import without_rule
from fleet.guard.call import Call
from fleet.guard.decision import STRENGTH, Decision
from fleet.guard.limit import Beyond, limiter_of
from fleet.guard.refusal import Refusal, Subject, decided
from fleet.guard.transfer import Transfer
from fleet.library import Library
from fleet.relation import Relation, Unmet, relate, unmet
from fleet.spec import Condition, Limit, Tool

Plant = Callable[[pytest.MonkeyPatch, Guard], Guard]
Levels = Mapping[str, frozenset[str]]


def _without(rule: str) -> Plant:
    return lambda _patch, guard: without_rule(guard, rule)


def _deciding(choose: Callable[[list[Refusal]], list[Refusal]]) -> Plant:
    """Only some of the refusals count."""

    def wrong(subject: Subject, refusals: Iterator[Refusal]) -> Decision:
        return decided(subject, choose(list(refusals)))

    return _patched("fleet.guard.guard.decided", wrong)


def _weakest(refusals: list[Refusal]) -> list[Refusal]:
    return sorted(refusals, key=lambda one: STRENGTH.index(one.outcome))[:1]


def _relating(change: Callable[[Library, Relation, Context], Relation]) -> Plant:
    """The relation is worked out, and then something about it is changed."""

    def wrong(library: Library, persona: str, lane: str, context: Context | None = None) -> Relation:
        return change(library, relate(library, persona, lane, context), context or Context())

    return _patched("fleet.guard.calls.relate", wrong, "fleet.guard.transfer.relate")


def _lower_helps_higher(library: Library, relation: Relation, context: Context) -> Relation:
    above = relation.owner in library and relation.persona in library.below(relation.owner)
    return relate(library, relation.owner, relation.lane, context) if above else relation


def _unknown_is_nobody(library: Library, relation: Relation, context: Context) -> Relation:
    known = frozenset() if context.assigned is None else context.assigned
    return relate(library, relation.persona, relation.lane, context.model_copy(update={"assigned": known}))


def _missing(change: Callable[[Condition, Context, tuple[Unmet, ...]], tuple[Unmet, ...]]) -> Plant:
    """What is unmet of a condition is worked out, and then changed."""

    def wrong(when: Condition | None, class_: str, context: Context, levels: Levels) -> tuple[Unmet, ...]:
        return () if when is None else change(when, context, unmet(when, class_, context, levels))

    return _patched("fleet.relation.relation.unmet", wrong)


def _any_fact(when: Condition, context: Context, lacking: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    some = bool(context.facts & set(when.facts))
    return tuple(one for one in lacking if not (some and one.kind == "fact"))


def _limiting(change: Callable[[Limit, object], Limit]) -> Plant:
    """Another limit than the tool's is held against an argument."""

    def wrong(limits: Mapping[str, Limit]) -> Beyond:
        def beyond(values: Mapping[str, object], *more: Any) -> list[tuple[str, str]]:
            return limiter_of({name: change(one, values.get(name)) for name, one in limits.items()})(values, *more)

        return beyond

    return _patched("fleet.guard.calls.limiter_of", wrong)


def _moved(border: str, step: int) -> Plant:
    def change(limit: Limit, _value: object) -> Limit:
        at = getattr(limit, border)
        return limit if at is None else limit.model_copy(update={border: at + step})

    return _limiting(change)


def _opened(border: str, closed: str, strictest: Callable[[float, float], float]) -> Plant:
    """What may not be reached may be reached."""

    def change(limit: Limit, _value: object) -> Limit:
        at, other = getattr(limit, border), getattr(limit, closed)
        if at is None:
            return limit
        return limit.model_copy(update={border: None, closed: at if other is None else strictest(at, other)})

    return _limiting(change)


def _part_of_a_choice(limit: Limit, value: object) -> Limit:
    part = isinstance(value, str) and any(value in str(choice) for choice in limit.enum or ())
    return limit.model_copy(update={"enum": None}) if part else limit


def _true_is_one(_patch: pytest.MonkeyPatch, guard: Guard) -> Guard:
    def wrong(call: Call) -> Iterator[Refusal]:
        if call.arguments is not None:
            values = {name: int(one) if isinstance(one, bool) else one for name, one in call.arguments.values.items()}
            call = call._replace(arguments=replace(call.arguments, values=values))
        return whole(call)

    whole = guard._call_rules["within_limits"]
    guard._call_rules["within_limits"] = wrong
    return guard


class _Lenient(dict[str, Tool]):
    """Tools that are also found by a name that is not quite theirs."""

    def __init__(self, tools: Mapping[str, Tool], alike: Callable[[str, str], bool]) -> None:
        super().__init__(tools)
        self.alike = alike

    def get(self, name: str, _default: object = None) -> Tool | None:  # type: ignore[override]
        return next((tool for known, tool in self.items() if known == name), None) or next(
            (tool for known, tool in self.items() if name and self.alike(known, name)), None
        )


def _naming(alike: Callable[[str, str], bool]) -> Plant:
    def plant(_patch: pytest.MonkeyPatch, guard: Guard) -> Guard:
        guard.tools = guard._calls._tools = _Lenient(guard.tools, alike)
        return guard

    return plant


def _library(name: str, change: Callable[[Library], object]) -> Plant:
    """One index of the library is wrong."""

    def plant(_patch: pytest.MonkeyPatch, guard: Guard) -> Guard:
        copy = replace(guard.library)
        vars(copy)[name] = change(guard.library)
        return Guard(copy)

    return plant


def _downwards(library: Library) -> Levels:
    return {class_: frozenset({class_, *library.below(class_)}) for class_ in library}


def _lanes_without(field: str) -> Plant:
    def change(library: Library) -> object:
        return {lane: duty.model_copy(update={field: None}) for lane, duty in library.lanes.items()}

    return _library("lanes", change)


def _always_ask(_patch: pytest.MonkeyPatch, guard: Guard) -> Guard:
    return Guard(guard.library, tools={name: _asking(tool) for name, tool in guard.tools.items()})


def _asking(tool: Tool) -> Tool:
    return tool.model_copy(update={"beyond": "ask"})


def _patched(name: str, wrong: object, *others: str) -> Plant:
    def plant(patch: pytest.MonkeyPatch, guard: Guard) -> Guard:
        for one in (name, *others):
            patch.setattr(one, wrong)
        return guard

    return plant


def _step_from_anybody(transfer: Transfer, _lane: str) -> bool:
    source, target = transfer.handoff.source, transfer.handoff.target
    return source in transfer.library and transfer.library[target].above == source


def _all_handed(library: Library, _source: str, _lane: str | None) -> frozenset[str]:
    return frozenset(name for name, fact in library.facts.items() if fact.handed_by is not None)


BUGS: Mapping[str, Plant] = {
    "default allow": _without("call:known_tool"),
    "allow overrides deny": _deciding(_weakest),
    "first match": _deciding(lambda refusals: refusals[:1]),
    "a missing argument holds": _limiting(lambda limit, _: limit.model_copy(update={"optional": True})),
    "an inverted condition": _missing(
        lambda _when, _, lacking: () if lacking else (Unmet("fact", "x", unknown=False),)
    ),
    "a prefix of a tool's name": _naming(lambda known, name: known.startswith(name)),
    "a tool's name and more": _naming(lambda known, name: name.startswith(known)),
    "a tool's name in another case": _naming(lambda known, name: known.casefold() == name.casefold()),
    "a tool's name with space around": _naming(lambda known, name: known == name.strip()),
    "minimum off by one": _moved("minimum", -1),
    "maximum off by one": _moved("maximum", 1),
    "exclusive minimum included": _opened("exclusive_minimum", "minimum", max),
    "exclusive maximum included": _opened("exclusive_maximum", "maximum", min),
    "length off by one": _moved("max_length", 1),
    "items off by one": _moved("max_items", 1),
    "a part of a listed text": _limiting(_part_of_a_choice),
    "true is one": _true_is_one,
    "beyond a limit always asks": _always_ask,
    "any fact for all facts": _missing(_any_fact),
    "an unknown stage meets a condition": _missing(
        lambda _when, context, lacking: tuple(
            one for one in lacking if one.kind != "stage" or context.stage is not None
        )
    ),
    "the audience of a condition ignored": _missing(
        lambda _when, _, lacking: tuple(one for one in lacking if one.kind != "audience")
    ),
    "unknown assignment taken as nobody": _relating(_unknown_is_nobody),
    "the ladder counts downwards": _library("levels", _downwards),
    "no level counts but the class itself": _library(
        "levels", lambda library: {one: frozenset({one}) for one in library}
    ),
    "a lower level helps a higher": _relating(_lower_helps_higher),
    "only ignored": _relating(
        lambda _, relation, __: replace(relation, reach="whole") if relation.kind == "assists" else relation
    ),
    "to read is to write": _relating(
        lambda _, relation, __: (
            replace(relation, reach="follow-up", kind="assists") if relation.reads and not relation else relation
        )
    ),
    "reads ignored": _relating(lambda _, relation, __: replace(relation, reads=False)),
    "commit within inform": _without("call:within_reach"),
    "the stages of a lane ignored": _lanes_without("stages"),
    "the audience of a lane ignored": _lanes_without("audience"),
    "back to the owner of a lane that is not for this stage": _relating(
        lambda library, relation, _: replace(relation, owner=library.owners[relation.lane])
    ),
    "unknown names in the context": _without("call:known_context"),
    "another persona at work": _without("call:at_work"),
    "arguments that are no plain data": _without("call:plain_arguments"),
    "a schema that is not applied": _without("call:typed_arguments"),
    "limits that are not applied": _without("call:within_limits"),
    "a handoff between strangers": _without("handoff:known_names"),
    "a handoff to oneself": _without("handoff:not_to_oneself"),
    "a handoff by somebody without the work": _without("handoff:holding_the_work"),
    "a handoff to anybody": _without("handoff:to_whom_it_belongs"),
    "a handoff made before": _without("handoff:not_repeated"),
    "a handoff with any baton": _without("handoff:sound_baton"),
    "one handoff too many": _patched("fleet.guard.transfer.MOST_HANDOFFS", 9),
    "every handoff sets every fact": _patched("fleet.guard.transfer.facts_of_handoff", _all_handed),
    "no handoff sets a fact": _patched("fleet.guard.transfer.facts_of_handoff", lambda *_: frozenset()),
    "up the ladder with work that one may not do": _patched("fleet.guard.transfer._up_the_ladder", _step_from_anybody),
    "never up the ladder": _patched("fleet.guard.transfer._up_the_ladder", lambda *_: False),
}
"""What each bug is called, and how it is planted."""
