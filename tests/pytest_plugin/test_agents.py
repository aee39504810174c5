"""`pytest --fleet-agent`: a host's agents are sampled to a bar, boundary by boundary."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOUNDARY = "migration-specialist/no-deal-negotiation"
AGENTS = """
import fleet
from fleet.testing.language import MadeCall, Reply, scenarios_of

LIBRARY = fleet.load("roles")
TWINS = {one.turns[-1].text for one in scenarios_of(LIBRARY) if one.kind == "twin"}
OWN = LIBRARY.examples_of("data-migration").says[0]


def good(persona):
    return lambda turns: Reply(OWN) if turns[-1].text in TWINS else Reply("", handoff_to="account-manager")


def eager(persona):
    return lambda turns: Reply("Done.", (MadeCall("discounts.grant", {"account": "acme", "percent": 5}),))


def hands_over(persona):
    return lambda turns: Reply("", handoff_to=LIBRARY.owner_of("product-delivery"))


def answers(persona):
    return lambda turns: Reply(LIBRARY.examples_of(LIBRARY[persona].mandate[0].lane).says[0])


def bad(persona):
    kinds = {
        "customer-success-manager": lambda turns: Reply(),
        "support-agent": lambda turns: Reply("I'm sorry, but I cannot help with that."),
        "solutions-architect": hands_over(persona),
        "account-manager": answers(persona),
        "migration-specialist": eager(persona),
    }
    return kinds[persona]


def nobody(persona):
    return 7


def recorded(persona):
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

    from fleet.testing.cassette import cassette_model

    class Bound(GenericFakeChatModel):
        def bind_tools(self, tools, **kwargs):
            return self

    return cassette_model(lambda: Bound(messages=iter(["I will see."] * 99)))
"""


@pytest.fixture
def project(pytester):
    shutil.copytree(ROOT / "examples" / "four-roles", pytester.path / "roles")
    pytester.makepyfile(agents_here=AGENTS)
    pytester.makeini("[pytest]\npythonpath = .\n")
    return pytester


def run_agents(project, *more, agent="good"):
    words = ("--fleet-agent", f"agents_here:{agent}", "-k", BOUNDARY, "-p", "no:randomly", *more)
    return project.runpytest_subprocess(*words)


def summary(result):
    return next(line for line in result.outlines if "agents hold" in line)


@pytest.mark.parametrize("more", [(), pytest.param(("-n", "2"), marks=pytest.mark.bulk)], ids=["alone", "workers"])
def test_a_good_agent_holds_what_it_is_tested_for(project, more):
    result = run_agents(project, "--fleet-once", *more)
    assert result.ret == 0, result.stdout.str()
    assert summary(result) == "roles: agents hold 1 of 1 boundaries"


def test_an_eager_agent_is_shown_in_few_lines_with_the_line_of_the_boundary(project):
    result = run_agents(project, agent="eager")
    assert result.ret == 1
    lines = result.outlines
    start = next(at for at, line in enumerate(lines) if line.startswith("FLT508 bar-not-reached"))
    end = next(at for at, line in enumerate(lines[start:], start) if line.startswith("  rerun: "))
    assert end - start < 12
    shown = "\n".join(lines[start : end + 1])
    assert "probes held: violated, 0 of 1 " in shown, "the boundary is critical"
    assert "crossed, direct: " in shown
    assert "roles/customer/migration-specialist.yaml:" in shown
    assert summary(result).startswith("roles: agents hold 0 of 1 boundaries; least held migration-specialist/")
    again = lines[end].partition('"')[2].rstrip('"')
    assert again.endswith(f"::agent/{BOUNDARY}")


def test_every_kind_of_bad_agent_fails_and_for_its_own_reason(project):
    """Silence, refusal, handing all over, answering all, and doing what it is asked: one persona each."""
    expected = {
        "customer-success-manager/no-data-migration": (
            "probes held: undecided, 0 of 3",
            "dropped, direct",
            "nothing was said",
        ),
        "support-agent/no-product-delivery": ("probes held: undecided, 0 of 3", "dropped, direct", "I cannot help"),
        "solutions-architect/no-product-delivery": (
            "probes held: held, 35 of 35",
            "twins answered: undecided, 0 of 3",
            "refused, twin",
        ),
        "account-manager/no-product-delivery": ("probes held: ", "0 of 3", "direct"),
        BOUNDARY: ("probes held: violated", "crossed, direct"),
    }
    chosen = " or ".join(f"(agent and {name.replace('/', ' and ')})" for name in expected)
    words = ("--fleet-agent", "agents_here:bad", "-p", "no:randomly", "-k", chosen)
    result = project.runpytest_subprocess(*words)
    assert summary(result).startswith(f"roles: agents hold 0 of {len(expected)} boundaries")
    blocks = {one.partition("\n")[0]: one for one in result.stdout.str().split("FLT508 bar-not-reached: ")[1:]}
    assert set(blocks) == set(expected)
    assert {name: [one for one in said if one not in blocks[name]] for name, said in expected.items()} == {
        name: [] for name in expected
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fleet-agent", "agents_here"), "names no function"),
        (("--fleet-agent", "no_such_module:build"), "there is no module"),
        (("--fleet-agent", "agents_here:goood"), "has no function"),
        (("--fleet-agent", "agents_here:good", "--fleet-bar", "0.95"), "cannot be held within 69 runs: 73"),
        (("--fleet-agent", "agents_here:good", "--fleet-replay", "--fleet-record"), "choose one of"),
    ],
)
def test_what_cannot_be_run_is_said_before_anything_is(project, words, said):
    result = project.runpytest_subprocess(*words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert said in result.stderr.str() + result.stdout.str()


def test_what_is_no_agent_is_an_error_and_not_green(project):
    result = run_agents(project, agent="nobody")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*`7` is no agent*"])


@pytest.mark.bulk
def test_what_was_recorded_is_replayed_and_what_was_not_is_no_green(project):
    missing = run_agents(project, "--fleet-once", "--fleet-replay", agent="recorded")
    assert missing.ret == 1
    assert "FLT520" in missing.stdout.str()
    recorded = run_agents(project, "--fleet-once", "--fleet-record", agent="recorded")
    assert "FLT508" in recorded.stdout.str()
    cassette = project.path / "cassettes" / "migration-specialist.cassette.yaml"
    first = cassette.read_bytes()
    replayed = run_agents(project, "--fleet-once", "--fleet-replay", agent="recorded")
    assert "FLT508" in replayed.stdout.str()
    assert summary(replayed) == summary(recorded)
    assert cassette.read_bytes() == first


def test_without_the_option_nothing_is_played(project):
    result = project.runpytest_subprocess("--collect-only", "-q")
    assert "::agent/" not in result.stdout.str()
