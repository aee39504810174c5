"""What is known about one piece of work when a decision is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Strict

Stage = Literal["prospect", "trial", "customer"]
Audience = Literal["customer", "teammate"]

_Name = Annotated[str, Strict()]

STAGES: tuple[Stage, ...] = ("prospect", "trial", "customer")
"""The stages an account can be in, in their order."""


class Context(BaseModel):
    """What the host knows about one piece of work; what it does not know stays None.

    Attributes:
        account: the account's name or id; None is unknown.
        conversation: the conversation's id; None is unknown.
        stage: the account's stage; None is unknown and excludes no lane.
        audience: who reads the answer.
        assigned: the classes assigned to the account; None is unknown, an empty set is nobody.
        facts: the declared facts that hold; what is not in it does not hold.
        current: the persona at work; None is unknown.

    Raises:
        pydantic.ValidationError: for a field or a value that does not exist.

    >>> Context(stage="customer", assigned={"technical-account-manager"}).assigned
    frozenset({'technical-account-manager'})
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    account: _Name | None = None
    conversation: _Name | None = None
    stage: Stage | None = None
    audience: Audience = "customer"
    assigned: frozenset[_Name] | None = None
    facts: frozenset[_Name] = frozenset()
    current: _Name | None = None
