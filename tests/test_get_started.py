"""`docs/get-started.md`, followed word for word in an empty folder: every command, every edit, every line of output."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "get-started.md").read_text("utf-8")
STEP = re.compile(
    r"^(?:<!-- (?P<verb>edit|write) (?P<file>\S+) -->\n)?```(?P<kind>\w+)(?: exit=(?P<exit>\d))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

pytestmark = [
    pytest.mark.bulk,
    pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git"),
]


def commands(text):
    """Each command of a console block with the output that the page shows under it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def test_the_page_followed_word_for_word_does_what_it_says(tmp_path):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("FLEET_", "GIT_", "PYTEST_"))}
    environment |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "300"}
    environment |= {
        f"GIT_{who}_{what}": "me@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    folder, replaced, ran, installs = tmp_path, None, 0, []
    for step in STEP.finditer(PAGE):
        if step["kind"] == "sh":
            installs.append(step["text"])
        elif step["kind"] == "yaml":
            if step["verb"] == "write":
                (tmp_path / "acme" / step["file"]).write_text(step["text"], "utf-8")
            elif step["verb"] == "edit":
                replaced = (tmp_path / "acme" / step["file"], step["text"])
            else:
                file, old = replaced
                content = file.read_text("utf-8")
                assert content.count(old) == 1
                file.write_text(content.replace(old, step["text"]), "utf-8")
        elif step["kind"] == "python":
            done = run([sys.executable, "-c", step["text"]], folder, environment)
            assert done.returncode == 0, done.stdout
        else:
            for command, output in commands(step["text"]):
                done = run(["bash", "-c", f"{command}"], folder, environment)
                assert done.returncode == int(step["exit"] or 0), f"{command}\n{done.stdout}"
                assert shows(output, done.stdout), f"{command}\nexpected:\n{output}\nfound:\n{done.stdout}"
                folder, ran = tmp_path / "acme", ran + 1
    assert ran > 10
    assert replaced is not None
    (install,) = installs  # what an environment of the tests has already; the only thing of the page that is not done
    assert install == f"python -m venv .venv\n. .venv/bin/activate\npip install {distribution()} pytest\n"


def test_the_test_of_the_page_leaves_no_block_out():
    steps = list(STEP.finditer(PAGE))
    assert len(steps) == PAGE.count("\n```") / 2
    assert {step["kind"] for step in steps} == {"sh", "console", "yaml", "python"}


def test_the_reader_ends_with_a_boundary_test_of_a_persona_of_their_own():
    ((file, text),) = [(step["file"], step["text"]) for step in STEP.finditer(PAGE) if step["verb"] == "write"]
    assert file.endswith("onboarding-coach.boundary.yaml")
    assert "$ fleet new onboarding-coach " in PAGE
    (case,) = re.findall(r"- id: (\S+)", text)
    (shown,) = re.findall(rf"^\$ pytest my-library -k {case}\n(.*?)^\$", PAGE, re.MULTILINE | re.DOTALL)
    assert "1 passed" in shown


def distribution():
    return tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))["project"]["name"]


def run(words, folder, environment):
    return subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def shows(expected, found):
    """Whether output is what the page shows; `...` stands for anything, and a page may show nothing of it."""
    return not expected or doctest.OutputChecker().check_output(expected, found, doctest.ELLIPSIS)
