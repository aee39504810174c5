"""Few-shot intent routing beside peers: `python benchmarks/routing.py --data DIR [--weights DIR]`.

DIR holds `banking77/` (train.csv, test.csv; PolyAI, CC BY 4.0) and `clinc150/` (data_full.json; clinc, CC BY 3.0).
Draws come from the train parts with seeds 0, 1 and 2, the same for everybody; all figures are means over the draws.
Peers run where they are installed: scikit-learn (TF-IDF or the same sentence vectors with logistic regression), and
semantic-router with all-MiniLM-L6-v2 from `--weights` in its own aggregations. Nothing here chose a constant of ours.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fleet.routing.choosing import better
from fleet.routing.encoder import PUBLISHED, STATIC, TUNED, TransformerEncoder
from fleet.routing.features import accurate, fast
from fleet.routing.judging import _SURE_OF_FAST
from fleet.routing.message import body_of
from fleet.routing.model import NEAR, Model, known, learned

Pairs = list[tuple[str, str]]
Scores = tuple[np.ndarray, np.ndarray]
"""For each text the position of its class, and how surely it is in some class."""


class Data(NamedTuple):
    name: str
    train: Pairs
    test: Pairs
    outside: list[str]


class Examples(NamedTuple):
    """What `learned` wants of a library, of plain texts."""

    lanes: tuple[str, ...]
    texts: tuple[str, ...]
    classes: np.ndarray

    @property
    def count(self) -> int:
        return len(self.lanes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with banking77 and clinc150")
    parser.add_argument("--weights", type=Path, help="folder with all-MiniLM-L6-v2, for semantic-router")
    parser.add_argument("--draws", type=int, default=3, help="how many draws (default 3)")
    parser.add_argument("--only", nargs="+", help="the names of some methods, in place of all")
    given = parser.parse_args()
    if not given.data.is_dir():
        print(f"{given.data} is not there; see the docstring for where the data sets come from")
        return
    compared = dict(methods(given.weights))
    for name in given.only or ():
        if name not in compared:
            parser.error(f"no method is called {name!r}; there are: {', '.join(map(repr, compared))}")
    sets = [banking(given.data / "banking77"), clinc(given.data / "clinc150")]
    print(
        f"{'':<44}"
        + "".join(f"{data.name} {shots:>2}".rjust(14) for data in sets for shots in (5, 10))
        + "   one message"
    )
    for name in given.only or compared:
        method = compared[name]
        cells, aurocs, times = [], [], []
        for data in sets:
            for shots in (5, 10):
                found = [measured(method, data, shots, seed) for seed in range(given.draws)]
                cells.append(statistics.mean(one[0] for one in found))
                aurocs += [one[1] for one in found if one[1] is not None]
                times += [one[2] for one in found]
        row = "".join(f"{cell:>13.1%} " for cell in cells)
        auroc = f"AUROC {statistics.mean(aurocs):.3f}" if aurocs else ""
        print(f"{name:<44}{row}  {statistics.median(times) * 1000:>6.2f} ms  {auroc}", flush=True)


def methods(weights: Path | None) -> Iterator[tuple[str, Callable[[Examples], Callable[[Sequence[str]], Scores]]]]:
    """Each method: examples -> texts -> scores."""
    yield "fleet, accurate", chosen
    yield "fleet, auto", cascade
    yield "fleet, fast", partial(ours, partial(fast, STATIC), near=0.0)
    yield "fleet, accurate, tuned weights", partial(ours, partial(accurate, TUNED, STATIC))
    yield "fleet, accurate, published weights", partial(ours, partial(accurate, PUBLISHED, STATIC))
    if find_spec("sklearn"):
        yield "TF-IDF + logistic regression", tfidf
        yield "all-MiniLM-L6-v2 int8 + logistic regression", partial(dense, PUBLISHED)
    if find_spec("semantic_router") and weights is not None:
        for aggregation in ("mean", "max", "sum"):
            yield f"semantic-router, all-MiniLM-L6-v2, {aggregation}", partial(semantic, weights, aggregation)


def chosen(examples: Examples) -> Callable[[Sequence[str]], Scores]:
    """As a router does: with the weights that tell the examples apart better."""
    return ours(partial(accurate, encoder_for(examples), STATIC), examples)


def cascade(examples: Examples) -> Callable[[Sequence[str]], Scores]:
    """As `auto` does: by tokens and words where that is sure enough, else as `chosen`; known by rank among examples."""
    quick = model_of(partial(fast, STATIC), examples, 0.0)
    models = quick, model_of(partial(accurate, encoder_for(examples), STATIC), examples, NEAR)
    bar = quick.calibration.bar(_SURE_OF_FAST)

    def score(texts: Sequence[str]) -> Scores:
        found, knowns = np.zeros(len(texts), dtype=int), np.zeros(len(texts))
        left = np.arange(len(texts))
        for model in models:
            scores, likely = scored(model, [texts[at] for at in left])
            found[left], knowns[left] = scores.argmax(axis=1), model.calibration.strangeness(likely)
            left = left[model.calibration.probabilities(scores).max(axis=1) < bar]
            if not len(left):
                break
        return found, knowns

    return score


def ours(featured: Callable, examples: Examples, near: float = NEAR) -> Callable[[Sequence[str]], Scores]:
    model = model_of(featured, examples, near)

    def score(texts: Sequence[str]) -> Scores:
        scores, likely = scored(model, texts)
        return scores.argmax(axis=1), likely

    return score


def encoder_for(examples: Examples) -> TransformerEncoder:
    texts = tuple(map(body_of, examples.texts))
    return PUBLISHED if better(TUNED, PUBLISHED, texts, examples.classes) else TUNED


def model_of(featured: Callable, examples: Examples, near: float) -> Model:
    return learned(examples._replace(texts=tuple(map(body_of, examples.texts))), featured, near=near)


def scored(model: Model, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The score of each class, and how known each text looks."""
    vectors = model.features.vectors([body_of(text) for text in texts])
    likeness = model.likeness(vectors)
    scores = model.scores(vectors, likeness)
    return scores, known(scores, likeness)


