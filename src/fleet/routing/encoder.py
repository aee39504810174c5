"""Texts to vectors: a small transformer that runs without torch, a static table, or any embeddings of a host."""

from __future__ import annotations

import gzip
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Weights = Literal["tuned", "published"]
"""Those that know customers of business software, and those that know a bit of everything."""

_WEIGHTS = Path(__file__).parent / "weights"
_MOST_TOKENS = 256
_MANY, _MOST_THREADS = 32, 8
"""From how many texts on they are shared out, and to how many threads at most."""
_MARKS = 2
"""How many tokens stand around a text without words."""


class Encoder(Protocol):
    """Whatever turns texts into vectors: rows of length 1, or of zeros for a text without words."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, dimensions)."""
        ...


class Embeddings(Protocol):
    """The part of LangChain's ``Embeddings`` that routing needs."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a vector for each text."""
        ...


class _Table(NamedTuple):
    """A vector for each token.

    Attributes:
        rows: shape (tokens, dimensions).
        scales: what each row is multiplied by.
    """

    rows: NDArray[np.int8]
    scales: Vectors

    def of(self, ids: Sequence[int]) -> Vectors:
        """Return an array of shape (ids, dimensions)."""
        return np.asarray(self.rows[ids] * self.scales[ids, None], dtype=np.float32)


class TransformerEncoder:
    """all-MiniLM-L6-v2 as an int8 ONNX graph with mean pooling; 384 dimensions, at most 256 tokens of a text.

    It loads when it is first used, once, and may be shared by threads. Source: Reimers and Gurevych, "Sentence-BERT",
    2019; Wang et al., "MiniLM", 2020.

    >>> TransformerEncoder().encode(["Where is my invoice?"]).shape
    (1, 384)
    """

    def __init__(self, weights: Weights = "tuned", *, threads: int = 1) -> None:
        self._weights = weights
        self._threads = threads
        self._lock = Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, 384).

        Texts run one by one: the graph scales its int8 activations over all that runs together, so that a vector would
        depend on its neighbors. Many of them are shared out to the processors.
        """
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        session = self._loaded()

        def run(row: int, found: list[int]) -> None:
            if len(found) > _MARKS:
                (vector,) = session.run(["vector"], {"words": _pieces().of(found[:_MOST_TOKENS])})
                vectors[row] = np.asarray(vector)

        tokens = tokens_of(texts)
        if len(texts) < _MANY:
            for row, found in enumerate(tokens):
                run(row, found)
        else:
            with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS)) as pool:
                for _ in pool.map(run, range(len(tokens)), tokens):
                    pass
        return vectors

    def spans(self, ids: Sequence[int], spans: Sequence[tuple[int, int]]) -> Vectors:
        """Return a vector for each span of the tokens of one text, read with all of that text; shape (spans, 384).

        Args:
            ids: at most 384 tokens.
            spans: where each one starts, and where it ends.
        """
        (found,) = self._loaded().run(["tokens"], {"words": _pieces().of(ids)})
        hidden = np.asarray(found)
        means = [hidden[start:end].mean(axis=0) if start < end else np.zeros(384) for start, end in spans]
        return unit(np.asarray(means, dtype=np.float32).reshape(len(spans), 384))

    def _loaded(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._session is None:
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = self._threads
                options.log_severity_level = 3
                graph = gzip.decompress((_WEIGHTS / f"{self._weights}.onnx.gz").read_bytes())
                self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            return self._session


class StaticEncoder:
    """The mean of a vector for each token, distilled from the transformer; 256 dimensions.

    Source: Minish Lab, "Model2Vec", 2024.

    >>> StaticEncoder().encode(["Where is my invoice?", ""]).any(axis=1)
    array([ True, False])
    """

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, 256)."""
        vectors = np.zeros((len(texts), self._table.rows.shape[1]), dtype=np.float32)
        for row, ids in enumerate(tokens_of(texts, special=False)):
            if ids:
                vectors[row] = self._table.of(ids).mean(axis=0)
        return unit(vectors)

    @cached_property
    def _table(self) -> _Table:
        with np.load(_WEIGHTS / "table.npz") as stored:
            return _Table(stored["rows"], stored["scales"])


class HostEncoder:
    """Embeddings of a host, such as LangChain's, as an encoder."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, dimensions of the embeddings)."""
        return unit(np.asarray(self._embeddings.embed_documents(list(texts)), dtype=np.float32))


TUNED, PUBLISHED = TransformerEncoder(), TransformerEncoder("published")
STATIC = StaticEncoder()
"""The ones that everybody shares."""


def tokens_of(texts: Sequence[str], *, special: bool = True) -> list[list[int]]:
    """Return the token ids of each text, with the marks that a transformer wants around them or without."""
    return [found.ids for found in _tokenizer().encode_batch_fast(list(texts), add_special_tokens=special)]


def unit(vectors: Vectors) -> Vectors:
    """Return rows of length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


@cache
def _pieces() -> _Table:
    """A vector for each word piece, which both weights share; the rows stay on disk."""
    return _Table(np.load(_WEIGHTS / "words.npy", mmap_mode="r"), np.load(_WEIGHTS / "scales.npy"))


_loaded: list[Tokenizer] = []
_loading = Lock()


def _tokenizer() -> Tokenizer:
    with _loading:
        if not _loaded:
            _loaded.append(Tokenizer.from_file(str(_WEIGHTS / "tokenizer.json")))
        return _loaded[0]
