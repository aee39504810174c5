"""The first files of a library of one's own: it keeps some roles, changes one, adds one, and is sound at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

from fleet import __version__
from fleet.authoring.heirs import COLLEAGUES, heirs_of
from fleet.authoring.modeline import with_modeline
from fleet.authoring.writing import yaml_lines
from fleet.errors import UnknownNameError
from fleet.library import Library
from fleet.spec import Persona

_OWN = "community-manager"
_BLANK = re.compile(r"<([a-z -]+)>")

_HEAD = """format: 1
extends: shipped
keep: [{keep}]
"""
_SETTLED = """
# Who takes the lanes of the roles that are not kept. On the right stands a persona, a party, or `none` for a lane that
# you do not have. `colleagues` are people: give a lane to a persona when an agent is to do its work.
lanes:
{lanes}
"""
_VARIABLES = """
# What the texts call you; a host may give other values when it compiles.
variables:
{variables}
"""
_PARTY = """
parties:
  colleagues:
    title: Colleagues
    about: people of {{ company }} who do this work themselves
"""
_TOOLS = """
# Your tools by name, each in the lane that its work belongs to: only who may work there may call it.
tools:
  forum.moderate:
    lane: community-forum
    about: hide, move or approve a post
    args:
      type: object
      properties:
        post: {type: integer}
        action: {enum: [hide, move, approve]}
      required: [post, action]
"""
_PATCH = """# A patch: what is not said here stays as shipped. Boundaries merge by their id, lanes by their name.
class: {role}
boundaries:
  - id: {boundary}
    severity: critical
notes: Here, one crossing of this boundary is one too many.
"""


def first_files(
    library: Library, folder: str, keep: Sequence[str], *, company: str | None = None, product: str | None = None
) -> dict[str, str]:
    """Return path -> text of the files of a new library that builds on `library`, the shipped one.

    Args:
        library: what the new one extends.
        folder: how commands call the folder of the new one.
        keep: the roles it keeps, at least one; the first of them is patched.
        company: the default of the variable ``company``.
        product: the default of the variable ``product``.

    Raises:
        UnknownNameError: if a role does not exist.

    >>> import fleet
    >>> sorted(first_files(fleet.load(), "roles", ["support-agent"]))[-3:]
    ['library.yaml', 'support/support-agent.yaml', 'violations.boundary.yaml']
    """
    for role in keep:
        if role not in library:
            raise UnknownNameError("persona", role, library)
    heirs = heirs_of(library, keep)
    owners = {**library.owners, **heirs}
    patch = f"{library[keep[0]].domain}/{keep[0]}.yaml"
    blanks = {f"owner of {lane}": owner for lane, owner in owners.items()}
    blanks |= {"folder": folder, "patch": patch, "giver": keep[0], "version": __version__}
    said = {"company": company, "product": product}
    variables = {name: said.get(name) or default for name, default in library.manifest.variables.items()}
    texts = {
        "library.yaml": _manifest(keep, heirs, variables),
        patch: _PATCH.format(role=keep[0], boundary=_sharpened(library[keep[0]])),
        f"community/{_OWN}.yaml": _filled(f"{_OWN}.yaml", blanks),
        f"community/{_OWN}.examples.yaml": _filled(f"{_OWN}.examples.yaml", blanks),
        "violations.boundary.yaml": _filled("violations.boundary.yaml", blanks),
    }
    texts = {name: with_modeline(name, text) for name, text in texts.items()}
    return {**texts, "README.md": _filled("README.md", blanks)}


def first_workflow(folder: str) -> str:
    """The CI workflow that holds a library in `folder` to its word.

    >>> "fleet check --format github --library roles" in first_workflow("roles")
    True
    """
    return _filled("workflow.yml", {"folder": folder, "version": __version__})


def _manifest(keep: Sequence[str], heirs: Mapping[str, str], variables: Mapping[str, str]) -> str:
    text = _HEAD.format(keep=", ".join(keep))
    if heirs:
        text += _SETTLED.format(lanes="\n".join(f"  {lane}: {heir}" for lane, heir in heirs.items()))
    text += _VARIABLES.format(variables="\n".join(yaml_lines(variables, 1)))
    return text + (_PARTY if COLLEAGUES in heirs.values() else "") + _TOOLS


def _sharpened(persona: Persona) -> str:
    """The boundary to make critical: the first that the persona's own file says and that is not critical yet."""
    own = [boundary for boundary in persona.boundaries if boundary.origin is None]
    return next(boundary.id for boundary in [*(one for one in own if one.severity != "critical"), *own])


def _filled(name: str, blanks: Mapping[str, str]) -> str:
    """The text of a file that comes with the package, with its blanks filled in; blanks of other kinds stay."""
    text = (files("fleet.authoring") / "first" / name).read_text(encoding="utf-8")
    return _BLANK.sub(lambda match: blanks.get(match.group(1), match.group()), text)
