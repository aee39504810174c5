"""What a model makes of itself, made with another model in its place."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableBinding, RunnableParallel, RunnableSequence


def rebuilt(made: Runnable[Any, Any], inside: BaseChatModel, instead: BaseChatModel) -> Runnable[Any, Any]:
    """Return `made` with `instead` wherever `inside` was; `made` itself if that is nowhere to be found."""
    if made is inside:
        return instead
    if isinstance(made, RunnableBinding):
        bound = rebuilt(made.bound, inside, instead)
        return made if bound is made.bound else made.model_copy(update={"bound": bound})
    if isinstance(made, RunnableSequence):
        steps = [rebuilt(step, inside, instead) for step in made.steps]
        changed = any(new is not old for new, old in zip(steps, made.steps, strict=True))
        return RunnableSequence(*steps, name=made.name) if changed else made
    if isinstance(made, RunnableParallel):
        parts = {name: rebuilt(part, inside, instead) for name, part in made.steps__.items()}
        changed = any(part is not made.steps__[name] for name, part in parts.items())
        return RunnableParallel(parts) if changed else made
    return made
