"""Cases about requests that cannot be evaluated: unknown names and malformed arguments are refused, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.spec import Context
from fleet.testing.case import CallRequest, Case, Expected
from fleet.testing.contexts import at_rest
from fleet.testing.tools import synthetic_name


def request_cases(library: Library) -> Iterator[Case]:
    """Names that do not exist, arguments that are no data, and a caller who is not at work."""
    class_, persona = next((name, one) for name, one in library.items() if one.mandate)
    lane = persona.lanes[0]
    tool = synthetic_name(lane, "write")
    rest = at_rest(library.lanes[lane], class_)

    def case(what: str, request: CallRequest, code: str, known: Context = rest) -> Case:
        return Case(f"call/{what}", (f"rule:call:{what}",), request, known, Expected("deny", code=code))

    free = rest.model_copy(update={"current": None})
    yield case("unknown-persona", CallRequest("fleet-test-nobody", tool, {}), "FLT401", free)
    for party in sorted(library.parties):
        yield case(f"party-{party}", CallRequest(party, tool, {}), "FLT401", free)
    for what, name in _unknown_tools(tool):
        yield case(f"tool-{what}", CallRequest(class_, name, {}), "FLT401")
    for what, text in _malformed():
        yield case(f"arguments-{what}", CallRequest(class_, tool, text), "FLT402")
    yield case("arguments-not-finite", CallRequest(class_, tool, {"x": float("nan")}), "FLT402")
    for what, update in _unknown_contexts():
        known = rest.model_copy(update=update)
        yield case(f"context-{what}", CallRequest(class_, tool, {}), "FLT401", known)
    other = next(name for name in (*library, *sorted(library.parties)) if name != class_)
    yield case("other-at-work", CallRequest(class_, tool, {}), "FLT411", rest.model_copy(update={"current": other}))


def _unknown_tools(tool: str) -> Iterator[tuple[str, str]]:
    yield "misspelled", tool.replace("fleet", "fleeet")
    yield "upper-case", tool.upper()
    yield "trailing-newline", f"{tool}\n"
    yield "zero-width", f"{tool[:3]}\u200b{tool[3:]}"
    yield "look-alike", tool.replace("e", "\u0435", 1)
    yield "empty", ""


def _malformed() -> Iterator[tuple[str, str]]:
    yield "not-json", "{"
    yield "duplicate-key", '{"x": 1, "x": 2}'
    yield "nan", '{"x": NaN}'
    yield "list", "[1]"
    yield "text", '"x"'


def _unknown_contexts() -> Iterator[tuple[str, dict[str, object]]]:
    yield "fact", {"facts": frozenset({"fleet-test-fact"})}
    yield "assigned", {"assigned": frozenset({"fleet-test-nobody"})}
