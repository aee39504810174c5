"""What the mutated source imports: each function with its mutants behind one name, and which of them is on.

`tools/mutants.py` writes this module's name where mutmut writes its own: with a look into the environment at every call
of every function the tests take several times as long. A process that a test starts has the mutant of the one before.
"""

from __future__ import annotations

import os
from functools import wraps

MutantDict = dict
ORIGINAL = ""
on = os.environ.get("FLEET_MUTANT", ORIGINAL)
watched = False
called = set()


def switch_on(mutant):
    """From now on, run this mutant, here and in the processes that are started."""
    global on  # noqa: PLW0603  one for the whole process
    on = os.environ["FLEET_MUTANT"] = mutant


def watch():
    """From now on, note in `called` which functions are called."""
    global watched  # noqa: PLW0603  one for the whole process
    watched = True


def wrap_in_trampoline(mutants, is_classmethod=False):  # noqa: FBT002  what mutmut writes
    """A decorator for the original function; `mutants` is filled later, with what else may run in its place."""

    def decorate(function):
        room, _, name = function.__qualname__.rpartition(".")
        here = f"{function.__module__}.{f'xǁ{room}ǁ' if room else 'x_'}{name}"
        module = f"{function.__module__}."

        @wraps(function)
        def switched(*args, **kwargs):
            if watched:
                called.add(here)
            if on.startswith(here):
                mutant = mutants.get(on.removeprefix(module))
                if mutant is not None:
                    return (mutant.__func__ if is_classmethod else mutant)(*args, **kwargs)
            return function(*args, **kwargs)

        return switched

    return decorate
