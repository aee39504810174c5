"""A model of the OpenAI Agents SDK whose drafts are judged before anybody sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from fleet.integrations.extras import needing
from fleet.integrations.openai_agents.handoffs import goes_to, is_transfer, transfer
from fleet.integrations.work import Work

with needing("openai-agents", "agents"):
    from agents import Model, ModelResponse, MultiProvider
    from agents.items import TResponseOutputItem, TResponseStreamEvent
    from openai.types.responses import (
        ResponseCompletedEvent,
        ResponseFailedEvent,
        ResponseIncompleteEvent,
        ResponseOutputMessage,
        ResponseOutputText,
    )

_ENDS = (ResponseCompletedEvent, ResponseIncompleteEvent, ResponseFailedEvent)
_BEGINNINGS = ("response.created", "response.in_progress")


class LaneModel(Model):
    """A model whose drafts are judged before anybody sees them; a stream is given on when it is whole.

    Args:
        inner: the model that is asked, or its name.
        work: the work.
        persona: who speaks.
    """

    def __init__(self, inner: Model | str | None, work: Work, persona: str) -> None:
        self._inner = inner
        self._work = work
        self._persona = persona

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Ask the model, and judge what it says."""
        response = await self._asked().get_response(*args, **kwargs)
        return replace(response, output=self._judged(response.output))

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Ask the model, and give on its events when what it says is judged; if it is not said, the answer is one."""
        events = [event async for event in self._asked().stream_response(*args, **kwargs)]
        changed = not any(isinstance(event, _ENDS) for event in events)  # what broke off was judged by nobody
        for at, event in enumerate(events):
            if isinstance(event, _ENDS):
                output = self._judged(event.response.output)
                changed = changed or output != event.response.output
                whole = event.response.model_copy(update={"output": output})
                events[at] = event.model_copy(update={"response": whole})
        for event in events:
            if not changed or isinstance(event, _ENDS) or event.type in _BEGINNINGS:
                yield event

    async def close(self) -> None:
        """Close the model."""
        await self._asked().close()

    async def _cleanup_on_run_end(self, owner: object) -> None:
        await self._asked()._cleanup_on_run_end(owner)  # noqa: SLF001  the runner calls it on the model it knows

    def _asked(self) -> Model:
        if not isinstance(self._inner, Model):
            self._inner = MultiProvider().get_model(self._inner)
        return self._inner

    def _judged(self, output: Sequence[TResponseOutputItem]) -> list[TResponseOutputItem]:
        """What a model said, with the truth in the place of a draft that is refused."""
        messages = [item for item in output if isinstance(item, ResponseOutputMessage)]
        drafts = [draft for draft in map(_text, messages) if draft]
        if not drafts:
            return list(output)
        said = self._work.reply(self._persona, *drafts)
        if said.allowed:
            return list(output)
        first = next(message for message in messages if _text(message))
        honest = ResponseOutputText(type="output_text", text=said.text, annotations=[])
        told = first.model_copy(update={"content": [honest]})
        left: list[TResponseOutputItem] = [
            told if item is first else item for item in output if item is first or item not in messages
        ]
        theirs = next((at for at, item in enumerate(left) if is_transfer(item)), len(left))
        if said.handoff is not None and not goes_to(said.handoff.target, left[theirs:]):
            left.insert(theirs, transfer(said.handoff))  # before theirs, for only the first one is done
        return left


def _text(message: ResponseOutputMessage) -> str:
    return "".join(part.text for part in message.content if isinstance(part, ResponseOutputText))
