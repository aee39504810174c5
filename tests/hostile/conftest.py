"""Every key and value of three valid libraries with what it is, and a bench on which one file at a time is broken."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from fleet.diagnostics import Span, to_plain, to_text
from fleet.library import examined, shipped_folder
from fleet.source import compose

_HERE = Path(__file__).parent
FOLDERS = {"full": _HERE / "full", "tiny": _HERE.parent / "fixtures" / "tiny", "shipped": shipped_folder("personas")}
SECONDS = 2

collect_ignore = ["full"]  # a library to break, not one whose cases are to be run

# paths with `*` for a name that the file chooses and `[]` for a place in a list -> what stands there
_FIELDS = r"""
format|extends|fallback|variables|facts|parties|tools
facts/\*/(about|handed_by)
parties/\*/(title|about|lanes|examples)
parties/\*/lanes/\[\]/(lane|duty|about|not|stages|audience)
tools/\*/(lane|shared|effect|about|args|limits|beyond|drafts)
tools/\*/limits/\*/(minimum|maximum|exclusiveMinimum|exclusiveMaximum|enum|const|maxLength|maxItems|email_domain_in)
tools/\*/limits/\*/(owned_by|comes_from|optional)
class|domain|title|persistent_persona|level|scope|summary|persona|traits|above|expertise|mandate|assists
boundaries|lifts|reads|notes|trait|text|lanes|asks
scope/(horizon|radius|evaluation|direction)
mandate/\[\]/(lane|duty|about|not|stages|audience)
assists/\[\]/(lane|how|when|only)
assists/\[\]/when/(assigned|unassigned|facts|stages|audience)
boundaries/\[\]/(id|lane|owner|rule|because|severity)
lanes/\*/(asks|says)
boundaries/\*/(probes|twins)
"""
_REFERENCES = r"""
facts/\*/handed_by|parties/\*/examples|fallback|tools/\*/lane
traits/\[\]|above|lifts/\[\]|reads/\[\]|class|domain|trait
assists/\[\]/lane|assists/\[\]/when/unassigned|assists/\[\]/when/facts/\[\]
boundaries/\[\]/(lane|owner)
tools/\*/drafts/\[\]|tools/\*/limits/\*/comes_from/\[\]
"""
_REFERENCE_KEYS = r"lanes/\*|boundaries/\*|(parties/\*/lanes|mandate)/\[\]/not/\*|tools/\*/limits/\*"
_DECLARATIONS = r"(parties/\*/lanes|mandate)/\[\]/lane|boundaries/\[\]/id"
_ENUMS = r"""
format|tools/\*/(effect|beyond|shared)|tools/\*/limits/\*/owned_by|persistent_persona
(mandate/\[\]|parties/\*/lanes/\[\]|assists/\[\]/when)/(stages/\[\]|audience)|assists/\[\]/when/assigned
assists/\[\]/only|boundaries/\[\]/severity
"""


def _one_of(patterns):
    return re.compile("|".join(f"(?:{line})" for line in patterns.split()))


KEYS = {
    "field": _one_of(_FIELDS),
    "reference": _one_of(_REFERENCE_KEYS),
    "declaration": _one_of(r"(facts|parties|variables)/\*"),
}
VALUES = {"reference": _one_of(_REFERENCES), "declaration": _one_of(_DECLARATIONS), "enum": _one_of(_ENUMS)}
_CHOSEN = {
    "library.yaml": _one_of(
        r"(variables|facts|parties|tools)/[^/]+|tools/\*/limits/[^/]+|parties/\*/lanes/\[\]/not/[^/]+"
    ),
    "persona": _one_of(r"mandate/\[\]/not/[^/]+"),
    "examples": _one_of(r"(lanes|boundaries)/[^/]+"),
}


class Place(NamedTuple):
    """A key or a value: in which library and file, under which path, what it is and where it stands."""

    library: str
    file: str
    path: str
    role: str
    text: str
    span: Span

    def __str__(self) -> str:
        return f"{self.library}-{self.file}-{self.span.line}-{self.path}"


def _texts(library):
    folder = FOLDERS[library]
    for path in sorted(folder.rglob("*.yaml")):
        file, text = path.relative_to(folder).as_posix(), path.read_text("utf-8")
        if not file.endswith(".boundary.yaml"):
            yield file, _shortened(text) if library == "shipped" and file.endswith(".examples.yaml") else text


def _shortened(text):
    """An examples file with one text in each list, for thousands of them only take time."""
    return yaml.safe_dump(_first(yaml.safe_load(text)), sort_keys=False, allow_unicode=True, width=1000)


def _first(data):
    return {key: _first(inner) for key, inner in data.items()} if isinstance(data, dict) else data[:1]


def _places(library):
    for file, text in _texts(library):
        node, _ = compose(text, file)
        yield from _inside(library, file, "", node)


def _inside(library, file, path, node):
    for key, inner in node.mapping.items():
        under = _pattern(file, f"{path}/{key}".lstrip("/"))
        yield Place(library, file, under, f"{_role(under, KEYS)} key", key, node.key(key))
        yield from _inside(library, file, under, inner)
    for inner in node.items:
        yield from _inside(library, file, f"{path}/[]", inner)
    if not node.mapping and not node.items:
        yield Place(library, file, path, f"{_role(path, VALUES)} value", str(node.value), node.span)


def _kind(file):
    if file.endswith(".examples.yaml"):
        return "examples"
    return file if file == "library.yaml" else "persona"


def _pattern(file, path):
    if _CHOSEN[_kind(file)].fullmatch(path):
        return path.rpartition("/")[0] + "/*"
    return path


def _role(path, roles):
    if "/args/" in path:
        return "argument" if path.rpartition("/")[0].endswith("properties") else "schema"
    return next((role for role, pattern in roles.items() if pattern.fullmatch(path)), "other")


def _distinct(role):
    """The places with this role in the small libraries, and of the shipped one those that differ in path or value."""
    places = [place for place in _ALL if place.role == role]
    many = {(_kind(one.file), one.path, one.text): one for one in places if one.library == "shipped"}
    return [*(one for one in places if one.library != "shipped"), *many.values()]


_ALL = [place for library in FOLDERS for place in _places(library)]
_FULL = [place for place in _ALL if place.library == "full"]
_NAMES = ("reference value", "declaration value", "reference key")
_CHOICES = {
    "field": _distinct("field key"),
    "reference": [one for one in _ALL if one.role.startswith("reference")],
    "declaration": [one for one in _ALL if one.role.startswith("declaration")],
    "enum": _distinct("enum value"),
    "schema": _distinct("schema key"),
    "value": [one for one in _FULL if one.role.endswith("value")],
    "name": [one for one in _FULL if one.role in _NAMES],
}


def pytest_generate_tests(metafunc):
    for kind, places in _CHOICES.items():
        if kind in metafunc.fixturenames:
            metafunc.parametrize(kind, places, ids=str)


class Bench:
    """Copies of the libraries; `findings` breaks one file, looks, and mends it again."""

    def __init__(self, root):
        self.root = root
        self.names = _CHOICES["name"]
        self.values = _CHOICES["value"]
        self.texts = {}
        for library in FOLDERS:
            for file, text in _texts(library):
                self.texts[library, file] = text
                self.write(library, file, text)

    def write(self, library, file, text):
        path = self.root / library / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return path

    def findings(self, library, file, text):
        """What is found where `file` says `text`; it must be something, and every finding must have its place."""
        path = self.write(library, file, text)
        try:
            return refused(self.root / library)
        finally:
            if (library, file) in self.texts:
                self.write(library, file, self.texts[library, file])
            else:
                path.unlink()

    def instead(self, place, new):
        """What is found where `new` stands in place of a key or value."""
        lines = self.texts[place.library, place.file].split("\n")
        span = place.span
        assert span.line == span.end_line, place
        line = lines[span.line - 1]
        lines[span.line - 1] = line[: span.column - 1] + new + line[span.end_column - 1 :]
        return self.findings(place.library, place.file, "\n".join(lines))


def refused(root):
    """The findings of a library that must not load, as (file, line, code): within two seconds, each with a place."""
    started = time.process_time()
    library, found = examined(root)
    spent = time.process_time() - started
    assert library is None, "a broken library was loaded"
    assert found, "a library was refused without a finding"
    assert spent < SECONDS
    for finding in found:
        assert finding.severity == "error"
        assert finding.span is not None
        for shown in (to_text(finding), to_plain(finding)):
            assert "Traceback" not in shown
            assert shown.encode("utf-8")
    folder = root.as_posix() + "/"
    return [(one.span.path.removeprefix(folder), one.span.line, one.code) for one in found]


@pytest.fixture(scope="module")
def bench(tmp_path_factory, composed_once):
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture
def look():
    """The function that says what is found in a folder that must not load."""
    return refused
