"""How long it takes to load, check, compile, test and start: `python benchmarks/library.py` in the test environment.

Everything is measured side by side in one run, in turn, and given as medians and ratios: absolute times say more
about the machine than about the library. Peers: a bare `from pydantic import BaseModel`, and PyYAML alone on the
same files.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

import fleet
from fleet.checks import check
from fleet.library import shipped_folder
from fleet.testing import Target, generated, mutation_score, run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="runs of each figure (default 9)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    rows = [
        *start_up(given.runs),
        *loading(given.runs),
        *synthetic(max(3, given.runs // 3)),
        *compiling(given.runs),
        *testing(max(3, given.runs // 3)),
    ]
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, {given.runs} runs, medians\n")
    for name, value, unit, note in rows:
        print(f"{name:<58} {value:>10} {unit:<8} {note}")


Row = tuple[str, str, str, str]


def start_up(runs: int) -> list[Row]:
    """Whole processes, in turn."""
    fleet_script = shutil.which("fleet", path=str(Path(sys.executable).parent)) or "fleet"
    commands = {
        "python -c 'from pydantic import BaseModel'": [sys.executable, "-c", "from pydantic import BaseModel"],
        "python -c 'import fleet'": [sys.executable, "-c", "import fleet"],
        "fleet prompt customer-success-manager": [fleet_script, "prompt", "customer-success-manager"],
        "fleet check": [fleet_script, "check"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if turn:
                times[name].append(time.perf_counter() - start)
    base = times["python -c 'from pydantic import BaseModel'"]
    rows = []
    for name, values in times.items():
        ratio = statistics.median(value / one for value, one in zip(values, base, strict=True))
        rows.append((name, f"{statistics.median(values) * 1000:.0f}", "ms", f"{ratio:.2f} x pydantic"))
    return rows


def loading(runs: int) -> list[Row]:
    """The shipped library, and the same files through PyYAML alone."""
    peer = median(lambda: yaml_alone(shipped_folder("personas")), runs)
    ours = median(fleet.load, runs)
    library = fleet.load()
    checks = median(lambda: check(library), runs)
    return [
        ("PyYAML alone on the shipped files", f"{peer * 1000:.1f}", "ms", ""),
        ("fleet.load(), shipped", f"{ours * 1000:.1f}", "ms", f"{ours / peer:.2f} x PyYAML"),
        ("check(library), shipped", f"{checks * 1000:.1f}", "ms", ""),
    ]


def yaml_alone(root: Path) -> list[object]:
    """The same files through PyYAML alone: no place of a value, no check, no shape."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.yaml"))]
    return [yaml.load(text, Loader=loader) for text in texts]  # noqa: S506  a safe loader


def synthetic(runs: int) -> list[Row]:
    """Libraries of 10, 100 and 1,000 personas: load and check, and how they grow."""
    rows = []
    before: dict[str, float] = {}
    for count in (10, 100, 1000):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_synthetic(root, count)
            peer = median(lambda root=root: yaml_alone(root), runs)
            load = median(lambda root=root: fleet.load(root), runs)
            library = fleet.load(root)
            judge = median(lambda library=library: check(library), runs)
        for what, seconds in (("PyYAML alone", peer), ("load", load), ("check", judge)):
            growth = f"{seconds / before[what]:.1f} x for 10 x" if what in before else ""
            rows.append((f"{what}, {count} synthetic personas", f"{seconds * 1000:.0f}", "ms", growth))
            before[what] = seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("peak memory after 1,000 personas", f"{memory:.0f}", "MB", ""))
    return rows


def compiling(runs: int) -> list[Row]:
    """Prompts a second, and one in a warm process."""
    library = fleet.load()
    seconds = median(lambda: [fleet.compile_prompt(library, class_) for class_ in library], runs) / len(library)
    return [
        ("compile_prompt, warm", f"{seconds * 1000:.2f}", "ms", ""),
        ("prompts a second", f"{1 / seconds:.0f}", "1/s", ""),
    ]


def testing(runs: int) -> list[Row]:
    """The exact suite of the shipped library, and its mutants."""
    library = fleet.load()
    cases = generated(library)
    generate = median(lambda: generated(library), runs)
    put = median(lambda: list(run(cases, Target.of(library))), runs)
    start = time.perf_counter()
    score = mutation_score(library, cases)
    mutate = time.perf_counter() - start
    total = len(score.killed) + len(score.survivors)
    return [
        (f"generate {len(cases)} exact cases", f"{generate * 1000:.0f}", "ms", ""),
        (f"run {len(cases)} exact cases", f"{put * 1000:.0f}", "ms", f"{put / len(cases) * 1e6:.0f} us a case"),
        (f"{total} mutants", f"{mutate:.1f}", "s", f"{score.share:.1%} noticed"),
    ]


def median(act: Callable[[], object], runs: int) -> float:
    """Seconds of one act: the median of several runs after one that does not count."""
    act()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def write_synthetic(root: Path, count: int) -> None:
    """A valid library: each persona owns two lanes, has four boundaries on its neighbours', and examples."""
    (root / "parties").mkdir()
    (root / "library.yaml").write_text(
        "format: 1\nparties:\n  desk: {title: Desk}\nfallback: desk\nfacts:\n  asked: {about: the customer asked}\n",
        encoding="utf-8",
    )
    for number in range(count):
        folder = root / f"domain-{number % 20}"
        folder.mkdir(exist_ok=True)
        neighbours = [(number + step) % count for step in (1, 2, 3, 4)]
        boundaries = "".join(
            f"  - id: no-lane-{one}-a\n    lane: lane-{one}-a\n    owner: persona-{one}\n"
            f"    rule: Does not do the work of lane {one}.\n    because: it belongs to somebody else.\n"
            for one in neighbours
        )
        (folder / f"persona-{number}.yaml").write_text(
            f"class: persona-{number}\ndomain: domain-{number % 20}\ntitle: Persona {number}\n"
            f"summary: does the work of lanes {number}\npersona: You are number {number}, exact and brief.\n"
            f"mandate:\n"
            f"  - {{lane: lane-{number}-a, duty: Do the first work, about: the first work of {number}}}\n"
            f"  - {{lane: lane-{number}-b, duty: Do the second work, about: the second work of {number}}}\n"
            f"assists:\n  - lane: lane-{neighbours[0]}-a\n    how: helps out\n    when: {{facts: [asked]}}\n"
            f"boundaries:\n{boundaries}",
            encoding="utf-8",
        )
        asks = "".join(f'      - "{words(number, step)}"\n' for step in range(15))
        says = "".join(f'      - "done, {words(number, 100 + step)}"\n' for step in range(8))
        (folder / f"persona-{number}.examples.yaml").write_text(
            f"lanes:\n  lane-{number}-a:\n    asks:\n{asks}    says:\n{says}", encoding="utf-8"
        )


_WORDS = tuple(
    "invoice ticket server report export login meeting contract upgrade dashboard password region seat license "  # noqa: SIM905
    "demo trial quote backup cluster sponsor workshop deadline feature release outage partner budget audit".split()
)


def words(number: int, step: int) -> str:
    """Twelve words that differ from persona to persona and from message to message."""
    seed = number * 7919 + step * 104729
    picked = [_WORDS[(seed // 31**power + power * step) % len(_WORDS)] for power in range(10)]
    return " ".join([*picked, str(number), str(step)])


if __name__ == "__main__":
    main()
