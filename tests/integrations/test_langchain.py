import asyncio

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate, HumanMessagePromptTemplate

import fleet
from fleet.integrations import langchain, langchain_tools
from fleet.integrations.langchain import chat_prompt, router_runnable, system_message


@pytest.fixture(scope="module")
def prompt():
    braces = "{messages} {x!r} {{y}} {0} {"
    context = fleet.Context(account="{account} {{ z }}", stage="customer")
    return fleet.compile_prompt(fleet.load(), "support-agent", company=braces, context=context)


def test_the_prompt_is_a_system_message(prompt):
    message = system_message(prompt)
    assert isinstance(message, SystemMessage)
    assert message.content == prompt.text


def test_no_brace_of_a_spec_is_a_template_variable(prompt):
    template = chat_prompt(prompt)
    assert isinstance(template, ChatPromptTemplate)
    assert template.input_variables == ["messages"]
    assert template.optional_variables == []


def test_the_conversation_follows_the_system_message_unread(prompt):
    said = [HumanMessage("What does {product} cost, {{ and }} why?")]
    first, second = chat_prompt(prompt).invoke({"messages": said}).to_messages()
    assert first == SystemMessage(prompt.text)
    assert second == said[0]


def test_a_template_without_the_conversation_is_refused(prompt):
    with pytest.raises(KeyError, match="messages"):
        chat_prompt(prompt).invoke({})


def test_templates_can_be_added_to(prompt):
    longer = chat_prompt(prompt) + HumanMessagePromptTemplate.from_template("{question}")
    messages = longer.invoke({"messages": [], "question": "{braces}"}).to_messages()
    assert [message.content for message in messages] == [prompt.text, "{braces}"]


def test_a_router_is_a_runnable(shipped):
    runnable = router_runnable(fleet.Router(shipped))
    message = "Please correct the address on invoice 8841."
    assert runnable.invoke(message).lane == "quotes-and-invoices"
    assert asyncio.run(runnable.ainvoke(message)) == runnable.invoke(message)
    assert [route.persona for route in runnable.batch([message, message])] == ["sales-administrator"] * 2


def test_guarded_tools_are_found_where_the_rest_is():
    assert langchain.guard_tools is langchain_tools.guard_tools
    assert all(hasattr(langchain, name) for name in langchain.__all__)
