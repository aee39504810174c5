"""The corpus is whole: labels that exist, requests that stand in their messages, no text twice, parts apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

corpus = pytest.importorskip("corpus", reason="the tools are not here")

FOLDER = Path(__file__).parents[1] / "corpus"
pytestmark = [pytest.mark.bulk, pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpus is not here")]


def test_nothing_is_wrong_with_it(shipped):
    assert list(corpus.faults(shipped, corpus.messages(), corpus.drafts())) == []


def test_every_file_belongs_to_one_part():
    batches = [batch for part in corpus.PARTS.values() for batch in part]
    assert Counter(batches).most_common(1)[0][1] == 1
    found = {path.stem.rsplit("-", 1)[0] for folder in ("inbound", "replies") for path in (FOLDER / folder).iterdir()}
    assert found == set(batches)


def test_the_second_readers_read_messages_that_are_there():
    lines = [line for path in (FOLDER / "readings").iterdir() for line in path.read_text("utf-8").splitlines()]
    ids = [line.partition(":")[0] for line in lines if line]
    assert set(ids) <= {message.id for message in corpus.messages()}
    assert len(ids) == len(set(ids))


def test_a_fault_is_found(shipped):
    (message, other) = corpus.messages("calibrate")[:2]
    wrong = message._replace(lanes=("no-such-lane",))
    assert any("no-such-lane" in fault for fault in corpus.faults(shipped, (wrong,), ()))
    twice = other._replace(text=message.text)
    assert any("nearly the same" in fault for fault in corpus.faults(shipped, (message, twice), ()))
