"""What sentences of replies do, on plain cases; the benchmark measures the others."""

from __future__ import annotations

import numpy as np
import pytest

from fleet.routing.sentences import ACTS, shipped_classifier


@pytest.mark.parametrize(
    ("sentence", "act", "lane"),
    [
        ("I have applied a 15 % discount to your renewal quote.", "does", "deal-negotiation"),
        ("Priya, your account manager, will come back to you about the discount.", "hands-over", "deal-negotiation"),
        ("Kind regards, Ana", "small-talk", None),
        ("I cannot promise a date for this feature.", "declines", "product-delivery"),
    ],
)
def test_plain_sentences_are_read_as_what_they_are(sentence, act, lane):
    (found,) = shipped_classifier().read(sentence)
    assert (found.act, found.lane) == (act, lane)
    assert sentence[slice(*found.span)] == found.text == sentence


def test_odds_are_probabilities_for_each_sentence():
    acts, lanes = shipped_classifier().odds(["Thank you.", "I restarted the import."])
    assert acts.shape == (2, len(ACTS))
    assert lanes.shape == (2, len(shipped_classifier().lanes))
    assert np.allclose(acts.sum(axis=1), 1, atol=1e-4)
    assert np.allclose(lanes.sum(axis=1), 1, atol=1e-4)


def test_a_reply_without_words_has_no_sentences():
    assert shipped_classifier().read("") == shipped_classifier().read(" \n ") == ()


def test_it_knows_the_lanes_of_the_shipped_library(shipped):
    assert set(shipped_classifier().lanes) == set(shipped.lanes)
