"""The one piece of template that spec texts may hold: ``{{ name }}``, found once, replaced by plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_VARIABLE = re.compile(r"\{\{ ?([a-z][a-z0-9_]*) ?\}\}")
_VARIABLE_OR_MARK = re.compile(_VARIABLE.pattern + r"|\{\{|\{%|\{#|%\}|#\}|\}\}")


class Fault(NamedTuple):
    """Something in a text that looks like a template and is not a variable: where it starts, and what it is."""

    offset: int
    text: str


def variables_in(text: str) -> tuple[str, ...]:
    """List the names of the variables in `text`, in order.

    >>> variables_in("{{ company }} makes {{ product }}")
    ('company', 'product')
    """
    return tuple(_VARIABLE.findall(text)) if "{{" in text else ()


def template_faults(text: str) -> tuple[Fault, ...]:
    """List everything that opens or closes a template in `text` but is not a variable.

    >>> template_faults("{% for x in y %}")
    (Fault(offset=0, text='{%'), Fault(offset=14, text='%}'))
    """
    if "{" not in text and "}" not in text:
        return ()
    found = _VARIABLE_OR_MARK.finditer(text)
    return tuple(Fault(match.start(), match.group()) for match in found if match.group(1) is None)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each variable replaced by its value; values are not read again.

    Raises:
        KeyError: for a variable without a value.

    >>> fill("welcome to {{ company }}", {"company": "{{ product }}"})
    'welcome to {{ product }}'
    """
    if "{{" not in text:
        return text
    return _VARIABLE.sub(lambda match: values[match.group(1)], text)
