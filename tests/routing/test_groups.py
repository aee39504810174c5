"""Examples by class: the most alike one of each, and what it adds to a score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fleet.routing.features import Features
from fleet.routing.groups import Groups
from fleet.routing.lexical import Lexicon
from fleet.routing.model import learned


@given(
    st.lists(st.integers(0, 5), max_size=12).flatmap(
        lambda classes: st.tuples(
            st.just(classes),
            st.lists(st.lists(st.floats(-1, 1, width=32), min_size=len(classes), max_size=len(classes)), max_size=3),
        )
    )
)
def test_each_class_is_told_by_its_most_alike_example(drawn):
    classes, rows = drawn
    likeness = np.array(rows, dtype=np.float32).reshape(len(rows), len(classes))
    found = Groups.of(np.array(classes, dtype=np.intp), 6).most(likeness)
    for row, told in zip(likeness, found, strict=True):
        wanted = [max((row[at] for at, own in enumerate(classes) if own == one), default=0.0) for one in range(6)]
        assert told.tolist() == wanted


class Asks(NamedTuple):
    """What is learned from, without a library."""

    lanes: tuple[str, ...]
    texts: tuple[str, ...]
    classes: np.ndarray

    @property
    def count(self) -> int:
        return len(self.lanes)


def test_an_odd_example_counts_beside_what_its_class_has_in_common():
    """Two lanes; one has a single request in words of the other."""
    texts = (*(f"invoice {word}" for word in ("late", "wrong", "missing", "double")), "invoice portal login")
    texts = (*texts, *(f"login {word}" for word in ("fails", "slow", "locked", "expired")))
    asks = Asks(("billing", "access"), texts, np.array([0, 0, 0, 0, 1, 1, 1, 1, 1], dtype=np.intp))

    def featured(examples):
        return Features((), Lexicon.of(examples), 1.0)

    plain, mixed = (learned(asks, featured, near=near) for near in (0.0, 2.0))
    vectors = plain.features.vectors(["invoice portal login", "invoice late"])
    gained = mixed.scores(vectors) - plain.softmax.scores(vectors)
    assert np.allclose(gained, 2 * mixed.groups.most(vectors @ mixed.examples.T), atol=1e-4)
    assert gained[0, 1] > gained[0, 0]
    assert gained[1, 0] > gained[1, 1]
    assert np.allclose(plain.scores(vectors), plain.softmax.scores(vectors))


def test_few_texts_are_as_like_the_examples_as_many_are():
    texts = tuple(f"{word} {other}" for word in ("invoice", "login", "export") for other in ("late", "wrong", "slow"))
    asks = Asks(("billing", "access", "data"), texts, np.repeat(np.arange(3), 3))
    model = learned(asks, lambda examples: Features((), Lexicon.of(examples), 1.0))
    vectors = model.features.vectors(texts)
    many = model.likeness(vectors)
    assert many.shape == (9, 9)
    for count in range(5):
        assert np.allclose(model.likeness(vectors[:count]), many[:count], atol=1e-5)
