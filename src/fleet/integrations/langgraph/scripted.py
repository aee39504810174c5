"""A chat model that says what stands in a script, for showing a fleet at work without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import PrivateAttr
from typing_extensions import override

from fleet.errors import FleetError


class Calls(NamedTuple):
    """A call of a tool in a script."""

    tool: str
    arguments: Mapping[str, object]


Line = str | Calls | Callable[[str], "str | Calls"]
"""What a model says: a text, a call, or either made of the prompt that it reads."""


class ScriptedModel(BaseChatModel):
    """A chat model that says one line of its script after the other, whatever it reads.

    Args:
        script: the lines.

    >>> model = ScriptedModel(["Hello.", Calls("tickets_resolve", {"id": 4411})])
    >>> model.invoke("hi").text, model.invoke("and now?").tool_calls[0]["args"]
    ('Hello.', {'id': 4411})
    """

    _left: list[Line] = PrivateAttr()
    _said: int = PrivateAttr(default=0)

    def __init__(self, script: Iterable[Line]) -> None:
        super().__init__()
        self._left = list(script)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @override
    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **_: object
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: object,
    ) -> ChatResult:
        if not self._left:
            message = "the script of this model is at its end"
            raise FleetError(message)
        self._said += 1
        line = self._left.pop(0)
        said = line(messages[0].text) if callable(line) else line
        return ChatResult(generations=[ChatGeneration(message=self._message(said))])

    def _message(self, said: str | Calls) -> AIMessage:
        if isinstance(said, str):
            return AIMessage(said)
        call = {"name": said.tool, "args": dict(said.arguments), "id": f"call-{self._said}", "type": "tool_call"}
        return AIMessage("", tool_calls=[call])
