from collections import Counter
from itertools import islice

import pytest

from fleet.testing import MutationScore, Target, generated, judged, mutants_of, mutation_score

KINDS = {
    "delete-boundary", "move-boundary", "loosen", "widen-mandate", "widen-reads", "swap-owners", "forget-stages",
    "forget-audience", "raise-limit", "drop-limits", "fact-by-anybody", "rule-off", "trust-the-baton",
}  # fmt: skip


@pytest.fixture(scope="module")
def cases(shipped):
    return generated(shipped)


def test_every_mutant_of_the_shipped_library_is_noticed(shipped, cases):
    score = mutation_score(shipped, cases)
    assert [mutant.id for mutant in score.survivors] == []
    assert score.share == 1
    assert len(score.killed) == len(set(score.killed)) > 700


def test_mutants_of_every_kind_are_made(shipped):
    kinds = Counter(mutant.id.split("/")[0] for mutant in mutants_of(shipped))
    assert set(kinds) == KINDS
    assert kinds["rule-off"] == 17


def test_no_mutant_is_noticed_only_because_the_guard_breaks_down(shipped, cases, caplog):
    for mutant in islice(mutants_of(shipped), 0, None, 7):
        target = mutant.build()
        for case in islice(cases, 0, None, 29):
            result = judged(case, target)
            assert result.decision is None or "FLT417" not in result.decision.codes
    assert not caplog.records


def test_without_cases_every_mutant_survives_and_says_what_is_missing(shipped):
    score = mutation_score(shipped, ())
    assert score.share == 0
    assert all(mutant.missing for mutant in score.survivors)


@pytest.mark.bulk
def test_a_missing_family_of_cases_lets_its_mutants_live(shipped, cases):
    without_limits = [case for case in cases if not case.id.startswith("tool/")]
    living = {mutant.id for mutant in mutation_score(shipped, without_limits).survivors}
    assert "raise-limit/discounts.grant/percent/maximum" in living
    assert "rule-off/call:within_limits" in living
    without_handoffs = [case for case in cases if not case.id.startswith("handoff/")]
    assert "rule-off/handoff:within_budget" in {one.id for one in mutation_score(shipped, without_handoffs).survivors}


def test_nothing_to_break_is_a_full_score():
    assert MutationScore((), ()).share == 1


def test_a_target_compiles_each_prompt_once(shipped):
    target = Target.of(shipped)
    assert target.prompt("support-agent") is target.prompt("support-agent")
