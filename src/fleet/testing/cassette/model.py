"""A chat model that replies from a cassette, or is recorded into one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import get_config_list, get_executor_for_config
from langchain_core.runnables.utils import gather_with_concurrency
from langchain_core.tools import BaseTool

from fleet.diagnostics import Diagnostic, Span
from fleet.library import shown
from fleet.testing.cassette.canonical import request_of
from fleet.testing.cassette.conversion import chunk_of, chunks_of, message_of, reply_of, streamed
from fleet.testing.cassette.recording import open_tape
from fleet.testing.cassette.source import Source, Tools, schemas_of, with_tools_bound
from fleet.testing.cassette.structured import rebuilt
from fleet.testing.cassette.tape import Tape, Turn
from fleet.testing.cassette.values import Reply

_QUIET: RunnableConfig = {"callbacks": []}  # who listens hears the model around it, and would hear everything twice
_TURN = "fleet_turn"


class CassetteModel(BaseChatModel):
    """What `fleet.testing.cassette.cassette_model` makes.

    Attributes:
        source: the model that is asked when something is recorded.
        tape: what it replies from; None for the recording that is open when it is asked.
        saves: whether each reply is written down at once.
    """

    source: Source
    tape: Tape | None = None
    saves: bool = False

    @property
    def _llm_type(self) -> str:
        return "fleet-cassette"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return dict(self.source.settings)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools to it; the model inside gets them in its own way when it is asked."""
        options = kwargs if tool_choice is None else {"tool_choice": tool_choice, **kwargs}
        return self.bind(tools=Tools(tools, options), **options)

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Structure its replies as the model inside would structure its own."""
        if self.source.model is not None:
            made = self.source.model.with_structured_output(schema, include_raw=include_raw, **kwargs)
            with_self = rebuilt(made, self.source.model, self)
            if with_self is not made:
                return with_self
        return super().with_structured_output(schema, include_raw=include_raw, **kwargs)

    def batch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[AIMessage]:
        """Ask for all of `inputs`; which of several equal ones is the first does not depend on threads."""
        if not inputs:
            return []

        def one(given: LanguageModelInput, of: RunnableConfig, turn: Turn | None) -> AIMessage | Exception:
            try:
                return self.invoke(given, of, **kwargs, **_placed(turn))
            except Exception as error:
                if return_exceptions:
                    return error
                raise

        configs = get_config_list(config, len(inputs))
        turns = [self._counted(given, kwargs) for given in inputs]
        with get_executor_for_config(configs[0]) as executor:
            return cast("list[AIMessage]", list(executor.map(one, inputs, configs, turns)))

    async def abatch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[AIMessage]:
        """The same, asynchronously."""
        if not inputs:
            return []

        async def one(given: LanguageModelInput, of: RunnableConfig, turn: Turn | None) -> AIMessage | Exception:
            try:
                return await self.ainvoke(given, of, **kwargs, **_placed(turn))
            except Exception as error:
                if return_exceptions:
                    return error
                raise

        configs = get_config_list(config, len(inputs))
        turns = [self._counted(given, kwargs) for given in inputs]
        asked = map(one, inputs, configs, turns)
        return cast("list[AIMessage]", await gather_with_concurrency(configs[0].get("max_concurrency"), *asked))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002  LangChain's signature
        **kwargs: Any,
    ) -> ChatResult:
        asked = self._asked(messages, stop, kwargs)
        if asked.reply is not None:
            return _result(message_of(asked.reply))
        live, rest = with_tools_bound(self.source.live(), kwargs)
        with asked.answered():
            message = live.invoke(messages, _QUIET, stop=stop, **rest)
            asked.keep(message)
        return _result(message)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002  LangChain's signature
        **kwargs: Any,
    ) -> ChatResult:
        asked = self._asked(messages, stop, kwargs)
        if asked.reply is not None:
            return _result(message_of(asked.reply))
        live, rest = with_tools_bound(self.source.live(), kwargs)
        with asked.answered():
            message = await live.ainvoke(messages, _QUIET, stop=stop, **rest)
            asked.keep(message)
        return _result(message)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002  LangChain's signature
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        asked = self._asked(messages, stop, kwargs)
        if asked.reply is not None:
            yield from asked.replayed(asked.reply)
            return
        live, rest = with_tools_bound(self.source.live(), kwargs)
        with asked.answered() as chunks:
            for piece in live.stream(messages, _QUIET, stop=stop, **rest):
                chunks.append(chunk_of(piece))
                yield _generation(chunks[-1])
            asked.keep_chunks(chunks)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002  LangChain's signature
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        asked = self._asked(messages, stop, kwargs)
        if asked.reply is not None:
            for chunk in asked.replayed(asked.reply):
                yield chunk
            return
        live, rest = with_tools_bound(self.source.live(), kwargs)
        with asked.answered() as chunks:
            async for piece in live.astream(messages, _QUIET, stop=stop, **rest):
                chunks.append(chunk_of(piece))
                yield _generation(chunks[-1])
            asked.keep_chunks(chunks)

    def _asked(self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]) -> _Asked:
        """Count a request, unless it was counted before, and look for its reply."""
        tape = self.tape or open_tape()
        turn = kwargs.pop(_TURN, None)
        if tape is None:
            return _Asked(None, None, saves=False)
        turn = turn or self._turn(tape, messages, stop, kwargs)
        return _Asked(tape, turn, saves=self.saves)

    def _turn(self, tape: Tape, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]) -> Turn:
        schemas = schemas_of(kwargs.get("tools"), tape.redact)
        settings = {**self.source.settings, **{name: value for name, value in kwargs.items() if name != "tools"}}
        request = request_of(messages, schemas=schemas, stop=stop or (), settings=settings, redact=tape.redact)
        return tape.turn(request, schemas)

    def _counted(self, given: LanguageModelInput, kwargs: dict[str, Any]) -> Turn | None:
        """Count a request before it is made; None where nothing is counted."""
        tape = self.tape or open_tape()
        if tape is None:
            return None
        more = dict(kwargs)
        stop = more.pop("stop", None)
        return self._turn(tape, self._convert_input(given).to_messages(), stop, more)


class _Asked:
    """One request on its way: its reply if that is on the tape, else what is done with the model's."""

    def __init__(self, tape: Tape | None, turn: Turn | None, *, saves: bool) -> None:
        self._tape, self._turn, self._saves = tape, turn, saves
        self.reply = None if tape is None or turn is None else tape.reply(turn)

    @contextmanager
    def answered(self) -> Iterator[list[AIMessageChunk]]:
        """Ask the model: what it does not answer is not counted; what was heard of a stream that is left is kept."""
        chunks: list[AIMessageChunk] = []
        try:
            yield chunks
        except GeneratorExit:
            self.keep_chunks(chunks, cut=True)
            raise
        except BaseException:
            if self._tape is not None and self._turn is not None:
                self._tape.give_back(self._turn)
            raise

    def keep(self, message: BaseMessage) -> None:
        """Keep a whole reply."""
        if self._tape is not None and self._turn is not None:
            self._keep(self._tape, self._turn, reply_of(message, start=_start(self._turn), redact=self._tape.redact))

    def keep_chunks(self, chunks: list[AIMessageChunk], *, cut: bool = False) -> None:
        """Keep a reply that arrived in chunks."""
        if self._tape is not None and self._turn is not None:
            reply = streamed(chunks, start=_start(self._turn), redact=self._tape.redact)
            self._keep(self._tape, self._turn, reply.model_copy(update={"cut": cut}))

    def replayed(self, reply: Reply) -> Iterator[ChatGenerationChunk]:
        """The chunks of a recorded reply.

        Raises:
            NotRecordedError: if somebody listens longer than when it was recorded.
        """
        yield from map(_generation, chunks_of(reply))
        if reply.cut and self._tape is not None:
            name = shown(self._tape.path)
            message = "a stream is heard to its end, and was left before when it was recorded"
            raise self._tape.error(
                Diagnostic(
                    "FLT520",
                    message,
                    Span(name, 1, 1, 1, 1),
                    note="what would follow is not known",
                    help="record it again",
                )
            )

    def _keep(self, tape: Tape, turn: Turn, reply: Reply) -> None:
        tape.keep(turn, reply)
        if self._saves:
            tape.save()


def _start(turn: Turn) -> str:
    """What the ids of the calls in a reply begin with: another one for each request of a conversation."""
    number = "" if turn.number == 1 else f"-{turn.number}"
    return f"call-{turn.request.key[:8]}{number}"


def _placed(turn: Turn | None) -> dict[str, Any]:
    return {} if turn is None else {_TURN: turn}


def _result(message: BaseMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])


def _generation(chunk: AIMessageChunk) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=chunk)
