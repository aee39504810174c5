from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import fleet
from fleet.library import shipped_folder

NAME = "training/field-trainer.yaml"
MESSY = "title:   Plain-spoken\ntrait: plain-spoken # ours\ntext: |\n    Short words.\n"
NEAT = "trait: plain-spoken  # ours\ntitle: Plain-spoken\ntext: |\n  Short words.\n"
TRAIT = "traits/plain-spoken.yaml"


@pytest.fixture
def messy(tiny):
    (tiny / TRAIT).write_text(MESSY, encoding="utf-8")
    return tiny


def contents(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_files_are_put_into_form_and_named(fleet_command, messy):
    before = contents(messy)
    ran = fleet_command("fmt", "--library", str(messy))
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [
        f"library: {messy.as_posix()} (argument)",
        f"{messy.as_posix()}/{TRAIT}",
        "9 files: 1 put into the one form",
    ]
    assert (messy / TRAIT).read_text("utf-8") == NEAT
    assert {path for path, raw in contents(messy).items() if raw != before[path]} == {messy / TRAIT}


def test_a_second_run_writes_nothing(fleet_command, messy):
    fleet_command("fmt", str(messy))
    before = {path: path.stat().st_mtime_ns for path in contents(messy)}
    assert fleet_command("fmt", str(messy)).out == "9 files: 0 put into the one form\n"
    assert {path: path.stat().st_mtime_ns for path in contents(messy)} == before


def test_the_check_finds_what_is_not_in_form_and_writes_nothing(fleet_command, messy):
    before = contents(messy)
    ran = fleet_command("fmt", "--check", str(messy))
    assert ran.code == 1
    assert "warning[FLT015]" in ran.err
    assert f"{TRAIT}:1:1" in ran.err
    assert f"run `fleet fmt {messy.as_posix()}/{TRAIT}`" in ran.err
    assert ran.out == "9 files: 1 not in the one form\n"
    assert contents(messy) == before
    fleet_command("fmt", str(messy))
    ran = fleet_command("fmt", "--check", str(messy))
    assert (ran.code, ran.out, ran.err) == (0, "9 files: all in the one form\n", "")


def test_the_difference_is_shown_and_writes_nothing(fleet_command, messy):
    before = contents(messy)
    ran = fleet_command("fmt", "--diff", str(messy))
    assert ran.code == 0
    assert ran.lines[:2] == [
        f"--- {messy.as_posix()}/{TRAIT}",
        f"+++ {messy.as_posix()}/{TRAIT} (in the one form)",
    ]
    assert "-title:   Plain-spoken" in ran.lines
    assert "+title: Plain-spoken" in ran.lines
    assert ran.err == "9 files: 1 not in the one form\n"
    assert contents(messy) == before
    assert fleet_command("fmt", "--diff", "--check", str(messy)).code == 1


def test_a_file_by_itself(fleet_command, messy):
    assert fleet_command("fmt", str(messy / NAME)).out == "1 file: 0 put into the one form\n"
    ran = fleet_command("fmt", str(messy / TRAIT), str(messy / "traits"))
    assert ran.lines[-1] == "1 file: 1 put into the one form"


def test_the_nearest_library_is_the_default(fleet_command, messy, monkeypatch):
    monkeypatch.chdir(messy / "training")
    ran = fleet_command("fmt", "--check")
    assert ran.lines[0].endswith("(nearest library.yaml)")
    assert ran.code == 1
    monkeypatch.setenv("FLEET_HOME", str(messy / "library.yaml"))
    assert fleet_command("fmt").lines[-1] == "9 files: 1 put into the one form"


@pytest.mark.parametrize(
    "raw",
    [
        MESSY.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + MESSY.encode(),
        NEAT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + NEAT.encode(),
        NEAT.encode() + b"\n",
    ],
)
def test_line_ends_of_another_system_and_a_mark_at_the_start_go(fleet_command, tiny, raw):
    (tiny / TRAIT).write_bytes(raw)
    assert fleet_command("fmt", "--check", str(tiny)).code == 1
    assert fleet_command("fmt", "--diff", str(tiny)).out.startswith("--- ")
    assert fleet_command("fmt", str(tiny)).code == 0
    assert (tiny / TRAIT).read_bytes() == NEAT.encode()


def test_a_broken_file_is_left_alone_and_the_others_are_formed(fleet_command, messy):
    (messy / NAME).write_text("class: a: b\n", encoding="utf-8")
    (messy / "notes.yaml").write_text("a:   b\n", encoding="utf-8")
    (messy / "repairs/bench-technician.yaml").write_bytes(b"title: \xff\n")
    ran = fleet_command("fmt", str(messy))
    assert ran.code == 1
    assert [line.split("]")[0] for line in ran.err.splitlines() if line.startswith("error")] == [
        "error[FLT010",
        "error[FLT002",
        "error[FLT004",
    ]
    assert (messy / NAME).read_text("utf-8") == "class: a: b\n"
    assert (messy / "notes.yaml").read_text("utf-8") == "a:   b\n"
    assert (messy / TRAIT).read_text("utf-8") == NEAT


def test_the_library_is_the_same_in_its_form(fleet_command, messy):
    before = fleet.load(messy).digest
    fleet_command("fmt", str(messy))
    assert fleet.load(messy).digest == before


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_permissions_and_links_stay(fleet_command, messy):
    real = messy / "traits" / "text"
    (messy / TRAIT).rename(real)
    (messy / TRAIT).symlink_to("text")
    real.chmod(0o640)
    assert fleet_command("fmt", str(messy)).code == 0
    assert (messy / TRAIT).is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_text("utf-8") == NEAT
    assert sorted(path.name for path in real.parent.iterdir()) == ["plain-spoken.yaml", "text"]


def test_a_file_that_cannot_be_replaced_is_what_it_was(fleet_command, messy, monkeypatch):
    def refuse(self, target):
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    ran = fleet_command("fmt", str(messy))
    assert ran.code == 2
    assert ran.err.startswith("error: cannot read or write")
    assert (messy / TRAIT).read_text("utf-8") == MESSY
    assert [path.name for path in (messy / "traits").iterdir()] == ["plain-spoken.yaml"]


def stdin(words, raw):
    command = [sys.executable, "-m", "fleet.cli", "fmt", *words]
    return subprocess.run(command, input=raw, capture_output=True, timeout=60, check=False)


def test_stdin_goes_to_stdout():
    ran = stdin(["-"], MESSY.replace("\n", "\r\n").encode() + "# é\n".encode())
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, NEAT.encode() + "# é\n".encode(), b"")


