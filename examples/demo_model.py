"""A chat model without a network, for the examples: whatever is asked, it says this."""

from langchain_core.language_models import FakeListChatModel


class Demo(FakeListChatModel):
    def bind_tools(self, tools, **kwargs):
        return self


model = Demo(responses=["It works again: the certificate had expired."])
