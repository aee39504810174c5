"""The law for errors holds for every finding that the bad examples of the pages give."""

from __future__ import annotations

import json
import re

from fleet.diagnostics import CODES, hidden_characters, to_github, to_json, to_plain, to_text

_RUDE = re.compile(r"\b(illegal|invalid|oops|please|sorry|fatal)\b|!(?=\s|$)", re.IGNORECASE)
_PYTHON = re.compile(
    r"\b(NoneType|None|True|False|dict|str|int|float|bool|tuple|pydantic|yaml\.\w+|\w+Error|FrozenMapping|Node)\b"
)
_GITHUB = re.compile(r"::(error|warning) file=[^,]+,line=\d+,col=\d+,(endColumn=\d+,)?title=FLT\d{3} [a-z0-9-]+::.+")


def _texts(finding):
    return [finding.message, *(text for text in (finding.note, finding.help) if text)]


def _said(finding):
    return [*_texts(finding), *(label.text for label in finding.labels)]


def test_every_error_of_a_library_is_among_the_findings(all_bad_findings):
    expected = {code.id for code in CODES.values() if code.id < "FLT300" and code.severity == "error"}
    assert {finding.code for finding in all_bad_findings} == expected


def test_messages_start_small_and_have_no_period(all_bad_findings):
    for finding in all_bad_findings:
        for text in _said(finding):
            assert re.match(r"[a-z`]", text), text
            assert not text.endswith("."), text


def test_messages_stand_on_one_line_and_hide_nothing(all_bad_findings):
    for finding in all_bad_findings:
        assert "\n" not in finding.message
        assert not any(hidden_characters(text) for text in _said(finding))


def test_nobody_is_shouted_at(all_bad_findings):
    for finding in all_bad_findings:
        for text in _said(finding):
            assert not _RUDE.search(text), text


def test_no_python_shines_through(all_bad_findings):
    for finding in all_bad_findings:
        for text in _said(finding):
            assert not _PYTHON.search(text), text


def test_backticks_come_in_pairs(all_bad_findings):
    for finding in all_bad_findings:
        for text in _said(finding):
            assert text.count("`") % 2 == 0, text


def test_every_finding_has_a_place(all_bad_findings):
    for finding in all_bad_findings:
        assert finding.code in CODES
        assert finding.span is not None
        for span in (finding.span, *(label.span for label in finding.labels)):
            assert span.path.endswith((".yaml", ".yml"))
            assert (span.line, span.column) >= (1, 1)
            assert (span.line, span.column) <= (span.end_line, span.end_column)


def test_every_error_says_what_to_type_or_why_it_matters(all_bad_findings):
    for finding in all_bad_findings:
        if finding.code not in ("FLT001", "FLT103"):
            assert finding.help or finding.note, finding.message


def test_one_object_renders_to_every_surface(all_bad_findings):
    for finding in all_bad_findings:
        assert to_text(finding).startswith(f"error[{finding.code}]: {finding.message}\n")
        assert "\n" not in to_plain(finding)
        assert json.loads(json.dumps(to_json(finding)))["code"] == finding.code
        assert _GITHUB.fullmatch(to_github(finding)), to_github(finding)
