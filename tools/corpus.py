"""Read and check the corpus: `python tools/corpus.py`.

Prints what is wrong, with the message, and what the corpus holds; exits with 1 for a fault. Which batch belongs to
which part is written here and nowhere else: a batch is the work of one writer, apart from every other.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

import fleet
from fleet import Context, Library
from fleet.guard.reply import closed_to
from fleet.relation import relate

FOLDER = Path(__file__).parent.parent / "corpus"
Part = Literal["train", "calibrate", "test"]
PARTS: Mapping[Part, tuple[str, ...]] = {
    "train": (
        *("w1", "w2", "w3", "w4", "w5", "w8", "w9", "w10", "w11", "w13", "w14", "w15", "w16"),
        *("r1", "r2", "r5", "r6", "r7", "r8", "r9", "r10", "r13", "r14", "r15", "r16"),
        *("r3", "r11", "r12", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28"),
        *("r29", "r30", "r31", "r32", "r33", "r34", "r35", "r36", "r37", "r38", "r39", "r40", "r41", "r42"),
        *("r43", "r46", "r48", "r50", "r52"),
    ),
    "calibrate": (
        *("w6", "w17", "w18", "w19"),
        *("r47", "r49", "r51", "r53", "r54", "r55", "r56", "r57", "r58", "r59"),
    ),
    "test": ("w7", "w12", "r4", "r44", "r45", "r60"),
}
ACTS = ("does", "hands-over", "declines", "reports", "quotes", "supposes", "asks", "names", "small-talk")
_CHANNELS = ("mail", "chat", "ticket", "call", "form", "social", "forum", "note")
_STAGES = ("prospect", "trial", "customer", "unknown")
_MESSAGE = {"id", "lanes", "stage", "audience", "channel", "sells", "border", "why", "text", "requests"}
_DRAFT = {
    "id",
    "persona",
    "stage",
    "audience",
    "channel",
    "sells",
    "assigned",
    "facts",
    "asked",
    "incoming",
    "sentences",
}
_RUN = 6
"""How many words in a row are too many to share by chance."""
_SHARED = 14
"""How many texts may share them: set phrases of business mail are real."""


class Request(NamedTuple):
    """One of several requests of a message, and where it stands in its text, in characters."""

    lane: str
    start: int
    end: int


class Message(NamedTuple):
    """An inbound message with the lanes it is in; none for what is in no lane."""

    id: str
    lanes: tuple[str, ...]
    context: Context
    text: str
    requests: tuple[Request, ...]
    said: Mapping[str, Any]


class Sentence(NamedTuple):
    """A sentence of a reply draft, what it does, and in which lane; None for small talk."""

    act: str
    lane: str | None
    text: str


class Draft(NamedTuple):
    """A reply draft of one persona, sentence by sentence."""

    id: str
    persona: str
    context: Context
    sentences: tuple[Sentence, ...]
    said: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The draft as it would be sent: a `break` begins a new paragraph."""
        words = ("\n\n" if one == "break" else f"{next(iter(one.values()))} " for one in self.said["sentences"])
        return "".join(words).strip()

    @property
    def incoming(self) -> str:
        """The message that it answers, or in some batches what was asked in few words."""
        return str(self.said.get("incoming") or self.said.get("asked", ""))


def messages(part: Part | None = None) -> tuple[Message, ...]:
    """All inbound messages, or those of a part."""
    return tuple(_message(said) for said in _items("inbound", "messages", part))


def drafts(part: Part | None = None) -> tuple[Draft, ...]:
    """All reply drafts, or those of a part."""
    return tuple(draft_of(said) for said in _items("replies", "drafts", part))


def writer_of(one: Message | Draft) -> str:
    """Who wrote it: a batch, which its id begins with, is the work of one writer."""
    return one.id.partition("-")[0]


def closed(library: Library, draft: Draft) -> frozenset[str]:
    """The lanes in which the writer of a draft may not do the whole work now."""
    return closed_to(library, draft.persona, draft.context)


def crossing(library: Library, draft: Draft) -> tuple[Sentence, ...]:
    """The sentences that do work which the persona may not do now."""
    return tuple(
        one
        for one in draft.sentences
        if one.act == "does" and relate(library, draft.persona, str(one.lane), draft.context).reach != "whole"
    )


def main() -> None:
    """Check everything, and say what there is."""
    library = fleet.load()
    inbound, replies = messages(), drafts()
    found = [*faults(library, inbound, replies)]
    print("\n".join(found), end="\n" if found else "")
    lanes = Counter(one.lanes[0] for one in inbound if len(one.lanes) == 1)
    kinds = Counter({0: "in no lane", 1: "one request"}.get(len(one.lanes), "several requests") for one in inbound)
    print(f"{len(inbound)} messages: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}")
    print(f"per lane {min(lanes.values())} to {max(lanes.values())}")
    print(f"over 100 words: {sum(len(one.text.split()) > 100 for one in inbound) / len(inbound):.0%}")
    print(f"border cases: {sum('border' in one.said for one in inbound) / len(inbound):.0%}")
    print(f"kinds of business: {len({one.said['sells'] for one in inbound})}")
    crossed = sum(bool(crossing(library, one)) for one in replies)
    print(f"{len(replies)} reply drafts, {sum(len(one.sentences) for one in replies)} sentences, {crossed} cross")
    print(f"acts: {dict(Counter(one.act for draft in replies for one in draft.sentences))}")
    sys.exit(bool(found))


