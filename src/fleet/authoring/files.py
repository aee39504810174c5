"""Which files are put into the one form: those of a library and its cases, never a file that tools must leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library import CASES, MANIFEST, shown
from fleet.library.draft import not_a_library
from fleet.library.folder import library_files
from fleet.source import read_text

Findings = tuple[Diagnostic, ...]


class AuthoredFile(NamedTuple):
    """A file that an author writes: where it lies, the folder it must not lead out of, and what findings call it."""

    path: Path
    root: Path
    name: str


def files_at(path: Path) -> tuple[tuple[AuthoredFile, ...], Findings]:
    """List the files at a path, sorted: a library or a folder in one, or one file; and what lies there without a place.

    A file that belongs to no library gives nothing at all, and so does a hidden one; cases (``*.boundary.yaml``) may
    lie anywhere if they are named.

    Raises:
        OSError: if nothing is there.
    """
    path = path.absolute()
    path.stat()
    if path.is_file() and path.name.endswith(CASES) and not path.name.startswith("."):
        return (AuthoredFile(path, path.parent, shown(path)),), ()
    root = next((folder for folder in (path, *path.parents) if (folder / MANIFEST).is_file()), None)
    if root is None or not _is_library(root):
        return (), () if path.is_file() else (_no_library(path),)
    listed, strays = library_files(root)
    found = [AuthoredFile(file.path, root, file.name) for file in listed]
    found += [AuthoredFile(file, root, shown(file)) for file in root.rglob(f"*{CASES}") if _is_seen(file, root)]
    files = tuple(sorted(file for file in found if path in (file.path, *file.path.parents)))
    return files, tuple(one for one in strays if one.span and _is_under(one.span.path, shown(path)))


def _is_library(root: Path) -> bool:
    """Whether the first key of the manifest is ``format``; the rest of it may be broken."""
    text = read_text(root / MANIFEST, root=root, name=MANIFEST)
    lines = (line.strip() for line in text.split("\n")) if isinstance(text, str) else iter(())
    return next((line for line in lines if line and not line.startswith(("#", "---"))), "").startswith("format")


def _is_seen(file: Path, root: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(root).parts)


def _is_under(name: str, folder: str) -> bool:
    return folder in (name, ".") or name.startswith(f"{folder}/")


def _no_library(path: Path) -> Diagnostic:
    name = shown(path)
    help_ = "name a folder of a library, or a file in one; `fleet init` starts one"
    return not_a_library(f"{quoted(name)} is in no library", Span(shown(path / MANIFEST), 1, 1, 1, 1), help_)
