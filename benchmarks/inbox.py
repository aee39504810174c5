"""How well messages are routed that nothing was learned from: `python benchmarks/inbox.py`.

`inbox/` holds 440 messages written apart from the examples of the library. A third of them, drawn by a hash of the id,
may be looked at and chose the few constants of the router (`--part look`); the rest is only ever scored. `--corpus`
takes a part of the corpus instead: `calibrate` chose constants, `test` is only scored.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import yaml

import fleet
from fleet import Context, Route, Router

FOLDER = Path(__file__).parent / "inbox"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["score", "look"], default="score", help="which messages")
    parser.add_argument("--corpus", choices=["calibrate", "test"], help="a part of the corpus instead of the inbox")
    parser.add_argument("--encoder", choices=["auto", "accurate", "fast"], action="append", help="which encoders")
    parser.add_argument("--by", choices=sorted(GROUPS), help="single requests apart by this, for the last encoder")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    library = fleet.load()
    if given.corpus:
        messages = read_corpus(given.corpus)
    else:
        messages = [one for one in read(FOLDER) if looked_at(one) == (given.part == "look")]
    rows: dict[str, dict[str, str]] = {}
    routed: list[Routed] = []
    for name in given.encoder or ["fast", "accurate", "auto"]:
        router = Router(library, encoder=name)
        router.route("a message to load everything")
        routed = [(message, *timed(router, message)) for message in messages]
        rows[name] = figures(library, routed)
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    if given.by:
        apart(library, routed, given.by)
        return
    print(f"{len(messages)} messages\n")
    for figure in next(iter(rows.values())):
        print(f"{figure:<58}" + "".join(f"{row[figure]:>12}" for row in rows.values()))


def read(folder: Path) -> list[Mapping[str, object]]:
    """All messages, file by file."""
    return [
        one for path in sorted(folder.glob("*.yaml")) for one in yaml.safe_load(path.read_text("utf-8"))["messages"]
    ]


def read_corpus(part: str) -> list[Mapping[str, object]]:
    """The messages of a part of the corpus, in the form of the inbox."""
    sys.path.append(str(Path(__file__).parent.parent / "tools"))
    import corpus  # noqa: PLC0415  a tool, no package

    return [{**one.said, "lanes": one.lanes} for one in corpus.messages(part)]


def looked_at(message: Mapping[str, object]) -> bool:
    """Whether a message belongs to the third that may be looked at."""
    return zlib.crc32(str(message["id"]).encode()) % 3 == 0


def timed(router: Router, message: Mapping[str, object]) -> tuple[Route, float]:
    context = context_of(message)
    start = time.perf_counter()
    route = router.route(str(message["text"]), context=context)
    return route, time.perf_counter() - start


def context_of(message: Mapping[str, object]) -> Context:
    """What the host would know of a message."""
    stage = None if message["stage"] == "unknown" else message["stage"]
    return Context(stage=stage, audience=message["audience"])


Routed = tuple[Mapping[str, object], Route, float]


def figures(library: fleet.Library, routed: Iterable[Routed]) -> dict[str, str]:
    everything = list(routed)
    single = [(one["lanes"][0], route) for one, route, _ in everything if len(one["lanes"]) == 1]
    several = [(one["lanes"], route) for one, route, _ in everything if len(one["lanes"]) > 1]
    nowhere = [route for one, route, _ in everything if not one["lanes"]]
    sure = [(lane, route) for lane, route in single if route.outcome == "routed"]
    fallen = [one for one, route, _ in everything if route.outcome == "fallback"]
    hit, found, wanted = overlap(several)
    times = sorted(seconds for _, _, seconds in everything)
    return {
        f"lane right at first choice, {len(single)} single requests": share(
            route.lane == lane for lane, route in single
        ),
        "lane among the first three": share(lane in top(route) for lane, route in single),
        "persona right": share(route.persona == library.owner_of(lane) for lane, route in single),
        "routed at once (the rest is asked about or falls back)": share(
            route.outcome == "routed" for _, route in single
        ),
        "of these, lane wrong": share(route.lane != lane for lane, route in sure),
        "of these, persona wrong": share(route.persona != library.owner_of(lane) for lane, route in sure),
        "split though single": share(len(route.legs) > 1 for _, route in single),
        "calibration error of the first leg, ten bins": f"{calibration_error(single):.3f}",
        f"several requests, {len(several)}: recall": f"{hit / max(1, wanted):.1%}",
        "several requests: precision": f"{hit / max(1, found):.1%}",
        f"in no lane, {len(nowhere)}: fallback recall": share(route.outcome == "fallback" for route in nowhere),
        "fallback precision": share(not one["lanes"] for one in fallen),
        "one message, median": f"{statistics.median(times) * 1000:.1f} ms",
        "one message, 99 of 100": f"{times[int(len(times) * 0.99)] * 1000:.1f} ms",
    }


def apart(library: fleet.Library, routed: Iterable[Routed], by: str) -> None:
    """Print how single requests fare, group by group, the worst first."""
    groups: dict[str, list[tuple[bool, bool]]] = {}
    for one, route, _ in routed:
        if len(one["lanes"]) == 1:
            lane = one["lanes"][0]
            right = (route.lane == lane, route.persona == library.owner_of(lane))
            groups.setdefault(GROUPS[by](one), []).append(right)
    print(f"{by:<32}{'messages':>10}{'lane':>10}{'persona':>10}")
    for name, rights in sorted(groups.items(), key=lambda item: statistics.mean(lane for lane, _ in item[1])):
        lanes, personas = (share(one[at] for one in rights) for at in (0, 1))
        print(f"{name:<32}{len(rights):>10}{lanes:>10}{personas:>10}")


def length_of(message: Mapping[str, object]) -> str:
    """How long a message is."""
    words = len(str(message["text"]).split())
    return "under 25 words" if words < 25 else "25 to 100 words" if words <= 100 else "over 100 words"


GROUPS: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "lane": lambda one: str(one["lanes"][0]),
    "channel": lambda one: str(one.get("channel", "unknown")),
    "difficulty": lambda one: "border case" if one.get("border") else "plain",
    "length": length_of,
    "stage": lambda one: str(one["stage"]),
}


def top(route: Route) -> list[str]:
    return [candidate.lane for candidate in route.legs[0].candidates[:3]]


def share(hits: Iterable[bool]) -> str:
    listed = list(hits)
    return f"{sum(listed) / max(1, len(listed)):.1%}"


def overlap(several: Iterable[tuple[list[str], Route]]) -> tuple[int, int, int]:
    hit = found = wanted = 0
    for lanes, route in several:
        legs = Counter(leg.lane for leg in route.legs if leg.lane)
        hit += sum((Counter(lanes) & legs).values())
        found += sum(legs.values())
        wanted += len(lanes)
    return hit, found, wanted


def calibration_error(single: Iterable[tuple[str, Route]]) -> float:
    """The mean distance between confidence and accuracy over ten bins, each weighted by how much is in it."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for lane, route in single:
        if route.lane is not None:
            bins.setdefault(min(9, int(route.confidence * 10)), []).append((route.confidence, route.lane == lane))
    total = sum(map(len, bins.values()))
    return sum(abs(sum(right - confidence for confidence, right in one)) for one in bins.values()) / max(1, total)


if __name__ == "__main__":
    main()
