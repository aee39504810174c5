"""A folder becomes a library, or everything that is wrong with it at once."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from fleet.diagnostics import Diagnostic, Label, closest, quoted, suggestion
from fleet.errors import LibraryError
from fleet.library.collector import paused
from fleet.library.draft import Draft, read_draft
from fleet.library.folder import MANIFEST
from fleet.library.ladder import climbed
from fleet.library.library import Library
from fleet.library.parts import Parts, parts_of
from fleet.library.patch import patched
from fleet.library.rules import RULES, texts
from fleet.library.settle import settled
from fleet.library.shipped import shipped_folder
from fleet.spec import Manifest

_NAMELESS = frozenset({"FLT112", "FLT202", "FLT204", "FLT205", "FLT206"})

SHIPPED = "shipped"
"""What findings and command lines call the library that comes with the package."""


def load(path: str | PathLike[str] | None = None, *, examples: bool = True) -> Library:
    """Load the library in the folder `path`, or the shipped one.

    `path` may also name the ``library.yaml`` itself. Without `examples` their files are neither read nor judged:
    prompts and decisions do not depend on them, and a process that only needs these starts faster.

    Raises:
        LibraryError: with every finding in ``diagnostics`` if anything is wrong.

    >>> load()["support-agent"].title
    'Support Engineer'
    """
    library, findings = examined(path, examples=examples)
    if library is None:
        raise LibraryError(findings)
    return library


def examined(
    path: str | PathLike[str] | None = None, *, examples: bool = True
) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    """Return the library in `path` and no findings, or None and all findings, sorted."""
    with paused():
        return _examined(path, examples=examples)


def _examined(path: str | PathLike[str] | None, *, examples: bool) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    root, source = _root(path)
    draft, found = read_draft(root, examples=examples)
    base: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    if draft is not None and (astray := _astray(draft)) is not None:
        return None, _sorted([*found, astray])
    if draft is not None and _extends(draft):
        underneath, more = read_draft(shipped_folder("personas"), examples=examples)
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
    found += texts.templates(draft, more)
    if parts is None or not draft.whole:
        return None, _sorted(found)
    library, more = _built(parts, base, changed, source)
    found += more
    return (None if found else library), _sorted(found)


def _built(
    parts: Parts, base: frozenset[str], changed: frozenset[str], source: str
) -> tuple[Library, list[Diagnostic]]:
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


def _astray(draft: Draft) -> Diagnostic | None:
    """An `extends` that leads nowhere; without the library underneath nothing else in the files can be judged."""
    manifest = draft.manifest
    known = [field.alias or name for name, field in Manifest.model_fields.items()]
    meant = "extends"
    unknown = [key for key in manifest.mapping if key not in known] if meant not in manifest.mapping else []
    for key in unknown:
        if closest(key, [meant]) and closest(key, known) == meant:
            return Diagnostic("FLT101", f"unknown field {quoted(key)}", manifest.key(key), help=suggestion(key, known))
    node = manifest.mapping.get("extends")
    if node is None or node.value is None or node.value == SHIPPED:
        return None
    message = f"there is no library {quoted(node.text)} to extend" if node.text else "`extends` names no library"
    return Diagnostic("FLT104", message, node.span, help=suggestion(node.text or "", [SHIPPED]))


def _sorted(findings: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by place, each once; a name that does not exist is one finding, wherever it is used."""
    first: dict[object, Diagnostic] = {}
    for finding in sorted(findings, key=lambda one: one.order):
        span = finding.span
        by_name = finding.code in _NAMELESS
        key = (finding.code, finding.message, None if by_name else span)
        known = first.setdefault(key, finding)
        if by_name and span is not None and span not in (known.span, *(label.span for label in known.labels)):
            first[key] = replace(known, labels=(*known.labels, Label(span, "and here")))
    return tuple(first.values())
