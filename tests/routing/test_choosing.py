"""Which weights a library gets is found with its own examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.routing.cache import key_of, store
from fleet.routing.choosing import _LEAST, _MANY, _some, better
from fleet.routing.encoder import PUBLISHED, TUNED
from fleet.routing.judging import Bench
from fleet.routing.model import Taught


class Planted:
    """Vectors of texts that are numbers: one direction a class, and as much noise as it is told."""

    def __init__(self, noise: float, seed: int = 5) -> None:
        self.noise, self.seed = noise, seed

    def encode(self, texts):
        rng = np.random.default_rng(self.seed)
        centers = rng.normal(size=(8, 24))
        vectors = np.vstack([centers[int(text) % 8] for text in texts]) + self.noise * rng.normal(size=(len(texts), 24))
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


TEXTS = [str(at) for at in range(80)]
CLASSES = np.array([at % 8 for at in range(80)], dtype=np.intp)


def test_vectors_are_better_that_tell_the_classes_apart():
    clear, blurred = Planted(0.2), Planted(3.0)
    assert better(blurred, clear, TEXTS, CLASSES)
    assert not better(clear, blurred, TEXTS, CLASSES)
    assert not better(clear, clear, TEXTS, CLASSES)


def test_a_small_gain_is_chance():
    pairs = [(Planted(1.0, seed), Planted(1.0, seed + 100)) for seed in range(40)]
    chosen = sum(better(first, other, TEXTS[:32], CLASSES[:32]) for first, other in pairs)
    assert chosen <= 6, "one in forty by chance, and a few more as such losses are not normal"


def test_none_is_better_where_nothing_can_be_told():
    assert not better(Planted(3.0), Planted(0.1), TEXTS[:8], CLASSES[:8]), "one example of each class"
    assert not better(Planted(3.0), Planted(0.1), ["0", "8", "16"], np.zeros(3, dtype=np.intp)), "one class"


@given(st.lists(st.integers(0, 400), min_size=1, max_size=4000))
def test_of_many_examples_a_part_is_asked_that_leaves_no_class_out(said):
    classes = np.array(said, dtype=np.intp)
    rows = _some(classes)
    assert len(set(rows)) == len(rows)
    assert set(classes[rows]) == set(said)
    kinds = len(set(said))
    assert len(rows) <= max(_MANY, _LEAST * kinds)
    counts = np.bincount(classes)
    assert all(np.bincount(classes[rows])[at] >= min(count, _LEAST) for at, count in enumerate(counts))


def test_the_shipped_lanes_have_the_tuned_weights_of_which_they_were_a_part(shipped):
    assert Bench("accurate", Taught(shipped)).model("accurate").features.encoders[0][0] is TUNED


ASKS = {
    "lost-cards": ["I left my wallet on the bus and my card was in it", "please freeze my card, I cannot find it",
                   "someone has taken my purse", "my card is gone since yesterday"],
    "new-cards": ["when will my new card arrive", "it has been two weeks and there is no card in the post",
                  "track the card you mailed me", "is my card on its way"],
    "cash": ["the machine kept my money", "I asked for fifty and got twenty", "the cash machine was wrong",
             "why is there a fee at the cash machine"],
    "abroad": ["can I use it in Japan", "which rate do I get in Sweden", "pay in dollars while on holiday",
               "does it work on my trip"],
    "codes": ["I forgot the four digits", "change the code of my card", "what is my code",
              "too many wrong tries and now it is blocked"],
    "top-ups": ["my top up has not come through", "add money from another bank", "how do I top up by phone",
                "put money on it every month"],
}  # fmt: skip


@pytest.fixture
def bank(library_of, tmp_path, monkeypatch):
    """What is learned from a library about something else than software, and the router's cache in an empty folder."""
    monkeypatch.setenv("FLEET_CACHE", str(tmp_path / "cache"))
    return Taught(library_of(ASKS))


def test_a_library_is_learned_once_with_the_weights_that_its_examples_choose(bank, tmp_path):
    chosen = PUBLISHED if better(TUNED, PUBLISHED, bank.texts, bank.classes) else TUNED
    for _ in range(2):
        assert Bench("accurate", bank).model("accurate").features.encoders[0][0] is chosen
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_model_of_the_published_weights_is_found_again(bank):
    made = Bench("accurate", bank).learned("published")
    store(key_of(bank, "published"), made)
    again = Bench("accurate", bank).model("accurate")
    assert again.features.encoders[0][0] is PUBLISHED
    vectors = again.features.vectors(["my wallet was stolen"])
    assert bank.lanes[int(again.scores(vectors)[0, :-1].argmax())] == "lost-cards"
    assert np.abs(again.scores(vectors) - made.scores(vectors)).max() < 0.05
