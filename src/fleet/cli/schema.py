"""``fleet schema``: the JSON Schema of each kind of file, for editors that complete and check while somebody types."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from fleet.authoring.modeline import schema_file
from fleet.authoring.names import vocabulary_of
from fleet.authoring.schema import schemas_of
from fleet.cli.authored import AUTHORED
from fleet.cli.ending import FINDINGS, OK
from fleet.cli.home import opened
from fleet.cli.options import LibraryOption
from fleet.cli.screen import screen, show, table
from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.library import CASES, MANIFEST, Library, load, shown

_FILES: Mapping[str, str] = {
    "library": MANIFEST,
    "persona": "<domain>/<class>.yaml",
    "trait": "traits/<trait>.yaml",
    "examples": "<domain>/<class>.examples.yaml",
    "party-examples": "parties/<party>.examples.yaml",
    "cases": f"*{CASES}",
}


def _kinds(incomplete: str) -> list[str]:
    return [kind for kind in AUTHORED if kind.startswith(incomplete)]


def schema_command(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="KIND", autocompletion=_kinds, show_default=False, help="Kind of file."),
    ] = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FOLDER", show_default=False, help="Write the schemas of all kinds into a folder."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file in the folder is not up to date.")
    ] = False,
    library: LibraryOption = None,
) -> int:
    """Print the JSON Schema of a kind of file, or list the kinds.

    Editors offer the names that the library has, and take any other. A file names its schema in its first line:
    `# yaml-language-server: $schema=../schemas/persona.schema.json`.
    """
    if (kind is not None and out is not None) or (check and out is None):
        message = "`KIND` prints one schema, `--out FOLDER` writes all, `--check` goes with `--out`; leave one out"
        raise FleetError(message)
    if kind is None and out is None:
        _list()
        return OK
    if kind is not None and kind not in AUTHORED:
        raise UnknownNameError(kind="kind of file", name=kind, choices=AUTHORED)
    texts = schema_texts(opened(library, machine=out is None))
    if out is None:
        print(texts[kind or ""], end="")
        return OK
    return _checked(out, texts, library) if check else _written(out, texts)


def schema_texts(library: Library) -> Mapping[str, str]:
    """Return kind -> the text of its schema, for the files of a library."""
    underneath = tuple(load(examples=False)) if library.manifest.extends else ()
    schemas = schemas_of(AUTHORED, vocabulary_of(library, underneath))
    return {kind: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for kind, schema in schemas.items()}


def _list() -> None:
    listed = table("kind", "files", "schema")
    for kind in AUTHORED:
        listed.add_row(kind, _FILES[kind], schema_file(kind))
    show(screen(), listed)


def _stale(out: Path, texts: Mapping[str, str]) -> list[str]:
    """The kinds whose schema in a folder is missing or says something else."""
    return [kind for kind, text in texts.items() if _said(out / schema_file(kind)) != text]


def _said(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n") if path.is_file() else None


def _checked(out: Path, texts: Mapping[str, str], library: Path | None) -> int:
    stale = _stale(out, texts)
    command = f"fleet schema --out {shown(out)}" + ("" if library is None else f" --library {shown(library)}")
    for kind in stale:
        name = shown(out / schema_file(kind))
        print(f"error: {quoted(name)} is not up to date; run `{command}`", file=sys.stderr)
    print(f"{len(texts)} schemas: {f'{len(stale)} not up to date' if stale else 'all up to date'}")
    return FINDINGS if stale else OK


def _written(out: Path, texts: Mapping[str, str]) -> int:
    stale = _stale(out, texts)
    out.mkdir(parents=True, exist_ok=True)
    for kind in stale:
        (out / schema_file(kind)).write_bytes(texts[kind].encode())
    print(f"{len(texts)} schemas in {shown(out)}: {len(stale)} written")
    return OK
