"""How long the guard takes beside its peers: `python benchmarks/guard.py`.

Three tables. *Lookup*: may this persona work in this lane, in made-up libraries of 10, 1,000 and 10,000 rules (a rule
is one persona in one lane), the same rules in each peer; all must give the same answers. *One call*: the same
arguments of one tool, judged, judged and written down, validated, and run. *One sentence*: replies from `replies/`. All
take turns in one run. Times are of single calls in microseconds, the clock itself included, about 0.1. A peer that is
not installed is left out and named.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import fleet

SIZES = {10: 2, 1000: 10, 10_000: 20}
"""Rules in all -> rules of one persona."""
REQUESTS = 2000
TURN = 0.1
"""Seconds of one contender in one round; at least a few calls of it."""
PERSONA, TOOL = "account-manager", "discounts.grant"
ACCOUNTS = [f"account-{at}" for at in range(200)]

Lookup = Callable[[str, str], object]
Call = Callable[[str, float], object]


class Figures(NamedTuple):
    """Microseconds of one call."""

    p50: float
    p99: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often everybody takes a turn (default 9)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    tables = {
        "lookup": {size: lookups(size, given.rounds) for size in SIZES},
        "call": calls(given.rounds),
        "reply": replied(given.rounds),
    }
    if given.json:
        print(json.dumps(tables, indent=2))
        return
    report(tables["lookup"], tables["call"], tables["reply"])


def report(
    found: Mapping[int, Mapping[str, Figures]], call: Mapping[str, Figures], reply: Mapping[str, Figures]
) -> None:
    """Print the three tables, each time beside ours."""
    print(f"Python {platform.python_version()}, {platform.machine()}; microseconds, p50 and p99; x: times ours\n")
    print(f"{'lookup':<44}" + "".join(f"{f'{size:,} rules':>28}" for size in SIZES) + f"{'growth':>9}")
    first, *_, last = found.values()
    for name in first:
        cells = "".join(cell(one[name], one["fleet.relate"]) for one in found.values())
        print(f"{name:<44}{cells}{last[name].p50 / first[name].p50:>7.1f} x")
    for title, rows, ours in (("one call", call, "check_call"), ("one sentence", reply, "check_reply")):
        print(f"\n{title}")
        for name, figures in rows.items():
            print(f"{name:<44}{cell(figures, rows[ours])}")
    print()
    for module, peer in (("cedarpy", "cedarpy"), ("casbin", "pycasbin"), ("langchain_core", "langchain-core")):
        print(f"{peer} {version(peer)}" if find_spec(module) else f"{peer} is not installed and is left out")


def cell(figures: Figures, ours: Figures) -> str:
    return f"{figures.p50:>10.2f}{figures.p99:>9.1f}{figures.p50 / ours.p50:>7.1f} x"


def lookups(size: int, rounds: int) -> dict[str, Figures]:
    """Measure everybody who can say whether a persona may work in a lane, and compare their answers."""
    with tempfile.TemporaryDirectory() as scratch:
        library = fleet.load(written(Path(scratch), size))
    rules = [*(owner_and_lane[::-1] for owner_and_lane in library.owners.items()), *library.grants]
    if len(rules) != size:
        sys.exit(f"{len(rules)} rules, not {size}")
    requests = asked(library, rules)
    acts = dict(lookers(library, rules))
    for name, act in acts.items():
        for request in requests[:40]:
            if bool(act(*request)) != (request in rules):
                sys.exit(f"{name} answers wrongly about {request}")
    return measured(acts, requests, rounds)


def written(folder: Path, size: int) -> Path:
    """Write a library: each persona owns one lane and assists in the next ones, `size` rules in all."""
    each = SIZES[size]
    count = size // each
    (folder / "desk").mkdir()
    (folder / "library.yaml").write_text("format: 1\nparties:\n  front: {title: Front desk}\nfallback: front\n")
    for at in range(count):
        assists = "".join(f"  - {{lane: lane-{(at + step) % count}, how: helps out}}\n" for step in range(1, each))
        (folder / "desk" / f"clerk-{at}.yaml").write_text(
            f"class: clerk-{at}\ndomain: desk\ntitle: Clerk {at}\nsummary: works on {at}\npersona: You are exact.\n"
            f"mandate:\n  - {{lane: lane-{at}, duty: Works on it, about: the work of {at}}}\nassists:\n{assists}"
        )
    return folder


def asked(library: fleet.Library, rules: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Draw questions: about half are answered with yes."""
    choose = random.Random(5)  # noqa: S311  a draw, not a secret
    personas, lanes = list(library), list(library.lanes)
    return [
        choose.choice(rules) if choose.random() < 0.5 else (choose.choice(personas), choose.choice(lanes))
        for _ in range(REQUESTS)
    ]


