from __future__ import annotations

import re
from pathlib import Path

import pytest

from fleet.cli.page import PARTS
from fleet.integrations.agents_md import agents_lines

REPOSITORY = Path(__file__).parents[2]
EMPTY = "# Ours\n\n<!-- fleet:{0} -->\nold\n<!-- /fleet:{0} -->\n\nafter\n"


@pytest.fixture
def page(alone):
    path = alone / "LIBRARY.md"
    path.write_text("".join(EMPTY.format(name) for name in PARTS), encoding="utf-8")
    return path


def test_the_parts_are_written_and_the_rest_stays(fleet_command, page, shipped):
    ran = fleet_command("page", "LIBRARY.md")
    assert (ran.code, ran.lines[-1]) == (0, "LIBRARY.md is written")
    text = page.read_text(encoding="utf-8")
    assert re.sub(r"(<!-- fleet:[a-z]+ -->\n).*?(<!-- /fleet)", r"\1old\n\2", text, flags=re.DOTALL) == "".join(
        EMPTY.format(name) for name in PARTS
    )
    assert [class_ for class_ in shipped if f"`{class_}`" not in text] == []
    assert [lane for lane in shipped.lanes if f"| `{lane}` |" not in text] == []
    assert text.count("```mermaid") == 4


def test_a_second_run_changes_nothing(fleet_command, page):
    fleet_command("page", "LIBRARY.md")
    before = page.read_bytes()
    assert fleet_command("page", "LIBRARY.md").lines[-1] == "LIBRARY.md is up to date"
    assert fleet_command("page", "LIBRARY.md", "--check").code == 0
    assert page.read_bytes() == before


def test_the_check_writes_nothing_and_says_what_to_do(fleet_command, page):
    before = page.read_bytes()
    ran = fleet_command("page", "LIBRARY.md", "--check")
    assert ran.code == 1
    assert ran.err == "error: `LIBRARY.md` is not up to date; run `fleet page LIBRARY.md`\n"
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# no marker\n", "has no marker"),
        ("<!-- fleet:catalog -->\n<!-- /fleet:catalog -->\n", "did you mean `catalogue`?"),
        ("<!-- fleet:graph -->\n", "is not closed"),
        (
            "<!-- fleet:graph -->\n<!-- fleet:matrix -->\n<!-- /fleet:graph -->\n<!-- /fleet:matrix -->\n",
            "is not closed",
        ),
    ],
)
def test_a_page_with_wrong_markers_is_left_alone(fleet_command, page, text, words):
    page.write_text(text, encoding="utf-8")
    ran = fleet_command("page", "LIBRARY.md")
    assert ran.code == 2
    assert words in ran.err
    assert page.read_text(encoding="utf-8") == text


def test_a_page_that_is_not_there_is_one_line(fleet_command):
    ran = fleet_command("page", "nowhere.md")
    assert (ran.code, ran.err) == (2, "error: cannot read or write `nowhere.md`: no such file or directory\n")


def test_files_beside_the_page_are_linked(fleet_command, write_library, tiny_files):
    folder = write_library(tiny_files, "here")
    (folder / "README.md").write_text(EMPTY.format("catalogue"), encoding="utf-8")
    assert fleet_command("page", "README.md", "-L", ".").code == 0
    links = re.findall(r"\]\((.*?)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert len(links) == 3
    assert [link for link in links if not (folder / link).is_file()] == []


def test_a_spec_text_cannot_act_as_markdown(fleet_command, write_library, tiny_files):
    name = "training/field-trainer.yaml"
    old = next(line for line in tiny_files[name].splitlines() if line.startswith("summary:"))
    folder = write_library(
        {**tiny_files, name: tiny_files[name].replace(old, 'summary: "<!-- /fleet:catalogue --> *x* | y"')}, "here"
    )
    (folder / "README.md").write_text(EMPTY.format("catalogue"), encoding="utf-8")
    fleet_command("page", "README.md", "-L", ".")
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert text.count("<!-- /fleet:catalogue -->") == 1
    assert "\\*x\\* \\| y" in text


def test_a_file_with_nothing_but_the_two_markers_gets_the_section(fleet_command, alone, shipped):
    path = alone / "AGENTS.md"
    path.write_text("<!-- fleet:agents -->\n<!-- /fleet:agents -->\n", encoding="utf-8")
    assert fleet_command("page", "AGENTS.md", "--check").code == 1
    assert fleet_command("page", "AGENTS.md").lines[-1] == "AGENTS.md is written"
    assert fleet_command("page", "AGENTS.md", "--check").code == 0
    first, blank, *section, last_blank, last = path.read_text(encoding="utf-8").splitlines()
    assert (first, blank, last_blank, last) == ("<!-- fleet:agents -->", "", "", "<!-- /fleet:agents -->")
    assert section == list(agents_lines(shipped))


@pytest.mark.skipif(not (REPOSITORY / "LIBRARY.md").is_file(), reason="runs in a checkout")
def test_the_library_page_is_up_to_date(fleet_command, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    ran = fleet_command("page", "LIBRARY.md", "--check", "--library", "personas")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.skipif(not (REPOSITORY / "LIBRARY.md").is_file(), reason="runs in a checkout")
def test_every_link_of_the_library_page_leads_somewhere():
    links = re.findall(r"\]\(([^)]*)\)", (REPOSITORY / "LIBRARY.md").read_text(encoding="utf-8"))
    assert len(links) > 10
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
