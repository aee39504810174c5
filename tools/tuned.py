"""Fine-tune the encoder on the corpus: `python tools/tuned.py --out DIR`; an hour and a half on two cores.

all-MiniLM-L6-v2 (see `encoder.py`) learns to put messages of one lane near each other and those of neighbor lanes
apart: each lane has a direction, and the cosine to it, times a learned scale, is what a softmax over all lanes sees. It
learns from the training batches of the corpus (whole messages, stretches of them, and the words of single requests) and
from the examples of the shipped library; and from the reply drafts, where the tokens of each sentence, read together
with the whole reply, the message before it and the names of the lanes that are open to the writer, tell its act, its
lane and whether it crosses. The vectors of tokens stay as they were.
Deterministic for one machine and version of torch; it resumes at the epoch where it was stopped. Build time only: torch
and transformers.

Sources: Wang et al., "CosFace", 2018, without the margin; Szegedy et al., "Rethinking the Inception architecture", 2016
(smoothed labels); Günther et al., "Late chunking", 2024 (sentences read with what is around them).
"""

from __future__ import annotations

import argparse
import math
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from transformers import AutoModel, PreTrainedTokenizerFast

import corpus
import fleet
from encoder import packaged, verified
from fleet.routing.framing import framed
from fleet.routing.message import read
from fleet.routing.model import Taught
from fleet.routing.sentences import ACTS

os.environ.setdefault("HF_HUB_OFFLINE", "1")

BATCH, TOKENS, DRAFTS = 32, 160, 8
RATE, HEAD_RATE = 6e-5, 2e-3
SMOOTHED = 0.05
UNKNOWN, OTHERS, FLIPPED = 8, 4, 0.1
"""Of how many drafts one is read without what is open to its writer, and one with other lanes open; how many others."""
CROSSING = 2.0
"""How much it counts whether a sentence crosses, beside what it does and in which lane."""
STRETCHED, LEAST_STRETCH = 0.4, 0.6
"""How often a stretch of a message stands for it, and the least part of its sentences that this is."""

_HALF = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
"""Whether the processor multiplies numbers of 16 bits; then an epoch takes half the time."""


class Row(NamedTuple):
    """A text in sentences, and the share that each class has of it."""

    sentences: tuple[str, ...]
    shares: dict[int, float]


