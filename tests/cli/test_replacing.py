from __future__ import annotations

import os

import pytest

from fleet.cli.replacing import replaced


def test_the_new_text_takes_the_place_of_the_old(alone):
    path = alone / "a.yaml"
    path.write_text("old")
    replaced(path, "é\n")
    assert path.read_bytes() == "é\n".encode()
    assert list(alone.iterdir()) == [path]


def test_a_file_that_is_not_there_is_not_made(alone):
    with pytest.raises(FileNotFoundError):
        replaced(alone / "a.yaml", "text")
    assert list(alone.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that refuses")
def test_a_folder_that_refuses_leaves_the_file_as_it_was(alone):
    path = alone / "a.yaml"
    path.write_text("old")
    alone.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            replaced(path, "new")
    finally:
        alone.chmod(0o700)
    assert path.read_text() == "old"


def test_what_cannot_be_written_leaves_nothing_behind(alone):
    path = alone / "a.yaml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        replaced(path, "\udc80")
    assert path.read_text() == "old"
    assert list(alone.iterdir()) == [path]
