"""What the mutated source imports: each function with its mutants behind one name, and which of them is on.

`tools/mutants.py` writes this module's name where mutmut writes its own, which looks into the environment at every call
of every function. A process that a test starts runs the mutant of the process that started it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps

MutantDict = dict
on = os.environ.get("FLEET_MUTANT", "")
watched = False
called: set[str] = set()


def switch_on(mutant: str) -> None:
    """From now on, run this mutant, here and in the processes that are started."""
    global on  # noqa: PLW0603  one for the whole process
    on = os.environ["FLEET_MUTANT"] = mutant


def watch() -> None:
    """From now on, note in `called` which functions are called."""
    global watched  # noqa: PLW0603  one for the whole process
    watched = True


def wrap_in_trampoline(
    mutants: dict[str, Callable[..., object]],
    is_classmethod: bool = False,  # noqa: FBT001, FBT002  what mutmut writes
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """A decorator for the original function; `mutants` is filled later, with what else may run in its place."""

    def decorate(function: Callable[..., object]) -> Callable[..., object]:
        room, _, name = function.__qualname__.rpartition(".")
        here = f"{function.__module__}.{f'xǁ{room}ǁ' if room else 'x_'}{name}"
        module = f"{function.__module__}."

        @wraps(function)
        def switched(*args: object, **kwargs: object) -> object:
            if watched:
                called.add(here)
            if on.startswith(here):
                mutant = mutants.get(on.removeprefix(module))
                if mutant is not None:
                    return (mutant.__func__ if is_classmethod else mutant)(*args, **kwargs)
            return function(*args, **kwargs)

        return switched

    return decorate
