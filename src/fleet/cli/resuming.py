"""A conversation that goes on: what is known of it still, and what is said of it at the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from rich.text import Text

from fleet.cli.happening import happening_lines
from fleet.cli.telling import told, told_more
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard.chain import chains
from fleet.integrations.langgraph.standing import Standing
from fleet.spec import Context

_STYLE = "magenta"
_STAYS = frozenset({"account", "stage", "audience"})


def known_again(name: str, before: Context, given: Context) -> Context:
    """What is known about the work now: what was said at this start, else what the conversation had.

    Args:
        name: the name of the conversation.
        before: what was known when it stopped.
        given: what was said at this start; only what was set counts.

    Raises:
        FleetError: if the conversation is about another account.

    >>> known_again("june", Context(account="acme", stage="trial"), Context(stage="customer")).account
    'acme'
    """
    if given.account is not None and before.account not in {None, given.account}:
        message = (
            f"the conversation {quoted(name)} is about {quoted(before.account)}; give another name with `--thread` to "
            f"talk about {quoted(given.account)}"
        )
        raise FleetError(message)
    said = given.model_dump(include=set(given.model_fields_set))
    return Context.model_validate({**before.model_dump(include=set(_STAYS)), **said})


def written_down(record: Path | None, name: str) -> bool:
    """Whether a record knows of a conversation, so that no change is made twice when it goes on."""
    if record is None:
        return False
    return any(line.fields.get("conversation") == name for chain in chains(record) for line in chain)


def standing_lines(name: str, found: Standing | None, context: Context) -> Iterator[Text]:
    """What is said of a conversation before it goes on: where it stopped, and what is left to do.

    Args:
        name: the name of the conversation.
        found: how far it came; None if it begins.
        context: what is known about the work now.
    """
    if found is None:
        yield told("begins", f"conversation {quoted(name)}", _STYLE)
        return
    count = len(found.heard)
    when = f"{found.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    yield told("resumed", f"conversation {quoted(name)}, {count} {'message' if count == 1 else 'messages'}", _STYLE)
    yield told_more(f"up to {when}; {', '.join(_known(context))}")
    if found.heard:
        yield told("message", found.heard[-1])
    if found.reply is not None:
        yield from happening_lines(found.reply)
    elif found.waits:
        yield told_more("1 call waits for an answer" if found.waits == 1 else f"{found.waits} calls wait for an answer")
    elif found.open:
        yield told_more("it was not answered to the end")


def _known(context: Context) -> Iterator[str]:
    yield f"account {quoted(context.account)}" if context.account else "no account"
    yield f"stage {context.stage}" if context.stage else "stage unknown"
    yield f"read by a {context.audience}"
