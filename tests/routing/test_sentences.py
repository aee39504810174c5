"""What sentences of replies do, on plain cases; the benchmark measures the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import fleet
from fleet.routing.framing import framed
from fleet.routing.reading import ReplyReader, is_finished, reader_for
from fleet.routing.sentences import ACTS, shipped_classifier


@pytest.fixture(scope="module")
def reader(shipped):
    return reader_for(shipped)


@pytest.mark.parametrize(
    ("sentence", "act", "lane"),
    [
        ("I have applied a 15 % discount to your renewal quote.", "does", "deal-negotiation"),
        ("Priya, your account manager, will come back to you about the discount.", "hands-over", "deal-negotiation"),
        ("Kind regards, Ana", "small-talk", None),
        ("I cannot promise a date for this feature.", "declines", "product-delivery"),
    ],
)
def test_plain_sentences_are_read_as_what_they_are(reader, sentence, act, lane):
    (found,) = reader.read(sentence)
    assert (found.act, found.lane) == (act, lane)
    assert sentence[slice(*found.span)] == found.text == sentence


def test_a_sentence_crosses_only_where_its_lane_is_closed(reader):
    draft = "The import works again. I have given you a discount of 20 %."
    works, deal = reader.read(draft, closed={"deal-negotiation"})
    assert works.crossing < 0.1
    assert deal.crossing > reader.bar
    assert deal.crossed == "deal-negotiation"
    assert all(one.crossed is None for one in reader.read(draft))
    assert max(one.crossing for one in reader.read(draft, closed={"renewal"})) < reader.bar


def test_a_sentence_that_does_not_say_its_lane_is_read_with_the_message(reader):
    short = "Done, it is 15 % from May on."
    (found,) = reader.read(
        short, closed={"deal-negotiation"}, incoming="Can you lower the price if we sign for two years?"
    )
    assert found.lane == "deal-negotiation"


def test_odds_are_probabilities_for_each_sentence():
    acts, lanes, crosses = shipped_classifier().odds(["Thank you.", "I restarted the import."], lanes={"renewal"})
    assert crosses.shape == (2,)
    assert ((crosses >= 0) & (crosses <= 1)).all()
    assert acts.shape == (2, len(ACTS))
    assert lanes.shape == (2, len(shipped_classifier().lanes))
    assert np.allclose(acts.sum(axis=1), 1, atol=1e-4)
    assert np.allclose(lanes.sum(axis=1), 1, atol=1e-4)


def test_a_reply_without_words_has_no_sentences(reader):
    assert reader.read("") == reader.read(" \n ") == ()
    assert [one.text for one in reader.read("🙂 !!\n\n…")]


def test_it_knows_the_lanes_of_the_shipped_library(shipped):
    assert set(shipped_classifier().lanes) == set(shipped.lanes)


def test_a_long_reply_is_read_in_pieces_to_its_end(reader):
    draft = "The export ran again and I checked the file. " * 80 + "I have given you a discount of 20 %."
    found = reader.read(draft, closed={"deal-negotiation"})
    assert len(found) == 81
    assert found[-1].crossed == "deal-negotiation"
    assert found[-1].crossing == max(one.crossing for one in found)


def test_message_and_sentences_are_cut_to_what_fits():
    ids, spans = framed(["word " * 500, "short"], "word " * 500)
    assert len(ids) <= 384
    assert [end - start for start, end in spans] == [96, 1]


def test_what_is_open_to_the_writer_is_read_with_the_reply():
    """In any order; that nothing is open is something else than that nobody knows."""
    plain, named = framed(["Done."], "Is it?"), framed(["Done."], "Is it?", ["bug-triage", "renewal"])
    assert named == framed(["Done."], "Is it?", {"renewal", "bug-triage"})
    assert named.ids[-len(plain.ids) + 1 :] == plain.ids[1:]
    assert framed(["Done."], "Is it?", ()).spans != plain.spans
    many = framed(["Done."], "Is it?", [f"lane-number-{at}" for at in range(100)])
    assert many.spans[0][0] < 80


def test_a_sentence_is_read_by_who_writes_it(shipped):
    """The manager of an account grants what an engineer must not."""
    guard, context = fleet.Guard(shipped), fleet.Context(stage="customer")
    draft = "Granted: you pay twelve percent less from May on."
    incoming = "Can you do something about the price?"
    for persona, outcome in (("account-manager", "allow"), ("support-agent", "redirect")):
        assert guard.check_reply(persona, draft, context=context, incoming=incoming).outcome == outcome


def test_lanes_of_a_library_of_ones_own_are_learned_from_its_examples():
    mine = fleet.load(Path(__file__).parents[1] / "replay" / "libraries" / "retail")
    lane = next(lane for lane in mine.lanes if mine.examples_of(lane).asks or mine.examples_of(lane).says)
    said = mine.examples_of(lane).says or mine.examples_of(lane).asks
    found = [ReplyReader(mine).read(one)[0] for one in said]
    assert sum(one.lane in (lane, None) for one in found) >= len(found) / 2


def test_a_library_of_ones_own_without_examples_cannot_be_read(caplog):
    mine = fleet.load(Path(__file__).parents[1] / "replay" / "libraries" / "retail", examples=False)
    with pytest.raises(fleet.FleetError, match="without examples"):
        ReplyReader(mine)
    assert fleet.Guard(mine).check_reply(next(iter(mine)), "Hello.").codes == ("FLT417",)


@pytest.mark.parametrize(
    ("sentence", "finished"),
    [
        ("I have closed your ticket.", True),
        ("Your ticket is closed now.", True),
        ("We sent the quote this morning.", True),
        ("Done, it is live.", True),
        ("I will close it tomorrow.", False),
        ("I haven't sent it.", False),
        ("If it is closed, write again.", False),
        ("Closing it costs nothing.", False),
    ],
)
def test_what_is_done_is_told_from_what_will_be(sentence, finished):
    assert is_finished(sentence) == finished


def test_a_library_has_one_reader(shipped):
    assert reader_for(shipped) is reader_for(fleet.load())
