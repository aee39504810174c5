"""Random libraries as files: a few roles, perhaps on ladders, with lanes, assists, parties, and tools with limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

import yaml

from differential.tools import random_tool

CLASSES = ("apprentice", "baker", "baker-lead", "clerk", "courier", "miller", "porter", "steward")
LANES = (
    "baking", "baking-bread", "billing", "carting", "cleaning", "counting", "grinding", "hiring", "planning",
    "selling", "storing", "tasting", "teaching", "waiting", "weighing",
)  # fmt: skip
PARTIES = ("street", "guild", "town")
FACTS = ("asked", "asked-twice", "late", "owner-asked", "sold-out")
TOOLS = (
    "cart.send", "cart_send", "flour.order", "oven", "oven.light", "oven.light-all", "shop.close", "till.open",
    "Till.open", "scale-read",
)  # fmt: skip
STAGES = ("prospect", "trial", "customer")
AUDIENCES = ("customer", "teammate")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Frame(NamedTuple):
    """What all roles of a library share: who is there, who owns which lane, each lane as a duty, and the facts."""

    classes: Sequence[str]
    owners: Mapping[str, str]
    duties: Mapping[str, dict[str, object]]
    facts: Sequence[str]


class Role(NamedTuple):
    """A persona's file so far: what it says, where it may always work, and every boundary it has, by id."""

    says: dict[str, object]
    powers: set[str]
    boundaries: dict[str, str]


def random_files(rng: Random) -> dict[str, str]:
    """The files of a library, path -> text."""
    classes = rng.sample(CLASSES, rng.randint(3, 8))
    parties = PARTIES[: rng.randint(1, 3)]
    lanes = rng.sample(LANES, rng.randint(len(classes), len(LANES)))
    owners = dict(zip(lanes, classes, strict=False))
    owners |= {lane: rng.choice([*classes, *parties]) for lane in lanes[len(classes) :]}
    duties = {lane: _duty(rng, lane) for lane in lanes}
    manifest = {
        "format": 1,
        "facts": {fact: _fact(rng, classes) for fact in rng.sample(FACTS, rng.randint(2, len(FACTS)))},
        "parties": {name: {"title": name.title(), "lanes": _owned(name, owners, duties)} for name in parties},
        "fallback": parties[0],
        "tools": {name: random_tool(rng, lanes) for name in rng.sample(TOOLS, rng.randint(4, len(TOOLS)))},
    }
    files = {"library.yaml": _text(manifest)}
    frame = Frame(classes, owners, duties, list(manifest["facts"]))
    roles: dict[str, Role] = {}
    for class_ in classes:
        roles[class_] = _role(rng, class_, roles, frame)
        files[f"shop/{class_}.yaml"] = _text(roles[class_].says)
    return files


def _text(data: object) -> str:
    return yaml.dump(data, Dumper=_DUMPER, sort_keys=False, width=1000)


def _duty(rng: Random, lane: str) -> dict[str, object]:
    duty: dict[str, object] = {"lane": lane, "duty": "Do it", "about": "the work"}
    if rng.random() < 0.3:
        duty["stages"] = rng.sample(STAGES, rng.randint(1, 2))
    if rng.random() < 0.2:
        duty["audience"] = rng.choice(AUDIENCES)
    return duty


def _fact(rng: Random, classes: Sequence[str]) -> dict[str, object]:
    by = rng.choice([None, "owner", rng.choice(classes)])
    return {"about": "it is so"} if by is None else {"about": "it is so", "handed_by": by}


def _owned(name: str, owners: Mapping[str, str], duties: Mapping[str, object]) -> list[object]:
    return [duties[lane] for lane, owner in owners.items() if owner == name]


def _role(rng: Random, class_: str, roles: Mapping[str, Role], frame: Frame) -> Role:
    owners = frame.owners
    below = rng.choice(sorted(roles)) if roles and rng.random() < 0.45 else None
    lower = roles[below] if below is not None else Role({}, set(), {})
    own = {lane for lane, owner in owners.items() if owner == class_}
    others = sorted(set(owners) - own)
    always = set(rng.sample(others, min(len(others), rng.choice([0, 0, 1]))))
    powers = own | always | lower.powers
    partly = [lane for lane in others if lane not in powers]
    partly = rng.sample(partly, min(len(partly), rng.randint(0, 4)))
    assists = [{"lane": lane, "how": "helps"} for lane in sorted(always)]
    assists += [{"lane": lane, "how": "helps", **_part(rng, class_, lane, frame)} for lane in partly]
    bounded = {f"no-{lane}": lane for lane in partly}
    lifts = [id_ for id_, lane in lower.boundaries.items() if lane in powers]
    says: dict[str, object] = {
        "class": class_, "domain": "shop", "title": class_.title(), "summary": "works", "persona": "You work.",
        "mandate": _owned(class_, owners, frame.duties),
        "assists": assists,
        "boundaries": [
            {"id": id_, "lane": lane, "owner": owners[lane], "rule": "Does not.", "because": "it costs."}
            for id_, lane in bounded.items()
        ],
        "reads": rng.sample(others, min(len(others), rng.choice([0, 1, 2]))),
    }  # fmt: skip
    if below is not None:
        says |= {"above": below, "lifts": lifts}
    along = {id_: lane for id_, lane in lower.boundaries.items() if id_ not in lifts}
    return Role(says, powers, {**along, **bounded})


def _part(rng: Random, class_: str, lane: str, frame: Frame) -> dict[str, object]:
    """The condition of an assist, or how far it goes, or both: something that limits it and can hold."""
    only = {"only": rng.choice(["inform", "follow-up"])} if rng.random() < 0.4 else {}
    while True:
        when = dict(_asked(rng, class_, lane, frame))
        if when:
            return {"when": when, **only}
        if only and rng.random() < 0.3:
            return only


def _asked(rng: Random, class_: str, lane: str, frame: Frame) -> Iterator[tuple[str, object]]:
    duty, facts = frame.duties[lane], frame.facts
    if rng.random() < 0.4:
        yield "assigned", True
    if rng.random() < 0.25:
        yield "unassigned", rng.choice([one for one in frame.classes if one != class_])
    if rng.random() < 0.4:
        yield "facts", rng.sample(facts, min(len(facts), rng.choice([1, 1, 2, 3])))
    if rng.random() < 0.2:
        stages = duty.get("stages", STAGES)
        yield "stages", rng.sample(stages, rng.randint(1, len(stages)))
    if rng.random() < 0.15:
        yield "audience", duty.get("audience", rng.choice(AUDIENCES))
