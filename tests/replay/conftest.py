"""The folder with the public data, where it is given."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data(request):
    given = request.config.getoption("--data")
    if given is None:
        pytest.skip("needs --data DIR; docs/replays.md says what is in it")
    folder = Path(given)
    missing = [name for name in ("tau2", "agentdojo") if not (folder / name).is_dir()]
    assert missing == [], f"{folder} has not all that the replays need"
    return folder
