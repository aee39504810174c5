"""A fleet that is killed anywhere goes on: no change is lost, none is made twice, and the record hangs together."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

CONVERSATION = Path(__file__).with_name("conversation.py")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_killed_anywhere_a_fleet_goes_on(tmp_path, kills):
    seed = secrets.randbelow(1_000_000)  # it is in the message of a failure
    done = subprocess.run(
        [sys.executable, CONVERSATION, tmp_path, str(seed), str(kills)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"seed {seed}\n{done.stderr[-3000:]}"
    assert int(done.stdout.split()[0]) >= kills