def lookers(library: fleet.Library, rules: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Lookup]]:
    relate, owners, grants = fleet.relate, library.owners, library.grants
    yield "fleet.relate", lambda persona, lane: relate(library, persona, lane)
    yield (
        "its index alone, two dictionaries",
        lambda persona, lane: owners[lane] == persona or (persona, lane) in grants,
    )
    if find_spec("cedarpy"):
        yield "cedarpy, one policy for each rule", cedar_policies(rules)
        yield "cedarpy, one policy, lanes as entities", cedar_entities(rules)
    if find_spec("casbin"):
        casbin = importlib.import_module("casbin")
        yield "pycasbin, RBAC", casbin_lookup(rules, casbin.Enforcer, casbin.Model())
        fast = partial(casbin.FastEnforcer, cache_key_order=[0, 1])
        by_both = importlib.import_module("casbin.model").FastModel([0, 1])
        yield "pycasbin, FastEnforcer by subject and object", casbin_lookup(rules, fast, by_both)


def cedar_policies(rules: Sequence[tuple[str, str]]) -> Lookup:
    """Policies and entities are parsed once, as its documentation advises."""
    cedar = importlib.import_module("cedarpy")
    permits = [
        f'permit(principal == Persona::"{persona}", action == Action::"work", resource == Lane::"{lane}");'
        for persona, lane in rules
    ]
    return cedar_lookup(cedar.PolicySet.from_str("\n".join(permits)), cedar.Entities.from_json_str("[]"))


def cedar_entities(rules: Sequence[tuple[str, str]]) -> Lookup:
    cedar = importlib.import_module("cedarpy")
    workers: dict[str, list[object]] = {}
    for persona, lane in rules:
        workers.setdefault(lane, []).append({"__entity": {"type": "Persona", "id": persona}})
    lanes = [
        {"uid": {"type": "Lane", "id": lane}, "attrs": {"workers": found}, "parents": []}
        for lane, found in workers.items()
    ]
    policy = 'permit(principal, action == Action::"work", resource) when { resource.workers.contains(principal) };'
    return cedar_lookup(cedar.PolicySet.from_str(policy), cedar.Entities.from_json_str(json.dumps(lanes)))


def cedar_lookup(policies: object, entities: object) -> Lookup:
    is_authorized = importlib.import_module("cedarpy").is_authorized
    action = 'Action::"work"'

    def lookup(persona: str, lane: str) -> object:
        request = {"principal": f'Persona::"{persona}"', "action": action, "resource": f'Lane::"{lane}"', "context": {}}
        return is_authorized(request, policies, entities).allowed

    return lookup


