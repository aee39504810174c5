"""A tool an agent may call: the lane it works in, what it does there, and within which limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fleet.spec.frozen import Frozen, FrozenMapping, Model, Slug, Text, Yes

Effect = Literal["read", "write", "commit"]
Number = int | float

TOOL_NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*([.\-][A-Za-z0-9_]+)*$"
ToolName = Annotated[str, StringConstraints(pattern=TOOL_NAME_PATTERN, max_length=64)]
ArgumentName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]
Source = Annotated[
    str, StringConstraints(pattern=rf"^(user|tool:{TOOL_NAME_PATTERN[1:-1]})$", max_length=64 + len("tool:"))
]
MailDomain = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")
]


class Limit(Model):
    """What one argument must satisfy; all of it. The argument is required unless ``optional``.

    Attributes:
        minimum, maximum, exclusive_minimum, exclusive_maximum: borders of a number.
        enum: the only values.
        const: the only value.
        max_length: most characters of a text.
        max_items: most items of a list.
        email_domain_in: a mail address in one of these domains.
        owned_by: ``account``, the value is the account of the context.
        comes_from: the value stands, letter by letter, in what one of these sources said: ``user``, or an output of a
            tool, as ``tool:NAME``.
        optional: the argument may be left out.
    """

    minimum: Number | None = None
    maximum: Number | None = None
    exclusive_minimum: Number | None = Field(default=None, alias="exclusiveMinimum")
    exclusive_maximum: Number | None = Field(default=None, alias="exclusiveMaximum")
    enum: tuple[str | int | float | bool, ...] | None = Field(default=None, min_length=1)
    const: str | int | float | bool | None = None
    max_length: int | None = Field(default=None, alias="maxLength", ge=0)
    max_items: int | None = Field(default=None, alias="maxItems", ge=0)
    email_domain_in: tuple[MailDomain, ...] | None = Field(default=None, min_length=1)
    owned_by: Literal["account"] | None = None
    comes_from: tuple[Source, ...] | None = Field(default=None, min_length=1)
    optional: bool = False


class Tool(Model):
    """A tool as the guard knows it.

    Attributes:
        lane: the lane its work belongs to; None only if ``shared``.
        shared: in no lane; anybody may call it.
        effect: ``read`` looks, ``write`` changes, ``commit`` binds the company (money, dates, terms).
        about: what it does, for people.
        args: JSON Schema of its arguments; given, it is strict.
        limits: argument -> what it must satisfy.
        beyond: what happens beyond a limit: ``deny``, or ``ask`` a human.
        drafts: arguments whose text is judged like a reply of the persona that calls.
    """

    lane: Slug | None = None
    shared: Yes | None = None
    effect: Effect = "write"
    about: Text | None = None
    args: Annotated[Mapping[str, object], Frozen] | None = None
    limits: Annotated[Mapping[ArgumentName, Limit], Frozen] = FrozenMapping({})
    beyond: Literal["deny", "ask"] = "deny"
    drafts: tuple[ArgumentName, ...] = ()
