"""The pages as fixtures, and everything that `docs/diagnostics.md` shows, with the lines of the source that said it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import fleet
from fleet.diagnostics import CODES, Diagnostic
from fleet.errors import FleetError
from fleet.guard import Reason
from fleet.guard.arguments import MalformedError
from fleet.guard.refusal import _in_lane
from fleet.spec.schema import SchemaFault
from overlay import blocks, lay, page_overlay
from specimens import Shown, said_in, shown, specimens

_SOURCE = f"{Path(fleet.__file__).parent}{os.sep}"


@pytest.fixture(scope="session")
def blocks_of():
    """A function that lists the fenced blocks of a page."""
    return lambda page: tuple(blocks(page))


@pytest.fixture(name="lay")
def lay_page(tmp_path):
    """A function that writes the ``bad`` or ``good`` library of a code and returns its folder and the paths shown."""

    def write(code, which):
        root = tmp_path / which / "library"
        base, files = page_overlay(code, which)
        lay(root, base, files)
        return root, [name.partition("#")[0] for name in files]

    return write


class Everything(NamedTuple):
    """All specimens with what came of them, every finding that was made meanwhile, and the places in the source that
    a message was made at or through.
    """

    shown: tuple[Shown, ...]
    findings: tuple[Diagnostic, ...]
    places: frozenset[tuple[str, int]]


@pytest.fixture(scope="session")
def everything():
    """Everything that is shown, made while it is watched where in the source messages are made."""
    made, places = [], set()
    _in_lane.cache_clear()  # what another test had made before would not be seen
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Diagnostic, Reason, FleetError, MalformedError):
            patch.setattr(kind, "__init__", _watched(kind.__init__, made, places))
        patch.setattr(SchemaFault, "__new__", _watched(SchemaFault.__new__, made, places))
        everything = tuple(map(shown, specimens()))
    findings = dict.fromkeys(one for one in made if isinstance(one, Diagnostic))
    return Everything(everything, tuple(findings), frozenset(places))


def _watched(make, made, places):
    """`make`, with what it makes added to `made`, and the place of every caller of this package to `places`."""

    def watched(*args, **kwargs):
        frame = sys._getframe(1)
        while frame is not None:
            if (path := frame.f_code.co_filename).startswith(_SOURCE):
                places.add((path.removeprefix(_SOURCE).replace(os.sep, "/"), frame.f_lineno))
            frame = frame.f_back
        made.append(args[0])
        return make(*args, **kwargs)

    return watched


@pytest.fixture(scope="session")
def findings(everything):
    """Every finding that was made, those that only commands show among them."""
    return everything.findings


@pytest.fixture(scope="session")
def said(everything):
    """Every text of a finding, and every other one that is shown."""
    texts = [text for one in everything.shown for text in one.said]
    return tuple(dict.fromkeys([*texts, *(text for one in everything.findings for text in said_in(one))]))


@pytest.fixture(params=sorted(CODES))
def code(request):
    """Each code in turn."""
    return CODES[request.param]


@pytest.fixture(params=sorted(id_ for id_, one in CODES.items() if id_ < "FLT300" and one.severity == "error"))
def error_code(request):
    """Each code of an error that a load can find."""
    return request.param


@pytest.fixture(params=sorted(id_ for id_ in CODES if "FLT400" <= id_ < "FLT500"))
def decision_code(request):
    """Each code of a decision."""
    return request.param
