"""``fleet audit``: a record is verified, shown, summed up, and an account in it is erased."""

from __future__ import annotations

import json

import pytest

import fleet
from fleet.guard.chain import chains
from fleet.guard.verdict import verified

ACME = fleet.Context(account="acme", conversation="c1", stage="customer", current="support-agent")
BETA = fleet.Context(account="beta", conversation="c2", stage="customer")


def _guard(library, folder):
    return fleet.Guard(library, record=fleet.Record(folder, texts=True))


@pytest.fixture
def folder(tmp_path, shipped):
    """A record of two processes, with something of every kind in it."""
    folder = tmp_path / "record"
    guard = _guard(shipped, folder)
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 4411}, context=ACME)
    guard.settle(call, ok=True, output="closed with thanks")
    guard.check_call("support-agent", "discounts.grant", {"account": "acme", "percent": 5}, context=ACME)
    guard.check_handoff(fleet.Handoff("support-agent", "account-manager", "deal-negotiation"), context=ACME)
    guard.record.close()
    guard = _guard(shipped, folder)
    deal = {"account": "beta", "percent": 20}
    asked = guard.check_call("account-manager", "discounts.grant", deal, context=BETA)
    yes = guard.approve(asked, by="head of sales")
    guard.check_call("account-manager", "discounts.grant", deal, context=BETA, approval=yes)
    guard.record.close()
    return folder


def _change(folder, which=0):
    """Change the third line of a chain."""
    path = chains(folder)[which].path
    rows = path.read_bytes().split(b"\n")
    rows[2] = rows[2].replace(b'"time":"2', b'"time":"3')
    path.write_bytes(b"\n".join(rows))


def test_a_whole_record_verifies_and_says_its_heads_and_what_that_does_not_prove(fleet_command, folder):
    ran = fleet_command("audit", "verify", str(folder))
    assert (ran.code, ran.err) == (0, "")
    first, second = verified(chains(folder)).chains
    assert ran.lines[:4] == [
        f"{first.name}: whole, 5 lines",
        f"  head {first.head}",
        f"{second.name}: whole, 4 lines",
        f"  head {second.head}",
    ]
    assert ran.lines[4].startswith("note: a chain that was written anew or taken away as a whole is not noticed")
    assert len(ran.lines) == 5


def test_a_chain_that_broke_off_is_said_and_is_no_finding(fleet_command, folder):
    path = chains(folder)[0].path
    path.write_bytes(path.read_bytes()[:-10])
    ran = fleet_command("audit", "verify", str(folder))
    assert (ran.code, ran.err) == (0, "")
    assert "broken off after line 4, " in ran.lines[0]
    path.write_bytes(b"{")
    assert "broken off before its first line was whole, 1 byte" in fleet_command("audit", "verify", str(folder)).out
    path.write_bytes(b"")
    ran = fleet_command("audit", "verify", str(folder))
    assert ran.code == 0
    assert ran.lines[1] == "  head none"


def test_a_chain_that_was_changed_fails_with_its_line(fleet_command, folder):
    _change(folder)
    ran = fleet_command("audit", "verify", str(folder))
    assert ran.code == 1
    assert "changed, line 3 does not fit its hash" in ran.lines[0]
    assert ": whole, 4 lines" in ran.lines[2]
    assert ran.err == "error: chains that were changed: 1 of 2\n"


def test_a_head_that_was_noted_is_looked_for(fleet_command, folder):
    path = chains(folder)[0].path
    noted = verified(chains(folder)).chains[0].head
    ran = fleet_command("audit", "verify", str(folder), "--head", noted.upper())
    assert (ran.code, ran.err) == (0, "")
    assert f"noted {noted}: {chains(folder)[0].name}:4, 0 lines after it" in ran.lines
    assert "note:" not in ran.out
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert fleet_command("audit", "verify", str(folder)).code == 0
    ran = fleet_command("audit", "verify", str(folder), "--head", noted)
    assert ran.code == 1
    assert ran.err.startswith(f"error: no chain has the head `{noted}` or passed through it")
    path.unlink()
    assert fleet_command("audit", "verify", str(folder), "--head", noted).code == 1


@pytest.mark.parametrize("head", ["", "4f1a", "x" * 64, "0" * 65])
def test_what_is_no_hash_is_a_mistake_of_usage(fleet_command, folder, head):
    ran = fleet_command("audit", "verify", str(folder), "--head", head)
    assert (ran.code, ran.out) == (2, "")
    assert "not a hash of 64 digits" in ran.err


def test_the_verdict_as_data(fleet_command, folder):
    _change(folder, 1)
    noted = verified(chains(folder)).chains[0].head
    ran = fleet_command("audit", "verify", str(folder), "--json", "--head", noted, "--head", "0" * 64)
    assert ran.code == 1
    first, second = ran.data["chains"]
    assert (first["state"], first["lines"], first["head"], first["fault"]) == ("whole", 5, noted, None)
    assert (second["state"], second["lines"], second["torn"]) == ("changed", 2, 0)
    assert ran.data["heads"] == [
        {"hash": noted, "place": f"{first['chain']}:4", "after": 0},
        {"hash": "0" * 64, "place": None, "after": None},
    ]


