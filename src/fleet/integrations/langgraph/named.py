"""Chat models and tools by a name on a command line: a provider's model, or something of a Python module."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from fleet.diagnostics import quoted, visible
from fleet.errors import FleetError

_IN_A_MODULE = re.compile(r"([A-Za-z_][\w.]*):([A-Za-z_]\w*)")
_PACKAGE = re.compile(r"pip install [\w.\[\]-]+")
_LONGEST = 200
_CHOICE = "say `provider:model`, such as `openai:gpt-5`, or `MODULE:FUNCTION`"

Model = BaseChatModel | Callable[[str], BaseChatModel]
GivenTool = BaseTool | Callable[..., object]


def named_model(name: str) -> Model:
    """The chat model of a name.

    Args:
        name: what `init_chat_model` takes, such as ``openai:gpt-5``; or ``module:name`` of a chat model, or of a
            function without arguments that returns one, or that returns a function from a class to its model.

    Raises:
        FleetError: if there is none of that name, its package is missing, or it cannot be made, as without a key.

    >>> named_model("nobody:nothing")
    Traceback (most recent call last):
        ...
    fleet.errors.FleetError: no chat model is named `nobody:nothing`; say `provider:model`, such as `openai:gpt-5`...
    """
    found = _in_a_module(name)
    try:
        made = init_chat_model(name) if found is None else found
        if callable(made) and not isinstance(made, BaseChatModel):
            made = made()
    except FleetError:
        raise
    except ImportError as error:
        package = _PACKAGE.search(str(error))
        message = f"the model {quoted(name)} needs a package; {package[0] if package else _first_line(error)}"
        raise FleetError(message) from None
    except Exception as error:
        if found is None and isinstance(error, ValueError) and "provider" in str(error).partition("\n")[0]:
            message = f"no chat model is named {quoted(name)}; {_CHOICE}"
            raise FleetError(message) from None
        message = f"the model {quoted(name)} cannot be made; is its key set? {_first_line(error)}"
        raise FleetError(message) from error
    if not isinstance(made, BaseChatModel) and not callable(made):
        message = f"{quoted(name)} is no chat model, and no function that returns one"
        raise FleetError(message)
    return cast("Model", made)


def named_tools(name: str) -> Sequence[GivenTool]:
    """The tools of a name: ``module:name`` of a list of them, or of a function without arguments that returns one.

    Raises:
        FleetError: if there is nothing of that name, or something else.
    """
    found = _in_a_module(name)
    if found is None:
        message = f"no tools are named {quoted(name)}; say `MODULE:FUNCTION`, a function of a module that returns them"
        raise FleetError(message)
    made = found() if callable(found) else found
    if not isinstance(made, list | tuple) or not all(isinstance(one, BaseTool) or callable(one) for one in made):
        message = f"{quoted(name)} is no list of tools, and no function that returns one"
        raise FleetError(message)
    return made


def _in_a_module(name: str) -> object:
    """What a module has under a name; None if that is no name of a module and something in it.

    Raises:
        FleetError: if the module cannot be imported.
    """
    match = _IN_A_MODULE.fullmatch(name)
    if match is None:
        return None
    try:
        if find_spec(match[1]) is None:
            return None
        return getattr(import_module(match[1]), match[2], None)
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name and match[1].startswith(error.name):
            return None
        message = f"the module {quoted(match[1])} cannot be imported: {_first_line(error)}"
        raise FleetError(message) from error


def _first_line(error: Exception) -> str:
    """The first line of what an error says, or its kind where it says nothing."""
    line = visible(str(error).strip().partition("\n")[0]).replace("`", "") or type(error).__name__
    return quoted(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…")
