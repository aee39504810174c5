from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from fleet.cli import quick
from fleet.cli.app import assembled, run
from fleet.cli.wanted import WantedPrompt

OPTIONS = [
    "--company",
    "--product",
    "--account",
    "--stage",
    "--audience",
    "--library",
    "-L",
    "--format",
    "--var",
    "--assigned",
    "--fact",
]
WORDS = [
    "support-agent",
    "customer",
    "teammate",
    "trial",
    "markdown",
    "json",
    "openai",
    "openai-responses",
    "anthropic",
    "--format=openai",
    "a=b",
    "",
    "-",
    "--",
    "-x",
    "--json",
    "--nobody-assigned",
    "--help",
    "--company=Acme",
    "--stage=trial",
    "--stage=",
    "--json=1",
    "--var=a=b",
    "--comp",
    "-Lhere",
    *OPTIONS,
]


def by_typer(words):
    """What Typer makes of the words; None if it refuses them or answers itself."""
    wanted = []

    def caught(self):
        wanted.append(self)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WantedPrompt, "printed", caught)
        run(words)
    return wanted[0] if wanted else None


def agrees(words):
    mine = quick.wanted_prompt(words)
    return mine is None or mine == by_typer(words)


@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_what_is_read_quickly_is_what_typer_reads(words):
    assert agrees(["prompt", "account-manager", *words])
    assert agrees(["prompt", *words])


@given(st.lists(st.tuples(st.sampled_from(OPTIONS), st.sampled_from(WORDS)), max_size=4))
def test_options_with_values_are_read_as_typer_reads_them(pairs):
    assert agrees(["prompt", "support-agent", *(word for pair in pairs for word in pair)])


@pytest.mark.parametrize(
    "words",
    [
        ["--company", "Acme", "--product=Rocket", "--json"],
        ["--stage", "trial", "--audience", "teammate", "--account", "brightwater"],
        ["--assigned", "support-agent", "--assigned", "account-manager", "--fact", "a", "--fact", "b"],
        ["--nobody-assigned", "-L", "shipped", "--format", "json", "--var", "a=b"],
        ["--format", "openai-responses"],
        ["--format=anthropic", "--json"],
        ["--library", "one", "--library", "two", "--company", "A", "--company", "B"],
    ],
)
def test_plain_words_need_no_typer(words):
    wanted = quick.wanted_prompt(["prompt", "support-agent", *words])
    assert wanted is not None
    assert wanted == by_typer(["prompt", "support-agent", *words])


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["list"],
        ["prompt"],
        ["prompt", "a", "b"],
        ["prompt", "a", "--help"],
        ["prompt", "a", "-h"],
        ["prompt", "a", "--company"],
        ["prompt", "a", "--company", "--product"],
        ["prompt", "a", "--stage", "nonsense"],
        ["prompt", "a", "--format", "openai_responses"],
        ["prompt", "a", "--json=yes"],
        ["prompt", "a", "--nonsense", "x"],
        ["prompt", "--", "a"],
    ],
)
def test_whatever_is_not_plain_is_left_to_typer(words):
    assert quick.quick_prompt(words) is None


def test_it_knows_every_option_of_the_verb():
    parameters = get_command(assembled(["prompt"])).commands["prompt"].params
    named = {option: parameter for parameter in parameters for option in parameter.opts if option.startswith("-")}
    named.pop("--help", None)
    known = {*quick._ONCE, *quick._OFTEN, *quick._FLAGS, *quick._SHORT}
    assert set(named) == known
    assert {option for option, one in named.items() if one.multiple} == quick._OFTEN
    assert {option for option, one in named.items() if one.is_flag} == quick._FLAGS


def test_a_prompt_loads_nothing_that_it_does_not_need():
    heavy = ["typer", "rich", "numpy", "langchain_core", "fleet.guard", "fleet.testing", "fleet.checks"]
    heavy += ["fleet.integrations", "fleet.integrations.openai"]
    script = f"""
import sys
from fleet.cli import main
assert main(["prompt", "support-agent", "--company", "Acme"]) == 0
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("format_", "home"), [("openai", "openai"), ("anthropic", "anthropic")])
def test_a_format_loads_its_own_integration_and_no_other(format_, home):
    script = f"""
import sys
from fleet.cli import main
assert main(["prompt", "support-agent", "--format", "{format_}"]) == 0
print([name for name in sys.modules if name.startswith("fleet.integrations.")], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.splitlines()[-1] == f"['fleet.integrations.{home}']"
