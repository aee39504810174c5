"""`fleet plan`: two folders or revisions, what changes between them, and what must not pass."""

from __future__ import annotations

import json
import subprocess

import pytest

from fleet.cli import main

TECHNICIAN = "repairs/bench-technician.yaml"
HIGH = ("severity: low", "severity: high")


@pytest.fixture
def git(tmp_path, monkeypatch):
    """A repository in an empty folder, with a function that runs git in it."""
    for name, value in {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.com")

    def run(*words):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)

    run("init", "--quiet", "--initial-branch", "main")
    return run


@pytest.fixture
def committed(git, write_library, tiny_files, monkeypatch):
    """The tiny library, committed on `main`, as the working folder."""
    root = write_library(tiny_files)
    git("add", ".")
    git("commit", "--quiet", "-m", "a library")
    monkeypatch.chdir(root.parent)
    return root


@pytest.fixture
def two(write_library, tiny_files, monkeypatch):
    """Two folders, `old` and `new`, and a function that edits a file of the second."""
    write_library(tiny_files, "old")
    root = write_library(tiny_files, "new")
    monkeypatch.chdir(root.parent)

    def edit(path, old, new):
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def test_two_folders_that_say_the_same(two, capsys):
    assert main(["plan", "old", "new"]) == 0
    assert capsys.readouterr().out == "plan: old -> new\nnothing changes\n"


def test_a_change_stands_under_its_verdict_with_its_place(two, capsys):
    two(TECHNICIAN, *HIGH)
    assert main(["plan", "old", "new"]) == 0
    out = capsys.readouterr().out
    assert "strengthens: more is told, tested or kept closed (1)\n" in out
    assert "  boundary `no-workshops` of `bench-technician` is high, was low\n" in out
    assert "    new/repairs/bench-technician.yaml:12:9\n" in out


def test_only_examples_that_differ_are_said_to_change_no_decision(two, capsys):
    two("repairs/bench-technician.examples.yaml", "stays dark", "is dark")
    assert main(["plan", "old", "new"]) == 0
    assert "no decision, boundary or prompt changes, only examples or notes" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "code"), [("weakens", 1), ("widens", 0), ("widens, weakens", 1), ("", 0)])
def test_a_forbidden_change_ends_with_1(two, capsys, words, code):
    two("library.yaml", "    lane: workshops\n", "    lane: workshops\n    beyond: ask\n")
    assert main(["plan", "old", "new", "--fail-on", words]) == code
    assert ("error: this weakens the library" in capsys.readouterr().err) == bool(code)


def test_an_unknown_word_is_refused_with_the_known_ones(two, capsys):
    assert main(["plan", "old", "new", "--fail-on", "widen"]) == 2
    assert "`--fail-on` does not know `widen`; did you mean `widens`?" in capsys.readouterr().err


def test_prompts_are_shown_line_by_line(two, capsys):
    two(TECHNICIAN, "Does not teach.", "Never teaches.")
    main(["plan", "old", "new", "--diff"])
    out = capsys.readouterr().out
    assert "  bench-technician: 1 line more, 1 less\n" in out
    assert "    -- Does not teach.\n" in out
    assert "    +- Never teaches.\n" in out


def test_a_plan_is_data(two, capsys):
    two("library.yaml", "maximum: 12", "maximum: 20")
    assert main(["plan", "old", "new", "--json"]) == 0
    shown = capsys.readouterr()
    plan = json.loads(shown.out)
    assert plan["counts"] == {"widens": 1}
    (change,) = plan["changes"]
    assert change["verdict"] == "widens"
    assert json.loads(change["arguments"]) == {"seats": 13}
    assert (change["path"], change["line"]) == ("new/library.yaml", 19)
    assert shown.err == "plan: old -> new\n"


def test_a_comment_on_a_pull_request_shows_what_matters_and_folds_the_rest(two, capsys):
    two("library.yaml", "maximum: 12", "maximum: 20")
    two(TECHNICIAN, "Does not teach.", "Does *not* teach <b>.")
    main(["plan", "old", "new", "--format", "markdown"])
    out = capsys.readouterr().out
    assert out.startswith("### What this changes in the library\n\n**1 widens**, 1 rewords\n")
    assert "\n**widens: somebody may do more**\n\n- tool `workshops.schedule` takes" in out
    assert "<summary>rewords: other words, same decisions (1)</summary>" in out
    assert "```diff\n" in out
    assert out.count("<details>") == out.count("</details>") == 2


def test_markdown_of_a_plan_without_changes(two, capsys):
    main(["plan", "old", "new", "--format", "markdown"])
    assert capsys.readouterr().out.endswith("No decision, boundary or prompt changes.\n")


