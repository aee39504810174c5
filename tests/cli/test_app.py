from __future__ import annotations

import re

import pytest

import fleet
from fleet.cli.app import GROUPS, VERBS, run

NAMES = [verb.name for verb in VERBS]
FIRST = list(dict.fromkeys(verb.group or verb.name for verb in VERBS))


@pytest.mark.parametrize("verb", VERBS, ids=NAMES)
def test_every_verb_has_a_function_that_returns_its_exit_code(verb):
    assert verb.function().__annotations__["return"] == "int"


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_explains_itself(fleet_command, name):
    ran = fleet_command(*name.split(), "--help")
    assert ran.code == 0
    assert f"Usage: fleet {name}" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("name", [*NAMES, *GROUPS])
def test_help_fits_80_columns(fleet_command, name):
    assert max(map(len, fleet_command(*name.split(), "-h").lines)) <= 80


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_the_help_lists_every_verb_with_a_whole_sentence(fleet_command, group):
    names = [verb.name.split()[1] for verb in VERBS if verb.group == group] if group else FIRST
    help_text = fleet_command(*group.split(), "--help").out
    listed = [line.split(None, 1) for line in help_text.partition("Commands:")[2].splitlines()]
    said = {words[0]: words[1] for words in listed if len(words) == 2 and words[0] in names}
    assert list(said) == names
    assert [text for text in said.values() if not text.endswith(".") or text.endswith("...")] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_without_a_verb_shows_its_help(fleet_command, group):
    ran = fleet_command(group)
    assert "Commands:" in ran.out + ran.err
    assert f"Usage: fleet {group}" in ran.out + ran.err


def test_without_words_it_shows_its_help(fleet_command):
    ran = fleet_command()
    assert "Commands:" in ran.out + ran.err


def test_the_version_is_the_package_s(fleet_command):
    assert fleet_command("--version") == (0, f"fleet {fleet.__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["chek"],
        ["audit", "nonsense"],
        ["audit", "verify"],
        ["audit", "erase", "."],
        ["check", "--nonsense"],
        ["show"],
        ["prompt"],
        ["show", "support-agent", "more"],
        ["check", "--format", "xml"],
        ["decide", "--handoff", "support-agent"],
    ],
)
def test_words_that_mean_nothing_are_a_mistake_of_usage(fleet_command, words):
    ran = fleet_command(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert re.fullmatch(r"error: [a-z`][^\n]*[^.\n]\n", ran.err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "no command is named `chek`; did you mean `check`?"),
        (["audit", "sumary", "."], "no command is named `audit sumary`; did you mean `audit summary`?"),
        (
            ["decide", "--stage", "lead"],
            "`--stage`: `lead` is not one of `prospect`, `trial`, `customer`; `fleet decide",
        ),
        (
            ["mutate", "--fail-under", "all"],
            "`--fail-under`: `all` is not a number from 0 to 100; `fleet mutate --help`",
        ),
        (
            ["mutate", "--fail-under", "nan"],
            "`--fail-under`: `nan` is not a number from 0 to 100; `fleet mutate --help`",
        ),
        (["show"], "missing argument `PERSONA`; `fleet show --help` says more"),
        (["check", "--nonsense"], "no such option: `--nonsense`; `fleet check --help` says more"),
    ],
)
def test_a_mistake_of_usage_is_said_like_every_other_error(fleet_command, words, said):
    assert fleet_command(*words).err.startswith(f"error: {said}")


def test_a_tuple_of_words_is_as_good_as_a_list(capsys):
    assert run(("explain", "--json")) == 0
    assert capsys.readouterr().out.startswith("[")
