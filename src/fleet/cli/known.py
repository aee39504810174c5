"""What a command line says about one piece of work, as a context."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from fleet.errors import FleetError
from fleet.spec import Context


class StageName(StrEnum):
    """The stages an account can be in."""

    prospect = "prospect"
    trial = "trial"
    customer = "customer"


class AudienceName(StrEnum):
    """Who can read an answer."""

    customer = "customer"
    teammate = "teammate"


def context_of(
    *,
    account: str | None = None,
    stage: StageName | None = None,
    audience: AudienceName = AudienceName.customer,
    assigned: Sequence[str] | None = None,
    nobody: bool = False,
    facts: Sequence[str] | None = None,
    current: str | None = None,
) -> Context:
    """Put the options together.

    Raises:
        FleetError: if somebody is assigned and nobody is.

    >>> context_of(nobody=True).assigned
    frozenset()
    """
    if assigned and nobody:
        message = "`--assigned` and `--nobody-assigned` contradict each other; leave one out"
        raise FleetError(message)
    return Context(
        account=account,
        stage=stage.value if stage else None,
        audience=audience.value,
        assigned=frozenset(assigned) if assigned else frozenset() if nobody else None,
        facts=frozenset(facts or ()),
        current=current,
    )
