from __future__ import annotations

import re
import subprocess
import sys

from fleet.cli import day
from fleet.cli.day import inbox
from fleet.cli.demo import SCENES
from fleet.guard import Guard
from fleet.routing import Leg, Route
from unimportable import Unimportable


def test_the_demo_shows_a_check_a_prompt_the_matrix_decisions_and_tests(fleet_command):
    ran = fleet_command("demo", "--company", "Acme", "--product", "Rocket")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("library: shipped")
    assert "11 personas, 28 lanes" in ran.lines[1]
    assert "# You are the Customer Success Manager of Acme" in ran.lines
    assert "with Rocket" not in ran.lines[0]
    assert any(line.startswith("voice-of-customer") for line in ran.lines)
    assert any(line.startswith("ask      account-manager calls discounts.grant") for line in ran.lines)
    assert any(re.fullmatch(r"(\d+) exact cases .*: \1 held", line) for line in ran.lines)


def test_the_demo_fits_a_screen_and_its_day_another(fleet_command):
    lines = fleet_command("demo").lines
    (day,) = (place for place, line in enumerate(lines) if line.startswith("the fleet's morning"))
    assert day <= 66
    assert len(lines) - day <= 68
    assert len(lines) <= 120
    assert max(map(len, lines)) <= 80


def test_the_day_shows_every_message_and_a_tally_that_adds_up(fleet_command, monkeypatch):
    monkeypatch.setitem(sys.modules, "fleet.cli.two_days", Unimportable("fleet.cli.two_days", "langgraph"))
    lines = fleet_command("demo").lines[:-3]
    day = lines[lines.index("the fleet's day: 40 messages, and who takes them") + 1 :]
    assert [line[:5] for line in day if re.match(r"\d\d:\d\d ", line)] == [mail.at for mail in inbox()]
    taken, tallied = day[: day.index("")], day[day.index("who got how many") + 1 : -1]
    ended = re.fullmatch(
        r"40 messages: (\d+) routed \((\d+) requests\), (\d+) asked about, (\d+) to the front desk", day[-1]
    )
    routed, requests, asked, desk = map(int, ended.groups())
    assert routed + asked + desk == 40
    assert sum("-> asks: " in line for line in taken) == asked
    assert sum("-> front desk: " in line for line in taken) == desk
    got = {name: int(number) for number, name in re.findall(r"(\d+) ([a-z-]+)", " ".join(tallied))}
    assert sum(got.values()) == requests
    seen = re.findall(r"-> ([a-z-]+) \d+%$", "\n".join(taken), re.MULTILINE)
    assert got == {name: seen.count(name) for name in seen}


def test_another_router_shows_another_day(fleet_command, monkeypatch):
    class Simple:
        def __init__(self, library):
            pass

        def route(self, message, *, context, history):
            return Route("routed", (Leg("renewal", "customer-success-manager", 0.61, message, (0, len(message))),))

    monkeypatch.setattr(day, "Router", Simple)
    monkeypatch.setitem(sys.modules, "fleet.cli.two_days", Unimportable("fleet.cli.two_days", "langgraph"))
    lines = fleet_command("demo").lines
    assert sum(line.endswith("-> customer-success-manager 61%") for line in lines) == 40
    assert lines[-5:-3] == [
        "40 customer-success-manager",
        "40 messages: 40 routed (40 requests), 0 asked about, 0 to the front desk",
    ]


def test_without_langgraph_it_shows_what_it_did_and_says_in_a_line_what_there_would_be(fleet_command, monkeypatch):
    monkeypatch.setitem(sys.modules, "fleet.cli.two_days", Unimportable("fleet.cli.two_days", "langgraph"))
    ran = fleet_command("demo")
    assert (ran.code, ran.err) == (0, "")
    assert any(line.startswith("redirect customer-success-manager calls tickets.resolve") for line in ran.lines)
    assert '`langgraph` is not installed; `pip install "fleet-personas[langgraph]"` brings it' in ran.lines[-1]


def test_two_days_of_one_customer_run_as_a_graph(shipped):
    from fleet.cli.two_days import two_days

    first, second = ([line.plain for line in two_days(shipped)] for _ in range(2))
    assert first == second
    days = [line for line in first if line.startswith(("Monday", "Tuesday"))]
    assert len(days) == 3
    decided = [line[:9].strip() for line in first if re.match(r"(allow|ask|redirect|deny) ", line)]
    assert decided == ["allow", "redirect", "allow", "ask", "allow", "allow", "redirect", "allow", "allow", "allow"]
    assert "allow    support-agent hands deal-negotiation to account-manager" in first
    assert "         approved by the head of sales" in first
    assert any(line.startswith("redirect customer-success-manager says: The missing filters") for line in first)
    assert not any("missing filters" in line for line in first if line.startswith(("answer", " ")))
    assert "         “send the renewal plan this week”" in first
    assert re.fullmatch(r"allow    .* calls close_note\(id=[0-9a-f]+, outcome=done\)", first[-2])


def test_routing_is_loaded_only_when_the_demo_runs():
    code = "import sys; from fleet.cli import main; main(['demo', '--help']); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_the_demo_needs_no_terminal_and_no_utf_8(process):
    done = process("demo", PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")
    assert "-> " in done.out


def test_the_demo_is_plain_where_no_terminal_is(fleet_command):
    assert "\x1b" not in fleet_command("demo").out


def test_the_scenes_show_what_they_should(shipped):
    guard = Guard(shipped)
    outcomes = [scene.decided(guard).outcome for scene in SCENES]
    assert outcomes.count("redirect") >= 4
    assert outcomes.count("allow") >= 1
    assert outcomes.count("ask") == 1
    assert "deny" not in outcomes


def test_the_demo_is_about_the_shipped_library_wherever_it_runs(fleet_command, tiny, monkeypatch):
    monkeypatch.chdir(tiny)
    assert fleet_command("demo").code == 0