def test_stdin_can_be_checked_and_compared():
    ran = stdin(["--check", "-"], MESSY.encode())
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b"FLT015" in ran.stderr
    assert stdin(["--check", "-"], NEAT.encode()).returncode == 0
    assert b"+title: Plain-spoken" in stdin(["--diff", "-"], MESSY.encode()).stdout


@pytest.mark.parametrize("raw", [b"a: b: c\n", b"\xff", b"", b"a: " + b"b" * 300_000])
def test_stdin_that_is_no_file_of_a_library_gives_nothing_but_findings(raw):
    ran = stdin(["-"], raw)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.startswith(b"error[FLT0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a", "--library", "b"], "leave one out"),
        (["-", "a"], "stands alone"),
        (["nowhere"], "cannot read or write `"),
        (["--library", "nowhere"], "cannot read or write `"),
    ],
)
def test_words_that_do_not_go_together(fleet_command, words, said):
    ran = fleet_command("fmt", *words)
    assert ran.code == 2
    assert said in ran.err


def test_what_belongs_to_no_library_is_left_alone(fleet_command, alone):
    (alone / "compose.yaml").write_text("services:   {}\n", encoding="utf-8")
    ran = fleet_command("fmt", ".")
    assert (ran.code, ran.out) == (1, "0 files: 0 put into the one form\n")
    assert "`.` is in no library" in ran.err
    for words in (["fmt", "compose.yaml"], ["fmt", "--check", "compose.yaml"]):  # a hook names every file that changed
        ran = fleet_command(*words)
        assert (ran.code, ran.err) == (0, "compose.yaml is no file of a library; it is left alone\n")
    assert (alone / "compose.yaml").read_text("utf-8") == "services:   {}\n"


def test_an_installed_library_is_not_written(fleet_command, monkeypatch, tiny):
    monkeypatch.setattr("fleet.library.shipped._PACKAGE", tiny.parent)
    for words in (["fmt", str(tiny)], ["fmt", "--library", str(tiny)], ["fmt", str(tiny / NAME)]):
        ran = fleet_command(*words)
        assert ran.code == 2
        assert "belongs to the installed package" in ran.err


def test_the_shipped_library_is_in_form(fleet_command, monkeypatch):
    folder = shipped_folder("personas")
    monkeypatch.setattr("fleet.cli.fmt.in_package", lambda path: False)
    for words in (["fmt", "--check"], ["fmt", "--check", str(folder)]):
        ran = fleet_command(*words)
        assert (ran.code, ran.err, ran.lines[-1]) == (0, "", "34 files: all in the one form")


@pytest.mark.parametrize("name", ["examples/four-roles", "tests/fixtures/tiny", "tests/fixtures/own"])
def test_the_libraries_of_the_repository_are_in_form(fleet_command, name):
    folder = Path(__file__).parents[2] / name
    if not folder.is_dir():
        pytest.skip("runs in a checkout")
    assert fleet_command("fmt", "--check", str(folder)).code == 0
