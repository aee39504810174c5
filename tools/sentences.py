"""Learn what sentences of replies do: `python tools/sentences.py`; with `--score test` measure it on the test part.

Two multinomial logistic regressions, acts, and lanes of all that is not small talk, over the reply drafts of the corpus
and the thirds of `benchmarks/replies` and `benchmarks/polite` that may be looked at. The encoder has seen the part that
trains and not the others, so both count: what it has seen lies better apart than any reply to come. Temperatures, and
the logistic regression that makes the probability of a crossing of acts and lanes, are learned from the others alone,
each judged by what drafts of other writers taught (Wolpert, "Stacked generalization", 1992).
Writes `sentences.npz` beside the encoder's files.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import corpus
import fleet
from fleet.guard.reply import closed_to
from fleet.routing.calibration import temperature_of
from fleet.routing.crossing import Crossing, features
from fleet.routing.lexical import Lexicon
from fleet.routing.reading import ReplyReader
from fleet.routing.sentences import ACTS, SentenceClassifier, featured, shipped_classifier
from fleet.routing.softmax import Softmax, fitted
from fleet.text import fold
from learned import FOLDER
from logistic import regression

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import polite
import replies

_STRENGTH = 1.0
_FOLDS = 4
"""Into how many groups the writers of drafts apart go, each judged by what the rest taught."""
_LEAST = 2
"""In how many sentences a term must be to count."""
_PENALTY = 20.0
_BARS = np.arange(0.05, 1.0, 0.01)


class Told(NamedTuple):
    """Sentences: their vectors, acts, and lanes (-1 for none)."""

    vectors: np.ndarray
    acts: np.ndarray
    homes: np.ndarray

    def of(self, which: np.ndarray) -> Told:
        return Told(*(one[which] for one in self))

    def __add__(self, other: Told) -> Told:  # type: ignore[override]
        return Told(*(np.concatenate(both) for both in zip(self, other, strict=True)))


class Judged(NamedTuple):
    """A draft as a classifier sees it that learned nothing from its writer.

    Attributes:
        rows: the numbers by which its sentences are judged.
        crossed: which of them cross.
        short: the same for single sentences of it, alone as short replies are.
    """

    rows: np.ndarray
    crossed: np.ndarray
    short: list[tuple[np.ndarray, np.ndarray]]


def main() -> None:
    """Learn, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score", choices=["test"], help="measure on this part instead")
    given = parser.parse_args()
    if given.score:
        score(shipped_classifier(), given.score)
        return
    library = fleet.load()
    trained = corpus.drafts("train")
    lexicon = lexicon_of([fold(one.text) for draft in trained for one in draft.sentences])
    seen = told(trained, lexicon, tuple(library.lanes))
    apart = (*corpus.drafts("calibrate"), *replies.drafts(scored=False), *polite.part(scored=False))
    classifier = learned(library, lexicon, seen, apart)
    stored = lexicon.stored()
    with (FOLDER / "sentences.npz").open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            lanes=np.array("\n".join(classifier.lanes)),
            terms=stored["terms"],
            rarities=stored["rarities"].astype(np.float16),
            acts_weights=classifier.acts.weights.astype(np.float16),
            acts_bias=classifier.acts.bias,
            homes_weights=classifier.homes.weights.astype(np.float16),
            homes_bias=classifier.homes.bias,
            temperatures=np.array(classifier.temperatures, dtype=np.float32),
            crossing=np.array(
                [*classifier.crossing.weights, classifier.crossing.bias, classifier.crossing.bar], dtype=np.float32
            ),
        )


