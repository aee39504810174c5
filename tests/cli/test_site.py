"""`fleet site`: the command around the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_it_writes_a_site_and_says_what_it_did(fleet_command):
    ran = fleet_command("site", "--out", "site")
    assert ran.code == 0
    assert ran.lines[0] == "library: shipped (default)"
    assert ran.lines[1].endswith("files written, 0 as before, 0 removed")
    assert ran.lines[2] == "open site/index.html"
    assert Path("site/index.html").is_file()


def test_results_and_changes_get_pages(fleet_command):
    Path("played.jsonl").write_text(
        '{"boundary": "support-agent/no-deal-negotiation", "broke": "Down", "library": "roles", "once": false}\n'
    )
    ran = fleet_command("site", "--out", "site", "--results", "played.jsonl", "--since", "shipped")
    assert ran.code == 0
    assert "was not played" in Path("site/results.html").read_text("utf-8")
    assert "No decision, boundary or prompt changes." in Path("site/changes.html").read_text("utf-8")
    ran = fleet_command("site", "--out", "site")
    assert ran.lines[1].endswith("2 removed")
    assert not Path("site/results.html").exists()


def test_the_company_is_named_and_the_bar_is_said(fleet_command):
    Path("played.jsonl").write_text(
        '{"boundary": "support-agent/no-deal-negotiation", "broke": "Down", "library": "roles", "once": false}\n'
    )
    words = ("--company", "Acme", "--product", "Rocket", "--results", "played.jsonl", "--bar", "0.8", "--exact")
    assert fleet_command("site", "--out", "site", *words).code == 0
    assert "Support Engineer of Acme" in Path("site/personas/support-agent.html").read_text("utf-8")
    results = Path("site/results.html").read_text("utf-8")
    assert "80 %" in results
    assert "90 %" not in results


def test_lanes_that_sound_alike_are_shown_unless_only_what_is_proved_is_wanted(
    fleet_command, tiny_files, write_library, monkeypatch
):
    asks = [f"teach us {one}" for one in ("lamps", "cables", "hinges", "lids", "fuses")]
    said = {"lead-trainer": "course-design", "field-trainer": "workshops"}
    folder = write_library(
        tiny_files
        | {
            f"training/{class_}.examples.yaml": json.dumps(
                {"lanes": {lane: {"asks": [f"{ask} {class_[:1]}" for ask in asks]}}}
            )
            for class_, lane in said.items()
        }
    )
    for words, shown in (((), True), (("--exact",), False)):
        assert fleet_command("site", str(folder), "--out", "site", *words).code == 0
        assert ("FLT254" in Path("site/findings.html").read_text("utf-8")) is shown
    monkeypatch.setattr("fleet.cli.site._MANY", 2)
    ran = fleet_command("site", str(folder), "--out", "site")
    assert "lanes that sound alike were not looked for among" in ran.out
    assert "FLT254" not in Path("site/findings.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("site", "my", "--library", "yours", "--out", "site"), "both say which library"),
        (("site", "--out", "site", "--since", "nowhere"), "there is no folder `nowhere`"),
        (("site", "--out", "site", "--results", "empty.jsonl"), "nothing was played in `empty.jsonl`"),
        (("site", "--out", "site", "--results", "bad.jsonl"), "`bad.jsonl`: "),
        (("site", "--out", "."), "is not empty, and no `fleet site` wrote what is in it"),
        (("site",), "missing option `--out`"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(fleet_command, words, said):
    Path("empty.jsonl").write_text("")
    Path("bad.jsonl").write_text("no\n")
    ran = fleet_command(*words)
    assert ran.code == 2
    assert said in ran.err
    assert not Path("site").exists()
    assert not Path("index.html").exists()
