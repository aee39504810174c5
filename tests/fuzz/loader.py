"""Any bytes in place of any file of a library give a library, or findings that have a place and can be shown."""

from __future__ import annotations

import tempfile
from pathlib import Path

import atheris
from fuzzing import ROOT, fuzz

with atheris.instrument_imports(include=["fleet"]):
    import fleet
    from fleet.diagnostics import to_plain, to_text
    from fleet.library import draft

FULL = ROOT / "tests" / "hostile" / "full"
FILES = sorted(path.relative_to(FULL).as_posix() for path in FULL.rglob("*.yaml") if ".boundary." not in path.name)
TEXTS = [(FULL / name).read_bytes() for name in FILES]
FOLDER = Path(tempfile.mkdtemp(prefix="fleet-fuzz-"))


def target(given: bytes) -> None:
    """The first byte says which file the others are."""
    at, text = given[0] % len(FILES) if given else 0, given[1:]
    path = FOLDER / FILES[at]
    path.write_bytes(text)
    try:
        fleet.load(FOLDER)
    except fleet.LibraryError as error:
        if not error.diagnostics:
            raise AssertionError from error
        for one in error.diagnostics:
            if one.span is None:
                raise AssertionError(one) from error
            to_text(one).encode()
            to_plain(one).encode()
    finally:
        path.write_bytes(TEXTS[at])


def _composed_once():
    """Files that are not the one under test are composed once."""
    known, compose = {}, draft.compose
    for name, raw in zip(FILES, TEXTS, strict=True):
        shown = (FOLDER / name).as_posix()
        known[raw.decode(), shown] = compose(raw.decode(), shown)
    return lambda text, path: known.get((text, path)) or compose(text, path)


if __name__ == "__main__":
    for name, raw in zip(FILES, TEXTS, strict=True):
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(raw)
    fleet.load(FOLDER)
    draft.compose = _composed_once()
    fuzz("loader", target, (bytes([at]) + raw for at, raw in enumerate(TEXTS)))
