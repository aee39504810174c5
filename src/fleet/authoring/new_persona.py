"""The two files of a new persona: they load as they are, and say in comments what is left to write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fleet.authoring.writing import yaml_lines
from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.library import Library
from fleet.spec import SLUG_PATTERN

_TEMPTING = ("ticket-resolution", "deal-negotiation", "product-delivery")

_HEAD = """# Written by `fleet new` as a start: all of it is yours to change.
"""
_EXAMPLES = """# How requests for the lane arrive (`asks`), and how doing its work sounds in a reply (`says`).
# For each boundary, what belongs to its owner (`probes`), and near misses to be answered here (`twins`).
"""
_VOICE = "You are calm, exact and brief. You ask before you assume, and you say plainly what you do not know.\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new persona is to be.

    Attributes:
        class_: its id, kebab-case.
        domain: the folder that it lies in.
        title: how people call the role; None makes one from the class.
        lane: the lane that it owns; None makes one from the class.
        about: what is in the lane, in words a customer would use; None makes one from the title.
        excludes: the lanes to draw boundaries on; None takes those that tempt everybody, where the library has them.
    """

    class_: str
    domain: str
    title: str | None = None
    lane: str | None = None
    about: str | None = None
    excludes: Sequence[str] | None = None


def new_persona(library: Library, wanted: Wanted) -> dict[str, str]:
    """Return path -> text of the files of a new persona of `library`.

    Raises:
        FleetError: if the class or the lane is there already, or one of the names is none.
        UnknownNameError: if a lane to draw a boundary on is not there.

    >>> import fleet
    >>> list(new_persona(fleet.load(), Wanted("field-trainer", "training")))
    ['training/field-trainer.yaml', 'training/field-trainer.examples.yaml']
    """
    class_, lane = wanted.class_, wanted.lane or f"{wanted.class_}-work"
    for name in (class_, wanted.domain, lane):
        if re.fullmatch(SLUG_PATTERN, name) is None:
            message = f"{quoted(name)} is not a name; use lower-case letters, digits and single hyphens"
            raise FleetError(message)
    if class_ in library or class_ in library.parties:
        what = "persona" if class_ in library else "party"
        message = f"{what} `{class_}` is there already; choose another name, or change the files that are there"
        raise FleetError(message)
    if lane in library.lanes:
        message = f"lane `{lane}` belongs to `{library.owner_of(lane)}`; choose another with `--lane`"
        raise FleetError(message)
    excluded = wanted.excludes
    if excluded is None:
        excluded = [one for one in _TEMPTING if one in library.lanes]
    for one in excluded:
        if one not in library.lanes:
            raise UnknownNameError("lane", one, library.lanes)
    boundaries = [_boundary(library, one) for one in dict.fromkeys(excluded)]
    home = f"{wanted.domain}/{class_}"
    persona = "\n".join(yaml_lines(_persona(wanted, lane, boundaries)))
    examples = "\n".join(yaml_lines(_examples(lane, boundaries)))
    return {f"{home}.yaml": f"{_HEAD}{persona}\n", f"{home}.examples.yaml": f"{_EXAMPLES}{examples}\n"}


def _persona(wanted: Wanted, lane: str, boundaries: Sequence[Mapping[str, object]]) -> dict[str, object]:
    title = wanted.title or wanted.class_.replace("-", " ").title()
    about = wanted.about or f"the work of the {title}"
    return {
        "class": wanted.class_,
        "domain": wanted.domain,
        "title": title,
        "summary": f"takes care of {about}",
        "persona": _VOICE,
        "mandate": [{"lane": lane, "duty": f"Take care of {about}", "about": about}],
        "boundaries": list(boundaries),
    }


def _boundary(library: Library, lane: str) -> dict[str, object]:
    owner = library.owner_of(lane)
    return {
        "id": f"no-{lane}",
        "lane": lane,
        "owner": owner,
        "rule": f"Does not do this: {library.lanes[lane].about.strip().rstrip('.')}.",
        "because": f"it is the work of the {library.title_of(owner)}, who answers for it.",
    }


def _examples(lane: str, boundaries: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {
        "lanes": {lane: {"asks": [], "says": []}},
        "boundaries": {str(one["id"]): {"probes": [], "twins": []} for one in boundaries},
    }
