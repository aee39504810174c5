"""One mistake gives one diagnostic: the tiny library is spoilt in one place at a time."""

from __future__ import annotations

import copy
import re

import pytest
import yaml

from fleet.library import examined

# Under these keys names are free, so another name is no unknown field.
_FREE = frozenset({"variables", "facts", "parties", "tools", "properties", "limits", "not", "lanes", "boundaries"})
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _places(data, path=()):
    if path:
        yield path
    if isinstance(data, dict):
        for key, inner in data.items():
            yield from _places(inner, (*path, key))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield from _places(inner, (*path, index))


def _value(data, path):
    for step in path:
        data = data[step]
    return data


def _key_misspelt(holder, step, _value):
    if isinstance(step, str):
        entries = [(f"{key}x" if key == step else key, inner) for key, inner in holder.items()]
        holder.clear()
        holder.update(entries)


def _name_misspelt(holder, step, value):
    if isinstance(value, str) and _NAME.fullmatch(value):
        holder[step] = f"{value}x"


def _of_another_kind(holder, step, value):
    holder[step] = {"a": 1} if isinstance(value, str | int | list) else ["a"]


def _a_number(holder, step, value):
    if isinstance(value, str):
        holder[step] = 5


def _empty(holder, step, value):
    if isinstance(value, str):
        holder[step] = ""


def _not_a_name(holder, step, value):
    if isinstance(value, str) and _NAME.fullmatch(value):
        holder[step] = "Not A Name"


class _Nothing:
    """Written as a value that is not there."""


def _blank(holder, step, _value):
    holder[step] = _Nothing()


_SPOILERS = (_key_misspelt, _name_misspelt, _of_another_kind, _a_number, _empty, _not_a_name, _blank)


class _Dumper(yaml.SafeDumper):
    """Writes a library back, blanks included."""


_Dumper.add_representer(_Nothing, lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def _spoilt(files, spoil):
    """Each library with one place spoilt: where, and its files."""
    for name, text in files.items():
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506  safe either way, and these are our own files
        for path in _places(data):
            changed = copy.deepcopy(data)
            spoil(_value(changed, path[:-1]), path[-1], _value(data, path))
            if changed != data:
                yield (name, *path), {**files, name: yaml.dump(changed, Dumper=_Dumper, sort_keys=False)}


@pytest.mark.usefixtures("composed_once")
@pytest.mark.parametrize("spoil", _SPOILERS, ids=lambda spoil: spoil.__name__.strip("_"))
def test_one_place_spoilt_is_one_finding_at_most(spoil, tiny_files, write_library):
    tried = 0
    for place, files in _spoilt(tiny_files, spoil):
        found = examined(write_library(files))[1]
        assert len(found) <= 1, (place, [(finding.code, finding.message) for finding in found])
        tried += 1
    assert tried > 20


@pytest.mark.usefixtures("composed_once")
def test_every_field_misspelt_is_exactly_one_finding(tiny_files, write_library):
    for place, files in _spoilt(tiny_files, _key_misspelt):
        if place[-2] not in _FREE:
            assert len(examined(write_library(files))[1]) == 1, place


@pytest.mark.usefixtures("composed_once")
@pytest.mark.parametrize("spoil", [_of_another_kind, _blank], ids=lambda spoil: spoil.__name__.strip("_"))
def test_no_value_of_another_kind_and_no_blank_goes_unnoticed(spoil, tiny_files, write_library):
    for place, files in _spoilt(tiny_files, spoil):
        assert len(examined(write_library(files))[1]) == 1, place


@pytest.mark.usefixtures("composed_once")
def test_a_file_that_is_not_read_is_one_finding(tiny_files, write_library):
    for name, text in tiny_files.items():
        for broken in (f"{text}\na: b: c\n", "", f"{text}{text}"):
            found = examined(write_library({**tiny_files, name: broken}))[1]
            assert {finding.span.path.rpartition("library/")[2] for finding in found} == {name}
            assert len({finding.code for finding in found}) == 1
