"""What `docs/serve.md` shows is run, against a server of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fleet.serve import problem
from fleet.serve.limits import Limits

PAGE = (Path(__file__).parents[2] / "docs" / "serve.md").read_text("utf-8")
ASKED = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", PAGE, flags=re.DOTALL)
(SCRIPT, SAID) = re.search(r"```js\n(.*?)```\n\n```\n(.*?)```", PAGE, flags=re.DOTALL).groups()


@pytest.fixture(scope="module")
def home():
    words = [sys.executable, "-m", "fleet.cli", "serve", "shipped", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        try:
            yield re.fullmatch(r"playground: (\S+)/playground\.html\n", process.stdout.readline())[1]
        finally:
            process.terminate()


def shows(shown, found):
    """Whether all that is shown was found; a mapping on the page may leave fields out."""
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(name in found and shows(shown[name], found[name]) for name in shown)
    if isinstance(shown, list):
        return isinstance(found, list) and len(shown) == len(found) and all(map(shows, shown, found))
    return shown == found


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page asks with curl")
@pytest.mark.parametrize(("command", "shown"), ASKED)
def test_what_is_asked_with_curl_is_answered_so(home, command, shown):
    there = command.replace("http://127.0.0.1:8321", home)
    ran = subprocess.run(["sh", "-c", there], capture_output=True, text=True, check=True)
    assert shows(json.loads(shown), json.loads(ran.stdout)), ran.stdout


@pytest.mark.skipif(shutil.which("node") is None, reason="the page asks with JavaScript")
def test_what_is_asked_with_javascript_is_answered_so(home, tmp_path):
    (tmp_path / "ask.mjs").write_text(SCRIPT.replace("http://127.0.0.1:8321", home), "utf-8")
    ran = subprocess.run(["node", str(tmp_path / "ask.mjs")], capture_output=True, text=True, check=True)
    assert ran.stdout == SAID


def test_there_are_examples():
    assert len(ASKED) == 5


def test_the_sessions_run(followed):
    assert followed("serve.md") == ["python"]


def test_every_problem_stands_on_the_page():
    kinds = [one for one in vars(problem).values() if isinstance(one, problem.Kind)]
    rows = dict(re.findall(r"^\| (\d+) \| (.*?) \|", PAGE, flags=re.MULTILINE))
    for kind in kinds:
        assert f"`{kind.name}`" in rows[str(kind.status.value)]
    assert sum(row.count("`") // 2 for row in rows.values()) == len(kinds)


def test_the_limits_of_the_page_are_those_of_the_code():
    limits = Limits()
    assert f"`--max-bytes` ({limits.max_bytes:,}) and `--timeout` ({limits.timeout:g} seconds)" in PAGE
    assert (limits.at_once, limits.waiting) == (4, 32)
    assert "Four requests are worked on at a time, 32 more may wait" in PAGE
