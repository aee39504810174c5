"""A library with requests to it, what Cedar answers to each, and where a guard says something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from pprint import pformat
from random import Random
from typing import NamedTuple

from differential.asking import random_requests
from differential.libraries import random_files
from differential.questions import Cedar
from differential.work import Answer, Request, answered
from fleet import Guard
from fleet.library import Library, load


class Subject(NamedTuple):
    """A library as files and loaded, requests, and Cedar's answer to each."""

    files: Mapping[str, str]
    library: Library
    requests: Sequence[Request]
    answers: Sequence[Answer]


class Disagreement(NamedTuple):
    """A request to which guard and Cedar give two answers; its text has all that is needed to look at it alone."""

    number: int
    files: Mapping[str, str]
    request: Request
    cedar: Answer
    guard: Answer

    def __str__(self) -> str:
        files = "\n".join(f"# {path}\n{text}" for path, text in self.files.items())
        said = f"cedar: {self.cedar}\nguard: {self.guard}"
        return f"request {self.number}: two answers\n{said}\n\n{pformat(self.request, width=120)}\n\n{files}"


def random_subject(seed: int, folder: Path, count: int) -> Subject:
    """The library of a seed, written into an empty folder and loaded from there, with `count` requests."""
    rng = Random(seed)  # noqa: S311  a seed, no secret
    files = random_files(rng)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return asked(load(folder, examples=False), rng, count, files=files)


def asked(library: Library, rng: Random, count: int, *, files: Mapping[str, str]) -> Subject:
    """A library with `count` random requests and Cedar's answers."""
    requests = random_requests(rng, library, count)
    return Subject(files, library, requests, Cedar(library).answers(requests))


def disagreements(subject: Subject, guard: Guard) -> Iterator[Disagreement]:
    """Where `guard` says something else than Cedar."""
    for number, (request, cedar) in enumerate(zip(subject.requests, subject.answers, strict=True)):
        said = answered(guard, request)
        if said != cedar:
            yield Disagreement(number, subject.files, request, cedar, said)
