from __future__ import annotations

import sys

from rich.text import Text

import picture
from picture import excerpt


def test_a_short_block_stays_whole():
    lines = [Text(one) for one in ("head", *map(str, range(15)), "", "tail")]
    assert list(excerpt(lines)) == lines


def test_of_a_long_block_the_picture_shows_how_it_begins_and_ends():
    lines = [Text(f"line {number}") for number in range(40)]
    shown = [line.plain for line in excerpt([*lines, Text(""), Text("next")])]
    assert shown[:2] == ["line 0", "line 1"]
    assert shown[-4:] == ["line 38", "line 39", "", "next"]
    (cut,) = (line for line in shown if "more" in line)
    assert int(cut.split()[1]) + len(shown) - 3 == 40


def test_colors_survive_the_cut():
    lines = Text.from_ansi("\n".join(f"\x1b[32mline {number}\x1b[0m" for number in range(40))).split("\n")
    assert all(line.spans for line in excerpt(lines) if line.plain.startswith("line"))


def test_a_picture_of_a_command_is_drawn(monkeypatch, tmp_path, capfd):
    target = tmp_path / "picture.svg"
    code = "for number in range(60): print('\\033[32mrow', number, '\\033[0m')"
    monkeypatch.setattr(sys, "argv", ["picture.py", str(target), sys.executable, "-c", code])
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("NO_COLOR", "1")
    picture.main()
    text = target.read_text(encoding="utf-8").replace("&#160;", " ")
    assert "row 0" in text
    assert "row 59" in text
    assert "row 30" not in text
    assert "lines more" in text
