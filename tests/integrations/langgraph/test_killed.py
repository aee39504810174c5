"""A fleet that is killed anywhere goes on: no change is lost, none is made twice, and the record hangs together."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

CONVERSATION = Path(__file__).with_name("conversation.py")

pytestmark = [pytest.mark.bulk, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")]


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_killed_anywhere_a_fleet_goes_on(tmp_path, kills):
    _killed(tmp_path, kills)


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.long)])
def test_of_two_processes_on_one_server_one_is_killed_and_the_other_goes_on(tmp_path, database, kills):
    _killed(tmp_path, kills, database)


def _killed(folder, kills, *url):
    seed = secrets.randbelow(1_000_000)  # it is in the message of a failure
    done = subprocess.run(
        [sys.executable, CONVERSATION, folder, str(seed), str(kills), *url], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"seed {seed}\n{done.stderr[-3000:]}"
    assert int(done.stdout.split()[0]) >= kills
