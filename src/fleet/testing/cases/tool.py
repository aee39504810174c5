"""Cases about tools: each limit under, at and over its edge, each argument dropped, added and mistyped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.guard import Decision, Outcome
from fleet.guard.arguments import arguments_of
from fleet.guard.ledger import Entry, Settled, Started
from fleet.library import Library
from fleet.spec import Context, Tool
from fleet.testing.callers import caller_of
from fleet.testing.case import CallRequest, Case, Expected
from fleet.testing.tools import accepted_arguments, at_edge, beyond, owning, sources_of, synthetic_tools

Before = tuple[Entry, ...] | None
_ALL_SAID: Before = (Settled(0, ok=False, output="all values were said"),)


def tool_cases(library: Library) -> Iterator[Case]:
    """For each tool that somebody can call: what its arguments may be."""
    for name, tool in sorted(library.tools.items()):
        caller, arguments = caller_of(library, tool), accepted_arguments(tool)
        if caller is not None and arguments is not None:
            yield from _of(library, caller, name, tool, arguments)
    yield from _twice(library)


def _of(
    library: Library, caller: tuple[str, Context], name: str, tool: Tool, arguments: Mapping[str, object]
) -> Iterator[Case]:
    place = library.manifest_place("tools", name)
    owner, context = caller[0], owning(caller[1])

    def case(
        what: str, given: Mapping[str, object], outcome: Outcome, code: str, *, before: Before = _ALL_SAID
    ) -> Case:
        request = CallRequest(owner, name, given, sources_of(tool, given) if before is _ALL_SAID else before)
        expected = Expected(outcome, code=code)
        return Case(f"tool/{name}/{what}", (f"tool/{name}:{what}",), request, context, expected, place)

    yield case("accepted", arguments, "allow", "FLT420")
    if tool.args is not None:
        yield case("extra-argument", {**arguments, "fleet_test_extra": 1}, "deny", "FLT403")
        for key in arguments:
            yield case(f"mistyped-{key}", {**arguments, key: {"fleet": "test"}}, "deny", "FLT403")
            if _required(tool, key):
                yield case(f"without-{key}", _without(arguments, key), "deny", "FLT403")
    for key, limit in tool.limits.items():
        for what, value in at_edge(limit):
            yield case(f"{key}-{what}", {**arguments, key: value}, "allow", "FLT420")
        for what, value in beyond(limit):
            mistyped = tool.args is not None and what == "unlisted"
            if not mistyped:
                yield case(f"{key}-{what}", {**arguments, key: value}, tool.beyond, "FLT410")
        if not limit.optional and not _required(tool, key):
            yield case(f"{key}-missing", _without(arguments, key), tool.beyond, "FLT410")
        if limit.owned_by == "account":
            yield _unknown_account(owner, name, tool, arguments, context)
        if limit.comes_from is not None and key in arguments:
            others = sources_of(tool, _without(arguments, key)) or ()
            yield case(f"{key}-unsaid", arguments, tool.beyond, "FLT410", before=others)
            yield case(f"{key}-without-ledger", arguments, tool.beyond, "FLT410", before=None)


def _twice(library: Library) -> Iterator[Case]:
    """The same call was started before: in doubt for a change, no harm for a look, until it is known how it ended."""
    for name, tool in synthetic_tools(library).items():
        caller = caller_of(library, tool)
        if caller is None or tool.effect == "commit":
            continue
        persona, context = caller
        digest = Decision(
            "allow", persona, tool.lane, None, (), (), arguments_of(name, {}), "call", name, context
        ).digest
        started = Started(1, persona, name, tool.lane, tool.effect, digest)
        doubt = Expected("ask", code="FLT419") if tool.effect == "write" else Expected("allow", code="FLT420")
        ended = Settled(1, ok=True, output="")
        for what, before, expected in (("open", (started,), doubt), ("ended", (started, ended), Expected())):
            request = CallRequest(persona, name, {}, before)
            yield Case(f"tool/{name}/{what}-before", (f"tool/{name}:{what}-before",), request, context, expected)
        if tool.effect == "write":
            return


def _unknown_account(owner: str, name: str, tool: Tool, arguments: Mapping[str, object], context: Context) -> Case:
    unknown = context.model_copy(update={"account": None})
    what = "account-unknown"
    request = CallRequest(owner, name, arguments)
    return Case(f"tool/{name}/{what}", (f"tool/{name}:{what}",), request, unknown, Expected(tool.beyond, code="FLT410"))


def _required(tool: Tool, key: str) -> bool:
    required = tool.args.get("required", ()) if tool.args is not None else ()
    return isinstance(required, tuple) and key in required


def _without(arguments: Mapping[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in arguments.items() if name != key}
