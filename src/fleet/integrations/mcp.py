"""A library as a server of the Model Context Protocol: personas as prompts and resources, router and guard as tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fleet.guard import Decision, Guard, Handoff
from fleet.integrations.extras import needing
from fleet.library import Library
from fleet.prompts import Wording, compile_prompt, values_for
from fleet.routing import Route, Router
from fleet.spec import Context, Tool

with needing("mcp", "mcp"):
    try:
        from mcp.server import MCPServer
    except ImportError:  # the first major calls it otherwise
        from mcp.server.fastmcp import FastMCP as MCPServer  # type: ignore[attr-defined,no-redef]

_ABOUT = (
    "Who does what in this fleet. `route` says whose work a message is. Ask `check_call` before you call a tool, "
    "`check_reply` before you answer a person, and `check_handoff` before you hand work over; do what the answer says."
)


def build_server(
    library: Library,
    *,
    context: Context | None = None,
    tools: Mapping[str, Tool] | None = None,
    variables: Mapping[str, str] | None = None,
    router: Router | None = None,
    name: str = "fleet",
) -> MCPServer[Any]:
    """Return a server, of whichever major of the SDK is installed; ``run()`` serves it over standard input and output.

    What it answers is advice: it stands before nobody's tools, so it writes nothing down, and the client has to act on
    it. What is known about the work comes from the host, and no argument of a tool can add to it.

    Args:
        library: the personas, lanes and tools.
        context: what is known about the work of everybody who is served; without ``current`` it is who asks.
        tools: tools of the host, laid over the library's name by name.
        variables: values for the variables of the library's texts, such as the company.
        router: who routes; None is one with the shipped settings, which loads at the first message.
        name: what the server calls itself.

    Raises:
        UnknownNameError: for a variable that the library does not have, or a tool in a lane that it does not have.

    >>> import fleet
    >>> build_server(fleet.load()).name
    'fleet'
    """
    wording = Wording(library, values_for(library, variables or {}))
    server: MCPServer[Any] = MCPServer(name, instructions=_ABOUT)
    for persona, spec in library.items():
        title = wording.title(persona)
        about = f"{title}. {wording.line(spec.summary)}"
        text = _compiled(library, persona, variables, context)
        server.prompt(persona, title=title, description=about)(text)
        place = f"persona://{persona}"
        server.resource(place, name=persona, title=title, description=about, mime_type="text/markdown")(text)
    desk = _Desk(Guard(library, tools=tools), router, context or Context())
    for tool in (desk.route, desk.check_call, desk.check_reply, desk.check_handoff):
        server.tool()(tool)
    return server


class _Desk:
    """Answers what clients ask; it holds nothing of what they asked before."""

    def __init__(self, guard: Guard, router: Router | None, context: Context) -> None:
        self._guard = guard
        self._router = router
        self._context = context

    def route(self, message: str) -> dict[str, Any]:
        """Say whose work a message is, one leg for each request in it. Route before anybody answers."""
        if self._router is None:
            self._router = Router(self._guard.library)
        return _route_data(self._router.route(message, context=self._context))

    def check_call(self, persona: str, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Ask whether a persona may call a tool with these arguments. Call it only if the outcome is `allow`."""
        return _decision_data(self._guard.check_call(persona, tool, arguments, context=self._context))

    def check_reply(self, persona: str, draft: str, incoming: str | None = None) -> dict[str, Any]:
        """Ask whether a persona may send a draft, which answers the incoming message. Send it only if it is allowed."""
        decision = self._guard.check_reply(persona, draft, context=self._context, incoming=incoming)
        return _decision_data(decision)

    def check_handoff(
        self, source: str, target: str, lane: str | None = None, reason: str = "", summary: str = ""
    ) -> dict[str, Any]:
        """Ask whether the source may hand its work in a lane over to the target. A lane of null is work in no lane."""
        handoff = Handoff(source, target, lane, reason, {"summary": summary})
        return _decision_data(self._guard.check_handoff(handoff, context=handoff.held(self._context)))


def _compiled(
    library: Library, persona: str, variables: Mapping[str, str] | None, context: Context | None
) -> Callable[[], str]:
    """A function without arguments, as servers take them, that gives the prompt of a persona."""

    def text() -> str:
        return compile_prompt(library, persona, variables=variables, context=context).text

    text.__name__ = persona.replace("-", "_")
    return text


def _decision_data(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "lane": decision.lane,
        "owner": decision.owner,
        "reasons": [f"{reason.code} {reason.message}" for reason in decision.reasons],
        "evidence": list(decision.evidence),
        "explanation": decision.explain(),
    }


def _route_data(route: Route) -> dict[str, Any]:
    legs = [
        {"lane": leg.lane, "persona": leg.persona, "confidence": leg.confidence, "text": leg.text} for leg in route.legs
    ]
    return {"outcome": route.outcome, "question": route.question, "legs": legs}
