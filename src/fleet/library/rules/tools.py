"""Every tool is in a lane or shared by name, and every limit of it can be held and be broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, listed, quoted, suggestion
from fleet.library.parts import Parts, key_in, place_in
from fleet.spec import Limit, Persona, Tool, schema_faults, schema_types
from fleet.spec.schema import SchemaFault

_KINDS = {bool: {"boolean"}, int: {"integer", "number"}, float: {"number"}, str: {"string"}}


def bound(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A tool in no lane, or both in a lane and shared; an argument schema that cannot be applied."""
    node = parts.draft.manifest
    for name, tool in parts.manifest.tools.items():
        if (tool.lane is None) == (tool.shared is None):
            both, help_ = "is in no lane", "add `lane:` with the lane of its work, or `shared: true` if that is in none"
            if tool.lane is not None:
                both, help_ = f"is both in {quoted(tool.lane)} and shared", "remove `lane:` or `shared:`"
            place = key_in(node, "tools", name, *(() if tool.lane is None else ("shared",)))
            note = "the lane decides who may call it"
            yield Diagnostic("FLT213", f"tool {quoted(name)} {both}", place, note=note, help=help_)
        for fault in _faults(tool):
            find = key_in if fault.of_key else place_in
            place = find(node, "tools", name, "args", *fault.path)
            why = "a keyword that is not applied would be a check that is not made" if fault.of_key else None
            yield Diagnostic("FLT216", fault.message, place, note=why, help=fault.help)


def limited(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A limit that no value meets, that says nothing, or whose argument the schema does not have."""
    node = parts.draft.manifest
    for name, tool in parts.manifest.tools.items():
        if _faults(tool):
            continue
        properties = _properties(tool)
        for argument, limit in tool.limits.items():
            place = place_in(node, "tools", name, "limits", argument)
            if properties is not None and argument not in properties:
                message = f"tool {quoted(name)} has no argument {quoted(argument)}"
                key = key_in(node, "tools", name, "limits", argument)
                yield Diagnostic("FLT215", message, key, help=suggestion(argument, properties))
                continue
            if not any(getattr(limit, field) is not None for field in type(limit).model_fields if field != "optional"):
                message, help_ = f"the limit on {quoted(argument)} asks for nothing", "write a bound, or remove it"
                yield Diagnostic("FLT214", message, place, help=help_)
                continue
            reason = _never(limit, None if properties is None else properties[argument])
            if reason:
                message = f"no value of {quoted(argument)} meets its limit"
                help_ = "change the limit, or remove the tool if nobody shall call it"
                yield Diagnostic("FLT214", message, place, note=reason, help=help_)


def sourced(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A source that is no tool of the library, or an argument to be judged as a draft that the schema does not have."""
    node, tools = parts.draft.manifest, parts.manifest.tools
    for name, tool in tools.items():
        for argument, limit in tool.limits.items():
            for source in limit.comes_from or ():
                wanted = source.removeprefix("tool:")
                if source != "user" and wanted not in tools:
                    place = place_in(node, "tools", name, "limits", argument, "comes_from", source)
                    message = f"no tool is named {quoted(wanted)}"
                    yield Diagnostic("FLT222", message, place, help=suggestion(wanted, tools))
        properties = None if _faults(tool) else _properties(tool)
        for argument in tool.drafts:
            if properties is not None and argument not in properties:
                place = place_in(node, "tools", name, "drafts", argument)
                message = f"tool {quoted(name)} has no argument {quoted(argument)}"
                yield Diagnostic("FLT215", message, place, help=suggestion(argument, properties))


def _faults(tool: Tool) -> tuple[SchemaFault, ...]:
    """What is wrong with the argument schema; `required` is judged only where all names could be read."""
    faults = tuple(schema_faults(tool.args)) if tool.args is not None else ()
    others = tuple(fault for fault in faults if "required" not in fault.path[-2:])
    return others or faults


def _properties(tool: Tool) -> Mapping[str, object] | None:
    properties = tool.args.get("properties", {}) if tool.args is not None else None
    return properties if isinstance(properties, Mapping) else None


def _never(limit: Limit, schema: object) -> str | None:
    """Why no value meets a limit; None if one does."""
    low, high = _interval(limit)
    if low > high:
        return f"nothing is {_bound(low, 'at least', 'over')} and {_bound(high, 'at most', 'under')}"
    values = [*(limit.enum or ()), *([limit.const] if limit.const is not None else [])]
    if values and not any(_fits(limit, value) for value in values):
        return "none of the listed values is within the other bounds"
    wanted = _kinds(limit)
    types = set(schema_types(schema)) if isinstance(schema, Mapping) else set()
    if types and any(not kinds & types for kinds in wanted):
        return f"the schema says that the argument is of type {listed(sorted(types))}"
    if not wanted or set.intersection(*wanted):
        return None
    return "its parts are for values of different types"


def _interval(limit: Limit) -> tuple[tuple[float, int], tuple[float, int]]:
    """The least and the most as (number, +1 or -1 where the border itself is out)."""
    least = [(float("-inf"), 0)]
    most = [(float("inf"), 0)]
    if limit.minimum is not None:
        least.append((limit.minimum, 0))
    if limit.exclusive_minimum is not None:
        least.append((limit.exclusive_minimum, 1))
    if limit.maximum is not None:
        most.append((limit.maximum, 0))
    if limit.exclusive_maximum is not None:
        most.append((limit.exclusive_maximum, -1))
    return max(least), min(most)


def _bound(border: tuple[float, int], closed: str, open_: str) -> str:
    number, out = border
    return f"{open_ if out else closed} {number}"


def _fits(limit: Limit, value: str | float) -> bool:
    low, high = _interval(limit)
    bounded = low != (float("-inf"), 0) or high != (float("inf"), 0)
    if bounded and (isinstance(value, bool | str) or not low <= (value, 0) <= high):
        return False
    if limit.max_length is not None and (not isinstance(value, str) or len(value) > limit.max_length):
        return False
    if limit.const is not None and (value != limit.const or type(value) is not type(limit.const)):
        return False
    return not limit.enum or value in limit.enum


def _kinds(limit: Limit) -> list[set[str]]:
    """For each thing a limit asks, the types of value that could meet it."""
    kinds: list[set[str]] = []
    if {"minimum", "maximum", "exclusive_minimum", "exclusive_maximum"} & limit.model_fields_set:
        kinds.append({"integer", "number"})
    if limit.max_length is not None or limit.email_domain_in or limit.owned_by:
        kinds.append({"string"})
    if limit.max_items is not None:
        kinds.append({"array"})
    values = [*(limit.enum or ()), *([limit.const] if limit.const is not None else [])]
    if values:
        kinds.append(set().union(*(_KINDS[type(value)] for value in values)))
    return kinds
