"""Fine-tune the encoder on the corpus: `python tools/tuned.py --out DIR`; a quarter of an hour on two cores.

all-MiniLM-L6-v2 (see `encoder.py`) learns to put messages of one lane near each other and those of neighbor lanes
apart: each lane has a direction, and the cosine to it, times a learned scale, is what a softmax over all lanes sees. It
learns from the training batches of the corpus (whole messages, stretches of them, and the words of single requests) and
from the examples of the shipped library. The vectors of tokens stay as they were. Deterministic for one machine and
version of torch; it resumes at the epoch where it was stopped. Build time only: torch and transformers.

Sources: Wang et al., "CosFace", 2018, without the margin; Szegedy et al., "Rethinking the Inception architecture", 2016
(smoothed labels).
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
from fleet.routing.message import read
from fleet.routing.model import Taught

os.environ.setdefault("HF_HUB_OFFLINE", "1")

BATCH, TOKENS = 32, 160
RATE, HEAD_RATE = 6e-5, 2e-3
SMOOTHED = 0.05
STRETCHED, LEAST_STRETCH = 0.4, 0.6
"""How often a stretch of a message stands for it, and the least part of its sentences that this is."""


class Row(NamedTuple):
    """A text in sentences, and the share that each class has of it."""

    sentences: tuple[str, ...]
    shares: dict[int, float]


def main() -> None:
    """Train, and keep the weights after every epoch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, help="folder with the published files; else from the installed package")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--without", default="", help="lanes to leave out, to measure how it does on unseen ones")
    parser.add_argument("--part", type=float, default=1.0, help="part of the corpus to learn from, for learning curves")
    given = parser.parse_args()
    torch.manual_seed(7)
    random.seed(7)
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(verified(given.weights or packaged(), Path(scratch) / "weights"), given.out)
    taught = Taught(fleet.load())
    rows = list(rows_of(taught, set(filter(None, given.without.split(","))), given.part))
    print(f"{len(rows)} rows", flush=True)
    run.train(rows, taught.count, given.epochs)


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


class Run:
    """A model in training."""

    def __init__(self, source: Path, out: Path) -> None:
        marks = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(source / "tokenizer.json"), **marks)
        self.model = AutoModel.from_pretrained(source, attn_implementation="eager")
        self.model.embeddings.word_embeddings.weight.requires_grad = False
        self.out = out
        self.out.mkdir(parents=True, exist_ok=True)

    def train(self, rows: Sequence[Row], count: int, epochs: int) -> None:
        head = torch.nn.Parameter(self._directions(rows, count))
        scale = torch.nn.Parameter(torch.tensor(math.log(16.0)))
        body = [one for one in self.model.parameters() if one.requires_grad]
        groups = [
            {"params": body, "lr": RATE, "weight_decay": 0.01},
            {"params": [head, scale], "lr": HEAD_RATE, "weight_decay": 0.0},
        ]
        optimizer = torch.optim.AdamW(groups)
        steps = epochs * math.ceil(len(rows) / BATCH)
        warm = max(1.0, 0.08 * steps)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, 1 - step / steps)
        )
        kept = self.out / "state.pt"
        done = 0
        if kept.exists():
            state = torch.load(kept)
            self.model.load_state_dict(state["model"])
            head.data, scale.data = state["head"], state["scale"]
            optimizer.load_state_dict(state["optimizer"])
            schedule.load_state_dict(state["schedule"])
            done = state["epoch"]
        start = time.monotonic()
        for epoch in range(done, epochs):
            random.seed(epoch)
            torch.manual_seed(epoch)
            self.model.train()
            lost = 0.0
            batches = list(_batches(rows))
            for batch in batches:
                cosines = self._vectors([text for text, _ in batch], TOKENS) @ _unit(head).T
                wanted = torch.full((len(batch), count), SMOOTHED / count)
                for at, (_, row) in enumerate(batch):
                    for place, share in row.shares.items():
                        wanted[at, place] += (1 - SMOOTHED) * share
                loss = -(wanted * torch.log_softmax(scale.exp() * cosines, dim=1)).sum(dim=1).mean()
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(body, 1.0)
                optimizer.step()
                schedule.step()
                lost += loss.item()
            print(f"epoch {epoch + 1}: loss {lost / len(batches):.3f}, {time.monotonic() - start:.0f} s", flush=True)
            state = {"model": self.model.state_dict(), "head": head.data, "scale": scale.data, "epoch": epoch + 1}
            torch.save({**state, "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}, kept)
            self.model.save_pretrained(self.out)

    def _vectors(self, texts: Sequence[str], most: int) -> torch.Tensor:
        said = self.tokenizer(list(texts), padding=True, truncation=True, max_length=most, return_tensors="pt")
        hidden = self.model(input_ids=said["input_ids"], attention_mask=said["attention_mask"]).last_hidden_state
        mask = said["attention_mask"].unsqueeze(-1)
        return _unit((hidden * mask).sum(1) / mask.sum(1))

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
