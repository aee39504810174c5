"""What other people's CI runs: the script behind `action.yml`, and the hooks of pre-commit, on two revisions."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
PATCH = "customer/customer-success-manager.yaml"
BIN = Path(sys.executable).parent

pytestmark = [
    pytest.mark.bulk,
    pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git"),
]


@pytest.fixture
def environment(tmp_path):
    """What a process of CI sees: git that knows an author, the command on the path, and files to write into."""
    given = {key: value for key, value in os.environ.items() if not key.startswith(("FLEET_", "GITHUB_", "GIT_"))}
    who = {f"GIT_{role}_{what}": "ci@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    files = {"GITHUB_STEP_SUMMARY": tmp_path / "summary", "GITHUB_OUTPUT": tmp_path / "output", "RUNNER_TEMP": tmp_path}
    path = {"PATH": f"{BIN}{os.pathsep}{given['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
    return {**given, **who, **path, **{key: str(value) for key, value in files.items()}}


@pytest.fixture
def repository(tmp_path, environment):
    """The example library in a repository of its own, committed, with its compiled prompts."""
    root = tmp_path / "repository"
    shutil.copytree(ROOT / "examples" / "four-roles", root / "roles")
    run(["fleet", "compile", "--library", "roles", "--out", "roles/prompts"], root, environment)
    run(["git", "init", "--quiet", "--initial-branch", "main"], root, environment)
    committed(root, environment)
    return root


def run(words, folder, environment, *, check=True):
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def committed(root, environment):
    run(["git", "add", "."], root, environment)
    run(["git", "commit", "--quiet", "--message", "a step"], root, environment)
    return run(["git", "rev-parse", "HEAD"], root, environment).stdout.strip()


def edit(root, old, new):
    path = root / "roles" / PATCH
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def acted(root, environment, base, fail_on="widens,weakens"):
    """Run the script as the action does, on a pull request against `base`."""
    given = {"FLEET_LIBRARY": "roles", "FLEET_COMPILED": "roles/prompts", "FLEET_BASE": base, "FLEET_FAIL_ON": fail_on}
    return run(["bash", str(ROOT / "tools" / "action.sh")], root, {**environment, **given}, check=False)


def test_a_pull_request_that_only_rewords_is_green_and_its_plan_is_told(repository, environment, tmp_path):
    edit(repository, "loses records", "loses rows")
    run(["fleet", "compile", "--library", "roles", "--out", "roles/prompts"], repository, environment)
    committed(repository, environment)
    done = acted(repository, environment, "HEAD~1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "**" not in (tmp_path / "summary").read_text("utf-8")
    assert "rewords: other words, same decisions (1)" in (tmp_path / "summary").read_text("utf-8")
    plan = (tmp_path / "output").read_text("utf-8").removeprefix("plan=").strip()
    assert Path(plan).read_text("utf-8").startswith("### What this changes in the library\n")


def test_a_weakened_boundary_is_red_on_its_line(repository, environment):
    edit(repository, "    severity: critical\n", "    severity: low\n")
    run(["fleet", "compile", "--library", "roles", "--out", "roles/prompts"], repository, environment)
    committed(repository, environment)
    done = acted(repository, environment, "HEAD~1")
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if line.startswith("::warning"))
    assert line.startswith(f"::warning file=roles/{PATCH},line=7,")
    assert "title=fleet plan%3A weakens::boundary `no-data-migration` of `customer-success-manager` is low" in line
    assert acted(repository, environment, "HEAD~1", fail_on="widens").returncode == 0


def test_a_prompt_that_was_not_compiled_is_red(repository, environment):
    edit(repository, "loses records", "loses rows")
    committed(repository, environment)
    done = acted(repository, environment, "HEAD~1")
    assert done.returncode == 1
    assert "error[FLT302]" in done.stderr


def test_a_library_that_does_not_load_is_red_on_the_line_and_says_so_once_a_step(repository, environment):
    edit(repository, "owner: migration-specialist", "owner: migration-specalist")
    committed(repository, environment)
    done = acted(repository, environment, "HEAD~1")
    assert done.returncode == 1
    assert f"::error file=roles/{PATCH},line=9," in done.stdout


def test_outside_a_pull_request_nothing_is_compared(repository, environment, tmp_path):
    done = acted(repository, environment, "")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "summary").exists()


def test_the_action_names_only_what_is_there():
    steps = ACTION["runs"]["steps"]
    assert all(step.get("shell") == "bash" for step in steps)
    used = set(re.findall(r"inputs\.([a-z-]+)", str(steps)))
    assert used == set(ACTION["inputs"])
    script = (ROOT / "tools" / "action.sh").read_text("utf-8")
    given = next(step for step in steps if step.get("id") == "fleet")["env"]
    assert set(re.findall(r"FLEET_[A-Z_]+", script)) == set(given)
    assert "${{" not in "".join(step["run"] for step in steps)


@pytest.mark.parametrize(
    ("hook", "arguments"),
    [("fleet-check", ["roles"]), ("fleet-compile", ["--library", "roles", "--out", "roles/prompts"])],
)
def test_a_hook_is_green_on_a_good_commit_and_red_on_a_bad_one(repository, environment, hook, arguments):
    words = [*shlex.split(HOOKS[hook]["entry"]), *arguments]
    assert run(words, repository, environment).returncode == 0
    edit(repository, "loses records", "loses {% records %}")
    assert run(words, repository, environment, check=False).returncode == 1


def test_every_hook_has_what_pre_commit_asks_for():
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language", "files"} <= set(hook)
        assert hook["language"] == "python"
        re.compile(hook["files"])
