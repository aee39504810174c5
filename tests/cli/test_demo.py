from __future__ import annotations

from fleet.cli.demo import SCENES
from fleet.guard import Guard


def test_the_demo_shows_a_check_a_prompt_the_matrix_decisions_and_tests(fleet_command):
    ran = fleet_command("demo", "--company", "Acme", "--product", "Rocket")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("library: shipped")
    assert "11 personas, 28 lanes" in ran.lines[1]
    assert "# You are the Customer Success Manager of Acme" in ran.lines
    assert "with Rocket" not in ran.lines[0]
    assert any(line.startswith("voice-of-customer") for line in ran.lines)
    assert any(line.startswith("redirect customer-success-manager calls tickets.resolve") for line in ran.lines)
    assert "held" in ran.lines[-1]


def test_the_demo_fits_a_screen(fleet_command):
    lines = fleet_command("demo").lines
    assert len(lines) <= 66
    assert max(map(len, lines)) <= 80


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
