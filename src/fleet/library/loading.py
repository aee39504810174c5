"""A folder becomes a library, or everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from fleet.diagnostics import Diagnostic
from fleet.errors import LibraryError
from fleet.library.draft import Draft, read_draft
from fleet.library.folder import MANIFEST
from fleet.library.ladder import climbed
from fleet.library.library import Library
from fleet.library.parts import Parts, parts_of
from fleet.library.patch import patched
from fleet.library.rules import RULES, texts
from fleet.library.settle import settled
from fleet.library.shipped import shipped_folder

SHIPPED = "shipped"
"""What findings and command lines call the library that comes with the package."""


def load(path: str | PathLike[str] | None = None) -> Library:
    """Load the library in the folder `path`, or the shipped one.

    `path` may also name the ``library.yaml`` itself.

    Raises:
        LibraryError: with every finding in ``diagnostics`` if anything is wrong.

    >>> load()["support-agent"].title
    'Support Engineer'
    """
    library, findings = examined(path)
    if library is None:
        raise LibraryError(findings)
    return library


def examined(path: str | PathLike[str] | None = None) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    """Return the library in `path` and no findings, or None and all findings, sorted."""
    root, source = _root(path)
    draft, found = read_draft(root)
    base: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    if draft is not None and _extends(draft):
        underneath, more = read_draft(shipped_folder("personas"))
        found += more
        if underneath is not None:
            base = frozenset(underneath.personas)
            changed = frozenset(draft.personas) & base
            draft, more = patched(underneath, draft)
            found += more
    if draft is None:
        return None, _sorted(found)
    parts, more = parts_of(draft)
    found += more
    found += texts.templates(draft)
    if parts is None:
        return None, _sorted(found)
    library, more = _built(parts, base, changed, source)
    found += more
    return (None if found else library), _sorted(found)


def _built(parts: Parts, base: frozenset[str], changed: frozenset[str], source: str) -> tuple[Library, list[Diagnostic]]:
    parts, found = settled(parts, base, changed)
    full, more = climbed(parts)
    found += more
    for rule in RULES:
        found += rule(parts, full)
    return Library(parts, full, source), found


def _root(path: str | PathLike[str] | None) -> tuple[Path, str]:
    if path is None:
        return shipped_folder("personas"), SHIPPED
    given = Path(path)
    root = given.parent if given.name == MANIFEST else given
    return root, root.as_posix()


def _extends(draft: Draft) -> bool:
    node = draft.manifest.mapping.get("extends")
    return node is not None and node.value == SHIPPED


def _sorted(findings: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    def unique() -> Iterator[Diagnostic]:
        seen = set()
        for finding in sorted(findings, key=lambda one: one.order):
            key = (finding.code, finding.message, finding.span)
            if key not in seen:
                yield finding
            seen.add(key)

    return tuple(unique())
