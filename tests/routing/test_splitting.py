"""When a message asks for something else as well."""

from __future__ import annotations

import numpy as np
import pytest

from fleet.routing.splitting import EVIDENCE, asked, further


def _odds(*rows):
    return np.array(rows, dtype=np.float32)


def _said(words):
    return " ".join(["word"] * words)


def test_a_lane_that_nothing_speaks_for_is_not_considered():
    assert not list(
        further(_odds(0.97, 0.01, 0.02)[0:3], _odds([0.98, 0.01, 0.01], [0.9, 0.05, 0.05]), [_said(5), _said(5)])
    )


def test_a_sentence_of_its_own_is_asked_for():
    whole = _odds(0.55, 0.44, 0.01)
    (found,) = further(whole, _odds([0.99, 0.005, 0.005], [0.005, 0.99, 0.005]), [_said(9), _said(9)])
    assert (found.lane, found.row) == (1, 1)
    assert len(found.evidence) == len(EVIDENCE)
    assert asked(found)


def test_what_is_named_in_passing_is_not():
    whole = _odds(0.96, 0.03, 0.01)
    found = list(further(whole, _odds([0.99, 0.005, 0.005], [0.6, 0.25, 0.15]), [_said(40), _said(3)]))
    assert not any(map(asked, found))


def test_what_stands_around_a_sentence_is_seen():
    parts = _odds([0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0.4, 0.3, 0.3])
    (found,) = further(_odds(0.7, 0.25, 0.05), parts, ["a b", "c d e?", "f"])
    seen = dict(zip(EVIDENCE, found.evidence, strict=True))
    assert seen["the part of all words that the sentence has"] == 0.5
    assert seen["how far down in the message it stands, from 0 to 1"] == 0.5
    assert np.exp(seen["the sentence before is in the first lane (log)"]) == pytest.approx(0.901)
    assert np.exp(seen["the sentence after is in the first lane (log)"]) == pytest.approx(0.401)
    assert seen["the sentence asks with a question mark"] == seen["any sentence does"] == 1


def test_the_only_sentence_may_ask_for_two_things():
    (found,) = further(_odds(0.5, 0.49, 0.01), _odds([0.5, 0.49, 0.01]), [_said(12)])
    assert np.isfinite(found.evidence).all()
