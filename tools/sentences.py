"""Learn what sentences of replies do: `python tools/sentences.py`; with `--score test` measure it on the test part.

Three multinomial logistic regressions, acts, lanes of all that is not small talk, and whether a sentence crosses, over
the reply drafts of the corpus and the thirds of `benchmarks/replies` and `benchmarks/polite` that may be looked at. The
encoder has seen the part that trains and not the others, so both count: what it has seen lies better apart than any
reply to come. Temperatures, and the logistic regression that weighs all of it for the probability of a crossing, are
learned from the others alone, each judged by what drafts of other writers taught (Wolpert, "Stacked generalization",
1992).
Writes `sentences.npz` beside the encoder's files.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import corpus
import fleet
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
_ALARMS = 0.02
"""How many of the clean drafts that calibrate may be blocked, where the open lanes are in sight."""


class Told(NamedTuple):
    """Sentences: their vectors, acts, lanes (-1 for none), and 0 where they cross, 1 where they do not."""

    vectors: np.ndarray
    acts: np.ndarray
    homes: np.ndarray
    crosses: np.ndarray

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
    seen = told(library, trained, lexicon)
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
            crosses_weights=classifier.crosses.weights.astype(np.float16),
            crosses_bias=classifier.crosses.bias,
            temperatures=np.array(classifier.temperatures, dtype=np.float32),
            crossing=numbers_of(classifier.crossing),
            unsighted=numbers_of(classifier.unsighted),
        )


def numbers_of(crossing: Crossing) -> np.ndarray:
    """Weights, bias and bar in a row."""
    return np.array([*crossing.weights, crossing.bias, crossing.bar], dtype=np.float32)


def learned(library: fleet.Library, lexicon: Lexicon, seen: Told, apart: Sequence[corpus.Draft]) -> SentenceClassifier:
    """Learn from what the encoder has seen and from drafts apart; print how each writer's are judged by the others'."""
    lanes = tuple(library.lanes)
    news = told(library, apart, lexicon)
    writers = np.array([corpus.writer_of(draft) for draft in apart])
    by = np.array([corpus.writer_of(draft) for draft in apart for _ in draft.sentences])
    names = sorted(set(writers))
    folds = [set(names[start::_FOLDS]) for start in range(_FOLDS)]
    models = [models_of(seen + news.of(~np.isin(by, list(group))), len(lanes)) for group in folds]
    scores = np.zeros((len(by), len(ACTS))), np.zeros((len(by), len(lanes))), np.zeros((len(by), 2))
    for group, three in zip(folds, models, strict=True):
        mine = np.isin(by, list(group))
        for kept, model in zip(scores, three, strict=True):
            kept[mine] = model.scores(news.vectors[mine])
    inside = news.homes >= 0
    temperatures = temperature_of(scores[0], news.acts), temperature_of(scores[1][inside], news.homes[inside])
    right = (scores[0].argmax(1) == news.acts).mean(), (scores[1].argmax(1) == news.homes)[inside].mean()
    print(f"sentences apart: acts {right[0]:.3f}, lanes {right[1]:.3f} right; temperatures {temperatures}")
    none = Crossing((), 0.0, 1.0)
    crossings = []
    for sighted in (True, False):
        judged: dict[str, Judged] = {}
        for group, three in zip(folds, models, strict=True):
            reader = ReplyReader(library, SentenceClassifier(lanes, lexicon, *three, temperatures, none, none))
            mine = [one for one in apart if corpus.writer_of(one) in group]
            judged |= {one.id: judged_by(reader, library, one, sighted=sighted) for one in mine}
        print("with the open lanes in sight" if sighted else "without them")
        crossings.append(crossing_of([judged[one.id] for one in apart], writers, careful_bar if sighted else even_bar))
    return SentenceClassifier(lanes, lexicon, *models_of(seen + news, len(lanes)), temperatures, *crossings)


def models_of(said: Told, lanes: int) -> tuple[Softmax, Softmax, Softmax]:
    """What these sentences teach of acts, of lanes, and of crossings."""
    inside = said.of(said.homes >= 0)
    acts = fitted(said.vectors, said.acts, len(ACTS), strength=_STRENGTH)
    homes = fitted(inside.vectors, inside.homes, lanes, strength=_STRENGTH)
    return acts, homes, fitted(said.vectors, said.crosses, 2, strength=_STRENGTH)


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    """The terms that more than one sentence has: rarity 1 + log(n / count), so that count = n / exp(rarity - 1)."""
    everything = Lexicon.of(texts)
    limit = np.log((1 + len(texts)) / (1 + _LEAST)) + 1 + 1e-9
    return Lexicon({term: rarity for term, rarity in everything.terms.items() if rarity <= limit})


def told(library: fleet.Library, drafts: Sequence[corpus.Draft], lexicon: Lexicon) -> Told:
    """All sentences of these drafts, read with what is open to their writers."""
    lanes = tuple(library.lanes)
    vectors = np.vstack(
        [
            featured(
                [one.text for one in draft.sentences],
                draft.incoming,
                lexicon,
                library.lanes.keys() - corpus.closed(library, draft),
            )
            for draft in drafts
        ]
    )
    everything = [one for draft in drafts for one in draft.sentences]
    acts = np.array([ACTS.index(one.act) for one in everything], dtype=np.intp)
    homes = np.array([lanes.index(one.lane) if one.lane else -1 for one in everything], dtype=np.intp)
    crossed = {id(one) for draft in drafts for one in corpus.crossing(library, draft)}
    return Told(vectors, acts, homes, np.array([int(id(one) not in crossed) for one in everything], dtype=np.intp))


def judged_by(reader: ReplyReader, library: fleet.Library, draft: corpus.Draft, *, sighted: bool) -> Judged:
    """A draft as this reader sees it, and two sentences of it, one that crosses, with their message and without."""
    rows, crossed = seen_by(reader, library, draft, sighted=sighted)
    short = [
        seen_by(reader, library, draft, [at], sighted=sighted, answers=answers)
        for answers in ((True, False) if draft.incoming else (False,))
        for at in picked(draft, crossed)
    ]
    return Judged(rows, crossed, short)


def crossing_of(
    judged: Sequence[Judged], writers: np.ndarray, bar_of: Callable[[np.ndarray, np.ndarray], float]
) -> Crossing:
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
    bar = bar_of(chances, crossed)
    for mine, at in [(one, bar) for one in ("all", *sorted(set(writers)))] + [("all", one) for one in _BARS[5::10]]:
        print(f"{mine:<4} at {at:.2f}: {rates(chances >= at, crossed, (writers == mine) | (mine == 'all'))}")
    weights, bias = crossing_by(taught_by(writers != ""))
    return Crossing(tuple(map(float, weights)), bias, bar)


def careful_bar(chances: np.ndarray, crossed: np.ndarray) -> float:
    """The least bar at which no more clean drafts are blocked than may be."""
    blocked = [(chances[~crossed] >= bar).mean() for bar in _BARS]
    return float(round(_BARS[np.argmax(np.array(blocked) <= _ALARMS)], 2))


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
    reader: ReplyReader,
    library: fleet.Library,
    draft: corpus.Draft,
    only: Sequence[int] | None = None,
    *,
    sighted: bool,
    answers: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers by which the sentences of a draft, or `only` some of them, are judged, and which of them cross."""
    crossed = {id(one) for one in corpus.crossing(library, draft)}
    said = [draft.sentences[at] for at in (range(len(draft.sentences)) if only is None else only)]
    closed = corpus.closed(library, draft) if sighted else frozenset[str]()
    known = reader.known([one.text for one in said], draft.incoming if answers else None, closed)
    return features(known, shut_by(library, draft)), np.array([id(one) in crossed for one in said])


def shut_by(library: fleet.Library, draft: corpus.Draft) -> np.ndarray:
    """Which lanes are closed to the writer of a draft, in their order."""
    closed = corpus.closed(library, draft)
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
        known = reader.known([one.text for one in draft.sentences], draft.incoming, corpus.closed(library, draft))
        acts, homes = known.likeliest
        for at, one in enumerate(draft.sentences):
            true.append(ACTS.index(one.act))
            found.append(int(acts[at].argmax()))
            if one.lane:
                hits.append(classifier.lanes[int(homes[at].argmax())] == one.lane)
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
    writers = np.array([corpus.writer_of(draft) for draft in drafts])
    for mine in ("all", *sorted(set(writers))):
        chosen = (writers == mine) | (mine == "all")
        print(f"{mine:<4} at {reader.bar:.2f}: {rates(np.array(called), crossed, chosen)}")


if __name__ == "__main__":
    main()