def learned(library: fleet.Library, lexicon: Lexicon, seen: Told, apart: Sequence[corpus.Draft]) -> SentenceClassifier:
    """Learn from what the encoder has seen and from drafts apart; print how each writer's are judged by the others'."""
    lanes = tuple(library.lanes)
    news = told(apart, lexicon, lanes)
    writers = np.array([corpus.writer_of(draft) for draft in apart])
    by = np.array([corpus.writer_of(draft) for draft in apart for _ in draft.sentences])
    names = sorted(set(writers))
    folds = [set(names[start::_FOLDS]) for start in range(_FOLDS)]
    models = [models_of(seen + news.of(~np.isin(by, list(group))), len(lanes)) for group in folds]
    scores = np.zeros((len(by), len(ACTS))), np.zeros((len(by), len(lanes)))
    for group, both in zip(folds, models, strict=True):
        mine = np.isin(by, list(group))
        for kept, model in zip(scores, both, strict=True):
            kept[mine] = model.scores(news.vectors[mine])
    inside = news.homes >= 0
    temperatures = temperature_of(scores[0], news.acts), temperature_of(scores[1][inside], news.homes[inside])
    right = (scores[0].argmax(1) == news.acts).mean(), (scores[1].argmax(1) == news.homes)[inside].mean()
    print(f"sentences apart: acts {right[0]:.3f}, lanes {right[1]:.3f} right; temperatures {temperatures}")
    none = Crossing((), 0.0, 1.0)
    judged: dict[str, Judged] = {}
    for group, both in zip(folds, models, strict=True):
        reader = ReplyReader(library, SentenceClassifier(lanes, lexicon, *both, temperatures, none))
        judged |= {one.id: judged_by(reader, library, one) for one in apart if corpus.writer_of(one) in group}
    crossing = crossing_of([judged[one.id] for one in apart], writers)
    return SentenceClassifier(lanes, lexicon, *models_of(seen + news, len(lanes)), temperatures, crossing)


def models_of(said: Told, lanes: int) -> tuple[Softmax, Softmax]:
    """What these sentences teach of acts and of lanes."""
    inside = said.of(said.homes >= 0)
    acts = fitted(said.vectors, said.acts, len(ACTS), strength=_STRENGTH)
    return acts, fitted(inside.vectors, inside.homes, lanes, strength=_STRENGTH)


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    """The terms that more than one sentence has: rarity 1 + log(n / count), so that count = n / exp(rarity - 1)."""
    everything = Lexicon.of(texts)
    limit = np.log((1 + len(texts)) / (1 + _LEAST)) + 1 + 1e-9
    return Lexicon({term: rarity for term, rarity in everything.terms.items() if rarity <= limit})


def told(drafts: Sequence[corpus.Draft], lexicon: Lexicon, lanes: Sequence[str]) -> Told:
    """All sentences of these drafts."""
    vectors = np.vstack([featured([one.text for one in draft.sentences], draft.incoming, lexicon) for draft in drafts])
    everything = [one for draft in drafts for one in draft.sentences]
    acts = np.array([ACTS.index(one.act) for one in everything], dtype=np.intp)
    homes = np.array([lanes.index(one.lane) if one.lane else -1 for one in everything], dtype=np.intp)
    return Told(vectors, acts, homes)


def judged_by(reader: ReplyReader, library: fleet.Library, draft: corpus.Draft) -> Judged:
    """A draft, and one sentence of it that crosses and one that does not, as this reader sees them."""
    rows, crossed = seen_by(reader, library, draft)
    return Judged(rows, crossed, [seen_by(reader, library, draft, [at]) for at in picked(draft, crossed)])


