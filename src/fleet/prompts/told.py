"""What the person is told where a persona may not answer: whose it is, and that it is handed over."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.library import Library
from fleet.prompts.flatten import one_line
from fleet.prompts.template import rendered
from fleet.prompts.variables import values_for
from fleet.spec import Audience, fill


def told(
    library: Library,
    lane: str | None,
    owner: str,
    *,
    audience: Audience = "customer",
    variables: Mapping[str, str] | None = None,
) -> str:
    """Say in the persona's own words, as ``I``, whose the work is and that it is handed over.

    Args:
        library: where titles and lanes are.
        lane: the lane of the work; None if it is in none.
        owner: the persona or party that gets it.
        audience: who reads it.
        variables: values for the variables of the texts, over the library's defaults.

    Raises:
        UnknownNameError: for a lane or a variable that the library does not have.
        PromptError: for a value of a variable that is not one line of text.

    >>> import fleet
    >>> told(fleet.load(), "renewal", "customer-success-manager")[:48]
    'This is about the path to an on-time renewal, su'
    """
    values = values_for(library, variables or {})
    if lane is not None:
        library.owner_of(lane)
    about = fill(library.lanes[lane].about or library.lanes[lane].duty, values) if lane is not None else ""
    data = {
        "lane": lane is not None,
        "teammate": audience == "teammate",
        "about": one_line(about).rstrip("."),
        "title": one_line(library.title_of(owner)),
    }
    return rendered("told", data).strip()