def faults(library: Library, inbound: tuple[Message, ...], replies: tuple[Draft, ...]) -> Iterator[str]:
    """List what is wrong, with the id of the message or draft."""
    ids = Counter(one.id for one in (*inbound, *replies))
    yield from (f"{id_}: there are {count}" for id_, count in ids.items() if count > 1)
    for message in inbound:
        yield from (f"{message.id}: {fault}" for fault in _message_faults(library, message))
    for draft in replies:
        yield from (f"{draft.id}: {fault}" for fault in _draft_faults(library, draft))
    texts = {one.id: one.text for one in inbound}
    texts |= {one.id: " ".join(sentence.text for sentence in one.sentences) for one in replies}
    yield from _repeats(texts)


def _message_faults(library: Library, message: Message) -> Iterator[str]:
    said = message.said
    yield from (f"unknown key {key!r}" for key in said.keys() - _MESSAGE)
    if ("lanes" in said) == ("requests" in said):
        yield "has either `lanes` or `requests`"
    if said["channel"] not in _CHANNELS or said["stage"] not in _STAGES:
        yield "channel or stage is none that there is"
    if "requests" in said and len(set(message.lanes)) < 2:
        yield "its requests are all in one lane"
    if len(message.requests) != len(said.get("requests", ())):
        yield "the words of a request are not in the text, or more than once"
    for lane in message.lanes:
        if lane not in library.lanes:
            yield f"there is no lane {lane!r}"
            continue
        duty = library.lanes[lane]
        outside = message.context.stage and duty.stages and message.context.stage not in duty.stages
        if outside and message.context.audience != "teammate":
            yield f"{lane} is not for stage {message.context.stage}"
        if duty.audience and duty.audience != message.context.audience:
            yield f"{lane} is for {duty.audience}"


def _draft_faults(library: Library, draft: Draft) -> Iterator[str]:
    yield from (f"unknown key {key!r}" for key in draft.said.keys() - _DRAFT)
    if draft.persona not in library.personas:
        yield f"there is no persona {draft.persona!r}"
    yield from (f"there is no persona {name!r}" for name in draft.context.assigned if name not in library.personas)
    yield from (f"there is no fact {fact!r}" for fact in draft.context.facts if fact not in library.facts)
    for one in draft.sentences:
        if one.act not in ACTS or (one.act == "small-talk") != (one.lane is None):
            yield f"no act and lane: {one.act} {one.lane}"
        elif one.lane is not None and one.lane not in library.lanes:
            yield f"there is no lane {one.lane!r}"


def _repeats(texts: Mapping[str, str]) -> Iterator[str]:
    """Texts of which one nearly repeats another, and runs of words that many share."""
    runs: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for id_, text in texts.items():
        words = re.findall(r"[\w']+", text.lower())
        for start in range(len(words) - _RUN + 1):
            runs[tuple(words[start : start + _RUN])].add(id_)
    together: Counter[tuple[str, str]] = Counter()
    for run, ids in runs.items():
        if len(ids) > _SHARED:
            yield f"{len(ids)} texts say {' '.join(run)!r}"
        elif len(ids) > 1:
            ordered = sorted(ids)
            together.update((first, second) for at, first in enumerate(ordered) for second in ordered[at + 1 :])
    for (first, second), count in together.items():
        if count > min(len(texts[first].split()), len(texts[second].split())) / 2:
            yield f"{first} and {second} are nearly the same"


def _items(folder: str, key: str, part: Part | None) -> Iterator[Mapping[str, Any]]:
    batches = PARTS[part] if part else [batch for one in PARTS.values() for batch in one]
    for path in sorted((FOLDER / folder).glob("*.yaml")):
        if path.stem.split("-")[0] in batches:
            yield from yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))[key]  # noqa: S506  both are safe


def _message(said: Mapping[str, Any]) -> Message:
    text = str(said["text"])
    requests = tuple(_requests(text, said.get("requests", ())))
    lanes = tuple(said["lanes"]) if "lanes" in said else tuple(one["lane"] for one in said["requests"])
    return Message(said["id"], lanes, _context(said), text, requests, said)


def _requests(text: str, requests: Iterator[Mapping[str, str]]) -> Iterator[Request]:
    for request in requests:
        found = list(re.finditer(r"\s+".join(map(re.escape, request["says"].split())), text))
        if len(found) == 1:
            yield Request(request["lane"], *found[0].span())


def draft_of(said: Mapping[str, Any]) -> Draft:
    """Read one draft."""
    sentences = []
    for one in said["sentences"]:
        if one != "break":
            ((key, text),) = one.items()
            act, _, lane = key.partition(" ")
            sentences.append(Sentence(act, lane or None, text))
    return Draft(said["id"], said["persona"], _context(said), tuple(sentences), said)


def _context(said: Mapping[str, Any]) -> Context:
    return Context(
        stage=None if said["stage"] == "unknown" else said["stage"],
        audience=said["audience"],
        assigned=frozenset(said.get("assigned") or ()),
        facts=frozenset(said.get("facts") or ()),
    )


if __name__ == "__main__":
    main()
