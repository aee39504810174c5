"""Learn what sentences of replies do: `python tools/sentences.py`; with `--score` measure it on the part that tests.

Two multinomial logistic regressions over the reply drafts of the corpus: acts, and lanes of all that is not small talk;
temperatures from the part that calibrates. Writes `sentences.npz` beside the encoder's files.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

import corpus
import fleet
from fleet.routing.calibration import softmax
from fleet.routing.lexical import Lexicon
from fleet.routing.sentences import ACTS, SentenceClassifier, featured, shipped_classifier
from fleet.routing.softmax import fitted
from fleet.text import fold
from learned import FOLDER

_STRENGTH = 10.0
_LEAST = 2
"""In how many sentences a term must be to count."""


def main() -> None:
    """Learn, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score", choices=["calibrate", "test"], help="measure on this part instead")
    given = parser.parse_args()
    if given.score:
        score(shipped_classifier(), corpus.drafts(given.score))
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
        coolest(act_model.scores(apart), true_acts),
        coolest(home_model.scores(apart[spoken]), true_homes[spoken]),
    )
    with (FOLDER / "sentences.npz").open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            lanes=np.array("\n".join(lanes)),
            terms=np.array("\n".join(lexicon.terms)),
            rarities=np.fromiter(lexicon.terms.values(), dtype=np.float16, count=len(lexicon.terms)),
            acts_weights=act_model.weights.astype(np.float16),
            acts_bias=act_model.bias,
            homes_weights=home_model.weights.astype(np.float16),
            homes_bias=home_model.bias,
            temperatures=np.array(temperatures, dtype=np.float32),
        )
    score(SentenceClassifier(lanes, lexicon, act_model, home_model, temperatures), corpus.drafts("calibrate"))


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    """The terms that more than one sentence has: rarity 1 + log(n / count), so that count = n / exp(rarity - 1)."""
    everything = Lexicon.of(texts)
    limit = np.log((1 + len(texts)) / (1 + _LEAST)) + 1 + 1e-9
    return Lexicon({term: rarity for term, rarity in everything.terms.items() if rarity <= limit})


def table(
    drafts: Sequence[corpus.Draft], lexicon: Lexicon, lanes: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors, acts and lanes (-1 for none) of all sentences."""
    vectors = np.vstack([featured([one.text for one in draft.sentences], lexicon) for draft in drafts])
    everything = [one for draft in drafts for one in draft.sentences]
    acts = np.array([ACTS.index(one.act) for one in everything], dtype=np.intp)
    homes = np.array([lanes.index(one.lane) if one.lane else -1 for one in everything], dtype=np.intp)
    return vectors, acts, homes


def coolest(scores: np.ndarray, classes: np.ndarray) -> float:
    """The temperature at which probabilities mean what they say."""
    steps = np.geomspace(0.25, 8, 61)
    rows = np.arange(len(scores))
    return float(min(steps, key=lambda step: -np.log(softmax(scores / step)[rows, classes] + 1e-12).mean()))


def score(classifier: SentenceClassifier, drafts: Sequence[corpus.Draft]) -> None:
    """Print F1 of acts, accuracy of lanes, and how well work is told from talk."""
    true: list[int] = []
    found: list[int] = []
    hits: list[bool] = []
    for draft in drafts:
        acts, homes = classifier.odds([one.text for one in draft.sentences])
        for at, one in enumerate(draft.sentences):
            true.append(ACTS.index(one.act))
            found.append(int(acts[at].argmax()))
            if one.lane:
                hits.append(classifier.lanes[int(homes[at].argmax())] == one.lane)
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


if __name__ == "__main__":
    main()
