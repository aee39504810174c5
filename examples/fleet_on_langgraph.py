"""A whole, guarded fleet in ten lines; put your chat model where `demo_model` is."""

from demo_model import model
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver

import fleet
from fleet.integrations.langgraph import build_fleet


@tool
def tickets_resolve(id: int) -> str:  # noqa: A002  the library's name
    """Close a ticket."""
    return f"closed {id}"


app = build_fleet(fleet.load(), model=model, tools=[tickets_resolve], checkpointer=InMemorySaver())
asked = {"messages": [("user", "Deployments fail with a 500 since last night")]}
context = fleet.Context(account="acme", stage="customer")
result = app.invoke(asked, {"configurable": {"thread_id": "4411"}}, context=context)

print(result["current"], "says:", result["messages"][-1].text)
