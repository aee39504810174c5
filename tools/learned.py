"""Learn the shipped library once, so that its router starts at once: `python tools/learned.py`.

Writes `shipped-fast.npz` and `shipped-accurate.npz` beside the encoder's files. Both learn from the training part of
the corpus too, and are calibrated on messages apart. To be run again when examples of the shipped library change; a
test says so.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

import corpus
import fleet
from fleet.routing import cache
from fleet.routing.calibration import Calibration, calibrated
from fleet.routing.deciding import excluded
from fleet.routing.judging import Bench
from fleet.routing.message import body_of
from fleet.routing.model import Model, More, Taught

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import inbox

FOLDER = Path(cache.__file__).parent / "weights"


def main() -> None:
    """Learn both models of the shipped library from nothing, and write them."""
    taught = Taught(fleet.load())
    more = read_corpus(taught)
    for name in ("fast", "accurate"):
        target = FOLDER / f"shipped-{name}.npz"
        target.unlink(missing_ok=True)
        model = Bench(name, taught).learned(name, more)
        cache.store(cache.key_of(taught, name), replace(model, calibration=apart(model, taught)), target)
        print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB")


def apart(model: Model, taught: Taught) -> Calibration:
    """What scores mean, from messages that neither the encoder nor the model has seen.

    The part of the corpus that calibrates and the third of the inbox that may be looked at count about the same: the
    second is of other writers, as real mail is.
    """
    library = fleet.load()
    places = {lane: at for at, lane in enumerate(taught.lanes)}
    said = [one for one in (*corpus.messages("calibrate"), *3 * looked_at()) if len(one.lanes) < 2]
    scores = model.scores(model.features.vectors([body_of(one.text) for one in said]))
    for row, one in enumerate(said):
        scores[row, [places[lane] for lane, _ in excluded(library, one.context)]] = -np.inf
    classes = np.array([places[one.lanes[0]] if one.lanes else len(places) for one in said], dtype=np.intp)
    return calibrated(scores, classes, model.calibration.known)


def looked_at() -> list[corpus.Message]:
    """The third of the inbox that may be looked at, in the form of the corpus."""
    said = [one for one in inbox.read(inbox.FOLDER) if inbox.looked_at(one)]
    return [
        corpus.Message(one["id"], tuple(one["lanes"]), inbox.context_of(one), str(one["text"]), (), one) for one in said
    ]


def read_corpus(taught: Taught) -> More:
    """The messages of the training part that ask for one thing, or for nothing that there is."""
    places = {lane: at for at, lane in enumerate(taught.lanes)}
    said = [one for one in corpus.messages("train") if len(one.lanes) < 2]
    classes = [places[one.lanes[0]] if one.lanes else len(places) for one in said]
    return More([body_of(one.text) for one in said], classes)


if __name__ == "__main__":
    main()