CASBIN_MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
"""


def casbin_lookup(rules: Sequence[tuple[str, str]], enforcer_of: Callable, model: Any) -> Lookup:
    model.load_model_from_text(CASBIN_MODEL)
    enforcer = enforcer_of(model)
    enforcer.add_policies([(persona, lane, "work") for persona, lane in rules])
    enforce = enforcer.enforce
    return lambda persona, lane: enforce(persona, lane, "work")


def calls(rounds: int) -> dict[str, Figures]:
    """Measure one call of a tool with two arguments: judged, recorded, and what others do with the same arguments."""
    choose = random.Random(5)  # noqa: S311  a draw, not a secret
    requests = [(choose.choice(ACCOUNTS), choose.randint(0, 60) / 4) for _ in range(REQUESTS)]
    with tempfile.TemporaryDirectory() as scratch:
        acts = dict(callers(Path(scratch)))
        for name, act in acts.items():
            if not act(*requests[0]):
                sys.exit(f"{name} does not take {requests[0]}")
        return measured(acts, requests, rounds)


def callers(folder: Path) -> Iterator[tuple[str, Call]]:
    library = fleet.load()
    guard, recorded = fleet.Guard(library), fleet.Guard(library, record=fleet.Record(folder))
    contexts = {name: fleet.Context(account=name, stage="customer") for name in ACCOUNTS}

    def judged(account: str, percent: float) -> object:
        arguments = {"account": account, "percent": percent}
        return guard.check_call(PERSONA, TOOL, arguments, context=contexts[account])

    def as_text(account: str, percent: float) -> object:
        arguments = f'{{"account": "{account}", "percent": {percent}}}'
        return guard.check_call(PERSONA, TOOL, arguments, context=contexts[account])

    def redirected(account: str, percent: float) -> object:
        arguments = {"account": account, "percent": percent}
        return not guard.check_call("support-agent", TOOL, arguments, context=contexts[account])

    def settled(account: str, percent: float) -> object:
        arguments = {"account": account, "percent": percent}
        decision = recorded.check_call(PERSONA, TOOL, arguments, context=contexts[account])
        recorded.settle(decision, ok=True, output="granted")
        return decision

    def with_ledger(account: str, percent: float) -> object:
        arguments, ledger = {"account": account, "percent": percent}, fleet.Ledger()
        decision = guard.check_call(PERSONA, TOOL, arguments, context=contexts[account], ledger=ledger)
        guard.settle(decision, ok=True, output="granted", ledger=ledger)
        return decision

    yield "check_call", judged
    yield "check_call, arguments as JSON text", as_text
    yield "check_call, answered with redirect", redirected
    yield "check_call and settle, in a new ledger", with_ledger
    yield "check_call and settle, both recorded in a file", settled
    yield "pydantic, types and limits alone", validator()
    if find_spec("langchain_core"):
        yield from tools(guard, contexts)


def validator() -> Call:
    from pydantic import BaseModel, ConfigDict, Field  # noqa: PLC0415  a peer

    class Discount(BaseModel):
        model_config = ConfigDict(strict=True, extra="forbid")

        account: str
        percent: float = Field(ge=0, le=15)

    return lambda account, percent: Discount.model_validate({"account": account, "percent": percent})


def tools(guard: fleet.Guard, contexts: Mapping[str, fleet.Context]) -> Iterator[tuple[str, Call]]:
    """A LangChain tool that does nothing, and the same one behind the guard."""
    from langchain_core.tools import StructuredTool  # noqa: PLC0415  a peer

    from fleet.integrations.langchain_tools import guard_tools  # noqa: PLC0415  needs the peer

    def grant(account: str, percent: float) -> str:
        """Grant a discount."""
        return f"{account} {percent}"

    tool = StructuredTool.from_function(grant, name=TOOL)
    behind = {
        account: guard_tools([tool], guard=guard, persona=PERSONA, context=context)[0]
        for account, context in contexts.items()
    }

    def guarded(account: str, percent: float) -> object:
        return behind[account].invoke({"account": account, "percent": percent})

    if guarded(ACCOUNTS[0], 5.0) != grant(ACCOUNTS[0], 5.0):
        sys.exit("the guarded tool does not run")
    yield "LangChain tool.invoke", lambda account, percent: tool.invoke({"account": account, "percent": percent})
    yield "LangChain tool.invoke, behind the guard", guarded


def replied(rounds: int) -> dict[str, Figures]:
    """Measure replies from the part of `replies/` that may be looked at; times are shared out over their sentences."""
    import replies  # noqa: PLC0415  the benchmark beside this one

    drafts = replies.drafts(scored=False)
    guard = fleet.Guard(fleet.load())
    times = []
    for draft in drafts[:1] + drafts * max(1, rounds // 3):
        start = time.perf_counter_ns()
        guard.check_reply(draft.persona, draft.text, context=draft.context, incoming=draft.incoming)
        times.append((time.perf_counter_ns() - start) / len(draft.sentences))
    return {"check_reply": figures_of(times[1:])}


def measured(
    acts: Mapping[str, Callable[..., object]], requests: Sequence[tuple[object, ...]], rounds: int
) -> dict[str, Figures]:
    """Let all take turns on the same requests; the first round does not count."""
    times: dict[str, list[int]] = {name: [] for name in acts}
    for turn in range(rounds + 1):
        for name, act in acts.items():
            found = turn_of(act, requests)
            times[name] += found if turn else []
    return {name: figures_of(found) for name, found in times.items()}


def turn_of(act: Callable[..., object], requests: Sequence[tuple[object, ...]]) -> list[int]:
    """Nanoseconds of each call, until the turn is over."""
    clock = time.perf_counter_ns
    end = clock() + int(TURN * 1e9)
    times = []
    for request in requests:
        start = clock()
        act(*request)
        stop = clock()
        times.append(stop - start)
        if stop > end and len(times) >= 5:
            break
    return times


def figures_of(nanoseconds: Sequence[float]) -> Figures:
    ordered = sorted(nanoseconds)
    return Figures(statistics.median(ordered) / 1000, ordered[int(len(ordered) * 0.99)] / 1000)


if __name__ == "__main__":
    main()
