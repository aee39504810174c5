"""Which files a library's folder holds, and what each of them is; whatever is none of these is said out loud."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, NamedTuple

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.source import unreadable

Kind = Literal["manifest", "trait", "persona", "examples", "party-examples"]
MANIFEST = "library.yaml"
CASES = ".boundary.yaml"
CASSETTES = ".cassette.yaml"
_EXAMPLES = ".examples.yaml"


class LibraryFile(NamedTuple):
    """One file of a library: what it is, its folder and stem, where it lies, and what findings call it."""

    kind: Kind
    folder: str
    stem: str
    path: Path
    name: str


def library_files(root: Path) -> tuple[tuple[LibraryFile, ...], tuple[Diagnostic, ...]]:
    """List the files of the library in `root`, sorted, and a finding for every YAML file that has no place in it.

    Hidden files and folders are left alone, and so are cases (``*.boundary.yaml``), cassettes (``*.cassette.yaml``)
    and files that are not YAML. A folder that cannot be listed, or is only a link, is a finding too.
    """
    files: list[LibraryFile] = []
    strays: list[Diagnostic] = []
    unread: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unread.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        strays += [_linked(Path(folder) / name) for name in folders if (Path(folder) / name).is_symlink()]
        inside = Path(folder).relative_to(root).parts
        for name in sorted(names):
            if name.startswith(".") or not name.lower().endswith((".yaml", ".yml")):
                continue
            if name.endswith((CASES, CASSETTES)):
                continue
            path = Path(folder) / name
            kind = _kind(inside, name)
            if kind is None:
                strays.append(_stray(path, inside))
            else:
                stem = name.removesuffix(_EXAMPLES).removesuffix(".yaml")
                files.append(LibraryFile(kind, inside[0] if inside else "", stem, path, shown(path)))
    return tuple(files), (*map(_closed, unread), *strays)


def shown(path: Path) -> str:
    """How findings call a file: relative to the working folder where it lies below it, with forward slashes."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _kind(inside: tuple[str, ...], name: str) -> Kind | None:
    if not inside:
        return "manifest" if name == MANIFEST else None
    folder, *deeper = inside
    if deeper or not name.endswith(".yaml"):
        return None
    examples = name.endswith(_EXAMPLES)
    if folder == "traits":
        return None if examples else "trait"
    if folder == "parties":
        return "party-examples" if examples else None
    return "examples" if examples else "persona"


def _closed(error: OSError) -> Diagnostic:
    path = Path(error.filename)
    return unreadable(path, shown(path), error)


def _linked(path: Path) -> Diagnostic:
    name = shown(path)
    return Diagnostic(
        "FLT013",
        f"{quoted(name)} is a link to a folder",
        Span(name, 1, 1, 1, 1),
        note="a library is read from its own folder only",
        help="copy the files into the folder instead of linking to it",
    )


def _stray(path: Path, inside: tuple[str, ...]) -> Diagnostic:
    where = f"{inside[0]}/{path.name}" if inside else f"<domain>/{path.name}"
    help_ = f"move it to {quoted(where)}, or out of the library's folder"
    if path.suffix != ".yaml":
        help_ = f"rename it to {quoted(path.with_suffix('.yaml').name)}"
    elif inside[:1] == ("traits",):
        help_ = "a trait is one file `traits/<trait>.yaml`; remove this one"
    elif inside[:1] == ("parties",):
        help_ = "write the party into `library.yaml`; only its examples lie here, as `parties/<party>.examples.yaml`"
    return stray(shown(path), Span(shown(path), 1, 1, 1, 1), help_)


def stray(name: str, span: Span, help_: str) -> Diagnostic:
    """The finding for a YAML file that has no place in a library."""
    note = "nothing in a library's folder is ever ignored in silence"
    return Diagnostic("FLT010", f"{quoted(name)} is no file of a library", span, note=note, help=help_)
