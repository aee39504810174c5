import os
from pathlib import Path

import pytest

import fleet
from fleet.diagnostics import Span
from fleet.library import examined
from fleet.source import MOST_BYTES


def only(found):
    """The one finding that there is."""
    (finding,) = found
    return finding


def broken(write_library, tiny_files, files):
    root = write_library({**tiny_files, **files})
    library, found = examined(root)
    assert library is None
    return found


def test_the_tiny_library_loads_from_its_folder_and_from_its_manifest(write_library, tiny_files):
    root = write_library(tiny_files)
    assert fleet.load(root) == fleet.load(str(root)) == fleet.load(root / "library.yaml")
    assert sorted(fleet.load(root)) == ["bench-technician", "field-trainer", "lead-trainer"]


def test_a_folder_that_is_not_there_is_one_finding(tmp_path):
    finding = only(examined(tmp_path / "nowhere")[1])
    assert (finding.code, finding.span.path) == ("FLT001", (tmp_path / "nowhere").as_posix())


def test_a_file_in_place_of_the_folder_is_one_finding(tmp_path):
    (tmp_path / "library").write_text("format: 1\n")
    assert only(examined(tmp_path / "library")[1]).code == "FLT001"


def test_an_empty_folder_is_no_library(tmp_path):
    assert only(examined(tmp_path)[1]).code == "FLT011"


@pytest.mark.parametrize(
    "manifest",
    ["variables: {a: b}\nformat: 1\n", "fallback: front-desk\n", "Format: 1\n", "format:1\n"],
)
def test_a_manifest_that_does_not_start_with_the_format_is_no_library(write_library, tiny_files, manifest):
    found = broken(write_library, tiny_files, {"library.yaml": manifest})
    assert only(found).code in {"FLT011", "FLT014"}
    assert only(found).span.path.endswith("library.yaml")


@pytest.mark.parametrize("version", ["2", "0", "1.0", '"1"', "true", "one", "-1"])
def test_another_format_is_refused(write_library, tiny_files, version):
    manifest = tiny_files["library.yaml"].replace("format: 1", f"format: {version}")
    finding = only(broken(write_library, tiny_files, {"library.yaml": manifest}))
    assert (finding.code, finding.span.line, finding.span.covered) == ("FLT104", 1, version)


STRAYS = [
    "notes.yaml",
    "training/more/field-trainer.yaml",
    "training/field-trainer.yml",
    "training/field-trainer.YAML",
    "training/field-trainer.examples.yml",
    "traits/plain-spoken.examples.yaml",
    "traits/plain-spoken.yml",
    "parties/front-desk.yaml",
    "library.yml",
    "Library.yaml",
    "field-trainer.examples.yaml",
]


@pytest.mark.parametrize("name", STRAYS)
def test_a_yaml_file_without_a_place_is_said_out_loud(write_library, tiny_files, name):
    found = broken(write_library, tiny_files, {name: "class: field-trainer\n"})
    finding = only(found)
    assert (finding.code, finding.span.line, finding.span.path.endswith(name)) == ("FLT010", 1, True)
    assert finding.help


@pytest.mark.parametrize(
    "name", ["README.md", ".hidden.yaml", ".git/config.yaml", "training/field-trainer.boundary.yaml", "training/a.txt"]
)
def test_other_files_and_hidden_ones_are_left_alone(write_library, tiny_files, name):
    root = write_library({**tiny_files, name: "- anything\n"})
    assert len(fleet.load(root)) == 3


@pytest.mark.parametrize(
    ("content", "what"),
    [("- a\n", "list"), ("just text\n", "text"), ("3\n", "number"), ("", "nothing"), ("# only a comment\n", "comment")],
)
@pytest.mark.parametrize("name", ["training/field-trainer.yaml", "traits/plain-spoken.yaml", "library.yaml"])
def test_a_file_that_is_no_mapping_is_a_finding(write_library, tiny_files, name, content, what):
    finding = only(broken(write_library, tiny_files, {name: content}))
    assert (finding.code, finding.span.path.endswith(name)) == ("FLT014", True), what


def test_one_class_in_two_folders_is_a_finding(write_library, tiny_files):
    files = {"other/field-trainer.yaml": tiny_files["training/field-trainer.yaml"]}
    found = broken(write_library, tiny_files, files)
    assert "FLT212" in {finding.code for finding in found}


def test_a_class_and_a_folder_must_be_those_that_the_file_says(write_library, tiny_files):
    text = tiny_files["training/field-trainer.yaml"]
    files = {"training/field-trainer.yaml": text.replace("domain: training", "domain: trainings")}
    finding = only(broken(write_library, tiny_files, files))
    assert (finding.code, finding.span.line, finding.span.covered) == ("FLT108", 2, "trainings")
    files = {"training/field-trainer.yaml": text.replace("class: field-trainer", "class: field-trainers")}
    found = broken(write_library, tiny_files, files)
    assert "FLT107" in {finding.code for finding in found}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(write_library, tiny_files):
    plain = fleet.load(write_library(tiny_files))
    marked = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in tiny_files.items()}
    other = fleet.load(write_library(marked, folder="marked"))
    assert other == plain
    assert other.place("field-trainer", "summary")._replace(path="") == plain.place(
        "field-trainer", "summary"
    )._replace(path="")


