import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.routing.crossing import Crossing, Odds, Read, features
from fleet.routing.sentences import ACTS, shipped_classifier


def shares(draw, rows, columns, least=0):
    """Rows of probabilities, some of them exactly zero or one."""
    row = st.lists(st.integers(least, 9), min_size=columns, max_size=columns)
    parts = np.array(draw(st.lists(row, min_size=rows, max_size=rows)))
    parts = parts.reshape(rows, columns).astype(np.float32)
    return parts / np.maximum(parts.sum(axis=1, keepdims=True), 1)


@st.composite
def replies(draw, least=0):
    rows, lanes = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    taken = st.none() | st.lists(st.sampled_from([0, 0.2, 0.7, 1]), min_size=rows, max_size=rows)
    acts, homes = shares(draw, rows, len(ACTS)), shares(draw, rows, lanes, least)
    sighted = None if (drawn := draw(taken)) is None else Odds(acts, homes, np.array(drawn, dtype=np.float32))
    read = Read(acts, homes, shares(draw, 1, lanes)[0], sighted)
    return read, np.array(draw(st.lists(st.booleans(), min_size=lanes, max_size=lanes)), dtype=bool)


@given(replies())
def test_whatever_is_read_has_as_many_numbers_and_all_are_finite(said):
    read, closed = said
    found = features(read, closed)
    assert found.shape == (len(read.acts), 62 if read.sighted is None else 68)
    assert np.isfinite(found).all()
    crossing = shipped_classifier().unsighted if read.sighted is None else shipped_classifier().crossing
    assert ((chances := crossing.probabilities(read, closed)) >= 0).all()
    assert (chances <= 1).all()


@given(replies(least=1), st.randoms(use_true_random=False))
def test_the_order_of_lanes_counts_for_nothing(said, random):
    read, closed = said
    ties = any(len(set(row[kind])) < kind.sum() for row in read.homes for kind in (closed, ~closed))
    if ties:
        return  # of two lanes that are equally likely the first counts
    order = list(range(len(closed)))
    random.shuffle(order)
    sighted = read.sighted and read.sighted._replace(homes=read.homes[:, order])
    moved = Read(read.acts, read.homes[:, order], read.wanted[order], sighted)
    np.testing.assert_allclose(features(moved, closed[order]), features(read, closed), rtol=1e-4, atol=1e-5)


def test_a_reply_is_judged_alone_whatever_comes_after_it():
    """Each sentence sees its own reply: the same sentence counts otherwise beside one that hands the lane over."""
    acts, homes = np.full((2, len(ACTS)), 0.02, dtype=np.float32), np.array([[0.7, 0.3]] * 2, dtype=np.float32)
    acts[0, 0] = acts[1, ACTS.index("hands-over")] = 0.84
    closed, wanted = np.array([True, False]), np.array([0.5, 0.5], dtype=np.float32)
    alone = features(Read(acts[:1], homes[:1], wanted), closed)
    beside = features(Read(acts, homes, wanted), closed)
    assert alone.shape[1] == beside.shape[1]
    assert not np.allclose(alone[0], beside[0])
    np.testing.assert_allclose(alone[0, :7], beside[0, :7])


def test_a_repeated_sentence_says_as_much_by_itself_each_time():
    acts, homes = np.array([[0.9, *[0.0125] * 8]], dtype=np.float32), np.array([[0.6, 0.4]], dtype=np.float32)
    three = features(Read(acts.repeat(3, 0), homes.repeat(3, 0), homes[0]), np.array([True, False]))
    np.testing.assert_allclose(three[0, :7], three[1, :7])


@pytest.mark.parametrize("bias", [-800.0, 800.0])
def test_chances_stay_chances(bias):
    read = Read(np.full((2, 9), 1 / 9, dtype=np.float32), np.full((2, 2), 0.5, dtype=np.float32), np.full(2, 0.5))
    found = Crossing((0.0,) * 62, bias, 0.5).probabilities(read, np.array([True, False]))
    assert found.tolist() == [pytest.approx(float(bias > 0))] * 2


def test_a_sentence_that_was_taken_for_a_crossing_is_seen_by_its_neighbors():
    acts, homes = np.full((3, len(ACTS)), 1 / 9, dtype=np.float32), np.full((3, 2), 0.5, dtype=np.float32)
    closed, wanted = np.array([True, False]), np.full(2, 0.5, dtype=np.float32)
    read = Read(acts, homes, wanted, Odds(acts, homes, np.array([0.9, 0.1, 0.1], dtype=np.float32)))
    taken, _, _, beside, before, after = features(read, closed)[:, :6].T
    assert taken[0] > 0 > taken[1] == taken[2]
    assert beside[0] == 0 > beside[1] == beside[2]
    assert (before[1], after[1]) == (taken[0], taken[2])
