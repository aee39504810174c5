"""Fitted models on disk, by what they were learned from: beside the weights, or in a cache folder of the user."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleet.log import logger
from fleet.routing.calibration import Calibration
from fleet.routing.encoder import Encoder, Vectors
from fleet.routing.features import Features
from fleet.routing.groups import Groups
from fleet.routing.lexical import Lexicon
from fleet.routing.model import Model, Taught
from fleet.routing.softmax import Softmax

CACHE_VARIABLE = "FLEET_CACHE"
"""The environment variable that names the cache folder."""

_log = logger(__name__)
_WEIGHTS = Path(__file__).parent / "weights"
_FORMAT = 2


class Kept(NamedTuple):
    """What a stored model does not hold itself: the encoders, with their weights, and the weight of words."""

    encoders: tuple[tuple[Encoder, float], ...]
    share: float


def key_of(taught: Taught, name: str) -> str:
    """Return the SHA-256, as hexadecimal digits, of all that a model depends on: examples, encoder files, format."""
    pins = (_WEIGHTS / "pins.json").read_text(encoding="utf-8")
    said = json.dumps([_FORMAT, name, pins, taught.lanes, taught.texts, taught.classes.tolist()], ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()


def stored(key: str, name: str, kept: Kept) -> Model | None:
    """Read the model with this key; None if there is none, or it cannot be read."""
    for path in (_WEIGHTS / f"shipped-{name}.npz", _folder() / f"{key}.npz"):
        with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile), np.load(path, allow_pickle=False) as arrays:
            if str(arrays["key"]) == key:
                return _model(arrays, kept)
    return None


def store(key: str, model: Model, path: Path | None = None) -> None:
    """Write a model into the cache folder, or to `path`; a folder that cannot be written is no error."""
    target = path or _folder() / f"{key}.npz"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, scratch = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(descriptor, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, key=np.array(key), **_arrays(model))
        Path(scratch).replace(target)
    except OSError as error:
        _log.debug("the model is not kept: %s", error)


def _folder() -> Path:
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "fleet" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "fleet"


def _arrays(model: Model) -> dict[str, NDArray[np.generic]]:
    calibration = model.calibration
    means = {f"mean_{place}": mean for place, (_, _, mean) in enumerate(model.features.encoders) if mean is not None}
    return {
        "weights": model.softmax.weights.astype(np.float16),
        "bias": model.softmax.bias,
        "examples": model.examples.astype(np.float16),
        "classes": model.groups.classes,
        "near": np.array(model.near),
        **model.features.lexicon.stored(),
        "temperature": np.array(calibration.temperature),
        "confidences": calibration.confidences,
        "known": calibration.known,
        **means,
    }


def _model(arrays: Mapping[str, NDArray[np.generic]], kept: Kept) -> Model:
    def floats(name: str) -> Vectors:
        return np.asarray(arrays[name], dtype=np.float32)

    encoders = tuple(
        (encoder, weight, floats(f"mean_{place}") if f"mean_{place}" in arrays else None)
        for place, (encoder, weight) in enumerate(kept.encoders)
    )
    calibration = Calibration(float(floats("temperature")), floats("confidences"), floats("known"))
    softmax = Softmax(floats("weights"), floats("bias"))
    groups = Groups.of(np.asarray(arrays["classes"], dtype=np.intp), len(softmax.bias))
    features = Features(encoders, Lexicon.read(arrays), kept.share)
    return Model(features, softmax, floats("examples"), groups, float(floats("near")), calibration)
