import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fleet
from fleet.library import Library, digest_of, examined, folder


def test_the_digest_does_not_depend_on_the_order_in_which_files_are_found(write_library, tiny_files, monkeypatch):
    root = write_library(tiny_files)
    expected = fleet.load(root)
    walk = os.walk

    def shuffled(top, **options):
        for path, folders, names in walk(top, **options):
            yield path, folders, random.Random(len(names)).sample(names, len(names))  # noqa: S311  any order will do

    monkeypatch.setattr(folder.os, "walk", shuffled)
    library = fleet.load(root)
    assert (library.digest, list(library)) == (expected.digest, list(expected))


@settings(max_examples=settings.default.max_examples // 5)
@given(st.data())
def test_the_order_of_files_on_disk_and_of_lists_of_findings_does_not_matter(tiny_files, tmp_path_factory, data):
    names = data.draw(st.permutations(sorted(tiny_files)))
    broken = {name: text.replace("plain-spoken", "plain-spokn") for name, text in tiny_files.items()}
    digests, findings = set(), set()
    for order in (sorted(names), names):
        root = tmp_path_factory.mktemp("library")
        for name in order:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(tiny_files[name])
        digests.add(fleet.load(root).digest)
        for name in order:
            (root / name).write_text(broken[name])
        findings.add(
            tuple(
                (one.code, one.message, one.span.line, Path(one.span.path).relative_to(root))
                for one in examined(root)[1]
            )
        )
    assert (len(digests), len(findings)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("library.yaml", "your company", "our company"),
        ("library.yaml", "maximum: 12", "maximum: 13"),
        ("library.yaml", "Book rooms", "Book halls"),
        ("library.yaml", "handed_by: bench-technician", "handed_by: owner"),
        ("training/field-trainer.yaml", "patient", "hasty"),
        ("training/field-trainer.yaml", "reads: [room-bookings]\n", ""),
        ("training/field-trainer.yaml", "[repair-asked]}", "[repair-asked], audience: customer}"),
        ("repairs/bench-technician.yaml", "severity: low", "severity: high"),
        ("repairs/bench-technician.examples.yaml", "Is my device soldered yet?", "Is it soldered?"),
        ("parties/front-desk.examples.yaml", "office plants", "plants"),
        ("traits/plain-spoken.yaml", "short words", "long words"),
    ],
)
def test_the_digest_changes_with_whatever_the_files_say(write_library, tiny_files, name, old, new):
    before = fleet.load(write_library(tiny_files))
    assert old in tiny_files[name]
    after = fleet.load(write_library({**tiny_files, name: tiny_files[name].replace(old, new)}, folder="changed"))
    assert before != after
    assert before.digest != after.digest


def test_comments_quotes_and_layout_do_not_change_the_digest(write_library, tiny_files):
    name = "traits/plain-spoken.yaml"
    quoted = "trait: \"plain-spoken\" # a word\n\ntext: >-\n  You use\n  short words.\ntitle: 'Plain-spoken'\n"
    assert fleet.load(write_library(tiny_files)) == fleet.load(
        write_library({**tiny_files, name: quoted}, folder="other")
    )


def test_the_default_of_a_field_says_the_same_as_no_field(write_library, tiny_files):
    name = "repairs/bench-technician.yaml"
    said = tiny_files[name] + "above: null\npersistent_persona: false\nreads: []\n"
    assert fleet.load(write_library(tiny_files)) == fleet.load(
        write_library({**tiny_files, name: said}, folder="other")
    )


def test_the_digest_is_the_same_in_another_process(shipped):
    code = "import fleet; print(fleet.load().digest)"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert out.stdout.strip() == shipped.digest


def test_a_digest_is_of_plain_values_only():
    assert digest_of({"a": frozenset({"y", "x"})}) == digest_of({"a": frozenset({"x", "y"})})
    assert digest_of({"a": 1}) != digest_of({"a": "1"})
    with pytest.raises(TypeError, match="no digest of a object"):
        digest_of({"a": object()})
    with pytest.raises(ValueError, match="JSON"):
        digest_of({"a": float("nan")})


def test_libraries_are_equal_by_what_they_say_and_to_nothing_else(shipped):
    again = fleet.load()
    assert again is not shipped
    assert again == shipped
    assert hash(again) == hash(shipped)
    assert shipped != dict(shipped)
    assert isinstance(shipped, Library)
