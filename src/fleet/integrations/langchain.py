"""Prompts for LangChain, as message objects: a brace in a spec is text and never a template variable."""

from __future__ import annotations

from langchain_core.messages import SystemMessage
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

from fleet.prompts import Prompt

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
