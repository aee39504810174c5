"""The figures of docs/replays.md: `python tests/replay/report.py --data DIR`."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from replays import attacks, tau2
from replays.attacks import REACHES
from replays.figures import attack_pairs, kinds, stopped, tau2_replays, user_steps
from replays.layers import LAYERS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with tau2 and agentdojo; see docs/replays.md")
    data = parser.parse_args().data
    if not all((data / name).is_dir() for name in ("tau2", "agentdojo")):
        parser.exit(2, f"{data} has no folders tau2 and agentdojo; docs/replays.md says where they come from\n")
    for suite in tau2.SUITES:
        ground_truth(data, suite)
        mutants(data, suite)
    asked(data)
    for reach in REACHES:
        pairs(data, reach)
    through(data)


def ground_truth(data: Path, suite: str) -> None:
    replays = tau2_replays(data, suite)
    steps = [step for replay in replays for step in replay.steps]
    handoffs = [handoff for step in steps for handoff in step.handoffs]
    print(f"\ntau2 {suite}: {len(replays)} tasks")
    for by, added in (("assistant", False), ("assistant", True), ("user", False)):
        outcomes = Counter(step.first.outcome for step in steps if (step.call.by, step.call.added) == (by, added))
        print(f"  calls of the {by}{', added look-ups' if added else ''}: {sum(outcomes.values())} {dict(outcomes)}")
    print(f"  handoffs: {len(handoffs)} {dict(Counter(one.outcome for one in handoffs))}")
    print(f"  sequences of personas and parties: {len({replay.personas for replay in replays})} different", end="")
    print(f", at most {max(len(replay.personas) - 1 for replay in replays)} handoffs in one")
    for replay in replays:
        for step in replay.steps:
            if not step.last and step.call.by == "assistant":
                print(f"  not allowed: {replay.task.name}, {step.call.tool}\n    {step.last.explain(to='person')}")


def mutants(data: Path, suite: str) -> None:
    found = kinds(data, suite)
    gated = [kind for kind in found if kind.code is not None]
    print(
        f"\n  {'mutants':36}{'code':8}{'made':>6}{'distinct':>10}",
        *(f"{layer:>9}" for layer in LAYERS),
        f"{'right':>7}",
    )
    for kind in found:
        refused = (f"{kind.refused[layer]:9}" for layer in LAYERS)
        print(f"  {kind.name:36}{kind.code or '-':8}{kind.made:6}{kind.distinct:10}", *refused, f"{kind.right:7}")
    sums = (f"{sum(kind.refused[layer] for kind in gated):9}" for layer in LAYERS)
    made, distinct = (sum(getattr(kind, name) for kind in gated) for name in ("made", "distinct"))
    print(f"  {'all with a code':44}{made:6}{distinct:10}", *sums, f"{sum(kind.right for kind in gated):7}")


def asked(data: Path) -> None:
    print("\nagentdojo, calls of the user tasks alone")
    print(f"  {'':12}{'calls':>6}{'allow':>7}{'ask':>5}{'else':>6}{'handoffs':>10}")
    total: Counter[str] = Counter()
    for suite in attacks.SUITES:
        steps = user_steps(data, suite)
        counts = Counter(step.first.outcome for step in steps)
        accepted = sum(bool(handoff) for step in steps for handoff in step.handoffs)
        row = {"calls": len(steps), "allow": counts["allow"], "ask": counts["ask"], "handoffs": accepted}
        total.update(row)
        _row(suite, row)
    _row("all", total)
    print(f"  asked: {total['ask'] / total['calls']:.1%}")


def _row(name: str, row: Counter[str] | dict[str, int]) -> None:
    rest = row["calls"] - row["allow"] - row["ask"]
    print(f"  {name:12}{row['calls']:6}{row['allow']:7}{row['ask']:5}{rest:6}{row['handoffs']:10}")


def pairs(data: Path, reach: attacks.Reach) -> None:
    print(f"\nagentdojo, attacks carried out by: {reach}\n  {'':12}{'pairs':>6}{'with calls':>12}", end="")
    print(*(f"{layer:>9}" for layer in LAYERS), f"{'of these asked':>16}")
    total: Counter[str] = Counter()
    for suite in attacks.SUITES:
        whole = attack_pairs(data, suite, "sources", reach)
        row = Counter({layer: stopped(attack_pairs(data, suite, layer, reach)) for layer in LAYERS})
        row["pairs"], row["acts"] = len(whole), sum(pair.acts for pair in whole)
        row["asked"] = sum(pair.stopped is not None and pair.stopped.outcome == "ask" for pair in whole)
        total.update(row)
        _pairs(suite, row)
    _pairs("all", total)
    print(f"  {'':30}", *(f"{total[layer] / total['acts']:9.1%}" for layer in LAYERS))


def _pairs(name: str, row: Counter[str]) -> None:
    print(
        f"  {name:12}{row['pairs']:6}{row['acts']:12}", *(f"{row[layer]:9}" for layer in LAYERS), f"{row['asked']:16}"
    )


def through(data: Path) -> None:
    print("\nagentdojo, not stopped by the personas at work")
    for suite in attacks.SUITES:
        for pair in attack_pairs(data, suite, "sources", "at work"):
            if pair.stopped is None and pair.acts:
                print(f"  {suite}: {pair.injection.id} in {pair.user.id}")


if __name__ == "__main__":
    main()
