"""The library says nothing on its own, and what it logs reaches a host that listens."""

from __future__ import annotations

import subprocess
import sys

from fleet.log import logger


def test_nothing_is_printed_where_no_logging_is_configured():
    code = "from fleet.log import logger; logger('fleet.guard.guard').error('refused')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_host_that_listens_hears_it(caplog):
    logger("fleet.guard.guard").warning("refused")
    assert [record.name for record in caplog.records] == ["fleet.guard.guard"]
