"""How politely a boundary may be crossed: `python benchmarks/polite.py`; 520 drafts, half of which do it anyway.

Three questions about the drafts in `polite/`. *Text*: what the guard says where there is only the text; a third may be
looked at (`--part looked`, `--show`), the rest is scored only. *Deed*: the same deed as a call of the lane's tool, and
as a handoff that takes the lane: exact, none may pass. *Peers*: what promptfoo and DeepEval decide without a model
(`--promptfoo FOLDER`, where npm installed it; `--deepeval PYTHON`, of an environment that has it).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import fleet
from fleet.relation import relate
from fleet.spec import Tool
from fleet.testing.tools import accepted_arguments, bound_tools, owning, sources_of, synthetic_name, synthetic_tools

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import corpus

HERE = Path(__file__).parent
FOLDER = HERE / "polite"
PEERS = HERE / "peers"
LETTERS = 5
"""Letters from which a word of a lane's description is one that a list of forbidden words would have."""


class Deed(NamedTuple):
    """What a draft says that it does, done: a call or a handoff, and what the guard says of it."""

    draft: corpus.Draft
    name: str
    decision: fleet.Decision


def main() -> None:
    """Answer the three questions, as far as they are asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["looked", "scored", "none"], default="scored", help="of the text")
    parser.add_argument("--show", action="store_true", help="what was missed or blocked; only of the part looked at")
    parser.add_argument("--promptfoo", metavar="FOLDER", type=Path, help="the folder with its node_modules")
    parser.add_argument("--deepeval", metavar="PYTHON", help="the Python of an environment that has it")
    given = parser.parse_args()
    library = fleet.load()
    if given.part != "none":
        text(library, scored=given.part == "scored", show=given.show)
    deed(library)
    if given.promptfoo or given.deepeval:
        peers(library, given.promptfoo, given.deepeval)


def drafts() -> list[corpus.Draft]:
    """All drafts, by id."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        found += [corpus.draft_of(said) for said in yaml.safe_load(path.read_text("utf-8"))["drafts"]]
    return sorted(found, key=lambda one: one.id)


def part(*, scored: bool) -> list[corpus.Draft]:
    """The drafts of a part: every third may be looked at."""
    return [draft for at, draft in enumerate(drafts()) if (at % 3 == 0) != scored]


def text(library: fleet.Library, *, scored: bool, show: bool) -> None:
    """Put the texts to the guard, as an agent would have written them, and print what it finds."""
    guard = fleet.Guard(library)
    found = [
        (one, guard.check_reply(one.persona, one.text, context=one.context, incoming=one.incoming))
        for one in part(scored=scored)
    ]
    crossed = [(one, said, corpus.crossing(library, one)) for one, said in found if corpus.crossing(library, one)]
    clean = [(one, said) for one, said in found if not corpus.crossing(library, one)]
    caught = [(said, lanes) for _, said, lanes in crossed if not said]
    owners = [said for said, lanes in caught if said.owner in {library.owner_of(str(one.lane)) for one in lanes}]
    print(f"text only, {'scored' if scored else 'looked at'}: {len(found)} drafts, {len(crossed)} cross")
    print(f"  found: {share(len(caught), len(crossed))}; of these the right owner: {share(len(owners), len(caught))}")
    print(f"  false alarms: {share(sum(not said for _, said in clean), len(clean))}")
    if show and not scored:
        for one, said, lanes in crossed:
            if said:
                print(f"    missed {one.id} {one.persona}: {lanes[0]}")
        for one, said in clean:
            if not said:
                print(f"    blocked {one.id} {one.persona}: {said.evidence}")


def deed(library: fleet.Library) -> None:
    """Print how many deeds pass as a call and as a handoff."""
    for kind, found in (("call", list(calls(library))), ("handoff", list(handoffs(library)))):
        passed = [one for one in found if one.decision]
        outcomes = ", ".join(
            f"{count} {name}" for name, count in Counter(one.decision.outcome for one in found).items()
        )
        count = len({one.draft.id for one in found})
        print(f"deed as a {kind}: {len(passed)} of {len(found)} pass, of {count} drafts ({outcomes})")
        for one in passed:
            print(f"    passed {one.draft.id} {one.draft.persona}: {one.name}")


def calls(library: fleet.Library) -> Iterator[Deed]:
    """Every deed as a call: of each tool of the lane that does more than the persona may, and of the suite's own."""
    guard = fleet.Guard(library, tools=synthetic_tools(library))
    for draft in drafts():
        for lane in crossed_lanes(library, draft):
            relation = relate(library, draft.persona, lane, draft.context)
            synthetic = synthetic_name(lane, "commit"), Tool(lane=lane, effect="commit")
            for name, tool in (*bound_tools(library, lane), synthetic):
                arguments = accepted_arguments(tool)
                if relation.permits(tool.effect) or arguments is None:
                    continue
                said = sources_of(tool, arguments)
                ledger = None if said is None else fleet.Ledger(said)
                context = owning(draft.context)
                decision = guard.check_call(draft.persona, name, arguments, context=context, ledger=ledger)
                yield Deed(draft, name, decision)


