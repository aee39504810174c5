"""What a framework's agent gives and takes, as turns and replies; no framework is imported for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.library import Library
from fleet.prompts import compile_prompt
from fleet.spec import Context
from fleet.testing.agents.agent import Agent
from fleet.testing.language.reply import MadeCall, Reply
from fleet.testing.language.scenario import Turn

_TRANSFERS = ("transfer_to_", "transfer_back_to_", "handoff_to_", "hand_over_to_")
"""How tools that hand a conversation over begin, before the name of whom it goes to."""

Message = Mapping[str, object]


def agent_of(
    made: object, *, library: Library, persona: str, context: Context | None = None, prompt: str | None = None
) -> Agent:
    """Make an agent under test of whatever a host has.

    A function (not bound to a framework) is an agent itself. A chat model, which has `bind_tools`, gets the compiled
    prompt of the persona before the turns. Any other LangChain Runnable gets the turns as messages; so does a graph
    that keeps ``messages``, as `create_agent` makes it, and what it adds to them is its reply. Calls of tools whose
    names begin with ``transfer_to_`` or ``handoff_to_`` are handoffs.

    Args:
        made: what was built for the persona.
        library: where the names of handoffs are from, and the prompt.
        persona: the class that is tested.
        context: of the prompt.
        prompt: the system prompt of a chat model, in place of the compiled one.

    Raises:
        FleetError: if it is nothing that answers.

    >>> import fleet
    >>> class Model:
    ...     def bind_tools(self, tools): ...
    ...     def invoke(self, messages):
    ...         return {"role": "assistant", "content": f"{messages[0]['role']} first, {len(messages)} in all"}
    >>> agent = agent_of(Model(), library=fleet.load(), persona="support-agent")
    >>> agent([Turn("user", "Hello")]).text
    'system first, 2 in all'
    """
    invoke = getattr(made, "invoke", None)
    if invoke is None:
        if callable(made):
            return cast("Agent", made)
        message = f"{quoted(str(made)[:80])} is no agent: it can neither be called nor invoked"
        raise FleetError(message)
    names = transfer_names(library)
    if hasattr(made, "bind_tools"):
        first = prompt if prompt is not None else compile_prompt(library, persona, context=context).text
        return _asking(made, lambda turns: [{"role": "system", "content": first}, *messages_of(turns)], names)
    if _keeps_messages(made):
        return _asking(made, lambda turns: {"messages": messages_of(turns)}, names)
    return _asking(made, messages_of, names)


def messages_of(turns: Iterable[Turn]) -> list[Message]:
    """Turns as messages of role and content, as every framework reads them; a tool's return has its call before it.

    >>> [one["role"] for one in messages_of([Turn("user", "Hi"), Turn("tool", "{}", "crm.read")])]
    ['user', 'assistant', 'tool']
    """
    found: list[Message] = []
    for number, turn in enumerate(turns):
        if turn.role == "tool":
            id_, name = f"call-{number}", turn.name or "tool"
            call = {"name": name, "args": {}, "id": id_, "type": "tool_call"}
            found.append({"role": "assistant", "content": "", "tool_calls": [call]})
            found.append({"role": "tool", "content": turn.text, "tool_call_id": id_, "name": name})
        else:
            found.append({"role": "user" if turn.role == "user" else "assistant", "content": turn.text})
    return found


def reply_of(messages: Sequence[object], names: Mapping[str, str]) -> Reply:
    """What an agent's new messages amount to: the last text, all calls, and to whom it handed over.

    Args:
        messages: message objects or mappings, in order.
        names: the last part of a transfer's name -> who that is.
    """
    text, calls, target = "", [], None
    for message in messages:
        role = str(_get(message, "type") or _get(message, "role"))
        if role not in ("ai", "assistant", "AIMessageChunk"):
            continue
        text = _text(_get(message, "content")) or text
        for call in _calls(message):
            to = _target(call.tool, names)
            target = to or target
            if to is None:
                calls.append(call)
    return Reply(text, tuple(calls), target)


def transfer_names(library: Library) -> Mapping[str, str]:
    """The last part of the name of a transfer -> who that is.

    >>> import fleet
    >>> transfer_names(fleet.load())["account_manager"]
    'account-manager'
    """
    return {name.replace("-", "_"): name for name in (*library, *library.parties)}


def _asking(made: Any, given: Callable[[Sequence[Turn]], object], names: Mapping[str, str]) -> Agent:
    def ask(turns: Sequence[Turn]) -> Reply:
        asked = given(turns)
        return _read(made.invoke(asked), asked, names)

    async def ask_async(turns: Sequence[Turn]) -> Reply:
        asked = given(turns)
        return _read(await made.ainvoke(asked), asked, names)

    return ask_async if _only_async(made) else ask


def _only_async(made: object) -> bool:
    """Whether only the asynchronous way works: a host that has no other says so by its `invoke`."""
    return inspect.iscoroutinefunction(getattr(made, "invoke", None))


def _read(answer: object, asked: object, names: Mapping[str, str]) -> Reply:
    if isinstance(answer, Reply):
        return answer
    if isinstance(answer, str):
        return Reply(answer)
    kept = _get(answer, "messages")
    if isinstance(kept, list | tuple) and isinstance(asked, Mapping):
        return reply_of(kept[len(asked["messages"]) :], names)
    if isinstance(answer, list | tuple):
        return reply_of(answer, names)
    return reply_of([answer], names)


def _keeps_messages(made: object) -> bool:
    """Whether this is a graph: it has nodes and can be drawn."""
    return hasattr(made, "get_graph") and hasattr(made, "nodes")


def _calls(message: object) -> Iterator[MadeCall]:
    for call in _get(message, "tool_calls") or ():
        function = _get(call, "function") or call
        args = _get(function, "args")
        yield MadeCall(
            str(_get(function, "name")), args if isinstance(args, Mapping | str) else _get(function, "arguments") or {}
        )
    for call in _get(message, "invalid_tool_calls") or ():
        yield MadeCall(str(_get(call, "name")), str(_get(call, "args")))


def _target(tool: str, names: Mapping[str, str]) -> str | None:
    start = next((one for one in _TRANSFERS if tool.startswith(one)), None)
    if start is None:
        return None
    last = tool.removeprefix(start)
    return names.get(last.replace("-", "_"), last)


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list | tuple) else ()
    return "".join(str(_get(one, "text") or "") if not isinstance(one, str) else one for one in blocks)


def _get(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