def test_annotations_stand_on_the_line(two, capsys):
    two("library.yaml", "maximum: 12", "maximum: 20")
    main(["plan", "old", "new", "--format", "github"])
    out = capsys.readouterr().out
    assert out.startswith(
        "::warning file=new/library.yaml,line=19,col=3,endColumn=21,title=fleet plan%3A widens::tool "
    )


def test_a_library_that_does_not_load_is_told_with_its_findings(two, capsys):
    two(TECHNICIAN, "severity: low", "severity: huge")
    assert main(["plan", "old", "new"]) == 1
    assert "error[FLT104]" in capsys.readouterr().err


@pytest.mark.usefixtures("git")
class TestRevisions:
    """The library as it was at a revision."""

    def test_without_words_the_fork_from_main_is_compared(self, committed, git, capsys):
        git("switch", "--quiet", "--create", "work")
        path = committed / TECHNICIAN
        path.write_text(path.read_text("utf-8").replace(*HIGH), "utf-8")
        git("commit", "--quiet", "--all", "-m", "higher")
        assert main(["plan", "--library", "library", "--fail-on", "weakens"]) == 0
        out = capsys.readouterr().out
        assert "is high, was low" in out
        assert ":library -> library\n" in out.splitlines(keepends=True)[0]

    def test_a_gone_place_is_that_of_the_revision(self, committed, git, capsys):
        text = (
            "  repair-asked:\n    about: the workbench asked for help on this repair\n    handed_by: bench-technician\n"
        )
        path = committed / "library.yaml"
        path.write_text(path.read_text("utf-8").replace(text, text + "  late: {about: it is late}\n"), "utf-8")
        git("commit", "--quiet", "--all", "-m", "one more fact")
        path.write_text(path.read_text("utf-8").replace("  late: {about: it is late}\n", ""), "utf-8")
        assert main(["plan", "HEAD", "-L", "library"]) == 0
        assert "    HEAD:library/library.yaml:" in capsys.readouterr().out

    def test_two_revisions(self, committed, git, capsys):
        path = committed / TECHNICIAN
        path.write_text(path.read_text("utf-8").replace(*HIGH), "utf-8")
        git("commit", "--quiet", "--all", "-m", "higher")
        assert main(["plan", "HEAD~1", "HEAD", "-L", "library"]) == 0
        assert "is high, was low\n    HEAD:library/repairs/bench-technician.yaml:12:9" in capsys.readouterr().out

    def test_a_finding_in_an_old_library_names_the_revision(self, committed, git, capsys):
        path = committed / TECHNICIAN
        good = path.read_text("utf-8")
        path.write_text(good.replace("severity: low", "severity: huge"), "utf-8")
        git("commit", "--quiet", "--all", "-m", "broken")
        path.write_text(good, "utf-8")
        assert main(["plan", "HEAD", "-L", "library"]) == 1
        assert "HEAD:library/repairs/bench-technician.yaml:17:15" in capsys.readouterr().err

    @pytest.mark.usefixtures("committed")
    def test_what_is_neither_a_folder_nor_a_revision_is_said(self, capsys):
        assert main(["plan", "nowhere", "-L", "library"]) == 2
        assert "error: `nowhere` is neither a folder nor a revision" in capsys.readouterr().err

    def test_a_revision_without_the_folder_is_said(self, committed, git, tiny_files, write_library, capsys):
        write_library(tiny_files, "other")
        assert main(["plan", "HEAD", "-L", "other"]) == 2
        assert "error: at `HEAD` there was no folder `other`" in capsys.readouterr().err
        assert committed.is_dir()
        git("status")

    def test_a_repository_that_is_the_library_itself(
        self, git, tmp_path, tiny_files, write_library, monkeypatch, capsys
    ):
        write_library(tiny_files, ".")
        git("add", ".")
        git("commit", "--quiet", "-m", "a library")
        monkeypatch.chdir(tmp_path)
        assert main(["plan"]) == 0
        assert "nothing changes" in capsys.readouterr().out


def test_outside_a_repository_the_way_out_is_said(two, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["plan", "-L", "new"]) == 2
    assert "error: `new` lies in no git repository; name two folders" in capsys.readouterr().err


def test_without_a_library_two_are_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["plan"]) == 2
    assert "there is no library here; name two of them: `fleet plan OLD NEW`" in capsys.readouterr().err
    assert main(["plan", "shipped", "shipped"]) == 0


def test_without_git_folders_are_asked_for(two, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert main(["plan", "HEAD", "-L", "new"]) == 2
    assert "git is not installed; name two folders: `fleet plan OLD NEW`" in capsys.readouterr().err
