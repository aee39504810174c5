import json
from pathlib import Path

import pytest

from fleet.cli import main

FOUR = str(Path(__file__).parents[2] / "examples" / "four-roles")
WRONG = """
cases:
  - id: wrong
    boundary: support-agent/no-deal-negotiation
    call: {tool: discounts.grant, args: {account: acme, percent: 5}}
    context: {account: acme}
    expect: {outcome: allow}
"""


def test_the_exact_suite_of_a_library_runs_with_its_own_cases(capsys):
    assert main(["test", "--library", FOUR]) == 0
    out = capsys.readouterr().out
    assert "0 did not" in out
    assert "100.0%" in out


def test_a_case_that_does_not_hold_is_a_finding_with_its_line(tmp_path, capsys):
    path = tmp_path / "wrong.boundary.yaml"
    path.write_text(WRONG, "utf-8")
    assert main(["test", str(path), "--library", "shipped"]) == 1
    shown = capsys.readouterr()
    assert "FLT503 case-did-not-hold: written/wrong" in shown.err
    assert "wrong.boundary.yaml:3:9" in shown.err
    assert "1 did not" in shown.out


def test_the_suite_as_data_and_as_a_list(capsys):
    assert main(["test", "--library", FOUR, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["failed"], data["not_tested"]) == ([], [])
    assert main(["test", "--library", FOUR, "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == data["cases"]
    assert all(json.loads(line)["id"] for line in lines)


@pytest.mark.bulk
def test_every_mutant_of_a_library_is_noticed(capsys):
    assert main(["mutate", "--library", FOUR]) == 0
    assert "100.0%" in capsys.readouterr().out
    assert main(["mutate", "--library", FOUR, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["survivors"] == []
