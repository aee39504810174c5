"""``fleet fmt``: the YAML files of a library in the one form, with every comment and every value they had."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from fleet.authoring.files import AuthoredFile, files_at
from fleet.authoring.form import formatted, not_in_form
from fleet.cli.authored import AUTHORED
from fleet.cli.ending import FINDINGS, OK, colored
from fleet.cli.home import announce, home_of
from fleet.cli.options import LibraryOption
from fleet.cli.replacing import replaced
from fleet.diagnostics import Diagnostic, quoted, to_text
from fleet.errors import FleetError
from fleet.library import MANIFEST, shipped_folder, shown
from fleet.library.shipped import in_package
from fleet.source import MOST_BYTES, decoded, read_text

_STDIN = Path("-")


class _Formed(NamedTuple):
    """A file that was read: what findings call it, its bytes, what it says, and that in the one form."""

    name: str
    raw: bytes
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.raw != self.after.encode()

    @property
    def difference(self) -> str:
        before, after = (text.splitlines(keepends=True) for text in (self.raw.decode("utf-8"), self.after))
        return "".join(difflib.unified_diff(before, after, self.name, f"{self.name} (in the one form)"))


def fmt_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", show_default=False, help="Files or folders of a library; `-` is stdin. Else all of it."
        ),
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file is not in the one form.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; print what would change.")] = False,
    library: LibraryOption = None,
) -> int:
    """Put the files of a library into one form. No comment is lost, and no value changes.

    Keys stand in the order of the format, what is inside something two spaces deeper, blank lines alone. Texts and
    what is written in brackets stay as they are.
    """
    if paths and library is not None:
        message = "`PATH` and `--library` both say which files; leave one out"
        raise FleetError(message)
    if paths and _STDIN in paths:
        return _stdin(paths, check=check, diff=diff)
    files, found = _files(paths or [_home(library, machine=diff)])
    changed = 0
    for file in files:
        formed = _formed(file, found)
        if formed is not None and formed.changes:
            changed += 1
            _settled(formed, found, check=check, diff=diff)
            if not (check or diff):
                replaced(file.path, formed.after)
                print(file.name)
    _report(found)
    print(_summary(len(files), changed, written=not (check or diff)), file=sys.stderr if diff else sys.stdout)
    return FINDINGS if found else OK


def _home(library: Path | None, *, machine: bool) -> Path:
    home = home_of(library)
    announce(home, machine=machine)
    if home.path is None:
        return shipped_folder("personas")
    return home.path.parent if home.path.name == MANIFEST else home.path


def _files(paths: Sequence[Path]) -> tuple[list[AuthoredFile], list[Diagnostic]]:
    files: dict[Path, AuthoredFile] = {}
    found: list[Diagnostic] = []
    for path in paths:
        if in_package(path):
            message = (
                f"{quoted(shown(path))} belongs to the installed package; copy the files into a library of your own"
            )
            raise FleetError(message)
        listed, findings = files_at(path)
        if not listed and not findings:
            print(f"{shown(path)} is no file of a library; it is left alone", file=sys.stderr)
        files |= {file.path: file for file in listed}
        found += [finding for finding in findings if finding not in found]
    return list(files.values()), found


def _formed(file: AuthoredFile, found: list[Diagnostic]) -> _Formed | None:
    text = read_text(file.path, root=file.root, name=file.name)
    return _made(text, file.name, file.path.read_bytes() if isinstance(text, str) else b"", found)


def _made(text: str | Diagnostic, name: str, raw: bytes, found: list[Diagnostic]) -> _Formed | None:
    """The file in the one form; None, and findings, if it must be left alone."""
    if isinstance(text, Diagnostic):
        found.append(text)
        return None
    after, findings = formatted(text, name, AUTHORED)
    found += findings
    return None if after is None else _Formed(name, raw, text, after)


def _settled(formed: _Formed, found: list[Diagnostic], *, check: bool, diff: bool) -> None:
    """Show what would change, and find fault with it where it is only checked."""
    if diff:
        print(formed.difference, end="")
    if check:
        found.append(not_in_form(formed.name, formed.before, formed.after))


def _stdin(paths: Sequence[Path], *, check: bool, diff: bool) -> int:
    if len(paths) > 1:
        message = "`-` stands alone: what it reads goes to stdout"
        raise FleetError(message)
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    found: list[Diagnostic] = []
    formed = _made(decoded(raw, "stdin"), "stdin", raw, found)
    if formed is not None:
        if formed.changes:
            _settled(formed, found, check=check, diff=diff)
        if not (check or diff):
            sys.stdout.flush()
            sys.stdout.buffer.write(formed.after.encode())
    _report(found)
    return FINDINGS if found else OK


def _report(found: Sequence[Diagnostic]) -> None:
    for finding in sorted(found, key=lambda one: one.order):
        print(to_text(finding, color=colored(sys.stderr)), end="\n\n", file=sys.stderr)


def _summary(files: int, changed: int, *, written: bool) -> str:
    counted = f"{files} file{'' if files == 1 else 's'}"
    if written:
        return f"{counted}: {changed} put into the one form"
    return f"{counted}: {f'{changed} not in the one form' if changed else 'all in the one form'}"
