"""What a host or a model gave, in the types that rules rely on; what is of another type never becomes a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from fleet.diagnostics import quoted
from fleet.guard.complaint import found_in_words
from fleet.guard.handoff import Baton, Handoff, read_baton
from fleet.spec import STAGES, Audience, Context

_NOTHING_KNOWN = Context()
_TEXT, _TEXT_OR_NONE, _SETS = frozenset({str}), frozenset({str, type(None)}), frozenset({frozenset, set})
_AUDIENCES = get_args(Audience)


def given_name(name: object) -> str:
    """The characters of a name, whatever a subclass of text says they are; what is no text becomes no possible name.

    >>> given_name("tickets.resolve"), given_name(None)
    ('tickets.resolve', '`null`')
    """
    return str.__str__(name) if isinstance(name, str) else found_in_words(name)


def given_text(text: object) -> str:
    """The characters of a text.

    Raises:
        TypeError: if it is none.
    """
    if not isinstance(text, str):
        message = "a draft is given as text"
        raise TypeError(message)
    return str.__str__(text)


def given_context(context: object) -> Context:
    """The context, if its fields are what its class declares, however it was put together; None knows nothing.

    Raises:
        TypeError: if it is no context, or a field of it is not what it must be.
    """
    if context is None:
        return _NOTHING_KNOWN
    if not isinstance(context, Context):
        message = "what is known about the work is given as a `Context`"
        raise TypeError(message)
    account, conversation, stage, current = context.account, context.conversation, context.stage, context.current
    texts = (account, conversation, stage, current, context.audience)
    if not _TEXT_OR_NONE.issuperset(map(type, texts)) or not (
        _is_set_of_texts(context.facts) and (context.assigned is None or _is_set_of_texts(context.assigned))
    ):
        message = "the context holds something of another type than its fields have"
        raise TypeError(message)
    if context.audience not in _AUDIENCES or (stage is not None and stage not in STAGES):
        message = f"no stage is named {quoted(context.stage)}, or no audience {quoted(context.audience)}"
        raise TypeError(message)
    return context


def _is_set_of_texts(value: object) -> bool:
    return type(value) in _SETS and _TEXT.issuperset(map(type, value))  # type: ignore[call-overload]


def given_handoff(handoff: object) -> Handoff:
    """The handoff with plain names.

    Raises:
        TypeError: if it is no handoff, or its reason is no text.
    """
    if not isinstance(handoff, Handoff) or not isinstance(handoff.reason, str):
        message = "a handoff is given as a `Handoff`, with a text as its reason"
        raise TypeError(message)
    lane = None if handoff.lane is None else given_name(handoff.lane)
    return replace(handoff, source=given_name(handoff.source), target=given_name(handoff.target), lane=lane)


def given_earlier(earlier: object) -> tuple[Handoff, ...]:
    """The handoffs so far, which were all allowed and so hold what the guard allows.

    Raises:
        TypeError: if it is no sequence of such handoffs.
    """
    if not isinstance(earlier, Sequence) or isinstance(earlier, str | bytes | bytearray | memoryview):
        message = "the handoffs so far are given as a list"
        raise TypeError(message)
    return tuple(map(_made, earlier))


def _made(handoff: object) -> Handoff:
    made = given_handoff(handoff)
    baton = read_baton(made.baton)
    if not isinstance(baton, Baton):
        message = f"one of the handoffs so far has no baton that was ever allowed: {'; '.join(baton)}"
        raise TypeError(message)
    return replace(made, baton=baton)
