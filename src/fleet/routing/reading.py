"""Reads reply drafts for the guard: which sentence does work of a lane that is closed, and which says it is done."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fleet.errors import FleetError
from fleet.library import Library
from fleet.routing.calibration import softmax
from fleet.routing.crossing import Read
from fleet.routing.encoder import Vectors
from fleet.routing.judging import Bench
from fleet.routing.message import read as read_message
from fleet.routing.model import Taught
from fleet.routing.sentences import ACTS, Act, SentenceClassifier, featured, shipped_classifier
from fleet.routing.softmax import Softmax, fitted
from fleet.text import sentences

_SURE = 0.8
"""How sure act and lane must be before a writer is held to having done what a sentence says."""

_MESSAGES = 16
"""Of so many messages it is kept what they ask for: a draft is often read again."""

_UNKNOWN = 1 / 29
"""How likely a message that is not known asks for a lane: as one of as many as the shipped library has, and none."""

_IRREGULAR = (
    "sent|put|made|done|set|written|given|taken|gone|found|built|run|paid|cut|drawn|brought|kept|left|told|got|gotten"
)
_PARTICIPLE = rf"(?:\w+ed|{_IRREGULAR})"
_PAST = r"(?:\w+ed|sent|put|made|did|set|wrote|gave|took|found|built|ran|paid|cut|drew|brought)"
_LITTLE = r"(?:(?:now|just|already|also|since|both|been|all|today|yesterday|this morning) )*"
_FINISHED = re.compile(
    rf"\b(?:(?:have|has|\w+'ve|\w+'s) {_LITTLE}{_PARTICIPLE}|(?:i|we) {_LITTLE}{_PAST}"
    rf"|(?:is|are|was|were) {_LITTLE}(?:{_PARTICIPLE}|live|back|in place|ready)|all done|done)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:will|'ll|would|can|could|shall|should|may|might|going to|not|never|once|if|when)\b|n't\b", re.IGNORECASE
)


class ReadSentence(NamedTuple):
    """A sentence of a reply.

    Attributes:
        text: the sentence.
        span: where it stands in the reply: start and end, in characters.
        act: what it most likely does.
        sureness: the calibrated probability of that.
        lane: the lane that it most likely speaks of; None for small talk.
        likelihood: the calibrated probability of that.
        crossing: the calibrated probability that it does work of a closed lane.
        crossed: the closed lane that this would most likely be; None if none is closed.
        finished: the lane in which it says that work is done, surely enough to be held to it; else None.
    """

    text: str
    span: tuple[int, int]
    act: Act
    sureness: float
    lane: str | None
    likelihood: float
    crossing: float
    crossed: str | None
    finished: str | None


class ReplyReader:
    """Reads drafts of the personas of one library; offline, and safe to share by threads.

    Lanes of the shipped library are judged by what the corpus taught. A library with lanes of its own is learned from
    its examples: what its `says`, and where there are few its `asks`, sound like.

    Args:
        library: whose personas write.
        classifier: what sentences do; None is the one that the corpus taught.
        bar: the probability from which a sentence counts as crossing; None is the classifier's. The shipped one is the
            least at which at most 2 % of good drafts, most written to mislead, are blocked; for a library with lanes of
            its own it lies where as many are missed. A higher one blocks fewer good replies and misses more;
            `docs/benchmarks.md` has both rates.

    Raises:
        FleetError: if the library has lanes of its own and no examples.

    >>> import fleet
    >>> draft = "Thank you, Dana. I have given you a discount of 20 %."
    >>> reader = ReplyReader(fleet.load())
    >>> [(one.act, one.lane) for one in reader.read(draft, closed={"deal-negotiation"})]
    [('small-talk', None), ('does', 'deal-negotiation')]
    """

    def __init__(
        self, library: Library, classifier: SentenceClassifier | None = None, *, bar: float | None = None
    ) -> None:
        self._classifier = classifier or shipped_classifier()
        self._lanes = tuple(library.lanes)
        known = {lane: at for at, lane in enumerate(self._classifier.lanes)}
        self._known = np.array([known.get(lane, -1) for lane in self._lanes])
        self._own = _learned(library, self._lanes, self._classifier) if (self._known < 0).any() else None
        self._crossing = self._classifier.crossing if self._own is None else self._classifier.unsighted
        self._bar = self._crossing.bar if bar is None else bar
        self._bench = Bench("accurate", Taught(library))
        self._asked = lru_cache(maxsize=_MESSAGES)(self._wanted)

    @property
    def bar(self) -> float:
        """The probability from which a sentence counts as crossing."""
        return self._bar

    def read(
        self, draft: str, *, closed: AbstractSet[str] = frozenset(), incoming: str | None = None
    ) -> tuple[ReadSentence, ...]:
        """List the sentences of a draft with what they do.

        Args:
            draft: what shall be sent.
            closed: the lanes in which the writer may not do the whole work now.
            incoming: the message that is answered, if it is known.
        """
        spans = [(start, end) for start, end in sentences(draft) if draft[start:end].strip()]
        if not spans:
            return ()
        texts = [draft[start:end] for start, end in spans]
        known = self.known(texts, incoming, closed)
        acts, homes = known.likeliest
        shut = np.array([lane in closed for lane in self._lanes])
        crossing = self._crossing.probabilities(known, shut)
        found = []
        for at, (text, span) in enumerate(zip(texts, spans, strict=True)):
            act, home = int(acts[at].argmax()), int(homes[at].argmax())
            lane = None if ACTS[act] == "small-talk" else self._lanes[home]
            sure, likely = float(acts[at, act]), float(homes[at, home])
            crossed = self._lanes[int((homes[at] * shut).argmax())] if shut.any() else None
            held = act == 0 and min(sure, likely) >= _SURE and is_finished(text)
            found.append(
                ReadSentence(
                    text, span, ACTS[act], sure, lane, likely, float(crossing[at]), crossed, lane if held else None
                )
            )
        return tuple(found)

    def known(self, texts: list[str], incoming: str | None = None, closed: AbstractSet[str] = frozenset()) -> Read:
        """What is known of the sentences of one reply, in the order of the library's lanes.

        They are read as anybody's, and once more with the lanes that are open to the writer in sight: not where nothing
        is closed, as then nobody knows who writes, and not in a library with lanes of its own, which are strange to
        what the corpus taught.
        """
        plain, sighted = self._classifier.odds(texts, incoming), None
        if closed and self._own is None:
            sighted = self._classifier.odds(texts, incoming, frozenset(self._lanes) - closed)
            sighted = sighted._replace(homes=self._homes(sighted.homes, texts))
        return Read(plain.acts, self._homes(plain.homes, texts), self._asked(incoming), sighted)

    def _wanted(self, incoming: str | None) -> Vectors:
        """How likely a message asks for each lane, shape (lanes,): what the router sees in it or in a part of it."""
        if incoming is None or not incoming.strip():
            return np.full(len(self._lanes), _UNKNOWN, dtype=np.float32)
        judged = self._bench.judged(read_message(incoming), {})
        likeliest: Vectors = np.vstack([judged.odds, judged.parts]).max(axis=0)
        return likeliest[:-1]

    def _homes(self, homes: Vectors, texts: list[str]) -> Vectors:
        """Probabilities of the library's lanes, by those of the classifier's."""
        kept = np.where(self._known >= 0, homes[:, np.maximum(self._known, 0)], 0)
        kept = kept / np.maximum(kept.sum(axis=1, keepdims=True), 1e-6)
        if self._own is None:
            return np.asarray(kept)
        own = softmax(self._own.scores(featured(texts, None, self._classifier.lexicon)))
        new = own * (self._known < 0)
        return np.asarray(kept * (1 - new.sum(axis=1, keepdims=True)) + new)


def is_finished(sentence: str) -> bool:
    """Whether a sentence says that something is done, and not that it will, might or would be.

    >>> [is_finished(one) for one in ("I have closed it.", "It is closed now.", "I will close it.")]
    [True, True, False]
    """
    return _FINISHED.search(sentence) is not None and _OPEN.search(sentence) is None


@lru_cache(maxsize=8)
def reader_for(library: Library) -> ReplyReader:
    """The reader for a library; it is made once."""
    return ReplyReader(library)


_FEW = 3


def _learned(library: Library, lanes: tuple[str, ...], classifier: SentenceClassifier) -> Softmax:
    """Lanes from their own examples.

    Raises:
        FleetError: if there are none.
    """
    texts: list[str] = []
    places: list[int] = []
    for at, lane in enumerate(lanes):
        examples = library.examples_of(lane)
        chosen = examples.says if len(examples.says) >= _FEW else (*examples.says, *examples.asks)
        texts += chosen
        places += [at] * len(chosen)
    if not texts:
        message = "what a reply does cannot be read without examples: the library has lanes of its own and none of them"
        raise FleetError(message)
    vectors = np.vstack([featured([text], None, classifier.lexicon) for text in texts])
    return fitted(vectors, np.array(places, dtype=np.intp), len(lanes))
