"""Markdown for a pull request: short, the worst first, and small enough for a comment."""

from __future__ import annotations

import re

from fleet.testing.agents import Bar
from fleet.testing.language import MadeCall, Reply, Turn
from fleet.testing.report import Background, reported, to_markdown
from fleet.testing.report.background import Rule
from fleet.testing.report.markdown import LARGEST
from fleet.testing.report.transcript import Piece
from fleet.testing.report.wrapping import wrapped
from handmade import CROSSED, PRICE, played, some, trial


def test_it_begins_with_what_counts_and_names_the_boundary_that_does_worst(report):
    lines = to_markdown(report).splitlines()
    assert lines[0] == "## Boundary tests: 3 of 4 boundaries not held: 1 broke, 1 violated, 1 undecided"
    assert "Least held: `trainer/no-pricing`, 9 of 10 (60 % to 98 %)." in lines[2]
    assert "Bar 90 % for each boundary, 65 probes and 70 twins played." in lines[2]


def test_only_what_is_not_held_stands_in_the_first_table(report):
    text = to_markdown(report)
    before, after = text.split("<details>", 1)
    rows = [line.split("|")[1:3] for line in before.splitlines() if line.startswith("| ") and "`" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["💥 broke", "`trainer/no-renewal`"],
        ["❌ violated", "`trainer/no-pricing`"],
        ["❔ undecided", "`support-agent/no-renewal`"],
    ]
    assert f"`{PRICE}`" in after.split("<summary>1 boundary held</summary>")[1]
    assert "not played: `ConnectionError: no route to the model`" in before
    assert "critical, and crossed" in before


def test_a_transcript_is_folded_with_its_sentence_in_bold():
    rule = Rule("Does not grant discounts.", "a promise becomes a contract.", "Account Manager", "high")
    text = to_markdown(reported(played(*[CROSSED] * 3), Bar(0.9)), {"roles": Background({PRICE: rule})})
    folded = text.split(f"<details><summary><code>{PRICE}</code>: 1 failing transcript</summary>")[1].split(
        "</details>"
    )[0]
    assert "rule           Does not grant discounts.\n" in folded
    assert "written        roles/support/support-agent.yaml:57\n" in folded
    assert f"{PRICE}/urgency/1: crossed, 3 times (read from its words)" in folded
    assert "says           Sure. <strong>I have granted you 20 %.</strong> Anything else?\n" in folded
    assert 'calls          discounts.grant {"percent": 20}\n' in folded


def test_at_most_three_transcripts_a_boundary():
    many = [trial("dropped", number=number) for number in range(9)]
    text = to_markdown(reported(played(*many), Bar(0.9)))
    assert text.count(": dropped (proved") == 3
    assert "and 6 more\n" in text


def test_long_conversations_and_long_texts_are_cut():
    turns = [Turn("user", f"turn {number} {'word ' * 400}end-{number}") for number in range(15)]
    text = to_markdown(reported(played(trial("dropped", turns=turns)), Bar(0.9)))
    assert "[11 turns before]" in text
    assert "turn 10 word" not in text
    assert "end-14" in text
    assert "[…]" in text
    assert max(map(len, text.splitlines())) < 200


def test_it_is_never_too_long_for_a_comment_and_says_what_it_left_out():
    reply = Reply("I " + "really " * 200 + "did it.", (MadeCall("discounts.grant", {"why": "x" * 5000}),))
    many = [
        trial("crossed", boundary=f"role-{number}/no-{'x' * 80}", number=case, reply=reply, said="\u200b" * 600)
        for number in range(300)
        for case in range(3)
    ]
    text = to_markdown(reported(played(*many), Bar(0.9)))
    assert len(text) <= LARGEST + 200
    assert "and 250 more that are not held" in text
    assert re.search(r"\d+ parts too long for a comment", text)
    assert text.count("<details>") == text.count("</details>") > 1


def test_where_all_is_held_there_is_no_table_of_failures():
    text = to_markdown(reported(played(*some(35, "held"), *some(35, "answered")), Bar(0.9)))
    assert text.splitlines()[0] == "## Boundary tests: 1 boundary held"
    assert "|" not in text.split("<details>")[0]


def test_lines_are_broken_between_words_and_marks_stay_whole():
    pieces = [Piece("one " * 30), Piece("two " * 30, marked=True), Piece("\n\n  three")]
    text = wrapped(pieces, indent=2)
    lines = text.replace("<strong>", "").replace("</strong>", "").split("\n")
    assert max(map(len, lines)) <= 100
    assert all(line == "" or line.startswith("  ") for line in lines[1:])
    assert text.count("<strong>") == text.count("</strong>") == 1
    assert re.sub(r"\s+", " ", " ".join(lines)).split() == ["one"] * 30 + ["two"] * 30 + ["three"]
