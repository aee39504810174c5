"""What ``library.yaml`` says: variables, facts, parties, tools, and how a library builds on another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import StringConstraints

from fleet.spec.duty import Duty
from fleet.spec.frozen import Frozen, FrozenMapping, Model, Slug, Text, exactly
from fleet.spec.tool import Tool, ToolName

VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
RelativePath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+\.examples\.yaml$")]


class Fact(Model):
    """A declared truth about one piece of work, set by the host.

    Attributes:
        about: when it holds, for people and prompts.
        handed_by: the runtime also sets it when the work is handed over by this class or a higher level of it, or by
            ``owner``, the owner of the lane.
    """

    about: Text
    handed_by: Slug | None = None


class Party(Model):
    """Somebody outside the fleet who owns lanes, or takes what is in none.

    Attributes:
        title: how people call them.
        about: who they are.
        lanes: what they own, in the shape of a mandate.
        examples: path of their examples file inside the library.
    """

    title: Text
    about: Text | None = None
    lanes: tuple[Duty, ...] = ()
    examples: RelativePath | None = None


class Manifest(Model):
    """The head of a library.

    Attributes:
        format: the version of the file format.
        extends: the library this one builds on.
        keep: the classes taken over from it; all others are retired.
        retire: the classes not taken over.
        lanes: lane -> the persona or party that takes it over, or ``none``.
        variables: name -> default value.
        facts: the declared facts.
        parties: who is outside the fleet.
        fallback: the party that takes what is in no lane.
        tools: the tools agents may call.
    """

    format: Annotated[Literal[1], exactly(1)]
    extends: Literal["shipped"] | None = None
    keep: tuple[Slug, ...] | None = None
    retire: tuple[Slug, ...] | None = None
    lanes: Annotated[Mapping[Slug, Slug], Frozen] = FrozenMapping({})
    variables: Annotated[Mapping[VariableName, Text], Frozen] = FrozenMapping({})
    facts: Annotated[Mapping[Slug, Fact], Frozen] = FrozenMapping({})
    parties: Annotated[Mapping[Slug, Party], Frozen] = FrozenMapping({})
    fallback: Slug
    tools: Annotated[Mapping[ToolName, Tool], Frozen] = FrozenMapping({})
