"""Why a message goes where it goes: the nearest example, the words that mattered, what was left out, who was close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from fleet.diagnostics import listed, quoted
from fleet.routing.encoder import Vectors
from fleet.routing.lexical import slot, word_term
from fleet.routing.model import Model, Taught
from fleet.routing.route import Candidate
from fleet.text import words

_MOST_WORDS = 3
_CLOSE = 0.5


def reasons_of(
    model: Model, taught: Taught, said: str, vector: Vectors, candidates: Sequence[Candidate]
) -> Iterator[str]:
    """Say why `said`, which has this vector, is in the first of the candidates."""
    best = candidates[0]
    place = taught.lanes.index(best.lane)
    rows = np.flatnonzero(taught.classes == place)
    if len(rows):
        at, likeness = model.nearest(vector, rows)
        yield f"like the example {quoted(taught.originals[at], limit=90)} ({likeness:.2f})"
    mattered = _words(model, place, said)
    if mattered:
        yield f"words that speak for it: {listed(mattered)}"
    close = [one for one in candidates[1:] if one.probability > best.probability * _CLOSE]
    if close:
        yield f"also close: {', '.join(f'{quoted(one.lane)} {one.probability:.2f}' for one in close)}"


def left_out(excluded: Mapping[str, str]) -> Iterator[str]:
    """Say which lanes a context leaves out, by what."""
    for why in sorted(set(excluded.values())):
        lanes = sorted(lane for lane, reason in excluded.items() if reason == why)
        yield f"{why} leaves out {listed(lanes)}"


def _words(model: Model, place: int, said: str) -> list[str]:
    """The words of a text that raise the score of a lane most."""
    offset = model.softmax.weights.shape[1] - model.features.lexicon.dimensions
    found: dict[str, float] = {}
    for word in dict.fromkeys(words(said)):
        rarity = model.features.lexicon.rarity(word_term(word))
        at, sign = slot(word_term(word))
        found[word] = rarity * sign * float(model.softmax.weights[place, offset + at])
    ordered = sorted(found, key=lambda word: -found[word])
    return [word for word in ordered[:_MOST_WORDS] if found[word] > 0 and len(word) > 2]
