"""The documentation as a site: what is generated is up to date, every page is found, what leads nowhere is seen."""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib
from pathlib import Path

import pytest

import docs_site
import fleet
import python_pages
import reference_pages
from fleet.cli import main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BLOCK = re.compile(
    r"^(?:<!-- shown (?P<file>\S+) -->\n)?```(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def pages_of(entries):
    """Every page that a navigation names."""
    for entry in entries:
        ((_, what),) = entry.items()
        if isinstance(what, str):
            yield what
        else:
            yield from pages_of(what)


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staged")
    docs_site.stage(folder)
    return folder


def test_the_reference_is_what_the_code_says():
    folder = DOCS / "reference"
    there = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}
    assert there == reference_pages.pages(), "make pages"


def test_the_python_reference_has_every_public_name():
    shown = [name for room in python_pages.ROOMS for name in room.names]
    assert {name for name in shown if name.count(".") == 1} == {
        f"fleet.{name}" for name in fleet.__all__ if name != "__version__"
    }
    assert len(shown) == len(set(shown))


def test_every_name_of_the_python_reference_is_said_in_a_sentence():
    text = (DOCS / "reference" / "python" / "index.md").read_text("utf-8")
    rows = re.findall(r"^\| \[`(fleet[\w.]+)`\]\([\w-]+\.md#\1\) \| (.*) \|$", text, re.MULTILINE)
    assert [name for name, _ in rows] == [name for room in python_pages.ROOMS for name in room.names]
    assert all(re.match(r"[A-Z`].*\.$", said) for _, said in rows), rows


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page(staged):
    config = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))
    named = list(pages_of(config["project"]["nav"]))
    there = {path.relative_to(staged).as_posix() for path in staged.rglob("*.md")}
    assert len(named) == len(set(named))
    assert set(named) == {page for page in there if not page.startswith("files/")}


def test_every_link_of_a_staged_page_leads_to_a_page(staged):
    seen = 0
    for path in staged.rglob("*.md"):
        text = "".join(line for line, is_code in docs_site._lines(path.read_text("utf-8")) if not is_code)
        for to in re.findall(r"\]\((?!https?:)([^)#\s]+)", re.sub(r"`[^`\n]*`", "", text)):
            assert path.parent.joinpath(to).exists(), (path, to)
            seen += 1
    assert seen > 100


def test_a_file_of_the_repository_becomes_a_page_that_shows_it(staged):
    assert "comment on the pull request" in (staged / "files" / "action.yml.md").read_text("utf-8")
    assert "](files/action.yml.md)" in (staged / "uses.md").read_text("utf-8")


def test_a_code_of_the_diagnostics_is_linked_on_the_page_of_its_group(staged):
    assert "](diagnostics/one-persona.md#flt114-condition-without-boundary)" in (staged / "lanes.md").read_text("utf-8")


GOOD = '<html><body><h1 id="a">A</h1><a href="#a">a</a><a href="b/index.html">b</a><a href="https://example.com">c</a>'


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="nowhere.html">', "leads nowhere"),
        ('<a href="#nowhere">', "no such anchor"),
        ('<a href="b/index.html#nowhere">', "no such anchor"),
        ('<img src="nowhere.svg">', "leads nowhere"),
        ('<img src="https://example.com/a.svg">', "loads https://example.com/a.svg"),
        ('<script src="//example.com/a.js"></script>', "loads //example.com/a.js"),
        ('<link rel="stylesheet" href="https://fonts.example.com/css">', "loads https://fonts.example.com/css"),
    ],
)
def test_what_leads_nowhere_or_elsewhere_is_found(tmp_path, html, fault):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text("<p id='here'>", "utf-8")
    (tmp_path / "index.html").write_text(GOOD, "utf-8")
    assert docs_site.faults(tmp_path) == []
    (tmp_path / "index.html").write_text(GOOD + html, "utf-8")
    (found,) = docs_site.faults(tmp_path)
    assert fault in found


def test_a_page_that_is_too_large_is_a_fault(tmp_path):
    page = tmp_path / "index.html"
    page.write_text("a" * 300_000, "utf-8")
    assert docs_site.faults(tmp_path) == []
    page.write_text("a" * 300_001, "utf-8")
    assert docs_site.faults(tmp_path) == ["index.html: has 300,001 bytes, and no page is over 300,000; split it"]


def test_a_site_without_a_page_is_a_fault(tmp_path):
    assert docs_site.faults(tmp_path)


@pytest.mark.bulk
@pytest.mark.parametrize("page", ["uses.md", "lanes.md", "personas.md"])
def test_what_a_page_shows_is_what_happens(page, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FLEET_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    names, ran = {}, 0
    for block in BLOCK.finditer((DOCS / page).read_text("utf-8")):
        if block["file"]:
            assert block["text"] == (ROOT / block["file"]).read_text("utf-8")
        elif block["text"].startswith(">>> ") and block["info"] != " measured":
            names = session(block["text"], names, page)
        elif block["kind"] == "console":
            (exit_code,) = re.findall(r"^ exit=(\d)$", block["info"]) or ["0"]
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                capsys.readouterr()
                assert main(shlex.split(command)[1:]) == int(exit_code), command
                said = capsys.readouterr()
                found = said.out + said.err
                assert doctest.OutputChecker().check_output(shown, found, doctest.ELLIPSIS), f"{command}\n{found}"
                ran += 1
    assert ran or names


def test_what_a_page_measures_is_what_comes_out(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = [
        one["text"] for one in BLOCK.finditer((DOCS / "personas.md").read_text("utf-8")) if one["info"] == " measured"
    ]
    assert len(blocks) == 1
    session(blocks[0], {}, "personas.md")


def session(text, names, page):
    """Run a session of Python, and return the names that it leaves."""
    parsed = doctest.DocTestParser().get_doctest(text, names, page, None, 0)
    runner, said = doctest.DocTestRunner(), []
    runner.run(parsed, out=said.append, clear_globs=False)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    return parsed.globs


def test_the_tests_that_the_security_model_names_are_there():
    text = (DOCS / "security.md").read_text("utf-8")
    rows = re.findall(r"^\| .* \| (.*tests/.*) \|$", text, re.MULTILINE)
    assert len(rows) > 8
    for row in rows:
        folder = ROOT
        for named in re.findall(r"`((?:tests/|test_)[\w/.]+)`", row):
            path = ROOT / named if named.startswith("tests/") else folder / named
            assert path.exists(), named
            folder = path.parent
