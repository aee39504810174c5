"""Each extra is installed, as it is named, by the tests of some framework; what is not installed says how it is."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import metadata, requires
from pathlib import Path

import pytest

from fleet.errors import FleetError, MissingExtraError
from fleet.integrations.extras import needing

TESTS = Path(__file__).parent
OURS = {"test", "lint", "docs", "fuzz", "mutation"}  # for who works on the library
MODULES = {
    "fleet.integrations.mcp": ("mcp", "mcp"),
    "fleet.integrations.openai_agents": ("openai-agents", "agents"),
    "fleet.serve": ("web", "fastapi"),
    "fleet.serve.running": ("web", "uvicorn"),
}


def installed_somewhere():
    for path in TESTS.glob("integrations_*/requirements.txt"):
        for extras in re.findall(r"^fleet-personas\[(.*)\]$", path.read_text("utf-8"), flags=re.MULTILINE):
            yield from extras.split(",")


def packages_of(extra):
    """What an extra asks for by itself, without versions."""
    asked = [one for one in requires("fleet-personas") if f'extra == "{extra}"' in one.replace("'", '"')]
    return {re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in asked} - {"fleet-personas"}


def test_every_extra_is_resolved_by_an_environment_of_the_tests():
    extras = set(metadata("fleet-personas").get_all("Provides-Extra")) - OURS
    assert {"mcp", "openai-agents"} <= extras
    assert all(map(packages_of, extras))
    in_the_test_extra = {extra for extra in extras if packages_of(extra) <= packages_of("test")}
    assert extras - in_the_test_extra == set(installed_somewhere())


@pytest.mark.parametrize("module", MODULES)
def test_an_adapter_without_its_package_says_how_it_is_installed(module):
    extra, package = MODULES[module]
    code = f"import sys; sys.modules[{package!r}] = None; import {module}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert f'`{package}` is not installed; `pip install "fleet-personas[{extra}]"` brings it' in ran.stderr


def test_such_an_error_is_one_of_ours_and_of_an_import():
    with pytest.raises(MissingExtraError) as found, needing("mcp", "no_such_package"):
        import no_such_package  # noqa: F401
    assert isinstance(found.value, FleetError)
    assert isinstance(found.value, ImportError)
    assert (found.value.extra, found.value.name) == ("mcp", "no_such_package")


def test_what_is_missing_inside_the_package_is_no_missing_extra():
    with pytest.raises(ModuleNotFoundError, match="no_such_package"), needing("mcp", "mcp"):
        import no_such_package  # noqa: F401


@pytest.mark.parametrize(("verb", "extra", "package"), [("mcp", "mcp", "mcp"), ("serve", "web", "fastapi")])
def test_the_command_says_it_in_one_line(verb, extra, package):
    code = f"import sys; sys.modules[{package!r}] = None; from fleet.cli import main; sys.exit(main([{verb!r}]))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f'error: `{package}` is not installed; `pip install "fleet-personas[{extra}]"` brings it\n'
