from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fleet.authoring.kinds import kind_of
from fleet.cli.authored import AUTHORED
from fleet.library import shipped_folder
from fleet.source import compose

REPOSITORY = Path(__file__).parents[2]
SHIPPED = shipped_folder("personas")
EXAMPLE = REPOSITORY / "examples" / "four-roles"
LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)/([a-z-]+)\.schema\.json")


def test_without_a_kind_the_kinds_are_listed(fleet_command):
    ran = fleet_command("schema")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.lines[2:]] == list(AUTHORED)
    assert "persona.schema.json" in ran.out


@pytest.mark.parametrize("kind", AUTHORED)
def test_a_schema_is_printed_as_json(fleet_command, tiny, kind):
    ran = fleet_command("schema", kind, "--library", str(tiny))
    assert ran.code == 0
    assert ran.err == f"library: {tiny.as_posix()} (argument)\n"
    schema = ran.data
    assert schema["type"] == "object"
    assert schema["description"]


def test_the_names_are_those_of_the_library(fleet_command, tiny):
    schema = fleet_command("schema", "persona", "-L", str(tiny)).data
    assert schema["properties"]["traits"]["items"]["examples"] == ["plain-spoken"]
    schema = fleet_command("schema", "persona").data
    assert "team-player" in schema["properties"]["traits"]["items"]["examples"]
    assert "removes" not in schema["properties"]


def test_a_library_that_extends_another_may_hold_patches(fleet_command):
    schema = fleet_command("schema", "persona", "-L", str(Path(__file__).parents[1] / "fixtures" / "own")).data
    assert "support-agent" in schema["if"]["properties"]["class"]["enum"]
    assert schema["required"] == ["class"]
    assert "removes" in schema["properties"]


def test_all_schemas_are_written(fleet_command, tiny, alone):
    ran = fleet_command("schema", "--out", "schemas", "-L", str(tiny))
    assert (ran.code, ran.lines[-1]) == (0, "6 schemas in schemas: 6 written")
    written = {path.name: path.read_bytes() for path in (alone / "schemas").iterdir()}
    assert set(written) == {f"{kind}.schema.json" for kind in AUTHORED}
    for kind in AUTHORED:
        raw = written[f"{kind}.schema.json"]
        assert raw.decode() == fleet_command("schema", kind, "-L", str(tiny)).out
        assert raw.endswith(b"}\n")
    ran = fleet_command("schema", "--out", "schemas", "-L", str(tiny))
    assert ran.lines[-1] == "6 schemas in schemas: 0 written"


def test_the_check_finds_what_is_missing_or_old(fleet_command, tiny, alone):
    fleet_command("schema", "--out", "schemas", "-L", str(tiny))
    words = ("schema", "--out", "schemas", "--check", "-L", str(tiny))
    ran = fleet_command(*words)
    assert (ran.code, ran.err, ran.lines[-1]) == (0, "", "6 schemas: all up to date")
    trait = alone / "schemas" / "trait.schema.json"
    trait.write_bytes(trait.read_bytes().replace(b"\n", b"\r\n"))
    assert fleet_command(*words).code == 0
    trait.write_text("{}\n", encoding="utf-8")
    (alone / "schemas" / "cases.schema.json").unlink()
    ran = fleet_command(*words)
    assert (ran.code, ran.lines[-1]) == (1, "6 schemas: 2 not up to date")
    command = f"fleet schema --out schemas --library {tiny.as_posix()}"
    assert ran.err.splitlines() == [
        f"error: `schemas/trait.schema.json` is not up to date; run `{command}`",
        f"error: `schemas/cases.schema.json` is not up to date; run `{command}`",
    ]
    assert trait.read_text("utf-8") == "{}\n"
    assert not (alone / "schemas" / "cases.schema.json").exists()


def test_the_bytes_do_not_depend_on_the_run(process, tiny, fleet_command):
    said = {process("schema", "library", "-L", str(tiny), PYTHONHASHSEED=seed).out for seed in ("1", "2")}
    assert said == {fleet_command("schema", "library", "-L", str(tiny)).out}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["persona", "--out", "a"], "`KIND` prints one schema"),
        (["--check"], "`--check` goes with `--out`"),
        (["persona", "--check"], "`--check` goes with `--out`"),
        (["personna"], "did you mean `persona`?"),
        (["widget"], "no kind of file is named `widget`"),
    ],
)
def test_words_that_do_not_go_together(fleet_command, words, said):
    ran = fleet_command("schema", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_broken_library_has_no_schema(fleet_command, tiny):
    (tiny / "training/field-trainer.yaml").write_text("class: a: b\n", encoding="utf-8")
    ran = fleet_command("schema", "persona", "-L", str(tiny))
    assert (ran.code, ran.out) == (1, "")
    assert "FLT004" in ran.err


def in_checkout(folder):
    return pytest.param(folder, marks=pytest.mark.skipif(not folder.is_dir(), reason="runs in a checkout"))


@pytest.mark.parametrize("folder", [SHIPPED, in_checkout(EXAMPLE)], ids=["shipped", "four-roles"])
def test_the_schemas_beside_a_library_are_those_that_come_out(fleet_command, folder):
    ran = fleet_command("schema", "--out", str(folder / "schemas"), "--check", "--library", str(folder))
    assert (ran.code, ran.err) == (0, "")
    assert {path.name for path in (folder / "schemas").iterdir()} == {f"{kind}.schema.json" for kind in AUTHORED}


@pytest.mark.parametrize("folder", [SHIPPED, in_checkout(EXAMPLE)], ids=["shipped", "four-roles"])
def test_the_first_line_of_a_file_names_the_schema_of_its_kind(folder):
    for path in folder.rglob("*.yaml"):
        text = path.read_text("utf-8")
        match = LINE.fullmatch(text.split("\n")[0])
        assert match, path
        schema = path.parent / match[1] / f"{match[2]}.schema.json"
        assert schema.resolve() == (folder / "schemas" / schema.name).resolve()
        assert json.loads(schema.read_text("utf-8"))
        party = path.parent.name == "parties"
        assert match[2] == ("party-examples" if party else kind_of(compose(text, path.name)[0])), path
