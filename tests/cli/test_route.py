"""`fleet route`: one message, or many as JSON lines."""

from __future__ import annotations

import io
import json

INVOICE = "Please correct the address on invoice 8841."


def test_a_message_is_routed(fleet_command):
    done = fleet_command("route", INVOICE)
    assert done.code == 0
    assert done.lines[0] == "library: shipped (default)"
    assert done.lines[1] == "routed"
    assert done.lines[2].startswith("  sales-administrator: quotes-and-invoices (")


def test_why_is_said_when_asked(fleet_command):
    out = fleet_command("route", INVOICE, "--explain", "--stage", "trial").out
    assert "like the example `" in out
    assert "stage `trial` leaves out `account-health`" in out


def test_a_route_is_data(fleet_command):
    data = fleet_command("route", INVOICE, "--json").data
    assert (data["outcome"], data["persona"], data["lane"]) == ("routed", "sales-administrator", "quotes-and-invoices")
    assert data["legs"][0]["span"] == [0, len(INVOICE)]


def test_the_fallback_has_an_exit_code_of_its_own(fleet_command):
    done = fleet_command("route", "???")
    assert done.code == 3
    assert "  triage: in no lane" in done.lines


def test_lines_are_routed_one_by_one(fleet_command, monkeypatch):
    lines = f'{json.dumps(INVOICE)}\n\n{{"message": "???"}}\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    done = fleet_command("route", "--lines")
    assert [json.loads(line)["outcome"] for line in done.lines] == ["routed", "fallback"]


def test_a_line_without_a_message_is_named(fleet_command, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('"hello"\n{"text": 1}\n'))
    done = fleet_command("route", "--lines")
    assert (done.code, "line 2 of standard input holds no message" in done.err) == (2, True)
    assert fleet_command("route", INVOICE, "--lines").code == 2


def test_a_message_comes_from_standard_input(fleet_command, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(INVOICE))
    assert "quotes-and-invoices" in fleet_command("route").out
