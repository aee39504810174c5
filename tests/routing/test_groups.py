"""Examples by class: the most alike one of each, and what it adds to a score."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fleet.routing.features import Features
from fleet.routing.groups import Groups
from fleet.routing.lexical import Lexicon
from fleet.routing.model import Taught, learned


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


def featured(examples):
    return Features((), Lexicon.of(examples), 1.0)


def test_an_odd_example_counts_beside_what_its_class_has_in_common(library_of):
    """Two lanes; one has a single request in words of the other."""
    asks = Taught(
        library_of(
            {
                "billing": [f"invoice {word}" for word in ("late", "wrong", "missing", "double")],
                "access": [
                    "invoice portal login",
                    *(f"login {word}" for word in ("fails", "slow", "locked", "expired")),
                ],
            }
        )
    )
    billing, access = map(asks.lanes.index, ("billing", "access"))
    plain, mixed = (learned(asks, featured, near=near) for near in (0.0, 2.0))
    vectors = plain.features.vectors(["invoice portal login", "invoice late"])
    gained = mixed.scores(vectors) - plain.softmax.scores(vectors)
    assert np.allclose(gained, 2 * mixed.groups.most(vectors @ mixed.examples.T), atol=1e-4)
    assert gained[0, access] > gained[0, billing]
    assert gained[1, billing] > gained[1, access]
    assert np.allclose(plain.scores(vectors), plain.softmax.scores(vectors))


def test_few_texts_are_as_like_the_examples_as_many_are(library_of):
    lanes = {"billing": "invoice", "access": "login", "data": "export"}
    asks = {lane: [f"{word} {other}" for other in ("late", "wrong", "slow")] for lane, word in lanes.items()}
    model = learned(Taught(library_of(asks)), featured)
    vectors = model.features.vectors([text for texts in asks.values() for text in texts])
    many = model.likeness(vectors)
    assert many.shape == (9, len(model.examples))
    for count in range(5):
        assert np.allclose(model.likeness(vectors[:count]), many[:count], atol=1e-5)
