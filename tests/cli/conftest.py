"""The command line, called in this process from an empty folder, or started as one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from fleet.cli import main

FIRST_LINE = "library: shipped (default)"


class Ran(NamedTuple):
    """What a command ended with and said."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def data(self):
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No library is near, no variable is set, and the screen has 80 columns."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for name in ("FLEET_HOME", "NO_COLOR", "FORCE_COLOR", "_FLEET_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return here


@pytest.fixture
def fleet_command(capsys):
    """A function that runs the command in this process."""

    def call(*words):
        code = main(list(words))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture
def process():
    """A function that runs the command as a process of its own."""

    def start(*words, stdin=None, **environment):
        done = subprocess.run(
            [sys.executable, "-m", "fleet.cli", *words],
            input=stdin,
            capture_output=True,
            env={**os.environ, **environment},
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def tiny(write_library, tiny_files):
    """The folder of a copy of the tiny library."""
    return write_library(tiny_files, "tiny")