@pytest.mark.parametrize("verb", ["verify", "show", "summary", "erase"])
def test_what_is_no_record_is_a_mistake_of_usage(fleet_command, tmp_path, alone, verb):
    more = ["--account", "acme"] if verb == "erase" else []
    ran = fleet_command("audit", verb, str(tmp_path / "nowhere"), *more)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: there is no folder")
    ran = fleet_command("audit", verb, str(alone), *more)
    assert (ran.code, ran.out) == (2, "")
    assert "holds no record" in ran.err


def test_a_record_is_shown_a_line_each(fleet_command, folder):
    ran = fleet_command("audit", "show", str(folder))
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("  ") for line in ran.lines]
    assert {len(row) for row in rows} == {9}
    assert [row[1] for row in rows] == [
        *["chain", "call", "outcome", "call", "handoff"],
        *["chain", "call", "approval", "call"],
    ]
    assert rows[1][2:] == [
        *["support-agent", "tickets.resolve", "ticket-resolution", "allow", "FLT420", "support-agent", "c1"]
    ]
    assert rows[2][5] == "done"
    assert rows[3][5:] == ["redirect", "FLT404,FLT405", "account-manager", "c1"]
    assert rows[4][3] == "support-agent -> account-manager"
    assert rows[7][5] == "by head of sales"
    assert rows[8][5:] == ["allow", "FLT421,FLT410", "account-manager", "c2"]


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (["--persona", "account-manager"], ["call", "approval", "call"]),
        (["--lane", "deal-negotiation"], ["call", "handoff", "call", "approval", "call"]),
        (["--outcome", "redirect"], ["call"]),
        (["--outcome", "ask"], ["call"]),
        (["--conversation", "c1"], ["call", "outcome", "call", "handoff"]),
        (["--persona", "support-agent", "--outcome", "allow"], ["call", "handoff"]),
        (["--persona", "nobody"], []),
    ],
)
def test_only_what_is_wanted_is_shown(fleet_command, folder, words, kinds):
    ran = fleet_command("audit", "show", str(folder), "--json", *words)
    assert ran.code == 0
    assert [json.loads(line)["kind"] for line in ran.lines] == kinds


def test_the_lines_as_data_are_whole(fleet_command, folder):
    found = [json.loads(line) for line in fleet_command("audit", "show", str(folder), "--json").lines]
    for chain in chains(folder):
        rows = [json.loads(row) for row in chain.path.read_text().splitlines()]
        assert [one for one in found if one["chain"] == chain.name] == [{"chain": chain.name, **row} for row in rows]


def test_texts_are_shown_where_they_are_kept(fleet_command, folder):
    ran = fleet_command("audit", "show", str(folder), "--texts", "--conversation", "c1")
    assert '  {"id": 4411}' in ran.lines
    assert '  "closed with thanks"' in ran.lines
    assert '  {"account": "acme", "percent": 5}' in ran.lines, "what was refused, too"
    data = [
        json.loads(line) for line in fleet_command("audit", "show", str(folder), "--texts", "--json").out.splitlines()
    ]
    assert [one["text"] for one in data][:3] == [None, {"id": 4411}, "closed with thanks"]
    assert "4411" not in fleet_command("audit", "show", str(folder)).out


def test_nothing_of_a_model_reaches_the_terminal_raw(fleet_command, tmp_path, shipped):
    guard = _guard(shipped, tmp_path / "record")
    guard.check_call("support-agent", "notes\x1b[2J\nadd  all", {"text": "\x1b[31mred\u202e"}, context=ACME)
    guard.record.close()
    out = fleet_command("audit", "show", str(tmp_path / "record"), "--texts").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "notes<U+001B>[2J add all" in out
    assert len(out.splitlines()) == 3


@pytest.mark.parametrize("verb", ["show", "summary"])
def test_what_follows_a_change_is_left_out_and_said(fleet_command, folder, verb):
    _change(folder)
    ran = fleet_command("audit", verb, str(folder), "--json")
    assert ran.code == 1
    name = chains(folder)[0].name
    assert ran.err.startswith(f"error: the chain `{name}` was changed: line 3 does not fit its hash")
    count = len(ran.lines) if verb == "show" else ran.data["lines"]
    assert count == 2 + 4


def test_a_record_is_summed_up(fleet_command, folder, monkeypatch):
    ran = fleet_command("audit", "summary", str(folder))
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("9 lines in 2 chains, 2")
    assert max(map(len, ran.lines)) <= 80
    assert [line for line in ran.lines if line.startswith(("who ", "calls "))] == [
        "who worked where",
        "who was tempted by the work of others",
        "who said yes",
        "calls in doubt",
    ]
    assert "support-agent    deal-negotiation   call     0      0    1         0" in ran.out
    assert "head of sales" in ran.out
    monkeypatch.setenv("COLUMNS", "100")
    assert "1      no-deal-negotiation\n" in fleet_command("audit", "summary", str(folder)).out


