"""The lanes of one persona for an agent of LangChain that is there already, in three lines."""

from demo_model import model
from langchain.agents import create_agent

import fleet
from fleet.integrations.langgraph import LaneMiddleware

lanes = LaneMiddleware(fleet.load(), persona="support-agent")
agent = create_agent(model, [], middleware=[lanes])
print(agent.invoke({"messages": [("user", "It is down")]})["messages"][-1].text)
