"""What the guard, the router and the middleware cost: `python benchmarks/fleets.py` in the test environment.

The same work is done by graphs with them and without, in turn, in one run, with a model that answers at once; medians
and ratios are given, as absolute times say more about the machine than about the library. What is exact (calls,
handoffs, the prompt) and what reads language (routing a message, judging a reply) are measured apart and together: any
real model takes a hundred times as long as both.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from typing import Annotated

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

import fleet
from fleet.integrations.langgraph import LaneMiddleware, build_fleet
from fleet.routing import Leg, Route

LIBRARY = fleet.load()
ASK = "Deployments fail with a 500 since last night, please close ticket 4411 once they work."
CALLS = 10
CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter
CONTEXT = fleet.Context(account="acme", stage="customer")


class Instant(BaseChatModel):
    """Calls the tool some times, then answers; as fast as a model can be."""

    calls: int

    @property
    def _llm_type(self) -> str:
        return "instant"

    def bind_tools(self, tools, **kwargs):
        return self

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        done = sum(isinstance(one, ToolMessage) for one in messages)
        call = {"name": "tickets_resolve", "args": {"id": done}, "id": f"call-{done}"}
        said = AIMessage("", tool_calls=[call]) if done < self.calls else AIMessage("The import works again.")
        return ChatResult(generations=[ChatGeneration(message=said)])


@tool
def tickets_resolve(id: int) -> str:  # noqa: A002  the library's name
    """Close a ticket."""
    return f"closed {id}"


class Silent:
    """A reader that reads nothing: what is left of the guard is exact."""

    bar = 1.0

    def read(self, draft, *, closed, incoming=None):
        return ()


class Straight:
    """A router that reads nothing."""

    def route(self, message, *, context=None, history=()):
        return Route("routed", (Leg("ticket-resolution", "support-agent", 0.9, message, (0, len(message))),))


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


def plain_agent(calls: int):
    prompt = fleet.compile_prompt(LIBRARY, "support-agent").text
    return create_agent(Instant(calls=calls), [tickets_resolve], system_prompt=prompt)


def guarded_agent(calls: int, guard: fleet.Guard):
    lanes = LaneMiddleware(guard, persona="support-agent", context=CONTEXT)
    return create_agent(Instant(calls=calls), [tickets_resolve], middleware=[lanes])


def plain_graph(calls: int):
    """A router, an agent and a reply, as in a fleet, and nobody who decides anything."""
    agent = plain_agent(calls)
    graph = StateGraph(State)
    graph.add_node("router", lambda state: {})
    graph.add_node("agent", lambda state: {"messages": agent.invoke({"messages": state["messages"]})["messages"]})
    graph.add_node("reply", lambda state: {"messages": [AIMessage(state["messages"][-1].text)]})
    graph.add_edge(START, "router")
    graph.add_conditional_edges("router", lambda state: "agent", path_map=["agent"])
    graph.add_edge("agent", "reply")
    graph.add_edge("reply", END)
    return graph.compile()


def whole_fleet(calls: int, guard: fleet.Guard, router):
    return build_fleet(guard, model=Instant(calls=calls), tools=[tickets_resolve], router=router, context=CONTEXT)


def timed(graph, number: int) -> float:
    begun = CLOCK()
    graph.invoke({"messages": [HumanMessage(f"{ASK} ({number})")]})
    return CLOCK() - begun


def side_by_side(graphs: dict[str, object], runs: int) -> dict[str, float]:
    """The median of each, measured in turn."""
    times: dict[str, list[float]] = {name: [] for name in graphs}
    for number in range(runs + 3):
        for name, graph in graphs.items():
            times[name].append(timed(graph, number))
    return {name: statistics.median(one[3:]) for name, one in times.items()}


def rows(runs: int) -> list[dict[str, object]]:
    exact, reading = fleet.Guard(LIBRARY, reader=Silent()), fleet.Guard(LIBRARY)
    found = []
    groups: list[tuple[str, Callable[[], dict[str, object]]]] = [
        (
            f"a tool call, among {CALLS} in an agent",
            lambda: {
                "without": plain_agent(CALLS),
                "exact": guarded_agent(CALLS, exact),
                "with language": guarded_agent(CALLS, reading),
            },
        ),
        (
            "a turn with one call, of a graph",
            lambda: {
                "without": plain_graph(1),
                "exact": whole_fleet(1, exact, Straight()),
                "with language": whole_fleet(1, reading, fleet.Router(LIBRARY)),
            },
        ),
    ]
    for name, build in groups:
        medians = side_by_side(build(), runs)
        without = medians["without"]
        found += [
            {"what": f"{name}: {kind}", "ms": round(1000 * one, 2), "ratio": round(one / without, 2)}
            for kind, one in medians.items()
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=31, help="runs of each figure (default 31)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--cpu", action="store_true", help="time of the processor: for a machine that has other work")
    given = parser.parse_args()
    measured = rows(given.runs)
    if given.json:
        print(json.dumps(measured, indent=2))
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, {given.runs} runs, medians")
    for one in measured:
        print(f"{one['what']:<55} {one['ms']:>8} ms   x {one['ratio']}")


if __name__ == "__main__":
    main()
