"""Learn what sentences of replies do: `python tools/sentences.py`; with `--score PART` measure it on that part.

Two multinomial logistic regressions over the reply drafts of the corpus, acts and lanes of all that is not small talk;
on the part that calibrates, temperatures; there and on the thirds of `benchmarks/replies` and `benchmarks/polite` that
may be looked at, the logistic regression that makes the probability of a crossing of both.
Writes `sentences.npz` beside the encoder's files.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

import corpus
import fleet
from fleet.relation import relate
from fleet.routing.calibration import temperature_of
from fleet.routing.crossing import Crossing, features
from fleet.routing.lexical import Lexicon
from fleet.routing.reading import ReplyReader
from fleet.routing.sentences import ACTS, SentenceClassifier, featured, shipped_classifier
from fleet.routing.softmax import fitted
from fleet.text import fold
from learned import FOLDER
from logistic import regression

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import polite
import replies

_STRENGTH = 10.0
_LEAST = 2
"""In how many sentences a term must be to count."""
_PENALTY = 20.0
_BAR = 0.5
"""A sentence counts as crossing where that is likelier than not."""


def main() -> None:
    """Learn, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score", choices=["calibrate", "test"], help="measure on this part instead")
    given = parser.parse_args()
    if given.score:
        score(shipped_classifier(), given.score)
        return
    library = fleet.load()
    lanes = tuple(library.lanes)
    drafts = corpus.drafts("train")
    lexicon = lexicon_of([fold(one.text) for draft in drafts for one in draft.sentences])
    vectors, acts, homes = table(drafts, lexicon, lanes)
    inside = homes >= 0
    act_model = fitted(vectors, acts, len(ACTS), strength=_STRENGTH)
    home_model = fitted(vectors[inside], homes[inside], len(lanes), strength=_STRENGTH)
    apart, true_acts, true_homes = table(corpus.drafts("calibrate"), lexicon, lanes)
    spoken = true_homes >= 0
    temperatures = (
        temperature_of(act_model.scores(apart), true_acts),
        temperature_of(home_model.scores(apart[spoken]), true_homes[spoken]),
    )
    crossing = Crossing((), 0.0, 0.5)
    classifier = SentenceClassifier(lanes, lexicon, act_model, home_model, temperatures, crossing)
    crossing = crossing_of(classifier, library)
    stored = lexicon.stored()
    with (FOLDER / "sentences.npz").open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            lanes=np.array("\n".join(lanes)),
            terms=stored["terms"],
            rarities=stored["rarities"].astype(np.float16),
            acts_weights=act_model.weights.astype(np.float16),
            acts_bias=act_model.bias,
            homes_weights=home_model.weights.astype(np.float16),
            homes_bias=home_model.bias,
            temperatures=np.array(temperatures, dtype=np.float32),
            crossing=np.array([*crossing.weights, crossing.bias, crossing.bar], dtype=np.float32),
        )
    score(shipped_classifier(), "calibrate")


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    """The terms that more than one sentence has: rarity 1 + log(n / count), so that count = n / exp(rarity - 1)."""
    everything = Lexicon.of(texts)
    limit = np.log((1 + len(texts)) / (1 + _LEAST)) + 1 + 1e-9
    return Lexicon({term: rarity for term, rarity in everything.terms.items() if rarity <= limit})


