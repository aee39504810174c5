"""``fleet audit verify``: whether the lines of a record hang together, and the head of each chain to note elsewhere."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from fleet.cli.auditing import FolderArgument, chains_in
from fleet.cli.ending import FINDINGS, OK
from fleet.cli.options import JsonOption
from fleet.cli.plain import print_json
from fleet.diagnostics import quoted, visible
from fleet.errors import FleetError
from fleet.guard.chain import Chain
from fleet.guard.verdict import Verdict, verified

_HASH = re.compile(r"[0-9a-f]{64}")
_PROVES_LITTLE = (
    "note: a chain that was written anew or taken away as a whole is not noticed, nor are lines taken from its end;"
    " note the heads elsewhere, and give them with `--head`"
)


def verify_command(
    folder: FolderArgument,
    *,
    head: Annotated[
        list[str] | None,
        typer.Option(
            "--head",
            metavar="HASH",
            show_default=False,
            help="A head that was noted elsewhere; fails if no chain passed through it. May be repeated.",
        ),
    ] = None,
    json: JsonOption = False,
) -> int:
    """Verify every chain of a record. The exit code is 1 if one was changed, or a head is missing."""
    verdict = verified(chains_in(folder), _hashes(head or []))
    if json:
        print_json(_data(verdict))
    else:
        _say(verdict)
    changed = sum(chain.fault is not None for chain in verdict.chains)
    if changed:
        print(f"error: chains that were changed: {changed} of {len(verdict.chains)}", file=sys.stderr)
    for hash_, found in verdict.heads:
        if found is None:
            what = "lines were taken away or written anew"
            print(f"error: no chain has the head `{hash_}` or passed through it; {what}", file=sys.stderr)
    return OK if verdict else FINDINGS


def _hashes(given: list[str]) -> list[str]:
    """The hashes of ``--head``, in lower case."""
    for hash_ in given:
        if not _HASH.fullmatch(hash_.lower()):
            message = f"`--head` is {quoted(hash_, limit=80)}, not a hash of 64 digits from 0 to f"
            raise FleetError(message)
    return [hash_.lower() for hash_ in given]


def _say(verdict: Verdict) -> None:
    for chain in verdict.chains:
        print(f"{visible(chain.name)}: {_state(chain)}")
        print(f"  head {chain.head or 'none'}")
    for hash_, found in verdict.heads:
        if found is not None:
            print(f"noted {hash_}: {found.place}, {_lines(found.after)} after it")
    if not verdict.heads:
        print(_PROVES_LITTLE)


def _state(chain: Chain) -> str:
    """What is to be said of a chain; only a change is a finding."""
    if chain.fault is not None:
        return f"changed, {chain.fault}"
    if not chain.count:
        return f"broken off before its first line was whole, {_bytes(chain.torn)}"
    return (
        f"broken off after line {chain.count}, {_bytes(chain.torn)} follow"
        if chain.torn
        else f"whole, {_lines(chain.count)}"
    )


def _data(verdict: Verdict) -> dict[str, object]:
    return {
        "chains": [
            {
                "chain": chain.name,
                "state": chain.state,
                "lines": chain.count,
                "head": chain.head,
                "torn": chain.torn,
                "fault": chain.fault,
            }
            for chain in verdict.chains
        ],
        "heads": [
            {"hash": hash_, "place": found.place if found else None, "after": found.after if found else None}
            for hash_, found in verdict.heads
        ],
    }


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"


def _bytes(count: int) -> str:
    return f"{count} byte{'' if count == 1 else 's'}"
