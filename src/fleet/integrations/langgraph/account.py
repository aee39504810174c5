"""Which account a tool runs for, and what is known about the work: the host says it, never a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.spec import Context

_CONTEXT, _ACCOUNT = "context", "account"


class Running(Protocol):
    """What is asked of the runtime of a graph; LangGraph's ``ToolRuntime`` has it."""

    @property
    def context(self) -> object:
        """What the host gave to the run."""
        ...

    @property
    def config(self) -> Mapping[str, object]:
        """The configuration of the run."""
        ...

    @property
    def state(self) -> object:
        """The state of the graph."""
        ...


def known_of(runtime: Running) -> Context:
    """What the host says about the work, with the account of it.

    It is looked for in the context of the run, in the ``configurable`` part of its configuration and in the state of
    the graph: as a `Context`, or as ``account``.

    Raises:
        FleetError: if no account is named, or two.
    """
    sources = (runtime.context, runtime.config.get("configurable"), runtime.state)
    contexts = [one for source in sources for one in _contexts(source)]
    accounts = [one.account for one in contexts] + [_field(source, _ACCOUNT) for source in sources]
    named = list(dict.fromkeys(one for one in accounts if isinstance(one, str) and one))
    if not named:
        message = "no account is known here, so there is nothing to remember it under"
        raise FleetError(message)
    if len(named) > 1:
        message = f"the host names two accounts, {quoted(named[0])} and {quoted(named[1])}; nothing is noted"
        raise FleetError(message)
    return (contexts[0] if contexts else Context()).model_copy(update={"account": named[0]})


def _contexts(source: object) -> Iterator[Context]:
    for one in (source, _field(source, _CONTEXT)):
        if isinstance(one, Context):
            yield one


def _field(source: object, name: str) -> object:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
