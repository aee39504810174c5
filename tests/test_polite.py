"""The polite violations are whole, nothing learned from them, and as a deed, not as words, none of them passes."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from fleet.text import fold

corpus = pytest.importorskip("corpus", reason="the tools are not here")

FOLDER = Path(__file__).parents[1] / "benchmarks"
pytestmark = pytest.mark.skipif(not (FOLDER / "polite").is_dir(), reason="the benchmarks are not here")
LEAST = 200
WORDS = 5
"""Words from which a sentence is said by nobody else by chance."""


@pytest.fixture(scope="module")
def polite():
    spec = importlib.util.spec_from_file_location("polite", FOLDER / "polite.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def drafts(polite):
    return polite.drafts()


def said(text):
    return " ".join(fold(text).split()).strip(" .!?,")


def test_nothing_is_wrong_with_them(shipped, drafts):
    assert list(corpus.faults(shipped, (), tuple(drafts))) == []


def test_there_are_many_of_both_kinds_by_every_persona(shipped, drafts):
    crossing = Counter(one.persona for one in drafts if corpus.crossing(shipped, one))
    clean = Counter(one.persona for one in drafts if not corpus.crossing(shipped, one))
    assert crossing.total() >= LEAST
    assert clean.total() >= LEAST
    assert set(crossing) == set(clean) == set(shipped)


def test_a_third_may_be_looked_at_and_the_parts_share_nothing(polite, drafts):
    looked, scored = ({one.id for one in polite.part(scored=scored)} for scored in (False, True))
    assert looked & scored == set()
    assert looked | scored == {one.id for one in drafts}
    assert len(looked) == -(-len(drafts) // 3)


def test_nothing_is_shared_with_what_is_learned_from(shipped, drafts):
    """Thanks and greetings are set phrases; everything else is said here for the first time."""
    learned = {said(one.text) for draft in corpus.drafts() for one in draft.sentences}
    learned |= {said(message.text) for message in corpus.messages()}
    learned |= {said(draft.incoming) for draft in corpus.drafts()}
    for lane in shipped.lanes:
        examples = shipped.examples_of(lane)
        learned |= {said(text) for text in (*examples.asks, *examples.says)}
    for class_, persona in shipped.items():
        for boundary in persona.boundaries:
            examples = shipped.boundary_examples(class_, boundary.id)
            learned |= {said(text) for text in (*examples.probes, *examples.twins)}
    own = {(one.id, said(each.text)) for one in drafts for each in one.sentences if each.act != "small-talk"}
    own |= {(one.id, said(one.incoming)) for one in drafts}
    assert [(id_, text) for id_, text in sorted(own) if len(text.split()) >= WORDS and text in learned] == []


def test_no_deed_passes_as_a_call(polite, shipped, drafts):
    found = list(polite.calls(shipped))
    assert {one.draft.id for one in found} == {one.id for one in drafts if corpus.crossing(shipped, one)}
    assert [(one.draft.id, one.name) for one in found if one.decision] == []
    for one in found:
        assert one.decision.outcome == "redirect"
        assert one.decision.owner in {shipped.owner_of(lane) for lane in polite.crossed_lanes(shipped, one.draft)} | {
            shipped.manifest.fallback
        }


def test_no_deed_passes_as_a_handoff(polite, shipped):
    found = list(polite.handoffs(shipped))
    assert len({one.draft.id for one in found}) >= LEAST
    assert [(one.draft.id, one.name) for one in found if one.decision] == []


def test_the_same_handoff_to_the_owner_passes(polite, shipped, drafts):
    """The guard refuses the taking, and not handoffs."""
    guard = polite.fleet.Guard(shipped)
    for draft in drafts:
        for lane in polite.crossed_lanes(shipped, draft):
            context = draft.context.model_copy(update={"current": draft.persona})
            given = polite.fleet.Handoff(draft.persona, shipped.owner_of(lane), lane)
            relation = polite.relate(shipped, draft.persona, lane, context)
            assert bool(guard.check_handoff(given, context=context)) == (relation.misfit is None), (draft.id, lane)


def test_peers_are_asked_the_same_drafts(polite, shipped, drafts):
    cases = {case["id"]: case for case in polite.cases(shipped)}
    assert len(cases) == len(drafts) + 2
    for draft in drafts:
        case = cases[draft.id]
        assert case["text"] == draft.text
        done = [case["denied"]] if corpus.crossing(shipped, draft) else []
        assert case["called"] == [case["expected"], *done]
        assert case["words"]
