"""The pytest plugin of `tools/mutants.py`: tests are collected once, and each mutant is met in a process of its own.

A child first runs all tests and notes which functions each calls. Then every mutant has a child that runs the tests
which call its function, until one fails: first those that noticed other mutants of it, then the quickest. No child sees
what another left behind.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypedDict

import pytest
from _pytest.runner import runtestprotocol

import fleet
import mutant_switch

ASKED = json.loads(Path("asked.json").read_text())
CPU_AT_LEAST, CPU_FACTOR, SECONDS_AT_MOST = 5, 10, 1200
BYTES_AT_MOST = 4 << 30


class Test(TypedDict):
    """What a test did without a mutant: whether it failed, how long it took, and which functions it called."""

    failed: bool
    seconds: float
    called: list[str]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    folders = session.config._tmp_path_factory  # noqa: SLF001  each child needs a folder of its own
    base = folders.getbasetemp()
    shipped = _loaded_once()
    tests = _in_child(lambda: _watched(session.items, shipped))
    if tests is None or any(one["failed"] for one in tests.values()):
        failed = [name for name, one in (tests or {}).items() if one["failed"]]
        pytest.exit(f"without a mutant these fail: {failed}", returncode=2)
    Path("tests.json").write_text(json.dumps(tests, indent=1))
    items = {item.nodeid: item for item in session.items}
    results, running, noticing = {}, {}, defaultdict(Counter)  # function -> tests that noticed mutants of it before
    gc.freeze()  # so that no child copies what it only looks at
    for number, mutant in enumerate(ASKED["mutants"]):
        function = mutant.rpartition("__mutmut_")[0]
        reach = list(_within_budget(tests, function))
        if not reach:
            results[mutant] = "not reached"
            continue
        while len(running) >= ASKED["workers"]:
            _ended(running, results, noticing)
        pid = os.fork()
        if pid == 0:
            _limited()
            _forget()
            mutant_switch.switch_on(mutant)
            folders._basetemp = base / str(number)  # noqa: SLF001  the same
            folders._basetemp.mkdir()  # noqa: SLF001  the same
            order = dict.fromkeys([name for name, _ in noticing[function].most_common()] + reach)
            failed = next(_failing([items[name] for name in order], tests), None)
            Path("results", str(os.getpid())).write_text(failed or "")
            os._exit(0)
        running[pid] = mutant, base / str(number)
    while running:
        _ended(running, results, noticing)
    Path("results.json").write_text(json.dumps({**ASKED["known"], **results}, indent=1))
    return True


def _ended(running: dict[int, tuple[str, Path]], results: dict[str, str], noticing: dict[str, Counter[str]]) -> None:
    """Wait until a child ends, and note how."""
    pid, status = os.wait()
    mutant, folder = running.pop(pid)
    said = Path("results", str(pid))
    if os.WIFSIGNALED(status):
        results[mutant] = f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    elif os.WEXITSTATUS(status) or not said.exists():
        results[mutant] = "ended by itself"
    else:
        results[mutant] = f"noticed by {said.read_text()}" if said.read_text() else "survived"
    if results[mutant].startswith("noticed by "):
        noticing[mutant.rpartition("__mutmut_")[0]][results[mutant].removeprefix("noticed by ")] += 1
    said.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    Path("progress").write_text(f"{len(results)} of {len(ASKED['mutants'])}")
    if len(results) % 50 == 0:
        Path("results.json").write_text(json.dumps({**ASKED["known"], **results}, indent=1))


def _within_budget(tests: dict[str, Test], function: str) -> Iterator[str]:
    """The tests that call a function, the quickest first, as many as there is time for."""
    left = ASKED["budget"]
    for seconds, name in sorted((one["seconds"], name) for name, one in tests.items() if function in one["called"]):
        left -= seconds
        if left >= 0 or left + seconds == ASKED["budget"]:
            yield name


def _failing(items: list[pytest.Item], tests: dict[str, Test]) -> Iterator[str]:
    """Run tests one after the other, and yield those that fail; one that runs on and on ends the process."""
    for item, after in zip(items, [*items[1:], None], strict=True):
        most = int(time.process_time() + CPU_AT_LEAST + CPU_FACTOR * tests[item.nodeid]["seconds"])
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            yield item.nodeid


def _loaded_once() -> fleet.Library:
    """The shipped library, from now on the same for all tests: nothing that is mutated takes part in loading."""
    load = fleet.load
    shipped = load()
    fleet.load = lambda path=None, *, examples=True: (
        shipped if path is None and examples else load(path, examples=examples)
    )
    return shipped


def _watched(items: Iterable[pytest.Item], shipped: fleet.Library) -> dict[str, Test]:
    """Run all tests without a mutant, and say of each what it calls."""
    mutant_switch.watch()
    tests = {}
    for item in items:
        mutant_switch.called.clear()
        shipped.concluded.clear()
        _forget()
        started = time.process_time()
        reports = runtestprotocol(item, log=False, nextitem=None)  # what a fixture remembers is not asked for again
        failed = [report.longreprtext for report in reports if report.failed]
        seconds = time.process_time() - started
        if failed:
            print(*failed, sep="\n")
        called = sorted(mutant_switch.called)
        tests[item.nodeid] = {"failed": bool(failed), "seconds": seconds, "called": called}
    return tests


def _forget() -> None:
    """Empty the caches of the rooms: what a test before has asked for, another would not seem to call."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith(("fleet.guard.", "fleet.relation.")):
            for one in vars(module).values():
                if hasattr(one, "cache_clear"):
                    one.cache_clear()


def _in_child(work: Callable[[], dict[str, Test]]) -> dict[str, Test] | None:
    """Do something in a child, and return what came of it; None if the child broke down."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            said = json.dumps(work()).encode()
            with os.fdopen(writing, "wb") as opened:
                opened.write(said)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as opened:
        said = opened.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else None


def _limited() -> None:
    """A mutant that waits for ever, or takes all memory, ends."""
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES_AT_MOST, BYTES_AT_MOST))
    signal.alarm(SECONDS_AT_MOST)
