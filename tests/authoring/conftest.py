"""The files of several sound libraries as plain data, and the schemas that belong to each of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from jsonschema import Draft202012Validator

import fleet
from fleet.authoring.names import vocabulary_of
from fleet.authoring.schema import schemas_of
from fleet.cli.authored import AUTHORED
from fleet.library import shipped_folder
from fleet.source import compose, plain

_TESTS = Path(__file__).parents[1]
FOLDERS = {
    "shipped": shipped_folder("personas"),
    "four-roles": _TESTS.parent / "examples" / "four-roles",
    "tiny": _TESTS / "fixtures" / "tiny",
    "own": _TESTS / "fixtures" / "own",
    "full": _TESTS / "hostile" / "full",
}


class Sample(NamedTuple):
    """A file: of which library, its name there, its kind, and its data as JSON has it."""

    library: str
    name: str
    kind: str
    data: dict


def kind_of_path(name):
    """The kind of a file by where it lies, told without looking into it."""
    if name == "library.yaml":
        return "library"
    if name.endswith(".boundary.yaml"):
        return "cases"
    folder, _, _ = name.partition("/")
    if name.endswith(".examples.yaml"):
        return "party-examples" if folder == "parties" else "examples"
    return "trait" if folder == "traits" else "persona"


def json_of(value):
    if isinstance(value, dict):
        return {key: json_of(inner) for key, inner in value.items()}
    return [json_of(inner) for inner in value] if isinstance(value, tuple | list) else value


def _samples():
    for library, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.yaml")):
            name = path.relative_to(folder).as_posix()
            node, findings = compose(path.read_text("utf-8"), name)
            assert not findings
            yield Sample(library, name, kind_of_path(name), json_of(plain(node)))


SAMPLES = tuple(_samples())


def pytest_generate_tests(metafunc):
    if "sample" in metafunc.fixturenames:
        metafunc.parametrize("sample", SAMPLES, ids=lambda one: f"{one.library}/{one.name}")


@pytest.fixture(scope="session")
def samples():
    """The files of all libraries."""
    return SAMPLES


@pytest.fixture(scope="session")
def schemas():
    """Library -> kind -> schema."""
    shipped = sorted(fleet.load())
    found = {}
    for name, folder in FOLDERS.items():
        if folder.is_dir():
            library = fleet.load(folder)
            underneath = shipped if library.manifest.extends else ()
            found[name] = schemas_of(AUTHORED, vocabulary_of(library, underneath))
    return found


@pytest.fixture(scope="session")
def accepts(schemas):
    """A function that says whether the schema of a library's kind of file accepts some data."""
    made = {(name, kind): Draft202012Validator(one) for name, kinds in schemas.items() for kind, one in kinds.items()}
    return lambda library, kind, data: made[library, kind].is_valid(data)