def main() -> None:
    """Train, and keep the weights after every epoch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, help="folder with the published files; else from the installed package")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--without", default="", help="lanes to leave out, to measure how it does on unseen ones")
    parser.add_argument("--part", type=float, default=1.0, help="part of the corpus to learn from, for learning curves")
    given = parser.parse_args()
    torch.manual_seed(7)
    random.seed(7)
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(verified(given.weights or packaged(), Path(scratch) / "weights"), given.out)
    taught = Taught(fleet.load())
    without = set(filter(None, given.without.split(",")))
    rows = list(rows_of(taught, without, given.part))
    drafts = sentences_of(taught, without, given.part)
    print(f"{len(rows)} rows, {len(drafts)} drafts", flush=True)
    run.train(rows, drafts, taught, given.epochs)


def rows_of(taught: Taught, without: set[str], part: float) -> Iterator[Row]:
    """What is learned from."""
    places = {lane: at for at, lane in enumerate(taught.lanes)}
    out = {places[lane] for lane in without}
    examples = [Row((text,), {int(at): 1.0}) for text, at in zip(taught.texts, taught.classes, strict=True)]
    messages = list(corpus.messages("train"))
    random.Random(3).shuffle(messages)  # noqa: S311  a draw, not a secret
    written = [row for one in messages[: round(len(messages) * part)] for row in message_rows(one, places)]
    yield from (row for row in (*examples, *written) if not out & row.shares.keys())


def message_rows(message: corpus.Message, places: dict[str, int]) -> Iterator[Row]:
    """A message as a whole, and each of several requests in its own words."""
    said = read(message.text)
    body = tuple(said.said(one) for one in said.parts if one.kind == "body")
    lanes = [places[lane] for lane in message.lanes] or [len(places)]
    yield Row(body, {lane: lanes.count(lane) / len(lanes) for lane in lanes})
    for one in message.requests:
        yield Row((" ".join(message.text[one.start : one.end].split()),), {places[one.lane]: 1.0})


class Sentences(NamedTuple):
    """A reply with what is open to its writer and with its message.

    Attributes:
        ids: of its tokens.
        spans: which tokens each sentence is.
        acts: of each sentence.
        lanes: of each sentence; -1 for none.
        crosses: of each sentence, 1 if it does work of a lane that is closed to the writer; -1 if nobody knows.
    """

    ids: list[int]
    spans: list[tuple[int, int]]
    acts: list[int]
    lanes: list[int]
    crosses: list[int]


def sentences_of(taught: Taught, without: set[str], part: float) -> list[Sentences]:
    """The reply drafts to learn from, as a reader of replies sees them.

    Some are read as if nobody knew what is open to the writer, which is so later as well; and some as if other lanes
    were, as libraries differ in who has which.
    """
    library, choose = fleet.load(), random.Random(5)  # noqa: S311  draws, not secrets
    places = {lane: at for at, lane in enumerate(taught.lanes) if lane not in without}
    drafts = list(corpus.drafts("train"))
    random.Random(3).shuffle(drafts)  # noqa: S311  a draw, not a secret
    found = []
    for at, draft in enumerate(drafts[: round(len(drafts) * part)]):
        opened = places.keys() - corpus.closed(library, draft)
        if at % OTHERS == 1:
            opened ^= {lane for lane in taught.lanes if lane in places and choose.random() < FLIPPED}
        known = at % UNKNOWN != 0
        kept = [one for one in draft.sentences if one.lane is None or one.lane in places]
        ids, spans = framed([one.text for one in kept], draft.incoming, opened if known else None)
        acts = [ACTS.index(one.act) for one in kept]
        lanes = [places[one.lane] if one.lane else -1 for one in kept]
        crosses = [int(one.act == "does" and one.lane not in opened) if known else -1 for one in kept]
        found.append(Sentences(ids, spans, acts[: len(spans)], lanes[: len(spans)], crosses[: len(spans)]))
    return found


class Heads(torch.nn.Module):
    """What the vectors are judged by while it trains: classes, and acts, lanes and crossings in replies."""

    def __init__(self, classes: torch.Tensor, lanes: int) -> None:
        super().__init__()
        self.classes = torch.nn.Parameter(classes)
        self.homes = torch.nn.Parameter(classes[:lanes].clone())
        self.acts = torch.nn.Linear(classes.shape[1], len(ACTS))
        self.crosses = torch.nn.Linear(classes.shape[1], 1)
        self.scale = torch.nn.Parameter(torch.tensor(math.log(16.0)))
        self.home_scale = torch.nn.Parameter(torch.tensor(math.log(16.0)))


class Run:
    """A model in training."""

    def __init__(self, source: Path, out: Path) -> None:
        marks = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(source / "tokenizer.json"), **marks)
        self.model = AutoModel.from_pretrained(source, attn_implementation="eager")
        self.model.embeddings.word_embeddings.weight.requires_grad = False
        self.out = out
        self.out.mkdir(parents=True, exist_ok=True)

    def train(self, rows: Sequence[Row], drafts: Sequence[Sentences], taught: Taught, epochs: int) -> None:
        """Train for some epochs, from where it was stopped, and keep the weights after each."""
        heads = Heads(self._directions(rows, taught.count), len(taught.lanes))
        body = [one for one in self.model.parameters() if one.requires_grad]
        groups = [
            {"params": body, "lr": RATE, "weight_decay": 0.01},
            {"params": list(heads.parameters()), "lr": HEAD_RATE, "weight_decay": 0.0},
        ]
        optimizer = torch.optim.AdamW(groups)
        steps = epochs * (math.ceil(len(rows) / BATCH) + math.ceil(len(drafts) / DRAFTS))
        warm = max(1.0, 0.08 * steps)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, 1 - step / steps)
        )
        kept = self.out / "state.pt"
        done = 0
        if kept.exists():
            state = torch.load(kept)
            self.model.load_state_dict(state["model"])
            heads.load_state_dict(state["heads"])
            optimizer.load_state_dict(state["optimizer"])
            schedule.load_state_dict(state["schedule"])
            done = state["epoch"]
        start = time.monotonic()
        for epoch in range(done, epochs):
            random.seed(epoch)
            torch.manual_seed(epoch)
            self.model.train()
            lost = [0.0, 0.0]
            batches: list[list[tuple[str, Row]] | list[Sentences]] = [*_batches(rows), *_drafts(drafts)]
            random.shuffle(batches)
            for batch in batches:
                spoken = isinstance(batch[0], Sentences)
                loss = self._draft_loss(batch, heads) if spoken else self._message_loss(batch, heads)
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(body, 1.0)
                optimizer.step()
                schedule.step()
                lost[spoken] += loss.item()
            whole, parts = (
                sum(1 for one in batches if isinstance(one[0], Sentences) == kind) for kind in (False, True)
            )
            means = f"{lost[0] / whole:.3f} messages, {lost[1] / max(1, parts):.3f} replies"
            print(f"epoch {epoch + 1}: loss {means}, {time.monotonic() - start:.0f} s", flush=True)
            state = {"model": self.model.state_dict(), "heads": heads.state_dict(), "epoch": epoch + 1}
            torch.save({**state, "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}, kept)
            self.model.save_pretrained(self.out)

    def _message_loss(self, batch: list[tuple[str, Row]], heads: Heads) -> torch.Tensor:
        cosines = self._vectors([text for text, _ in batch], TOKENS) @ _unit(heads.classes).T
        count = cosines.shape[1]
        wanted = torch.full((len(batch), count), SMOOTHED / count)
        for at, (_, row) in enumerate(batch):
            for place, share in row.shares.items():
                wanted[at, place] += (1 - SMOOTHED) * share
        return -(wanted * torch.log_softmax(heads.scale.exp() * cosines, dim=1)).sum(dim=1).mean()

    def _draft_loss(self, batch: list[Sentences], heads: Heads) -> torch.Tensor:
        longest = max(len(one.ids) for one in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for at, one in enumerate(batch):
            ids[at, : len(one.ids)] = torch.tensor(one.ids)
            mask[at, : len(one.ids)] = 1
        hidden = self._hidden(ids, mask)
        pooled = [hidden[at, start:end].mean(0) for at, one in enumerate(batch) for start, end in one.spans]
        vectors = _unit(torch.stack(pooled))
        acts = torch.tensor([act for one in batch for act in one.acts])
        lanes = torch.tensor([lane for one in batch for lane in one.lanes])
        crosses = torch.tensor([one for draft in batch for one in draft.crosses])
        lost = torch.nn.functional.cross_entropy(16 * heads.acts(vectors), acts, label_smoothing=SMOOTHED)
        known = crosses >= 0
        if bool(known.any()):
            chances = 16 * heads.crosses(vectors).squeeze(1)
            wanted = crosses[known].float()
            lost = lost + CROSSING * torch.nn.functional.binary_cross_entropy_with_logits(chances[known], wanted)
        if bool((lanes >= 0).any()):
            scores = heads.home_scale.exp() * (vectors @ _unit(heads.homes).T)
            lost = lost + torch.nn.functional.cross_entropy(scores, lanes, ignore_index=-1, label_smoothing=SMOOTHED)
        return lost

    def _vectors(self, texts: Sequence[str], most: int) -> torch.Tensor:
        said = self.tokenizer(list(texts), padding=True, truncation=True, max_length=most, return_tensors="pt")
        hidden = self._hidden(said["input_ids"], said["attention_mask"])
        mask = said["attention_mask"].unsqueeze(-1)
        return _unit((hidden * mask).sum(1) / mask.sum(1))

    def _hidden(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Vectors of all tokens; products in half precision where the processor is made for it: twice as quick."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HALF):
            return self.model(input_ids=ids, attention_mask=mask).last_hidden_state.float()

    @torch.no_grad()
    def _directions(self, rows: Sequence[Row], count: int) -> torch.Tensor:
        """Where each class starts: the mean of what it holds, apart from what all have in common."""
        self.model.eval()
        sums = torch.zeros(count, self.model.config.hidden_size)
        ordered = sorted(rows, key=lambda row: len(" ".join(row.sentences)))
        for start in range(0, len(ordered), 64):
            some = ordered[start : start + 64]
            for row, vector in zip(some, self._vectors([" ".join(row.sentences) for row in some], 96), strict=True):
                for place, share in row.shares.items():
                    sums[place] += share * vector
        return _unit(_unit(sums + 1e-6) - 0.9 * _unit(sums.sum(dim=0, keepdim=True)))


def _batches(rows: Sequence[Row]) -> Iterator[list[tuple[str, Row]]]:
    """All rows once, those of like length together, the batches in any order."""
    seen = [(_seen(row.sentences), row) for row in rows]
    seen.sort(key=lambda one: len(one[0]) + random.random() * 60)  # noqa: S311  a draw, not a secret
    starts = list(range(0, len(seen), BATCH))
    random.shuffle(starts)
    for start in starts:
        yield seen[start : start + BATCH]


def _drafts(drafts: Sequence[Sentences]) -> Iterator[list[Sentences]]:
    """All drafts once, those of like length together."""
    ordered = sorted(drafts, key=lambda one: len(one.ids) + random.random() * 60)  # noqa: S311  a draw, not a secret
    return ([*ordered[start : start + DRAFTS]] for start in range(0, len(ordered), DRAFTS))


def _seen(sentences: tuple[str, ...]) -> str:
    if len(sentences) > 2 and random.random() < STRETCHED:  # noqa: S311  a draw, not a secret
        size = random.randint(max(2, int(len(sentences) * LEAST_STRETCH)), len(sentences))  # noqa: S311
        start = random.randint(0, len(sentences) - size)  # noqa: S311
        sentences = sentences[start : start + size]
    return " ".join(sentences)


def _unit(vectors: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(vectors, dim=1)


if __name__ == "__main__":
    main()