def crossing_of(judged: Sequence[Judged], writers: np.ndarray) -> Crossing:
    """Fit the probability of a crossing; print how the drafts of each writer are judged by what the others' taught."""

    def taught_by(which: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        places = np.flatnonzero(which)
        whole = [(judged[at].rows, judged[at].crossed) for at in places]
        return whole + [one for at in places for one in judged[at].short]

    likeliest = np.zeros(len(judged))
    for writer in sorted(set(writers)):
        weights, bias = crossing_by(taught_by(writers != writer))
        for at in np.flatnonzero(writers == writer):
            likeliest[at] = (judged[at].rows @ weights + bias).max()
    chances = 1 / (1 + np.exp(-likeliest))
    crossed = np.array([bool(one.crossed.any()) for one in judged])
    bar = even_bar(chances, crossed)
    for mine, at in [(one, bar) for one in ("all", *sorted(set(writers)))] + [("all", one) for one in _BARS[5::10]]:
        print(f"{mine:<4} at {at:.2f}: {rates(chances >= at, crossed, (writers == mine) | (mine == 'all'))}")
    weights, bias = crossing_by(taught_by(writers != ""))
    return Crossing(tuple(map(float, weights)), bias, bar)


def even_bar(chances: np.ndarray, crossed: np.ndarray) -> float:
    """The bar at which as much is missed as is called in vain: recall and precision are nearest to each other."""
    called = [int((chances >= bar).sum()) for bar in _BARS]
    return float(round(_BARS[np.argmin(np.abs(np.array(called) - crossed.sum()))], 2))


def rates(found: np.ndarray, crossed: np.ndarray, mine: np.ndarray) -> str:
    """How many drafts that cross are found, and how many others are."""
    hit, clean = (crossed & found & mine).sum(), ~crossed & mine
    return (
        f"{mine.sum()} drafts: recall {hit / max(1, (crossed & mine).sum()):.3f}, "
        f"precision {hit / max(1, (found & mine).sum()):.3f}, blocked {(found & clean).sum() / max(1, clean.sum()):.3f}"
    )


def picked(draft: corpus.Draft, crossed: np.ndarray) -> list[int]:
    """A sentence of a draft that crosses and one that does not, as a hash of its id has it."""
    draw = zlib.crc32(draft.id.encode())
    kinds = (np.flatnonzero(crossed), np.flatnonzero(~crossed))
    return [int(places[draw % len(places)]) for places in kinds if len(places)]


def crossing_by(judged: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, float]:
    """The weights and the bias that these sentences teach."""
    rows, wanted = (np.concatenate(column) for column in zip(*judged, strict=True))
    return regression(rows, wanted.astype(float), _PENALTY)


def seen_by(
    reader: ReplyReader, library: fleet.Library, draft: corpus.Draft, only: Sequence[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers by which the sentences of a draft, or `only` some of them, are judged, and which of them cross."""
    crossed = {id(one) for one in corpus.crossing(library, draft)}
    said = [draft.sentences[at] for at in (range(len(draft.sentences)) if only is None else only)]
    known = reader.known([one.text for one in said], draft.incoming)
    return features(known, shut_by(library, draft)), np.array([id(one) in crossed for one in said])


def shut_by(library: fleet.Library, draft: corpus.Draft) -> np.ndarray:
    """Which lanes are closed to the writer of a draft."""
    closed = closed_to(library, draft.persona, draft.context)
    return np.array([lane in closed for lane in library.lanes])


def score(classifier: SentenceClassifier, part: corpus.Part) -> None:
    """Print F1 of acts, accuracy of lanes, and how well drafts that cross are told from those that do not."""
    drafts, library = corpus.drafts(part), fleet.load()
    reader = ReplyReader(library, classifier)
    true: list[int] = []
    found: list[int] = []
    hits: list[bool] = []
    called: list[bool] = []
    for draft in drafts:
        known = reader.known([one.text for one in draft.sentences], draft.incoming)
        for at, one in enumerate(draft.sentences):
            true.append(ACTS.index(one.act))
            found.append(int(known.acts[at].argmax()))
            if one.lane:
                hits.append(classifier.lanes[int(known.homes[at].argmax())] == one.lane)
        chances = classifier.crossing.probabilities(known, shut_by(library, draft))
        called.append(bool((chances >= reader.bar).any()))
    wanted, named = np.array(true), np.array(found)
    measures = []
    for place, act in enumerate(ACTS):
        hit = int(((wanted == place) & (named == place)).sum())
        measure = 2 * hit / max(1, int((wanted == place).sum() + (named == place).sum()))
        measures.append(measure)
        print(f"{act:<12} F1 {measure:.3f} of {int((wanted == place).sum())}")
    print(
        f"acts: accuracy {(wanted == named).mean():.3f}, macro F1 {np.mean(measures):.3f}; lanes: {np.mean(hits):.3f}"
    )
    crossed = np.array([bool(corpus.crossing(library, draft)) for draft in drafts])
    print(f"crossings at {reader.bar:.2f}: {rates(np.array(called), crossed, np.ones(len(drafts), dtype=bool))}")


if __name__ == "__main__":
    main()
