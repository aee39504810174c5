"""``fleet check``: every finding about a library, and one line that counts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fleet.checks import check
from fleet.cli.ending import FINDINGS, OK, colored
from fleet.cli.home import announce, home_of, one_of
from fleet.cli.options import ExactOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.diagnostics import Diagnostic, to_github, to_json, to_plain, to_text
from fleet.library import Library, examined


class Format(StrEnum):
    """How findings are written: drawn, one a line, as data, or as annotations of a code host."""

    text = "text"
    plain = "plain"
    json = "json"
    github = "github"


def check_command(
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", show_default=False, help="Folder of a library.")
    ] = None,
    *,
    library: LibraryOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How findings are written.")] = Format.text,
    json: Annotated[bool, typer.Option("--json", help="The same as `--format json`.")] = False,
    exact: ExactOption = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings too.")] = False,
) -> int:
    """Check a library. Its files, each persona, and how they fit together."""
    home = home_of(one_of(path, library, name="PATH"))
    format_ = Format.json if json else format_
    announce(home, machine=format_ in (Format.json, Format.github))
    loaded, findings = examined(home.path)
    if loaded is not None:
        findings += check(loaded)
        findings += () if exact else alike(loaded, findings)
    _write(format_, loaded, findings)
    errors, warnings = counted(findings)
    return FINDINGS if errors or (strict and warnings) else OK


def alike(library: Library, findings: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Lanes that a router could not tell apart; looked for once the rest is right, as it costs a second or more."""
    if any(finding.severity == "error" for finding in findings):
        return ()
    from fleet.routing.alike import look_alikes  # noqa: PLC0415  loads the encoder

    return tuple(look_alikes(library))


def counted(findings: Sequence[Diagnostic]) -> tuple[int, int]:
    """How many errors and how many warnings there are."""
    errors = sum(finding.severity == "error" for finding in findings)
    return errors, len(findings) - errors


def summary(library: Library | None, findings: Sequence[Diagnostic]) -> str:
    """The line that counts: what the library holds, and what was found."""
    found = " and ".join(
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in zip(counted(findings), ("error", "warning"), strict=True)
    )
    if library is None:
        return found
    own = sum(boundary.origin is None for persona in library.values() for boundary in persona.boundaries)
    return f"{len(library)} personas, {len(library.lanes)} lanes, {own} boundaries: {found}"


def _write(format_: Format, library: Library | None, findings: Sequence[Diagnostic]) -> None:
    match format_:
        case Format.json:
            errors, warnings = counted(findings)
            found = [to_json(finding) for finding in findings]
            print_json({"errors": errors, "warnings": warnings, "diagnostics": found})
        case Format.github:
            for finding in findings:
                print(to_github(finding))
        case Format.plain:
            for finding in findings:
                print(to_plain(finding), file=sys.stderr)
            print(summary(library, findings))
        case Format.text:
            for finding in findings:
                print(to_text(finding, color=colored(sys.stderr)), end="\n\n", file=sys.stderr)
            print(summary(library, findings))
