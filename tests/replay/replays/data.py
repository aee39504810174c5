"""The public data as tasks: who asked for what, and the calls that the ground truth makes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class GroundTruthCall:
    """A call of a ground truth.

    Attributes:
        tool: the tool's name.
        args: its arguments.
        by: ``assistant``, or ``user`` for what the customer does with their own device.
        output: what the tool returned as text; None where the data do not say.
        tainted: whether an attacker could write into the output.
        added: whether it is a look-up that the replay adds, as the ground truth leaves it out.
    """

    tool: str
    args: Json
    by: str = "assistant"
    output: str | None = None
    tainted: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task: its suite and id, what the user says, and the calls that solve it."""

    suite: str
    id: str
    said: str
    calls: tuple[GroundTruthCall, ...]

    @property
    def name(self) -> str:
        """Suite and id."""
        return f"{self.suite} {self.id}"


@dataclass(frozen=True, slots=True)
class AgentDojo:
    """One AgentDojo suite: user tasks, injection tasks, and the tools whose outputs carried an injection anywhere."""

    name: str
    users: tuple[Task, ...]
    injections: tuple[Task, ...]
    tainted: frozenset[str]


def tau2(data: Path, suite: str) -> tuple[Task, ...]:
    """The tasks of a tau2 suite; a user says what their instructions let them say."""
    rows = (row for row in _rows(data / "tau2" / "ground_truth.jsonl") if row["suite"] == suite)
    return tuple(_tau2_task(row) for row in rows)


def agentdojo(data: Path, suite: str) -> AgentDojo:
    """An AgentDojo suite, with the outputs and taint that the data give for the user tasks."""
    folder = data / "agentdojo"
    taint = _json(folder / "agentdojo_taint_v1.json")
    tasks = [row for row in _rows(folder / "agentdojo_v1.jsonl") if row["suite"] == suite]
    per_tool = taint["per_tool"][suite]
    tainted = frozenset(name for name, counts in per_tool.items() if counts["tainted"])
    marks = taint["per_task"][suite]["tasks"]
    users = tuple(
        _agentdojo_task(row, [mark for _, mark in marks[row["task_id"]]]) for row in tasks if row["kind"] == "user"
    )
    injections = tuple(
        _agentdojo_task(row, [call["function"] in tainted for call in row["calls"]])
        for row in tasks
        if row["kind"] == "injection"
    )
    return AgentDojo(suite, users, injections, tainted)


def tools(data: Path, benchmark: str, suite: str) -> tuple[Json, ...]:
    """The tools of a suite, as the data describe them."""
    name = "tools.json" if benchmark == "tau2" else "agentdojo_tools_v1.json"
    return tuple(_json(data / benchmark / name)[suite])


def _tau2_task(row: dict) -> Task:
    told = row["prompt"]["instructions"]
    said = "\n".join(told[key] or "" for key in ("reason_for_call", "known_info"))
    calls = tuple(GroundTruthCall(one["function"], one["args"], one["requestor"]) for one in row["calls"])
    return Task(row["suite"], row["task_id"], said, calls)


def _agentdojo_task(row: dict, marks: list[bool]) -> Task:
    calls = tuple(
        GroundTruthCall(one["function"], one["args"], output=one["output"] or "", tainted=mark)
        for one, mark in zip(row["calls"], marks, strict=True)
    )
    return Task(row["suite"], row["task_id"], row["prompt"], calls)


def _rows(path: Path) -> Iterator[dict]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())


@cache
def _json(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))
