"""LangChain: prompts as messages in which no brace is a template variable, a router as a Runnable, guarded tools."""

from __future__ import annotations

from langchain_core.messages import SystemMessage
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder
from langchain_core.runnables import Runnable, RunnableLambda

from fleet.integrations.langchain_tools import guard_tools
from fleet.prompts import Prompt
from fleet.routing import Route, Router

__all__ = ["MESSAGES", "chat_prompt", "guard_tools", "router_runnable", "system_message"]

MESSAGES = "messages"
"""The one variable of a chat prompt: the conversation so far."""


def system_message(prompt: Prompt) -> SystemMessage:
    """Return a compiled prompt as the system message of a conversation.

    >>> import fleet
    >>> system_message(fleet.compile_prompt(fleet.load(), "support-agent", company="Acme")).content[:38]
    '# You are the Support Engineer of Acme'
    """
    return SystemMessage(content=prompt.text)


def chat_prompt(prompt: Prompt) -> ChatPromptTemplate:
    """Return a template that puts the compiled prompt before ``messages``, its only variable.

    >>> import fleet
    >>> template = chat_prompt(fleet.compile_prompt(fleet.load(), "support-agent", company="{messages}"))
    >>> template.input_variables, len(template.invoke({"messages": [("human", "{hello}")]}).to_messages())
    (['messages'], 2)
    """
    return ChatPromptTemplate.from_messages([system_message(prompt), MessagesPlaceholder(MESSAGES)])


def router_runnable(router: Router) -> Runnable[str, Route]:
    """Return a router as a Runnable from a message to its route, sync and async.

    >>> import fleet
    >>> router_runnable(fleet.Router(fleet.load())).invoke("Please correct the address on invoice 8841.").persona
    'sales-administrator'
    """

    def route(message: str) -> Route:
        return router.route(message)

    async def aroute(message: str) -> Route:
        return await router.aroute(message)

    return RunnableLambda(route, afunc=aroute, name="router")
