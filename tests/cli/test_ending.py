from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from fleet.cli.ending import colored, guarded
from fleet.errors import FleetError


class Terminal:
    def isatty(self):
        return True


def raising(error):
    def work():
        raise error

    return work


def test_work_that_ends_gives_its_code():
    assert guarded(lambda: 3) == 3


def test_an_error_of_ours_is_one_line(capsys):
    assert guarded(raising(FleetError("no such\x1b[2J thing"))) == 2
    assert capsys.readouterr().err == "error: no such<U+001B>[2J thing\n"


def test_a_file_that_cannot_be_had_is_one_line(capsys):
    assert guarded(raising(FileNotFoundError(2, "No such file or directory", "a/page.md"))) == 2
    assert capsys.readouterr().err == "error: cannot read or write `a/page.md`: no such file or directory\n"


def test_an_interruption_is_quiet(capsys):
    assert guarded(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_a_mistake_in_the_program_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        guarded(raising(ZeroDivisionError()))


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_color_can_be_refused(monkeypatch, environment):
    monkeypatch.setenv("TERM", "xterm")
    assert colored(Terminal())
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not colored(Terminal())


def test_what_is_no_terminal_gets_no_color(tmp_path):
    with (tmp_path / "file").open("w") as file:
        assert not colored(file)
    assert not colored(object())


@pytest.mark.parametrize("words", [["show", "nobody"], ["prompt", "nobody"], ["prompt", "support-agent", "--var", "x"]])
def test_an_unknown_name_is_a_mistake_of_usage(process, words):
    ran = process(*words)
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in ran.err


def test_a_name_that_is_nearly_right_is_suggested(fleet_command):
    assert fleet_command("show", "suport-agent").err == (
        "error: no persona is named `suport-agent`; did you mean `support-agent`?\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_reader_who_goes_away_is_no_error():
    command = [sys.executable, "-m", "fleet.cli", "show", "support-agent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_control_c_is_quiet():
    command = [sys.executable, "-m", "fleet.cli", "decide", "support-agent", "tickets.resolve", "--args", "-"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is given none
    try:
        running = subprocess.Popen(command, **pipes)
    finally:
        signal.signal(signal.SIGINT, before)
    with running:
        assert running.stdout.readline() == b"library: shipped (default)\n"
        running.send_signal(signal.SIGINT)
        assert running.stdout.read() == b""
        assert running.stderr.read() == b""
    assert running.returncode == 130


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
@pytest.mark.parametrize(
    ("words", "environment", "color"),
    [
        (["matrix"], {}, True),
        (["matrix"], {"NO_COLOR": "1"}, False),
        (["matrix"], {"NO_COLOR": ""}, True),
        (["matrix"], {"TERM": "dumb"}, False),
        (["list"], {}, True),
        (["list"], {"NO_COLOR": "1"}, False),
        (["show", "support-agent"], {}, True),
        (["show", "support-agent"], {"NO_COLOR": "1"}, False),
        (["show", "-L", "nowhere", "x"], {}, True),
        (["show", "-L", "nowhere", "x"], {"NO_COLOR": "1"}, False),
        (["explain", "FLT001"], {}, True),
        (["explain", "FLT001"], {"NO_COLOR": "1"}, False),
    ],
)
def test_colors_only_on_a_terminal_that_wants_them(words, environment, color):
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        running = subprocess.Popen(
            [sys.executable, "-m", "fleet.cli", *words],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            env={**inherited, "TERM": "xterm-256color", **environment},
        )
        os.close(theirs)
        said = b"".join(iter(lambda: _read(screen), b""))
        running.wait(60)
    assert said
    assert (b"\x1b[" in said) is color


def _read(screen):
    try:
        return screen.read(4096)
    except OSError:
        return b""
