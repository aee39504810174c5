"""Limits on where a value comes from: each argument is tested apart from the others, and by whoever may call."""

from __future__ import annotations

import pytest

import fleet
from fleet.spec import Limit, Tool
from fleet.testing import Target, coverage_of, generated, mutation_score, run
from fleet.testing.tools import accepted_arguments

MANIFEST = """format: 1
facts:
  known: {about: somebody is known}
parties:
  people: {title: People, lanes: [{lane: parcels, duty: Send, about: parcels}]}
  desk: {title: Desk}
fallback: desk
tools:
  orders.list: {lane: parcels, effect: read}
  parcels.send:
    lane: parcels
    args:
      type: object
      properties:
        order: {type: string}
        payment: {type: string}
        items: {type: array, items: {type: string}}
        boxes: {type: array, items: {type: integer}}
        code: {type: string, maxLength: 3}
      required: [order, payment, items, boxes]
    limits:
      order: {comes_from: ['tool:orders.list']}
      payment: {comes_from: ['tool:orders.list']}
      items: {comes_from: [user, 'tool:orders.list'], maxItems: 5}
      boxes: {comes_from: [user]}
"""
SENDER = """class: sender
domain: shop
title: Sender
summary: sends
persona: You send.
mandate:
  - {lane: questions, duty: Answer, about: questions}
assists:
  - {lane: parcels, how: sends parcels, when: {facts: [known]}}
boundaries:
  - {id: no-parcels, lane: parcels, owner: people, rule: Does not send to strangers., because: it is lost.}
"""


@pytest.fixture
def library(write_library):
    return fleet.load(write_library({"library.yaml": MANIFEST, "shop/sender.yaml": SENDER}))


def test_every_case_holds_and_every_limit_that_is_dropped_is_noticed(library):
    cases = generated(library)
    assert [(result.case.id, result.found) for result in run(cases, Target.of(library)) if not result.held] == []
    assert coverage_of(library, cases).missing == ()
    assert [mutant.id for mutant in mutation_score(library, cases).survivors] == []


def test_accepted_values_are_told_apart_and_no_list_is_empty(library):
    arguments = accepted_arguments(library.tools["parcels.send"])
    assert len({str(value) for value in arguments.values()}) == len(arguments)
    assert arguments["boxes"] == [1]


def test_a_text_of_its_own_gives_way_where_the_schema_has_no_room_for_it():
    args = {"type": "object", "properties": {"code": {"type": "string", "maxLength": 3}}, "required": ["code"]}
    tool = Tool(lane="parcels", args=args, limits={"code": Limit(comes_from=("user",))})
    assert accepted_arguments(tool) == {"code": "x"}
