"""What a message is judged by: a sentence vector, a vector of tokens and a vector of words, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fleet.routing.encoder import Encoder, Vectors, unit
from fleet.routing.lexical import Lexicon


@dataclass(frozen=True, slots=True)
class Features:
    """Encoders with the weight of each, and the words of the examples with theirs.

    Sentence vectors are taken relative to the mean of the examples: what all of them share tells nothing apart.

    Attributes:
        encoders: (encoder, weight, mean of the examples or None).
        lexicon: of the examples.
        share: the weight of words.
    """

    encoders: tuple[tuple[Encoder, float, Vectors | None], ...]
    lexicon: Lexicon
    share: float

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, all dimensions)."""
        made = [relative(encoder.encode(texts), mean) * np.float32(weight) for encoder, weight, mean in self.encoders]
        made.append(self.lexicon.vectors(texts) * np.float32(self.share))
        return np.hstack(made)


def accurate(encoder: Encoder, static: Encoder | None, examples: Sequence[str]) -> Features:
    """Sentence vectors first, tokens and words half as much."""
    mean = encoder.encode(examples).mean(axis=0, keepdims=True)
    more = ((static, 0.5, None),) if static is not None else ()
    return Features(((encoder, 1.0, mean), *more), Lexicon.of(examples), 0.5)


def fast(static: Encoder, examples: Sequence[str]) -> Features:
    """Tokens and words alone."""
    return Features(((static, 1.0, None),), Lexicon.of(examples), 0.7)


def relative(vectors: Vectors, mean: Vectors | None) -> Vectors:
    """Return vectors without what all have in common, of length 1; rows of zeros stay."""
    if mean is None:
        return vectors
    return unit(np.where(vectors.any(axis=1, keepdims=True), vectors - mean, vectors))
