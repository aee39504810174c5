"""A whole fleet as one graph: a router at the entry, one guarded agent for each persona, one reply at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import BaseTool
from langchain_core.tools import tool as as_tool
from langgraph._internal._constants import CONFIG_KEY_DURABILITY
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.store.base import BaseStore

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard import Guard, Record
from fleet.integrations.ever import ever_calls
from fleet.integrations.langgraph.forms import memory_declarations
from fleet.integrations.langgraph.handoffs import HAND_OVER
from fleet.integrations.langgraph.memory import memory_tools
from fleet.integrations.langgraph.office import EXIT, REPLY, ROUTER, Known, Office, Routing
from fleet.integrations.langgraph.seat import Seat
from fleet.integrations.langgraph.state import Asked, FleetState
from fleet.integrations.langgraph.tool_names import known_names
from fleet.library import Library
from fleet.memory import Journal
from fleet.routing import Router
from fleet.spec import Context

Models = BaseChatModel | str | Callable[[str], BaseChatModel]


def build_fleet(  # noqa: PLR0913  a host says each of them once
    library: Library | Guard,
    *,
    model: Models,
    tools: Sequence[BaseTool | Callable[..., object]],
    checkpointer: BaseCheckpointSaver[str] | None = None,
    store: BaseStore | None = None,
    record: Record | None = None,
    context: Known | None = None,
    names: Mapping[str, str] | None = None,
    router: Routing | None = None,
    variables: Mapping[str, str] | None = None,
    journal: Journal | None = None,
) -> CompiledStateGraph[FleetState, Context, Asked, FleetState]:
    """Build a running fleet: a compiled graph that takes messages and answers in one reply.

    A message enters by the router, which finds out who takes which part of it; whoever is at work keeps what it may do.
    Each persona has an agent of its own with the tools that it may ever call, and `hand_over`. The parts are worked in
    turn, and what is in nobody's lane leaves by the fallback. What the conversation did stays in the state.

    Args:
        library: the personas; or a guard over them, for a host that has one.
        model: any chat model, its name for `init_chat_model`, or a function from a class to its model.
        tools: the tools of all personas; the library must know each of them.
        checkpointer: keeps conversations: for going on after a stop, for questions to a human, and for several turns.
        store: kept by the graph for tools that want one.
        record: where decisions are written down; with it, a conversation that goes on after a crash does no change
            twice.
        context: what the host knows, or a function of the configuration that says so; without it, the ``context`` that
            the graph is called with, if that is a `fleet.Context`.
        names: LangChain's name -> the library's, where they differ in more than dots.
        router: says where a message goes; None is `fleet.Router`.
        variables: values for the variables of the library's texts, such as the company.
        journal: what the personas that remember keep in mind about accounts: they get the tools to write it, and a
            brief of it in their prompt. A guard that is given must know `memory_declarations`.

    Raises:
        UnknownNameError: for a tool or a variable that the library does not have.
        FleetError: for a tool or a persona with a name that the graph needs.
    """
    declared = memory_declarations() if journal is not None else {}
    guard = library if isinstance(library, Guard) else Guard(library, record=record, tools=declared)
    if record is not None and guard.record is not record:
        message = "a guard has its own record; give `record` to `fleet.Guard`"
        raise FleetError(message)
    library = guard.library
    given = [one if isinstance(one, BaseTool) else as_tool(one) for one in tools]
    known = known_names(given, guard.tools, names)
    _check_names(library, known)
    said = dict(variables or {})
    office = Office(guard, router if router is not None else Router(library), context, said)
    graph = StateGraph(FleetState, context_schema=Context, input_schema=Asked)
    graph.add_node(ROUTER, office.enter)
    graph.add_node(EXIT, office.leave)
    graph.add_node(REPLY, office.reply)
    graph.add_edge(START, ROUTER)
    ways: list[str] = [*library, EXIT, REPLY]
    for persona in library:
        seat = Seat(guard, persona=persona, names=known, variables=said, journal=journal)
        own = [one for one in given if ever_calls(library, persona, guard.tools[known[one.name]])]
        if journal is not None and library[persona].persistent_persona:
            own += memory_tools(library, journal, persona=persona)
        agent = create_agent(_model(model, persona), own, middleware=[seat], context_schema=Context, name=persona)
        work, awork = office.at(persona, agent)
        graph.add_node(persona, RunnableLambda(work, awork, name=persona))
    for node in (ROUTER, EXIT, *library):
        graph.add_conditional_edges(node, office.after, path_map=ways)
    graph.add_edge(REPLY, END)
    compiled = graph.compile(checkpointer=checkpointer, store=store, name="fleet")
    if checkpointer is None:
        return compiled
    return compiled.with_config({"configurable": {CONFIG_KEY_DURABILITY: "sync"}})


def _model(model: Models, persona: str) -> BaseChatModel:
    if isinstance(model, BaseChatModel):
        return model
    if isinstance(model, str):
        return init_chat_model(model)
    return model(persona)


def _check_names(library: Library, known: Mapping[str, str]) -> None:
    """Refuse names that the graph needs for itself.

    Raises:
        FleetError: if one is taken.
    """
    for name in (ROUTER, EXIT, REPLY):
        if name in library:
            message = f"a fleet on LangGraph has a node {quoted(name)} of its own, so no persona can have that name"
            raise FleetError(message)
    if HAND_OVER in known:
        message = f"a fleet has a tool {quoted(HAND_OVER)} of its own, so no other tool can have that name"
        raise FleetError(message)
