"""Words that nobody is streamed while they are not judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from langchain_core.runnables.config import ensure_config, var_child_runnable_config
from langgraph.constants import TAG_NOSTREAM


@contextmanager
def held_back() -> Iterator[None]:
    """What a model says inside is not streamed by the graph as it comes, but as the message that is made of it."""
    config = ensure_config(var_child_runnable_config.get())
    tags = [*(config.get("tags") or ()), TAG_NOSTREAM]
    token = var_child_runnable_config.set({**config, "tags": tags})
    try:
        yield
    finally:
        var_child_runnable_config.reset(token)