def tfidf(examples: Examples) -> Callable[[Sequence[str]], Scores]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  a peer
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415

    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
    pieces = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5))
    model = make_pipeline(make_union(words, pieces), LogisticRegression(C=10, max_iter=1000))
    model.fit(examples.texts, examples.classes)
    return partial(by_probability, model.predict_proba)


def dense(encoder: TransformerEncoder, examples: Examples) -> Callable[[Sequence[str]], Scores]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  a peer

    model = LogisticRegression(C=10, max_iter=1000).fit(encoder.encode(examples.texts), examples.classes)
    return partial(by_probability, lambda texts: model.predict_proba(encoder.encode(texts)))


def by_probability(predict: Callable[[Sequence[str]], np.ndarray], texts: Sequence[str]) -> Scores:
    chances = predict(list(texts))
    return chances.argmax(axis=1), chances.max(axis=1)


def semantic(weights: Path, aggregation: str, examples: Examples) -> Callable[[Sequence[str]], Scores]:
    from semantic_router import IndexedRouter, Route  # noqa: PLC0415  a peer
    from semantic_router.encoders import LocalEncoder  # noqa: PLC0415

    said: dict[str, list[str]] = {lane: [] for lane in examples.lanes}
    for text, place in zip(examples.texts, examples.classes, strict=True):
        said[examples.lanes[place]].append(text)
    routes = [Route(name=lane, utterances=texts) for lane, texts in said.items()]
    router = IndexedRouter(LocalEncoder(name=str(weights)), routes, aggregation=aggregation)
    places = {lane: at for at, lane in enumerate(examples.lanes)}

    def score(texts: Sequence[str]) -> Scores:
        if len(texts) == 1:
            choice = router(texts[0])
            return np.array([places.get(choice.name or "", -1)]), np.array([choice.confidence or 0.0])
        found = asyncio.run(router._scores_many(list(texts)))  # noqa: SLF001  the same scores, encoded in one batch
        best = [max(one, key=lambda name: one[name]) for one in found]
        return np.array([places[name] for name in best]), np.array(
            [one[name] for one, name in zip(found, best, strict=True)]
        )

    return score


def measured(method: Callable, data: Data, shots: int, seed: int) -> tuple[float, float | None, float]:
    """Accuracy, AUROC of what is outside where there is some, and seconds of one message."""
    score = method(drawn(data.train, shots, seed))
    lanes = sorted({lane for _, lane in data.train})
    texts = [text for text, _ in data.test]
    found, sure = score(texts)
    right = np.array([lanes.index(lane) for _, lane in data.test])
    times = []
    for text in texts[:40]:
        start = time.perf_counter()
        score([text])
        times.append(time.perf_counter() - start)
    auroc = area(sure, score(data.outside)[1]) if data.outside else None
    return float((found == right).mean()), auroc, statistics.median(times)


def area(inside: np.ndarray, outside: np.ndarray) -> float:
    """The chance that something inside looks surer than something outside."""
    ranks = np.argsort(np.argsort(np.concatenate([inside, outside]))) + 1
    total = ranks[: len(inside)].sum() - len(inside) * (len(inside) + 1) / 2
    return float(total / (len(inside) * len(outside)))


def drawn(train: Pairs, shots: int, seed: int) -> Examples:
    lanes = sorted({lane for _, lane in train})
    choose = random.Random(seed)  # noqa: S311  a draw, not a secret
    texts: list[str] = []
    classes: list[int] = []
    for place, lane in enumerate(lanes):
        texts += choose.sample([text for text, one in train if one == lane], shots)
        classes += [place] * shots
    return Examples(tuple(lanes), tuple(texts), np.array(classes, dtype=np.intp))


def banking(folder: Path) -> Data:
    def read(name: str) -> Pairs:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return [(row["text"], row["category"]) for row in csv.DictReader(file)]

    return Data("Banking77", read("train.csv"), read("test.csv"), [])


def clinc(folder: Path) -> Data:
    said = json.loads((folder / "data_full.json").read_text("utf-8"))
    pairs = {part: [(text, lane) for text, lane in said[part]] for part in ("train", "test")}
    return Data("CLINC150", pairs["train"], pairs["test"], [text for text, _ in said["oos_test"]])


if __name__ == "__main__":
    main()