def test_bytes_that_are_not_utf8_are_found_at_their_place(write_library, tiny_files):
    text = tiny_files["training/field-trainer.yaml"].replace("Field Trainer", "Field Träiner")
    found = broken(write_library, tiny_files, {"training/field-trainer.yaml": text.encode("latin-1")})
    (finding,) = [one for one in found if one.span.path.endswith("field-trainer.yaml")]
    assert (finding.code, finding.span.line, finding.span.column) == ("FLT002", 3, 16)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_are_refused(write_library, tiny_files, encoding):
    text = tiny_files["training/field-trainer.yaml"]
    found = broken(write_library, tiny_files, {"training/field-trainer.yaml": text.encode(encoding)})
    assert "FLT002" in {finding.code for finding in found}


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(write_library, tiny_files):
    name = "traits/plain-spoken.yaml"
    text = tiny_files[name]
    padded = text + "#" * (MOST_BYTES - len(text) - 1) + "\n"
    assert len(fleet.load(write_library({**tiny_files, name: padded}))) == 3
    finding = only(broken(write_library, tiny_files, {name: padded + "\n"}))
    assert (finding.code, finding.span.path.endswith(name)) == ("FLT003", True)


def test_a_link_that_leads_out_of_the_folder_is_refused(write_library, tiny_files, tmp_path):
    root = write_library(tiny_files)
    outside = tmp_path / "outside.yaml"
    (root / "training/field-trainer.yaml").rename(outside)
    (root / "training/field-trainer.yaml").symlink_to(outside)
    assert "FLT013" in {finding.code for finding in examined(root)[1]}


def test_a_link_inside_the_folder_is_a_file_like_any_other(write_library, tiny_files):
    root = write_library(tiny_files)
    (root / "training/field-trainer.yaml").rename(root / "training/text")
    (root / "training/field-trainer.yaml").symlink_to(root / "training/text")
    assert len(fleet.load(root)) == 3


def test_a_link_to_nothing_is_a_finding(write_library, tiny_files):
    root = write_library(tiny_files)
    (root / "training/new-trainer.yaml").symlink_to(root / "nothing")
    assert only(examined(root)[1]).code == "FLT001"


def test_a_folder_that_is_a_link_is_a_finding_and_is_not_followed(write_library, tiny_files, tmp_path):
    root = write_library(tiny_files)
    (root / "training").rename(tmp_path / "elsewhere")
    (root / "training").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    found = examined(root)[1]
    assert "FLT013" in {finding.code for finding in found}
    assert all("elsewhere" not in finding.span.path for finding in found)


def test_a_link_in_a_circle_ends(write_library, tiny_files):
    root = write_library(tiny_files)
    (root / "training/again").symlink_to(root, target_is_directory=True)
    assert {finding.code for finding in examined(root)[1]} == {"FLT013"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize("name", ["training/pipe.yaml", "library.yaml", "traits/pipe.yaml"])
def test_a_pipe_is_refused_at_once(write_library, tiny_files, name):
    root = write_library(tiny_files)
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    assert "FLT001" in {finding.code for finding in examined(root)[1]}


@pytest.mark.parametrize("name", ["library.yaml", "training/field-trainer.yaml"])
def test_a_folder_with_the_name_of_a_file_is_a_finding(write_library, tiny_files, name):
    root = write_library({file: text for file, text in tiny_files.items() if file != name})
    (root / name).mkdir()
    library, found = examined(root)
    assert library is None
    assert found
    assert all(isinstance(finding.span, Span) for finding in found)


def test_findings_name_files_relative_to_the_working_folder(write_library, tiny_files, monkeypatch):
    root = write_library({**tiny_files, "notes.yaml": "a: b\n"})
    monkeypatch.chdir(root.parent)
    assert only(examined("library")[1]).span.path == "library/notes.yaml"
    assert only(examined(root)[1]).span.path == "library/notes.yaml"
    monkeypatch.chdir(root)
    assert only(examined()[1] or examined(".")[1]).span.path == "notes.yaml"


def test_a_path_with_a_null_byte_is_a_finding(tmp_path):
    library, found = examined(str(tmp_path) + "/a\0b")
    assert library is None
    assert only(found).code == "FLT001"


def test_the_working_folder_does_not_matter(write_library, tiny_files, monkeypatch, shipped):
    root = write_library(tiny_files)
    before = fleet.load(root).digest
    monkeypatch.chdir(Path(root).parent)
    assert fleet.load("library").digest == before
    assert fleet.load() == shipped
