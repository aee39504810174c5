"""How routing grows with a library: `python benchmarks/growth.py`.

Libraries of 10, 150 and 1,000 personas with a lane and ten examples each, made of words that nothing was tuned on. For
each, in processes of their own: learning it for the first time, reading it from the cache, one message, and memory.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (10, 150, 1000)
EXAMPLES = 10
_MESSAGES = 200
_SOUNDS = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=Path, help="measure this library, in this process")
    parser.add_argument("--encoder", choices=["fast", "accurate", "auto"], help="with which encoder")
    given = parser.parse_args()
    if given.one:
        one(given.one, given.encoder)
        return
    print(f"{'lanes':>6} {'encoder':<9} {'first':>8} {'cached':>8} {'p50':>9} {'p99':>9} {'a second':>9} {'memory':>8}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = written(Path(scratch) / "library", size)
            environment = {**os.environ, "FLEET_CACHE": str(Path(scratch) / "cache")}
            for encoder in ("fast", "accurate", "auto"):
                command = [sys.executable, __file__, "--one", str(folder), "--encoder", encoder]
                first, again = (
                    subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
                    for _ in range(2)
                )
                _, p50, p99, memory = again
                print(
                    f"{size:>6} {encoder:<9} {float(first[0]):>6.1f} s {float(again[0]):>6.2f} s {float(p50):>6.2f} ms"
                    f" {float(p99):>6.2f} ms {1000 / float(p50):>9.0f} {float(memory):>5.0f} MB",
                    flush=True,
                )


def one(folder: Path, encoder: str) -> None:
    """Print the seconds to the first answer, the median and 99th of 100 in milliseconds, and the memory in MB."""
    import fleet  # noqa: PLC0415  its import counts

    start = time.perf_counter()
    router = fleet.Router(fleet.load(folder), encoder=encoder)
    router.route("where does the wagon of the second shipment stand?")
    ready = time.perf_counter() - start
    choose = random.Random(11)  # noqa: S311  a draw, not a secret
    times = []
    for message in (said(choose) for _ in range(_MESSAGES)):
        start = time.perf_counter()
        router.route(message)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(ready, statistics.median(times), times[int(len(times) * 0.99)], memory)


def written(folder: Path, size: int) -> Path:
    """Write a library."""
    choose = random.Random(7)  # noqa: S311  a draw, not a secret
    (folder / "desk").mkdir(parents=True)
    (folder / "parties").mkdir()
    (folder / "library.yaml").write_text(
        "format: 1\nfallback: front\nparties:\n  front: {title: Front desk, examples: parties/front.examples.yaml}\n"
    )
    (folder / "parties" / "front.examples.yaml").write_text(asks("", choose))
    for at in range(size):
        lane = f"lane-{at}"
        (folder / "desk" / f"clerk-{at}.yaml").write_text(
            f"class: clerk-{at}\ndomain: desk\ntitle: Clerk {at}\nsummary: works on {lane}\npersona: You are exact.\n"
            f"mandate:\n  - {{lane: {lane}, duty: Works on it., about: {words(choose, 4)}}}\n"
        )
        (folder / "desk" / f"clerk-{at}.examples.yaml").write_text(f"lanes:\n  {lane}:\n" + asks("    ", choose))
    return folder


def asks(indent: str, choose: random.Random) -> str:
    """Examples that share some words of their own."""
    topic = [word(choose) for _ in range(5)]
    lines = [f"{indent}  - {' '.join(choose.sample(topic, 3))} {words(choose, 5)}" for _ in range(EXAMPLES)]
    return "\n".join([f"{indent}asks:", *lines]) + "\n"


def said(choose: random.Random) -> str:
    return f"hello, {words(choose, 8)}?"


def words(choose: random.Random, count: int) -> str:
    return " ".join(word(choose) for _ in range(count))


def word(choose: random.Random) -> str:
    return "".join(choose.choice(_SOUNDS) for _ in range(choose.randint(2, 3)))


if __name__ == "__main__":
    main()