def test_the_summary_as_data(fleet_command, folder):
    data = fleet_command("audit", "summary", str(folder), "--json").data
    assert data["lines"] == 9
    assert {"persona": "account-manager", "lane": "deal-negotiation", "kind": "call", "allow": 1, "ask": 1}.items() <= (
        data["work"][0].items()
    )
    assert data["temptations"] == [
        {
            "persona": "support-agent",
            "lane": "deal-negotiation",
            "owner": "account-manager",
            "times": 1,
            "boundaries": ["support-agent/no-deal-negotiation"],
        }
    ]
    assert data["approvals"] == [
        {"by": "head of sales", "persona": "account-manager", "name": "discounts.grant", "given": 1, "used": 1}
    ]
    (doubt,) = data["doubts"]
    assert (doubt["name"], doubt["conversation"]) == ("discounts.grant", "c2")


def test_a_summary_of_little_is_short(fleet_command, tmp_path, shipped):
    guard = _guard(shipped, tmp_path / "record")
    guard.check_call("support-agent", "health.read", {"account": "acme"})
    guard.record.close()
    ran = fleet_command("audit", "summary", str(tmp_path / "record"))
    assert "who said yes" not in ran.out
    assert "calls in doubt" not in ran.out


def test_an_account_is_erased_and_the_record_still_verifies(fleet_command, folder):
    heads = [chain.head for chain in verified(chains(folder)).chains]
    ran = fleet_command("audit", "erase", str(folder), "--account", "acme")
    assert (ran.code, ran.out, ran.err) == (0, "3 texts of `acme` erased\n", "")
    shown = fleet_command("audit", "show", str(folder), "--texts").out
    assert "closed with thanks" not in shown
    assert '{"account": "beta", "percent": 20}' in shown
    assert fleet_command("audit", "verify", str(folder), "--head", heads[0], "--head", heads[1]).code == 0
    assert fleet_command("audit", "erase", str(folder), "--account", "acme").out == "0 texts of `acme` erased\n"


def test_it_works_as_a_process_of_its_own(process, folder):
    ran = process("audit", "verify", str(folder))
    assert (ran.code, ran.err) == (0, "")


def _in_doubt(fleet_command, folder):
    return json.loads(fleet_command("audit", "summary", str(folder), "--json").out)["doubts"]


@pytest.mark.parametrize(("how", "ok"), [("--done", True), ("--failed", False)])
def test_a_human_says_how_a_call_in_doubt_ended_and_then_it_is_not(fleet_command, folder, shipped, how, ok):
    (doubt,) = _in_doubt(fleet_command, folder)
    ran = fleet_command("audit", "settle", str(folder), doubt["place"], how, "--by", "night shift")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [f"`discounts.grant` of `account-manager`: {how[2:]}, says `night shift`"]
    assert _in_doubt(fleet_command, folder) == []
    assert fleet_command("audit", "verify", str(folder)).code == 0
    shown = fleet_command("audit", "show", str(folder), "--json").out.splitlines()
    last = json.loads(shown[-1]) if shown[-1].startswith("{") else json.loads("\n".join(shown))[-1]
    assert (last["kind"], last["of"], last["ok"], last["by"]) == ("outcome", doubt["place"], ok, "night shift")
    again = _guard(shipped, folder).check_call(
        "account-manager", "discounts.grant", {"account": "beta", "percent": 20}, context=BETA
    )
    assert again.codes == ("FLT410",)


def test_what_is_not_in_doubt_cannot_be_settled(fleet_command, folder):
    (doubt,) = _in_doubt(fleet_command, folder)
    settle = ("audit", "settle", str(folder))
    for place in ("nowhere:3", doubt["place"][:-1] + "1", ""):
        ran = fleet_command(*settle, place, "--done", "--by", "ada")
        assert (ran.code, ran.out) == (2, "")
        assert "no call in doubt is written down at" in ran.err
    assert fleet_command(*settle, doubt["place"], "--done", "--by", "ada").code == 0
    assert fleet_command(*settle, doubt["place"], "--done", "--by", "ada").code == 2


@pytest.mark.parametrize("how", [[], ["--done", "--failed"]])
def test_one_says_how_it_ended(fleet_command, folder, how):
    ran = fleet_command("audit", "settle", str(folder), "x:1", "--by", "ada", *how)
    assert (ran.code, ran.out) == (2, "")
    assert "say either `--done` or `--failed`" in ran.err


def test_somebody_says_so(fleet_command, folder):
    ran = fleet_command("audit", "settle", str(folder), "x:1", "--by", " ", "--done")
    assert (ran.code, ran.out) == (2, "")
    assert "say who looked how the call ended" in ran.err


def test_a_host_of_another_language_decides_runs_and_settles(fleet_command, tmp_path):
    folder = tmp_path / "record"
    asked = ("decide", "support-agent", "tickets.resolve", "--args", '{"id": 4411}', "--record", str(folder), "--json")
    started = json.loads(fleet_command(*asked).out)
    assert (started["outcome"], json.loads(fleet_command(*asked).out)["outcome"]) == ("allow", "ask")
    assert fleet_command("audit", "settle", str(folder), started["record"], "--done", "--by", "host").code == 0
    assert json.loads(fleet_command(*asked).out)["outcome"] == "allow"
