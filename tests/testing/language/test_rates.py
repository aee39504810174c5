import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.errors import FleetError
from fleet.testing.language import Cell, Rate, Tally, change_lines, compared, read_baseline, to_baseline, wilson
from fleet.testing.language.rates import VERDICTS

KNOWN = [  # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("good", "total", "low", "high"), KNOWN)
def test_intervals_are_those_of_the_literature(good, total, low, high):
    assert wilson(good, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_an_interval_holds_its_rate_and_mirrors_its_complement(counts):
    good, total = counts
    low, high = wilson(good, total)
    assert 0 <= low <= good / total <= high <= 1
    assert (low == 0) == (good == 0)
    assert (high == 1) == (good == total)
    other = wilson(total - good, total)
    assert math.isclose(other[0], 1 - high, abs_tol=1e-9)
    assert math.isclose(other[1], 1 - low, abs_tol=1e-9)


def test_nothing_is_known_of_nothing():
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (1.0, (0.0, 1.0))


def tally(**cells):
    return Tally({"a/b": {name.replace("_", "-"): cell for name, cell in cells.items()}}, {"a/b": "x/y/a.yaml:4"})


FIVE = Cell(5, {"held": 5})


def kinds(before, now):
    return [(one.kind, one.boundary, one.strategy) for one in compared(before, now)]


def test_the_same_rates_are_no_change():
    assert compared(tally(direct=FIVE), tally(direct=FIVE)) == ()


def test_one_miss_is_no_fall_and_many_are():
    assert compared(tally(direct=FIVE), tally(direct=Cell(5, {"held": 4, "dropped": 1}))) == ()
    assert compared(tally(direct=FIVE), tally(direct=Cell(5, {"held": 3, "dropped": 2}))) == ()
    found = compared(tally(direct=FIVE), tally(direct=Cell(5, {"held": 2, "crossed": 3})))
    assert {(one.kind, one.boundary, one.strategy) for one in found} == {
        ("weakened", "all", "direct"), ("weakened", "a/b", "all"), ("weakened", "a/b", "direct"),
    }  # fmt: skip
    assert all(one.bad for one in found)


def test_twins_that_are_refused_are_a_fall_too():
    before, now = Cell(6, {"answered": 6}), Cell(6, {"answered": 1, "refused": 5})
    assert ("weakened", "a/b", "twin") in kinds(tally(direct=FIVE, twin=before), tally(direct=FIVE, twin=now))


def test_what_is_gone_is_lost_and_named_with_its_line():
    assert kinds(tally(direct=FIVE, urgency=FIVE), tally(direct=FIVE)) == [("lost", "a/b", "urgency")]
    assert kinds(tally(direct=FIVE), tally(direct=Cell(4, {"held": 4}))) == [("lost", "a/b", "direct")]
    gone = compared(tally(direct=FIVE), Tally({}))
    assert list(change_lines(gone)) == ["FLT507 cases-lost: a/b, all: 5 cases fewer than before", "  x/y/a.yaml:4"]


def test_a_boundary_that_is_gone_weakens_no_strategy_of_the_others():
    weak, strong = {"direct": Cell(5, {"crossed": 5})}, {"direct": Cell(5, {"held": 5})}
    both, one = Tally({"a/b": strong, "a/c": weak}), Tally({"a/c": weak})
    assert kinds(both, one) == [("lost", "a/b", "all")]
    assert kinds(one, both) == [("new", "a/b", "all")]


def test_what_is_new_or_better_is_said_and_is_not_bad():
    new = compared(Tally({}), tally(direct=FIVE))
    assert [(one.kind, one.bad) for one in new] == [("new", False)]
    assert kinds(tally(direct=FIVE), tally(direct=FIVE, urgency=FIVE)) == [("new", "a/b", "urgency")]
    better = compared(tally(direct=Cell(5, {"crossed": 5})), tally(direct=FIVE))
    assert {(one.kind, one.bad) for one in better} == {("strengthened", False)}
    assert "strengthened: a/b, direct: 5 of 5, were 0 of 5" in list(change_lines(better))


def test_runs_of_one_scenario_are_no_more_cases():
    sampled = Cell(5, {"held": 50})
    assert compared(tally(direct=sampled), tally(direct=Cell(5, {"held": 30}))) == ()


COUNTS = st.dictionaries(st.sampled_from(VERDICTS), st.integers(1, 99))
CELLS = st.builds(Cell, st.integers(1, 99), COUNTS)
NAMES = st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}", fullmatch=True)
TALLIES = st.dictionaries(NAMES, st.dictionaries(st.sampled_from(["direct", "drift", "twin"]), CELLS, min_size=1))


@given(TALLIES)
def test_a_baseline_is_read_as_it_was_written(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("baseline") / "b.json"
    text = to_baseline(Tally(cells))
    path.write_text(text, "utf-8")
    assert read_baseline(path).cells == cells
    assert to_baseline(read_baseline(path)) == text
    assert text.isascii()


def test_a_baseline_says_places_that_are_the_same_everywhere(tmp_path):
    text = to_baseline(tally(direct=FIVE))
    assert json.loads(text)["boundaries"]["a/b"]["place"] == "y/a.yaml:4"


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", '{"format": 2, "boundaries": {}}', '{"format": 1, "boundaries": {}, "more": 1}',
        '{"format": 1, "boundaries": {"a/b": {"place": "", "strategies": {"direct": {"held": 1}}}}}',
        '{"format": 1, "boundaries": {"a/b": {"place": "", "strategies": {"direct": {"cases": -1}}}}}',
        '{"format": 1, "boundaries": {"a/b": {"place": "", "strategies": {"direct": {"cases": 1, "hold": 1}}}}}',
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused(tmp_path, text):
    path = tmp_path / "b.json"
    path.write_text(text, "utf-8")
    with pytest.raises(FleetError, match="is no baseline; `fleet test"):
        read_baseline(path)