def handoffs(library: fleet.Library) -> Iterator[Deed]:
    """Every deed as a handoff that gives the lane to the persona: from the front desk, and from itself.

    Where the persona may do a part of the lane it may be given the work, for that part; then this is no deed.
    """
    guard = fleet.Guard(library)
    desk = library.manifest.fallback
    for draft in drafts():
        for lane in crossed_lanes(library, draft):
            if relate(library, draft.persona, lane, draft.context):
                continue
            for source in (desk, draft.persona):
                context = draft.context.model_copy(update={"current": source})
                taken = fleet.Handoff(source, draft.persona, lane)
                yield Deed(draft, f"{source} -> {draft.persona}: {lane}", guard.check_handoff(taken, context=context))


def crossed_lanes(library: fleet.Library, draft: corpus.Draft) -> tuple[str, ...]:
    """The lanes in which a draft does work that is not the persona's, each once."""
    return tuple(dict.fromkeys(str(one.lane) for one in corpus.crossing(library, draft)))


def peers(library: fleet.Library, promptfoo: Path | None, deepeval: str | None) -> None:
    """Let the peers decide, each by its own package, and print what they let pass beside what they refuse."""
    compare(ours(library))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "cases.json"
        path.write_text(json.dumps(list(cases(library))), encoding="utf-8")
        for driver, interpreter, more in (
            ("ask_promptfoo.py", sys.executable if promptfoo else None, [str(promptfoo)]),
            ("ask_deepeval.py", deepeval, []),
        ):
            if interpreter is not None:
                done = subprocess.run(
                    [interpreter, str(PEERS / driver), str(path), *more],
                    check=True,
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                )
                compare(json.loads(done.stdout))


def ours(library: fleet.Library) -> Mapping[str, Any]:
    """What the guard says of the same: the handoff to the owner, and the deed as a call if there is one."""
    guard = fleet.Guard(library)
    done = {one.draft.id for one in calls(library) if one.decision}
    verdicts = {}
    for draft in drafts():
        lanes = crossed_lanes(library, draft)
        lane = (lanes or named_lanes(library, draft))[0]
        context = draft.context.model_copy(update={"current": draft.persona})
        handed = guard.check_handoff(fleet.Handoff(draft.persona, library.owner_of(lane), lane), context=context)
        verdicts[draft.id] = "pass" if (draft.id in done if lanes else handed) else "fail"
    return {"name": "fleet", "version": fleet.__version__, "checks": {"calls and handoffs": verdicts}}


def compare(said: Mapping[str, Any]) -> None:
    """Print what one peer said: each check with what it let pass that crosses, and what it failed that is clean."""
    crosses = {one.id: bool(corpus.crossing(fleet.load(), one)) for one in drafts()}
    print(f"\n{said['name']} {said['version']}")
    for check, verdicts in said["checks"].items():
        missed = sum(one == "pass" for id_, one in verdicts.items() if crosses.get(id_) is True)
        failed = sum(one == "fail" for id_, one in verdicts.items() if crosses.get(id_) is False)
        open_ = sum(one == "asks" for id_, one in verdicts.items() if id_ in crosses)
        asks = f", {open_} ask a model" if open_ else ""
        print(f"  {check}: {missed} of {sum(crosses.values())} that cross pass, {failed} clean fail{asks}", end="")
        print("".join(f"; {id_}: {one}" for id_, one in verdicts.items() if id_ not in crosses))


def cases(library: fleet.Library) -> Iterator[Mapping[str, object]]:
    """What the peers are asked: drafts, each with the deed and the handoff as calls; and two that do nothing at all."""
    for draft in drafts():
        lane = (crossed_lanes(library, draft) or named_lanes(library, draft))[0]
        owner = library.owner_of(lane)
        handoff = f"transfer_to_{owner.replace('-', '_')}"
        done = f"{lane.replace('-', '_')}_commit"
        yield {
            "id": draft.id,
            "incoming": draft.incoming,
            "text": draft.text,
            "owner": [library.title_of(owner).partition(" (")[0], owner.replace("-", " ")],
            "words": words(library.lanes[lane].about),
            "expected": handoff,
            "denied": done,
            "called": [handoff, done] if corpus.crossing(library, draft) else [handoff],
        }
    idle = {"owner": ["Account Manager"], "words": ["price"], "expected": "transfer_to_account_manager", "called": []}
    for id_, said in (("an empty reply", ""), ("a bare refusal", "I'm sorry, I can't help with that.")):
        yield {
            "id": id_,
            "incoming": "What would it cost us?",
            "text": said,
            "denied": "deal_negotiation_commit",
            **idle,
        }


def named_lanes(library: fleet.Library, draft: corpus.Draft) -> Sequence[str]:
    """The lanes of others that a clean draft speaks of: first those that it declines or hands over."""
    others = [one for one in draft.sentences if one.lane is not None and library.owner_of(one.lane) != draft.persona]
    return [str(one.lane) for one in sorted(others, key=lambda one: one.act not in ("declines", "hands-over"))]


def words(about: str) -> list[str]:
    """The words of a lane's description that a list of forbidden words would have."""
    return sorted({one for one in re.findall(r"[a-z]+", about.lower()) if len(one) >= LETTERS})


def share(some: int, all_: int) -> str:
    """A share in percent, with its counts."""
    return f"{100 * some / max(1, all_):.1f} % ({some} of {all_})"


if __name__ == "__main__":
    main()
