"""Arguments of a tool that a graph fills in, and no model writes."""

from __future__ import annotations

from langchain_core.tools import BaseTool
from pydantic import BaseModel


def filled_in(tool: BaseTool) -> frozenset[str]:
    """The arguments of a tool that a graph fills in and no model sees."""
    seen, every = _names(tool.tool_call_schema), _names(tool.args_schema)
    return (every - seen) | (frozenset({"runtime"}) - seen)


def _names(schema: object) -> frozenset[str]:
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return frozenset(schema.model_fields)
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    return frozenset(properties) if isinstance(properties, dict) else frozenset()
