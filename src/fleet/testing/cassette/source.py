"""The model inside: made when it is needed, asked with its own kind of tools, known by the settings that it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any

from langchain_core.globals import get_llm_cache
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_core.utils.function_calling import convert_to_openai_tool

from fleet.testing.cassette.canonical import tool_name, tool_schema
from fleet.testing.cassette.plain import plain
from fleet.testing.cassette.redaction import Redact, is_secret_name

_BY_LANGCHAIN = ("ls_model_name", "ls_temperature", "ls_max_tokens")


class Source:
    """A chat model, or a function that makes one.

    A function is called when a model is to be asked and not before, so a replay needs neither key nor package of a
    provider. Nothing is known of what it will make, but the keyword arguments of a `functools.partial`.

    Attributes:
        model: the model; None for a function.
        settings: what is known of model and parameters.
    """

    def __init__(self, given: BaseChatModel | Callable[[], BaseChatModel]) -> None:
        self._given = given
        self._made: BaseChatModel | None = None
        self._lock = Lock()
        self.model = given if isinstance(given, BaseChatModel) else None
        self.settings: Mapping[str, object] = _settings(given)

    def live(self) -> BaseChatModel:
        """The model, made now if it was not before; without LangChain's cache, which gives one reply many times."""
        if isinstance(self._given, BaseChatModel):
            return _uncached(self._given)
        with self._lock:
            if self._made is None:
                self._made = self._given()
            return _uncached(self._made)


class Tools(list[dict[str, Any]]):
    """The schemas of tools, as callbacks expect them, with the tools themselves for the model inside.

    Attributes:
        given: what was bound.
        options: what was said along with it.
    """

    def __init__(self, given: Sequence[Any], options: Mapping[str, Any]) -> None:
        super().__init__(_schema(tool) for tool in given)
        self.given = tuple(given)
        self.options = dict(options)


def with_tools_bound(
    model: BaseChatModel, kwargs: Mapping[str, Any]
) -> tuple[Runnable[LanguageModelInput, AIMessage], dict[str, Any]]:
    """Return the model with its tools, and what else it is to be asked with.

    What binding made is taken apart again: a binding would tell those who listen of a second model.
    """
    rest = dict(kwargs)
    tools = rest.get("tools")
    if not isinstance(tools, Tools):
        return model, rest
    del rest["tools"]
    unchanged = [name for name, value in tools.options.items() if rest.get(name, value) is value]
    options = {name: rest.pop(name, tools.options[name]) for name in unchanged}
    live: Runnable[LanguageModelInput, AIMessage] = model.bind_tools(list(tools.given), **options)
    while isinstance(live, RunnableBinding) and not live.config:
        rest = {**live.kwargs, **rest}
        live = live.bound
    return live, rest


def schemas_of(tools: object, redact: Redact) -> tuple[str, ...]:
    """The schemas of the tools in a request as JSON, sorted by the names that requests give them."""
    if not isinstance(tools, list | tuple):
        return ()
    return tuple(sorted((tool_schema(_schema(tool), redact) for tool in tools), key=tool_name))


def _schema(tool: Any) -> dict[str, Any]:
    """A tool as most providers are told it, or as it is given where it has no such form."""
    try:
        return convert_to_openai_tool(tool)
    except (ValueError, TypeError):
        data = plain(tool)
        return data if isinstance(data, dict) else {"name": str(data)}


def _uncached(model: BaseChatModel) -> BaseChatModel:
    cached = bool(model.cache) or (model.cache is None and get_llm_cache() is not None)
    return model.model_copy(update={"cache": False}) if cached else model


def _settings(given: object) -> dict[str, object]:
    if isinstance(given, partial):
        return _public(given.keywords)
    if not isinstance(given, BaseChatModel):
        return {}
    known = dict(given._get_ls_params())  # noqa: SLF001  LangChain tells the settings of a model nowhere else
    named = {name.removeprefix("ls_").replace("model_name", "model"): known.get(name) for name in _BY_LANGCHAIN}
    told = {name: value for name, value in dict(given._identifying_params).items() if name != "model_name"}  # noqa: SLF001  the same
    return _public({**named, **told})


def _public(settings: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in settings.items() if not is_secret_name(name)}
