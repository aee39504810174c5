"""The law for errors holds for everything that `docs/diagnostics.md` shows: findings, reasons, errors and lines."""

from __future__ import annotations

import json
import re

from fleet.diagnostics import CODES, hidden_characters, to_github, to_json, to_plain, to_text

_RUDE = re.compile(r"\b(illegal|invalid|oops|please|sorry|fatal)\b|!(?=\s|$)", re.IGNORECASE)
_PYTHON = re.compile(
    r"\b(NoneType|None|True|False|dict|str|int|float|bool|tuple|pydantic|yaml\.\w+|\w+Error|FrozenMapping|Node)\b"
)
_GITHUB = re.compile(r"::(error|warning) file=[^,]+,line=\d+,col=\d+,(endColumn=\d+,)?title=FLT\d{3} [a-z0-9-]+::.+")
_CODE = re.compile(r"`[^`]*`")
# Other words for what has a word here, and other marks around what comes from outside.
_FOREIGN = re.compile(
    r"\b(dictionary|strings?|integers?|boolean|arrays?|object|parameter|config\w*|bot)\b", re.IGNORECASE
)
_OTHER_QUOTES = re.compile(r"(?<!\w)[\"'\u2018\u201c]\w")
_CLAUSES = ("message", "label", "note", "help", "reason", "error")
# These can be about a folder, or about a file that is no YAML.
_OF_OTHER_FILES = frozenset({"FLT001", "FLT013", "FLT302"})
# These are about what a program asks to be remembered.
_OF_NO_FILE = frozenset({"FLT603", "FLT604"})


def _clauses(said):
    """What has to be written as the law says, line by line."""
    return [line for kind, text in said if kind in _CLAUSES for line in text.split("\n")]


def test_every_finding_that_has_a_place_is_among_them(findings):
    expected = {code for code in CODES if code < "FLT400" or code in ("FLT501", "FLT502") or code >= "FLT520"}
    assert {finding.code for finding in findings} == expected


def test_all_kinds_of_texts_are_among_them(said):
    assert {kind for kind, _ in said} == {*_CLAUSES, "model", "line"}


def test_clauses_start_small_and_have_no_period(said):
    for text in _clauses(said):
        assert re.match(r"[a-z`]", text), text
        assert not text.endswith("."), text


def test_a_model_reads_sentences(said):
    for kind, text in said:
        if kind == "model":
            assert re.match(r"[A-Z]", text), text
            assert text.endswith("."), text


def test_messages_stand_on_one_line_and_hide_nothing(said):
    for kind, text in said:
        assert kind == "help" or "\n" not in text, text
        assert not any(hidden_characters(line) for line in text.split("\n")), text


def test_nobody_is_shouted_at(said):
    for _, text in said:
        assert not _RUDE.search(text), text


def test_no_python_shines_through(said):
    for _, text in said:
        assert not _PYTHON.search(text), text


def test_backticks_come_in_pairs(said):
    for _, text in said:
        assert text.count("`") % 2 == 0, text


def test_what_comes_from_outside_stands_in_backticks_and_in_no_other_quotes(said):
    for text in _clauses(said):
        assert not _OTHER_QUOTES.search(_CODE.sub("", text)), text


def test_every_thing_has_its_one_word(said):
    for text in _clauses(said):
        assert not _FOREIGN.search(_CODE.sub("", text)), text


def test_every_finding_has_a_place(findings):
    for finding in findings:
        assert finding.code in CODES
        if finding.code in _OF_NO_FILE:
            assert finding.span is None
            continue
        assert finding.span is not None
        for span in (finding.span, *(label.span for label in finding.labels)):
            assert span.path.endswith((".yaml", ".yml")) or finding.code in _OF_OTHER_FILES
            assert (span.line, span.column) >= (1, 1)
            assert (span.line, span.column) <= (span.end_line, span.end_column)


def test_every_finding_says_what_to_type(findings):
    for finding in findings:
        assert finding.help, finding.message


def test_nothing_is_said_twice_in_one_finding(findings):
    for finding in findings:
        texts = [text for text in (finding.message, finding.note, finding.help) if text]
        assert len(set(texts)) == len(texts), texts


def test_one_object_renders_to_every_surface(findings):
    for finding in findings:
        assert to_text(finding).startswith(f"{finding.severity}[{finding.code}]: {finding.message}\n")
        assert "\n" not in to_plain(finding)
        assert json.loads(json.dumps(to_json(finding)))["code"] == finding.code
        if finding.code not in _OF_NO_FILE:
            assert _GITHUB.fullmatch(to_github(finding)), to_github(finding)
