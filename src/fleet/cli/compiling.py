"""``fleet compile``: every persona as files to check in, and whether the files there are still what comes out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK, colored
from fleet.cli.forms import FORMS, CompileFormat, Form, text_of
from fleet.cli.home import opened
from fleet.cli.options import JsonOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.diagnostics import Diagnostic, Span, listed, quoted, to_json, to_text
from fleet.errors import FleetError
from fleet.library import Library, shown

_MOVE = "move it away, or choose another folder with `--out`"


def compile_command(
    *,
    format_: Annotated[
        CompileFormat, typer.Option("--format", help="What the files are for.")
    ] = CompileFormat.markdown,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FOLDER",
            show_default=False,
            help="Where the files lie; else prompts/compiled, .claude/agents, config or evals, as the format is.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file is not up to date.")
    ] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> int:
    """Compile all personas into files.

    Variables have the values that the library gives them. Files that an earlier run wrote for a persona that is gone
    are removed; other files are left alone. Except among prompts people write files of the same names too, and one that
    no run has marked is not written over either.
    """
    form = FORMS[format_]
    folder = form.folder if out is None else out
    loaded = opened(library, machine=json)
    files = form.files(loaded)
    stale = tuple(stale_files(folder, files, form, library=library))
    if check:
        return _reported(stale, f"{len(loaded)} {form.noun}", json=json)
    _spare(folder, files, form)
    _keep_apart(folder, loaded, files)
    changed = _written(folder, files, stale)
    if json:
        print_json(changed)
    else:
        counts = ", ".join(f"{len(names)} {word}" for word, names in changed.items())
        print(f"{len(loaded)} {form.noun} in {shown(folder)}: {counts}")
    return OK


def stale_files(
    out: Path, files: Mapping[str, str], form: Form, *, library: Path | None = None
) -> Iterator[Diagnostic]:
    """List the files of a folder that are missing, old, of a persona that is gone, or in the way."""
    help_ = f"run `{form.command(out, library)}`"
    foreign = _foreign(out, files, form)
    for name, text in files.items():
        path = out / name
        if path in foreign:
            yield _stale(path, f"was not written by `{form.asked}`", _MOVE)
        elif not path.is_file():
            yield _stale(path, "is missing", help_)
        elif text_of(path) != text:
            yield _stale(path, f"is not what {form.origin} compiles to", help_)
    for path in form.written_by(out):
        if path.name not in files:
            yield _stale(path, "belongs to no persona", help_)


def _foreign(out: Path, files: Mapping[str, str], form: Form) -> tuple[Path, ...]:
    """The files in the way that somebody else wrote."""
    if not form.shared:
        return ()
    paths = (out / name for name in files)
    return tuple(path for path in paths if path.is_file() and not form.wrote(path))


def _spare(out: Path, files: Mapping[str, str], form: Form) -> None:
    """Stop before anything is written if a file of somebody else is in the way."""
    foreign = _foreign(out, files, form)
    if foreign:
        names = listed(shown(path) for path in foreign)
        message = f"{names} {'were' if foreign[1:] else 'was'} not written by `{form.asked}`; {_MOVE}"
        raise FleetError(message)


def _keep_apart(out: Path, library: Library, files: Mapping[str, str]) -> None:
    """Stop if YAML for a framework would come to lie in the library's own folder, which could not be read then."""
    root = Path(library.manifest_place().path).resolve().parent
    folder = out.resolve()
    if not any(name.endswith(".yaml") for name in files) or not folder.is_relative_to(root):
        return
    if not any(part.startswith(".") for part in folder.relative_to(root).parts):
        message = (
            f"{quoted(shown(out))} lies in the library's own folder, where every YAML file is one of the library; "
            "choose another folder with `--out`"
        )
        raise FleetError(message)


def _stale(path: Path, what: str, help_: str) -> Diagnostic:
    name = shown(path)
    return Diagnostic(
        "FLT302",
        f"{quoted(name)} {what}",
        Span(name, 1, 1, 1, 1),
        note="a change of a prompt is seen in review only if the compiled file changes with it",
        help=help_,
    )


def _reported(stale: tuple[Diagnostic, ...], total: str, *, json: bool) -> int:
    if json:
        print_json([to_json(finding) for finding in stale])
    else:
        for finding in stale:
            print(to_text(finding, color=colored(sys.stderr)), end="\n\n", file=sys.stderr)
        old = f"{len(stale)} {'file is' if len(stale) == 1 else 'files are'} not up to date"
        print(f"{total}: {old if stale else 'all files are up to date'}")
    return FINDINGS if stale else OK


def _written(out: Path, files: Mapping[str, str], stale: tuple[Diagnostic, ...]) -> dict[str, list[str]]:
    """Bring the folder up to date; say which files were written and which removed."""
    names = [Path(finding.span.path).name for finding in stale if finding.span]
    changed = {
        "written": [name for name in names if name in files],
        "removed": [name for name in names if name not in files],
    }
    out.mkdir(parents=True, exist_ok=True)
    for name in changed["written"]:
        (out / name).write_bytes(files[name].encode())
    for name in changed["removed"]:
        (out / name).unlink()
    return changed
