"""The values of the variables in one prompt: the library's defaults, and what the host says over them."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.diagnostics import hidden_characters, quoted
from fleet.errors import PromptError, UnknownNameError
from fleet.library import Library


def values_for(library: Library, said: Mapping[str, str]) -> dict[str, str]:
    """Return every variable of `library` with its value, `said` before the default.

    Raises:
        UnknownNameError: for a variable that the library does not declare.
        PromptError: for a value that is empty, or has a line break or a hidden character.

    >>> import fleet
    >>> values_for(fleet.load(), {"company": "Acme"})
    {'company': 'Acme', 'product': 'the product'}
    """
    values = dict(library.manifest.variables)
    for name, value in said.items():
        if name not in values:
            raise UnknownNameError("variable", name, values)
        values[name] = _sound(name, value)
    return values


def _sound(name: str, value: object) -> str:
    wrong = _fault(value)
    if wrong:
        message = f"the value of variable {quoted(name)} {wrong}"
        raise PromptError(message)
    return str(value)


def _fault(value: object) -> str | None:
    if not isinstance(value, str):
        return "is not text"
    if not value.strip():
        return "is empty"
    if value.splitlines() != [value]:
        return "has a line break"
    hidden = hidden_characters(value)
    if hidden:
        return f"has a hidden character, {hidden[0][1]}, after {quoted(value[: hidden[0][0]])}"
    return None
