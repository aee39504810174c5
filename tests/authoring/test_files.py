"""Only files of a library and cases are ever touched, and whatever is named and is none of them is said."""

from __future__ import annotations

import os

import pytest

from fleet.authoring.files import files_at


@pytest.fixture
def root(write_library, tiny_files):
    return write_library({**tiny_files, "cases/a.boundary.yaml": "cases: []\n", ".git/b.boundary.yaml": "cases: []\n"})


def names(root, *inside):
    files, findings = files_at(root.joinpath(*inside))
    return [file.path.relative_to(root).as_posix() for file in files], [finding.code for finding in findings]


def test_a_library_is_all_its_files_and_its_cases(root, tiny_files):
    assert names(root) == (sorted([*tiny_files, "cases/a.boundary.yaml"]), [])


def test_a_folder_in_a_library_is_the_files_in_it(root):
    assert names(root, "repairs") == (["repairs/bench-technician.examples.yaml", "repairs/bench-technician.yaml"], [])


def test_a_file_is_itself(root):
    assert names(root, "library.yaml") == (["library.yaml"], [])
    assert names(root, "traits/plain-spoken.yaml") == (["traits/plain-spoken.yaml"], [])


def test_cases_may_lie_anywhere(tmp_path):
    (tmp_path / "a.boundary.yaml").write_text("cases: []\n")
    (file,), findings = files_at(tmp_path / "a.boundary.yaml")
    assert (file.path.name, file.root, findings) == ("a.boundary.yaml", tmp_path, ())


def test_a_path_may_be_relative(root, monkeypatch):
    monkeypatch.chdir(root / "training")
    files, _ = files_at(root.__class__("../traits"))
    assert [file.path.name for file in files] == ["plain-spoken.yaml"]
    files, _ = files_at(root.__class__("."))
    assert len(files) == 4


@pytest.mark.parametrize("name", ["notes.yaml", "training/a.yml", "traits/more/b.yaml", "parties/c.yaml"])
def test_a_stray_file_is_a_finding_and_is_left_alone(root, name):
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("a: b\n")
    everything, codes = names(root)
    assert name not in everything
    assert codes == ["FLT010"]
    assert names(root, name) == ([], ["FLT010"])
    assert names(root, "repairs")[1] == []


@pytest.mark.parametrize("name", ["README.md", ".hidden.yaml", ".c.boundary.yaml", "schemas/a.json"])
def test_what_is_no_file_of_a_library_is_left_alone_even_if_it_is_named(root, name):
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("a: b\n")
    everything, codes = names(root)
    assert name not in everything
    assert codes == []
    assert names(root, name) == ([], [])


def test_outside_of_a_library_a_folder_is_a_finding_and_a_file_is_left_alone(tmp_path):
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    (tmp_path / "sub").mkdir()
    assert names(tmp_path) == names(tmp_path, "sub") == ([], ["FLT011"])
    assert names(tmp_path, "compose.yaml") == ([], [])
    (finding,) = files_at(tmp_path)[1]
    assert finding.span is not None
    assert finding.help


@pytest.mark.parametrize("manifest", ["books: []\nformat: 1\n", "- format\n", "", "name: format\n"])
def test_another_tool_s_library_is_left_alone(write_library, manifest):
    root = write_library({"library.yaml": manifest, "a/b.yaml": "class: b\n"})
    assert names(root) == names(root, "a") == ([], ["FLT011"])
    assert names(root, "library.yaml") == names(root, "a", "b.yaml") == ([], [])


def test_a_library_is_told_by_its_first_key_even_if_the_rest_is_broken(write_library):
    root = write_library({"library.yaml": "# yaml-language-server: $schema=x\n\n---\nformat: 1\na: b: c\n"})
    assert names(root) == (["library.yaml"], [])


def test_nothing_there_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        files_at(tmp_path / "nowhere")


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_linked_folder_is_a_finding(root, tmp_path):
    (root / "more").symlink_to(root / "training", target_is_directory=True)
    assert "FLT013" in names(root)[1]
