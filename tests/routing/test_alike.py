"""Lanes that sound alike are named with the two examples, and only they."""

from __future__ import annotations

import json

import pytest

import fleet
from fleet.cli import main
from fleet.routing.alike import LEAST, look_alikes

COURSES = [
    "teach us lamps on Monday",
    "teach us cables on Friday",
    "teach us hinges in May",
    "a class on lids",
    "a class on fuses",
]
WORKSHOPS = [
    "teach us lamps in June",
    "teach us hinges on Friday",
    "teach us cables in May",
    "a class on fans",
    "a class on bulbs",
]
INVOICES = ["the invoice is wrong", "send the bill again", "our purchase order number", "pay by card", "a credit note"]


@pytest.fixture
def with_asks(tiny_files, write_library):
    """A function that gives the two training lanes of the tiny library these asks."""

    def write(courses, workshops):
        said = {"lead-trainer": ("course-design", courses), "field-trainer": ("workshops", workshops)}
        files = {
            f"training/{class_}.examples.yaml": json.dumps({"lanes": {lane: {"asks": asks}}})
            for class_, (lane, asks) in said.items()
        }
        return write_library(tiny_files | files)

    return write


def test_lanes_that_are_asked_for_in_the_same_words_are_named(with_asks):
    (finding,) = look_alikes(fleet.load(with_asks(COURSES, WORKSHOPS)))
    assert finding.code == "FLT254"
    assert "`course-design` and `workshops`" in finding.message
    places = [finding.span, *(label.span for label in finding.labels)]
    assert {place.path.rsplit("/", 1)[1].split(".")[0] for place in places} == {"lead-trainer", "field-trainer"}


def test_lanes_that_ask_for_different_things_are_not(with_asks):
    assert not list(look_alikes(fleet.load(with_asks(INVOICES, WORKSHOPS))))


def test_few_examples_say_nothing(with_asks):
    assert not list(look_alikes(fleet.load(with_asks(COURSES[: LEAST - 1], WORKSHOPS))))


def test_a_check_shows_them_and_an_exact_one_does_not(with_asks, capsys):
    folder = str(with_asks(COURSES, WORKSHOPS))
    main(["check", folder, "--format", "plain"])
    assert "FLT254" in capsys.readouterr().err
    main(["check", folder, "--format", "plain", "--exact"])
    assert "FLT254" not in capsys.readouterr().err
