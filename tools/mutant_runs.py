"""The pytest plugin of `tools/mutants.py`: the tests are collected once, and each mutant is met in a process of its own.

A child first runs all tests and notes which functions each calls. Then every mutant has a child that runs the tests
which call its function, the quickest first, until one fails. No child sees what another left behind.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import time
from pathlib import Path

import mutant_switch
import pytest
from _pytest.runner import runtestprotocol

ASKED = json.loads(os.environ["FLEET_MUTANTS"])
CPU_AT_LEAST, CPU_FACTOR, SECONDS_AT_MOST = 10, 6, 1200
BYTES_AT_MOST = 4 << 30


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    base = session.config._tmp_path_factory.getbasetemp()
    tests = _in_child(lambda: _watched(session.items), base, "watched")
    if tests is None or any(one["failed"] for one in tests.values()):
        failed = [name for name, one in (tests or {}).items() if one["failed"]]
        pytest.exit(f"without a mutant these fail: {failed}", returncode=2)
    Path("tests.json").write_text(json.dumps(tests, indent=1))
    items = {item.nodeid: item for item in session.items}
    results, running = {}, {}
    for mutant in ASKED["mutants"]:
        function = mutant.rpartition("__mutmut_")[0]
        mine = sorted((one["seconds"], name) for name, one in tests.items() if function in one["called"])
        if not mine:
            results[mutant] = "not reached"
            continue
        while len(running) >= ASKED["workers"]:
            _ended(running, results)
        pid = os.fork()
        if pid == 0:
            _limited(sum(seconds for seconds, _ in mine))
            mutant_switch.switch_on(mutant)
            _temporary(session, base / mutant)
            failed = next((name for name in _failing([items[name] for _, name in mine])), None)
            Path("results", str(os.getpid())).write_text(failed or "")
            os._exit(0)
        running[pid] = mutant, base / mutant
    while running:
        _ended(running, results)
    Path("results.json").write_text(json.dumps({**ASKED["known"], **results}, indent=1))
    return True


def _ended(running, results):
    pid, status = os.wait()
    mutant, folder = running.pop(pid)
    said = Path("results", str(pid))
    if os.WIFSIGNALED(status):
        results[mutant] = f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    elif os.WEXITSTATUS(status) or not said.exists():
        results[mutant] = "ended by itself"
    else:
        results[mutant] = f"noticed by {said.read_text()}" if said.read_text() else "survived"
    said.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    Path("progress").write_text(f"{len(results)} of {len(ASKED['mutants'])}")
    if len(results) % 50 == 0:
        Path("results.json").write_text(json.dumps({**ASKED["known"], **results}, indent=1))


def _failing(items):
    for item, after in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            yield item.nodeid


def _watched(items):
    mutant_switch.watch()
    tests = {}
    for item, after in zip(items, [*items[1:], None], strict=True):
        mutant_switch.called.clear()
        started = time.process_time()
        reports = runtestprotocol(item, log=False, nextitem=after)
        failed = [report.longreprtext for report in reports if report.failed]
        seconds = time.process_time() - started
        if failed:
            print(*failed, sep="\n")  # noqa: T201  shown by the command
        called = sorted(mutant_switch.called)
        tests[item.nodeid] = {"failed": bool(failed), "seconds": seconds, "called": called}
    return tests


def _in_child(work, base, name):
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


def _limited(seconds):
    most = int(CPU_AT_LEAST + CPU_FACTOR * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES_AT_MOST, BYTES_AT_MOST))
    signal.alarm(SECONDS_AT_MOST)


def _temporary(session, folder):
    folder.mkdir()
    session.config._tmp_path_factory._basetemp = folder
