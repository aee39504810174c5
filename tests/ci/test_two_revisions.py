"""One boundary of the example library is weakened from one revision to the next: the build is red, and says where."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATCH = "customer/customer-success-manager.yaml"
EXAMPLES = "customer/customer-success-manager.examples.yaml"
CASES = "violations.boundary.yaml"
BOUNDARY = "customer-success-manager/no-data-migration"

pytestmark = [pytest.mark.bulk, pytest.mark.skipif(shutil.which("git") is None, reason="needs git")]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The first revision, with the rates of its language suite checked in."""
    root = tmp_path_factory.mktemp("revisions")
    shutil.copytree(ROOT / "examples" / "four-roles", root / "roles")
    run(root, "git", "init", "--quiet", "--initial-branch", "main")
    run(root, "fleet", "test", "--language", "--library", "roles", "--write-baseline", "main.json")
    commit(root)
    assert planned(root).returncode == 0
    return root


@pytest.fixture
def second(first, tmp_path):
    """A copy of the first, to be changed."""
    return Path(shutil.copytree(first, tmp_path / "second"))


def run(root, command, *words, check=True):
    who = {f"GIT_{role}_{what}": "ci@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("FLEET_", "GITHUB_", "GIT_", "PYTEST"))
    }
    given = {**kept, **who, "GIT_CONFIG_GLOBAL": os.devnull, "COLUMNS": "200"}
    path = BIN / command if (BIN / command).exists() else command
    done = subprocess.run([path, *words], cwd=root, env=given, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def commit(root):
    run(root, "git", "add", ".")
    run(root, "git", "commit", "--quiet", "--message", "a step")


def pytest_run(root):
    words = (
        "roles",
        "-q",
        "-k",
        "language",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "--fleet-baseline",
        "main.json",
    )
    return run(root, "pytest", *words, check=False)


def planned(root, revision="HEAD"):
    return run(root, "fleet", "plan", revision, "--library", "roles", "--fail-on", "widens,weakens", check=False)


def edit(root, name, old, new):
    path = root / "roles" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def remove(root):
    """Take the boundary and its examples out of the library."""
    patch, examples = ((root / "roles" / name).read_text("utf-8") for name in (PATCH, EXAMPLES))
    edit(root, PATCH, patch[patch.index("boundaries:") : patch.index("removes:")], "")
    edit(root, EXAMPLES, examples, "boundaries: {}\n")


def test_a_boundary_that_went_is_named_with_the_case_that_lost_it(second):
    lines = (second / "roles" / CASES).read_text("utf-8").splitlines()
    remove(second)
    commit(second)
    done = pytest_run(second)
    assert done.returncode != 0
    line = next(at for at, text in enumerate(lines, 1) if BOUNDARY in text)
    assert f"--> roles/{CASES}:{line}:" in done.stdout
    assert f"no boundary is named `{BOUNDARY}`" in done.stdout
    assert "case `migration-begun-by-success` tests it" in done.stdout
    plan = planned(second, "HEAD~1")
    assert plan.returncode == 1
    assert "no-data-migration" in plan.stdout


def test_where_its_cases_went_with_it_the_rates_of_the_first_revision_name_it_and_its_line(second):
    patch = (second / "roles" / PATCH).read_text("utf-8").splitlines()
    cases = (second / "roles" / CASES).read_text("utf-8")
    remove(second)
    edit(second, CASES, cases[cases.index("  - id: migration-begun") :], "")
    commit(second)
    done = pytest_run(second)
    assert done.returncode == 1
    assert f"FLT507 cases-lost: {BOUNDARY}" in done.stdout
    line = next(at for at, text in enumerate(patch, 1) if "no-data-migration" in text)
    assert f"{PATCH}:{line}" in done.stdout


def test_a_boundary_that_is_no_longer_critical_is_weaker(second):
    edit(second, PATCH, "    severity: critical\n", "    severity: low\n")
    commit(second)
    plan = planned(second, "HEAD~1")
    assert plan.returncode == 1
    assert f"{PATCH}:7" in plan.stdout
