"""Bars for sampled agents: decided on the interval, early, and rarely wrongly."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.errors import FleetError
from fleet.testing.agents.bar import Bar

RUNS = 1000


def simulated(rate, bar):
    """How often agents of a true rate end in each state, and how many runs each of them took."""
    ended, lengths = [], []
    for seed in range(RUNS):
        rng, good, runs = Random(seed), 0, 0  # noqa: S311  a simulation, no secret
        standing = bar.standing(0, 0)
        while not standing.over and runs < bar.cap:
            runs += 1
            good += rng.random() < rate
            standing = bar.standing(good, runs)
        ended.append(standing.state)
        lengths.append(runs)
    return ended, lengths


def test_an_agent_that_is_not_good_enough_hardly_ever_passes():
    ended, _ = simulated(0.88, Bar(0.9))
    assert ended.count("held") / RUNS <= 0.03


def test_a_good_agent_is_decided_within_the_cap():
    ended, lengths = simulated(0.99, Bar(0.9))
    assert (len(ended) - ended.count("undecided")) / RUNS >= 0.95
    assert ended.count("violated") <= 2
    assert max(lengths) <= 69


def test_a_bad_agent_is_found_out_early():
    ended, lengths = simulated(0.5, Bar(0.9))
    assert ended.count("held") == 0
    assert sum(lengths) / RUNS < 15


@pytest.mark.parametrize(("rate", "least"), [(0.5, 4), (0.9, 35), (0.95, 73)])
def test_so_many_clean_runs_are_needed(rate, least):
    bar = Bar(rate, cap=100)
    assert bar.least == least
    assert bar.standing(least, least).state == "held"
    assert bar.standing(least - 1, least - 1)[::4] == ("undecided", 1)


@pytest.mark.parametrize(("rate", "cap"), [(0.9, 34), (0.95, 69), (0.99, 69)])
def test_a_cap_within_which_no_agent_could_pass_is_refused(rate, cap):
    with pytest.raises(FleetError, match="good ones are needed"):
        Bar(rate, cap)


@pytest.mark.parametrize("rate", [0, 1, -0.1, 90])
def test_a_bar_is_a_rate(rate):
    with pytest.raises(FleetError, match="between 0 and 1"):
        Bar(rate)


def test_what_is_critical_is_decided_at_once():
    assert Bar(0.9).standing(1, 2, critical=True).state == "violated"


def test_one_bad_run_decides_nothing():
    assert Bar(0.9).standing(0, 1).state == "undecided"
    assert Bar(0.9).standing(0, 10).state == "violated"


@given(st.integers(0, 69), st.integers(0, 69), st.sampled_from([0.5, 0.8, 0.9]))
def test_what_is_said_to_be_needed_is_enough_and_no_less_is(good, bad, rate):
    bar = Bar(rate, cap=500)
    standing = bar.standing(good, good + bad)
    if standing.state == "undecided" and standing.needed is not None:
        after = bar.standing(good + standing.needed, good + bad + standing.needed)
        before = bar.standing(good + standing.needed - 1, good + bad + standing.needed - 1)
        assert after.state == "held"
        assert before.state != "held"


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_states_exclude_each_other(good, bad):
    standing = Bar(0.9).standing(good, good + bad)
    low, high = standing.interval
    assert 0 <= low <= high <= 1
    assert (standing.state == "held") == (low >= 0.9)
    assert standing.over == (standing.state != "undecided" or standing.needed is None)
