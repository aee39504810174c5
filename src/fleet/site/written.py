"""A site is written into a folder of its own: what an earlier run wrote is replaced, and nothing else is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fleet.diagnostics import listed, quoted
from fleet.errors import FleetError
from fleet.library import shown

LIST = ".fleet-site.json"
"""The file that says what an earlier run wrote: path -> SHA-256 of the content."""

_OTHER = "choose another folder with `--out`"


class Wrote(NamedTuple):
    """What became of a folder: how many files were written, kept as they were, and removed."""

    written: int
    kept: int
    removed: int


def write_site(folder: Path, files: Mapping[str, bytes]) -> Wrote:
    """Write the files of a site into `folder`.

    Files that an earlier run wrote there and that this site does not have are removed, unless somebody changed them.

    Raises:
        FleetError: if the folder holds files of somebody else that are no part of a site, or one that stands where a
            page is to be; then nothing is written.
        OSError: if something cannot be written.
    """
    before = _earlier(folder)
    _spare(folder, files, before)
    digests = {at: hashlib.sha256(content).hexdigest() for at, content in files.items()}
    wrote = removed = 0
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LIST).write_text(json.dumps({**before, **digests}, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    for at, content in files.items():
        path = folder / at
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            wrote += 1
    for at in sorted(set(before) - set(files)):
        removed += _remove(folder, at, before[at])
    (folder / LIST).write_text(json.dumps(digests, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return Wrote(wrote, len(files) - wrote, removed)


def _earlier(folder: Path) -> dict[str, str]:
    """What an earlier run wrote into a folder, by its list.

    Raises:
        FleetError: if the folder is not empty and has no list, or one that no run wrote.
    """
    if folder.is_file():
        message = f"{quoted(shown(folder))} is a file, and a site is a folder; {_OTHER}"
        raise FleetError(message)
    path = folder / LIST
    if not path.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            message = f"{quoted(shown(folder))} is not empty, and no `fleet site` wrote what is in it; {_OTHER}"
            raise FleetError(message)
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) and _inside(at) for at, one in found.items()):
        message = f"{quoted(shown(path))} is no list that `fleet site` wrote; remove it, or {_OTHER}"
        raise FleetError(message)
    return found


def _inside(at: str) -> bool:
    """Whether a path is one that a site could have, which leads nowhere else."""
    return bool(at) and not at.startswith("/") and "\\" not in at and ":" not in at and ".." not in at.split("/")


def _spare(folder: Path, files: Mapping[str, bytes], before: Mapping[str, str]) -> None:
    """Stop before anything is written if something of somebody else is where a page is to be."""
    foreign = [
        at
        for at in files
        if _leads_out(folder, at) or ((folder / at).exists() and (at not in before or (folder / at).is_dir()))
    ]
    if foreign:
        names = listed(shown(folder / at) for at in foreign)
        message = f"{names} {'were' if foreign[1:] else 'was'} not written by `fleet site`; move it away, or {_OTHER}"
        raise FleetError(message)


def _leads_out(folder: Path, at: str) -> bool:
    """Whether a link stands on the way to a page, or a file where a folder of pages is to be."""
    path = folder
    parts = at.split("/")
    for number, part in enumerate(parts, start=1):
        path /= part
        if path.is_symlink() or (number < len(parts) and path.exists() and not path.is_dir()):
            return True
    return False


def _remove(folder: Path, at: str, digest: str) -> bool:
    """Remove a file that an earlier run wrote and nobody changed, and its folders if they are empty then."""
    path = folder / at
    if _leads_out(folder, at) or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        return False
    path.unlink()
    for above in path.relative_to(folder).parents:
        place = folder / above
        if place == folder or any(place.iterdir()):
            break
        place.rmdir()
    return True
