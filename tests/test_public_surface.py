"""What a user of the package may rely on: its names, that importing it is light, and that values do not change."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.resources
import importlib.util
import json
import pkgutil
import subprocess
import sys
from typing import get_args, get_origin, get_type_hints

import pytest

import fleet

PUBLIC = [
    "Approval",
    "Assist",
    "Baton",
    "Boundary",
    "Context",
    "Decision",
    "Diagnostic",
    "FleetError",
    "Guard",
    "Handoff",
    "Ledger",
    "Leg",
    "Library",
    "LibraryError",
    "Persona",
    "Prompt",
    "PromptError",
    "Record",
    "Relation",
    "Route",
    "Router",
    "Tool",
    "UnknownNameError",
    "__version__",
    "check",
    "compile_prompt",
    "load",
    "relate",
]

HEAVY = ("pydantic", "logging", "langchain_core", "pytest", "numpy", "jinja2", "yaml", "typer", "rich")
DOORS = {"fleet.integrations": "langchain_core", "fleet.pytest_plugin": "pytest", "fleet.cli": "typer"}


NEEDS = {  # not in every version that is supported, or an extra that tests do without
    "fleet.integrations.langchain_decisions": "langchain_core.decisions",
    "fleet.integrations.mcp": "mcp",
    "fleet.integrations.openai_agents": "agents",
}


def modules():
    names = (info.name for info in pkgutil.walk_packages(fleet.__path__, "fleet."))
    missing = tuple(name for name, needed in NEEDS.items() if importlib.util.find_spec(needed) is None)
    return sorted(name for name in names if not name.startswith(missing))


def in_a_fresh_process(code):
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_public_names_are_frozen():
    assert fleet.__all__ == PUBLIC


def test_every_public_name_is_there_and_is_listed():
    for name in PUBLIC:
        assert getattr(fleet, name) is not None
    assert set(PUBLIC) <= set(dir(fleet))


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module `fleet` has no attribute `Fleet`"):
        fleet.Fleet  # noqa: B018  the access is the test


def test_a_public_class_says_what_it_is():
    for name in PUBLIC:
        assert name == "__version__" or getattr(fleet, name).__doc__


def loaded_by(code):
    """The top-level packages, and the modules of this one, that a fresh process has loaded after `code`."""
    done = in_a_fresh_process(f"import sys, json; {code}; print(json.dumps(sorted(sys.modules)))")
    assert done.returncode == 0, done.stderr
    names = json.loads(done.stdout)
    return {name.partition(".")[0] for name in names} | {name for name in names if name.startswith("fleet.")}


def test_importing_the_package_loads_no_room_and_nothing_heavy():
    loaded = loaded_by("import fleet")
    assert loaded.isdisjoint(HEAVY)
    assert not [name for name in loaded if name.startswith("fleet.")]


def test_loading_and_guarding_a_library_needs_no_framework_and_no_template():
    loaded = loaded_by("import fleet; fleet.Guard(fleet.load())")
    assert "pydantic" in loaded
    assert loaded.isdisjoint({"langchain_core", "pytest", "numpy", "typer", "rich", "jinja2"})


def test_every_module_can_be_imported_without_a_warning():
    names = [name for name in modules() if not name.endswith("__main__")]
    assert len(names) > 60
    done = in_a_fresh_process(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr


def test_every_room_can_be_imported_first():
    rooms = [name for name in modules() if name.count(".") == 1]
    code = (
        "import sys, importlib\n"
        f"for name in {rooms!r}:\n"
        "    for loaded in [m for m in sys.modules if m == 'fleet' or m.startswith('fleet.')]:\n"
        "        del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    done = in_a_fresh_process(code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", modules())
def test_a_module_has_a_docstring_and_all_names_that_it_promises(name):
    if name.endswith("__main__"):
        return
    module = importlib.import_module(name)
    assert module.__doc__, name
    for promised in getattr(module, "__all__", ()):
        assert hasattr(module, promised), promised


def values():
    """Every dataclass of the package."""
    for name in modules():
        if name.startswith(tuple(DOORS)) or name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == name:
                yield value


@pytest.mark.parametrize("value", list(values()), ids=lambda value: f"{value.__module__}.{value.__name__}")
def test_a_dataclass_is_frozen_and_has_no_public_field_that_can_change(value):
    assert value.__dataclass_params__.frozen
    module = sys.modules[value.__module__]
    for name, annotation in get_type_hints(value, vars(module)).items():
        if name.startswith("_"):
            continue
        for kind in kinds(annotation):
            assert kind not in (list, dict, set, bytearray), f"{value.__name__}.{name}"


def kinds(annotation):
    yield get_origin(annotation) or annotation
    for inner in get_args(annotation):
        yield from kinds(inner)


def test_the_package_says_that_it_is_typed():
    assert (importlib.resources.files("fleet") / "py.typed").is_file()


def test_the_package_logs_to_nobody_who_did_not_ask():
    done = in_a_fresh_process(
        "import fleet; g = fleet.Guard(fleet.load()); g.check_call('support-agent', object(), object())"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
