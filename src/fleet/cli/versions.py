"""The libraries that are compared: a folder, the shipped one, or a folder as it was at a revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fleet.cli.revision import Repository
from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.errors import FleetError, LibraryError
from fleet.library import MANIFEST, SHIPPED, Library, load, shown
from fleet.plan import Plan


class Side(NamedTuple):
    """One of the two libraries: what it is called, the folder it is read from, and where that stands for."""

    name: str
    folder: Path | None
    stands_for: str | None = None

    @classmethod
    def of(cls, path: Path | None) -> Side:
        """A library as it is now, by its folder or its manifest; None is the shipped one."""
        folder = path if path is None or path.name != MANIFEST else path.parent
        return cls(shown(folder) if folder else SHIPPED, folder)


def side_of(said: str, here: Path | None, scratch: Path) -> Side:
    """A folder if there is one, else a revision of the repository that the library lies in."""
    if said == SHIPPED:
        return Side(SHIPPED, None)
    path = Path(said)
    if path.exists():
        return Side(shown(path), path)
    if here is None:
        message = f"there is no folder {quoted(said)}, and no library here whose revision it could be"
        raise FleetError(message)
    return revision_of(Repository.of(here), said, scratch)


def revision_of(repository: Repository, revision: str, folder: Path) -> Side:
    """The library as it was at a revision, written into `folder`."""
    repository.write(revision, folder)
    short = revision[:12] if len(revision) == 40 else revision
    below = "" if repository.below == "." else repository.below
    return Side(f"{short}:{below or '.'}", folder, f"{short}:{below}".rstrip("/"))


def loaded(side: Side) -> Library:
    """Load the library of a side; findings name its revision where it has one.

    Raises:
        LibraryError: if anything is wrong with it.
    """
    try:
        return load(side.folder)
    except LibraryError as error:
        raise LibraryError(_finding(one, (side,)) for one in error.diagnostics) from None


def _finding(finding: Diagnostic, sides: Sequence[Side]) -> Diagnostic:
    """A finding in whose places revisions stand for the folders they were written into."""
    labels = tuple(label._replace(span=_span(label.span, sides)) for label in finding.labels)
    return replace(finding, span=_span(finding.span, sides) if finding.span else None, labels=labels)


def called(plan: Plan, sides: Sequence[Side]) -> Plan:
    """A plan in whose places revisions stand for the folders they were written into."""
    changes = tuple(
        replace(change, span=_span(change.span, sides)) if change.span is not None else change
        for change in plan.changes
    )
    return replace(plan, changes=changes)


def _span(span: Span, sides: Sequence[Side]) -> Span:
    for side in sides:
        if side.stands_for is not None and side.folder is not None:
            for prefix in (side.folder.as_posix(), shown(side.folder)):
                if span.path.startswith(f"{prefix}/"):
                    return span._replace(path=f"{side.stands_for}{span.path.removeprefix(prefix)}")
    return span