def table(
    drafts: Sequence[corpus.Draft], lexicon: Lexicon, lanes: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors, acts and lanes (-1 for none) of all sentences."""
    vectors = np.vstack([featured([one.text for one in draft.sentences], draft.incoming, lexicon) for draft in drafts])
    everything = [one for draft in drafts for one in draft.sentences]
    acts = np.array([ACTS.index(one.act) for one in everything], dtype=np.intp)
    homes = np.array([lanes.index(one.lane) if one.lane else -1 for one in everything], dtype=np.intp)
    return vectors, acts, homes


def crossing_of(classifier: SentenceClassifier, library: fleet.Library) -> Crossing:
    """Fit the probability of a crossing.

    On the part of the corpus that calibrates and the thirds of the guard's own drafts, and of the polite ones, that may
    be looked at; of each also a sentence that crosses and one that does not, alone, as short replies are. Prints how
    well the drafts of each writer are judged by what those of the others taught.
    """
    drafts = (*corpus.drafts("calibrate"), *replies.drafts(scored=False), *polite.part(scored=False))
    reader = ReplyReader(library, classifier)
    judged = [seen(reader, library, draft) for draft in drafts]
    writers = np.array([draft.id.partition("-")[0] for draft in drafts])
    short = [
        [seen(reader, library, draft, [at]) for at in picked(draft, true)]
        for draft, (_, true) in zip(drafts, judged, strict=True)
    ]
    likeliest = np.zeros(len(drafts))

    def taught_by(which: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        places = np.flatnonzero(which)
        return [judged[at] for at in places] + [one for at in places for one in short[at]]

    for writer in sorted(set(writers)):
        others = crossing_by(taught_by(writers != writer))
        for at in np.flatnonzero(writers == writer):
            likeliest[at] = (judged[at][0] @ others.weights + others.bias).max()
    crossed, found = np.array([bool(true.any()) for _, true in judged]), likeliest >= np.log(_BAR / (1 - _BAR))
    for writer in ("all", *sorted(set(writers))):
        mine = (writers == writer) | (writer == "all")
        hit, called = (crossed & found & mine).sum(), max(1, (found & mine).sum())
        print(f"{writer:<4} {mine.sum():>5} drafts: recall {hit / (crossed & mine).sum():.3f}, ", end="")
        print(f"precision {hit / called:.3f}, blocked {(found & ~crossed & mine).sum() / (~crossed & mine).sum():.3f}")
    return crossing_by(taught_by(writers != ""))


def picked(draft: corpus.Draft, crossed: np.ndarray) -> list[int]:
    """A sentence of a draft that crosses and one that does not, as a hash of its id has it."""
    draw = zlib.crc32(draft.id.encode())
    kinds = (np.flatnonzero(crossed), np.flatnonzero(~crossed))
    return [int(places[draw % len(places)]) for places in kinds if len(places)]


def crossing_by(judged: Sequence[tuple[np.ndarray, np.ndarray]]) -> Crossing:
    """What these sentences teach."""
    rows, wanted = (np.concatenate(column) for column in zip(*judged, strict=True))
    weights, bias = regression(rows, wanted.astype(float), _PENALTY)
    return Crossing(tuple(map(float, weights)), bias, _BAR)


def seen(
    reader: ReplyReader, library: fleet.Library, draft: corpus.Draft, only: Sequence[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers by which the sentences of a draft, or `only` some of them, are judged, and which of them cross."""
    shut = [relate(library, draft.persona, lane, draft.context).reach != "whole" for lane in library.lanes]
    crossed = {id(one) for one in corpus.crossing(library, draft)}
    said = [draft.sentences[at] for at in (range(len(draft.sentences)) if only is None else only)]
    known = reader.known([one.text for one in said], draft.incoming)
    return features(known, np.array(shut)), np.array([id(one) in crossed for one in said])


def score(classifier: SentenceClassifier, part: Literal["calibrate", "test"]) -> None:
    """Print F1 of acts, accuracy of lanes, and how well drafts that cross are told from those that do not."""
    drafts, library = corpus.drafts(part), fleet.load()
    reader = ReplyReader(library, classifier)
    true: list[int] = []
    found: list[int] = []
    hits: list[bool] = []
    crossing: list[tuple[bool, bool]] = []
    for draft in drafts:
        acts, homes = classifier.odds([one.text for one in draft.sentences], draft.incoming)
        for at, one in enumerate(draft.sentences):
            true.append(ACTS.index(one.act))
            found.append(int(acts[at].argmax()))
            if one.lane:
                hits.append(classifier.lanes[int(homes[at].argmax())] == one.lane)
        rows, crossed = seen(reader, library, draft)
        kept = classifier.crossing
        odds = 1 / (1 + np.exp(-(rows @ np.array(kept.weights) + kept.bias)))
        crossing.append((bool(crossed.any()), bool((odds >= kept.bar).any())))
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
    both = sum(is_ and said for is_, said in crossing)
    print(f"drafts that cross: recall {both / sum(is_ for is_, _ in crossing):.3f}, ", end="")
    print(f"precision {both / max(1, sum(said for _, said in crossing)):.3f} at {classifier.crossing.bar:.2f}")


if __name__ == "__main__":
    main()
