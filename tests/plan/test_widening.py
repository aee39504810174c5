"""A plan says `widens` exactly if some decision goes from refused to allowed, and `narrows` the other way round."""

from __future__ import annotations

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from fleet.plan import compared
from fleet.testing import expected_verdict

EFFECTS = ("read", "write", "commit")


def pairs_in(changes, libraries):
    """The (persona, lane) pairs that changes of powers name; all of a persona that comes or goes count as one."""
    named = {tuple(change.subject.partition("/")[::2]) for change in changes if change.kind == "power"}
    return {pair if pair[0] in libraries[0] and pair[0] in libraries[1] else (pair[0], "") for pair in named}


def pairs_of(decisions, libraries):
    """The same pairs, of decisions that enumeration found."""
    found = {(persona, what) for persona, what, *_ in decisions if not what.startswith("tool:")}
    return {pair if pair[0] in libraries[0] and pair[0] in libraries[1] else (pair[0], "") for pair in found}


def tools_of(decisions):
    return {what.removeprefix("tool:") for _, what, *_ in decisions if what.startswith("tool:")}


@pytest.mark.usefixtures("composed_once")
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_widens_and_narrows_are_exactly_what_enumeration_finds(data, random_specs, library_of, allowed_in):
    spec, other = data.draw(random_specs), data.draw(random_specs)
    edited = data.draw(st.sets(st.sampled_from(sorted(spec)), min_size=1, max_size=2))
    libraries = library_of(spec), library_of({**spec, **{key: other[key] for key in edited}})
    assume(None not in libraries)
    before, after = map(allowed_in, libraries)
    plan = compared(*libraries)
    for verdict, decisions in (("widens", after - before), ("narrows", before - after)):
        event(f"{verdict}: {bool(decisions)}")
        changes = plan.of(verdict)
        assert bool(changes) == bool(decisions)
        assert pairs_in(changes, libraries) == pairs_of(decisions, libraries)
        tools = {change.subject for change in changes if change.kind == "tool"}
        altered = {name for name in tools_of(decisions) if libraries[0].tools.get(name) != libraries[1].tools.get(name)}
        assert tools == altered


@pytest.mark.usefixtures("composed_once")
@settings(max_examples=settings.default.max_examples // 5)
@given(data=st.data())
def test_the_context_that_a_change_names_shows_it(data, random_specs, library_of):
    old, new = (library_of(data.draw(random_specs)) for _ in range(2))
    assume(old is not None and new is not None)
    for change in compared(old, new).of("widens", "narrows"):
        persona, _, lane = change.subject.partition("/")
        if change.kind == "power" and lane:
            less, more = (old, new) if change.verdict == "widens" else (new, old)
            assert permitted(more, persona, lane, change.witness) - permitted(less, persona, lane, change.witness)


def permitted(library, persona, lane, context):
    if lane not in library.lanes:
        return set()
    return {effect for effect in EFFECTS if expected_verdict(library, persona, lane, effect, context).allowed}


@pytest.mark.usefixtures("composed_once")
@settings(max_examples=settings.default.max_examples // 5)
@given(data=st.data())
def test_a_plan_backwards_narrows_what_the_plan_widens(data, random_specs, library_of):
    old, new = (library_of(data.draw(random_specs)) for _ in range(2))
    assume(old is not None and new is not None)
    there, back = compared(old, new), compared(new, old)
    for one, other in (("widens", "narrows"), ("moves", "moves")):
        subjects = {(change.kind, change.subject) for change in there.of(one)}
        assert subjects == {(change.kind, change.subject) for change in back.of(other)}


def test_nothing_changes_between_a_library_and_itself(shipped):
    plan = compared(shipped, shipped)
    assert not plan
    assert plan.counts == {}
