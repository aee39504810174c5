"""What the arguments of a tool must satisfy, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fleet.site.fitting import joined
from fleet.spec import Tool


def limits_of(tool: Tool) -> Iterator[tuple[str, str]]:
    """Each limited argument and what it must satisfy.

    >>> from fleet.spec import Tool
    >>> tool = Tool.model_validate({"lane": "deals", "limits": {"percent": {"maximum": 10, "minimum": 0}}})
    >>> dict(limits_of(tool))
    {'percent': 'at least 0, at most 10'}
    """
    for name, limit in tool.limits.items():
        said = limit.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True, mode="json")
        yield name, ", ".join(_WORDS.get(key, _plain(key))(value) for key, value in said.items()) or "must be there"


def _plain(key: str) -> Callable[[object], str]:
    return lambda value: f"{key} {value}"


_WORDS: Mapping[str, Callable[[object], str]] = {
    "minimum": lambda value: f"at least {value}",
    "maximum": lambda value: f"at most {value}",
    "exclusiveMinimum": lambda value: f"more than {value}",
    "exclusiveMaximum": lambda value: f"less than {value}",
    "enum": lambda value: f"one of {joined(value)}",
    "const": lambda value: f"only {value}",
    "maxLength": lambda value: f"at most {value} characters",
    "maxItems": lambda value: f"at most {value} items",
    "email_domain_in": lambda value: f"a mail address at {joined(value)}",
    "owned_by": lambda value: f"the {value} of the context",
    "comes_from": lambda value: f"said by {joined(value)}",
    "optional": lambda _: "may be left out",
}
