import os
from pathlib import Path

import pytest

from fleet.diagnostics import Diagnostic
from fleet.source import MOST_BYTES, read_text


def read(path, root):
    return read_text(path, root=root, name="a.yaml")


def test_line_ends_become_line_feeds_and_a_mark_of_the_byte_order_goes(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\nd")
    assert read(tmp_path / "a.yaml", tmp_path) == "a\nb\nc\nd"


def test_a_second_mark_of_the_byte_order_stays_and_can_be_found(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf\xef\xbb\xbfa")
    assert read(tmp_path / "a.yaml", tmp_path) == "\ufeffa"


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"\xff", 1, 1),
        (b"ab\n\xc3\xa4c\xff", 2, 3),
        (b"\xe2\x82", 1, 1),
        (b"a\xed\xa0\x80", 1, 2),
        (b"a\xc0\xaf", 1, 2),
        (b"\xff\xfea\x00", 1, 1),
    ],
)
def test_bytes_that_are_not_utf8_are_found_by_line_and_column(tmp_path, raw, line, column):
    (tmp_path / "a.yaml").write_bytes(raw)
    finding = read(tmp_path / "a.yaml", tmp_path)
    assert isinstance(finding, Diagnostic)
    assert (finding.code, finding.span.path, finding.span.line, finding.span.column) == (
        "FLT002",
        "a.yaml",
        line,
        column,
    )


@pytest.mark.parametrize(("size", "code"), [(MOST_BYTES, None), (MOST_BYTES + 1, "FLT003"), (10**7, "FLT003")])
def test_a_file_has_a_largest_size(tmp_path, size, code):
    (tmp_path / "a.yaml").write_bytes(b"#" * size)
    text = read(tmp_path / "a.yaml", tmp_path)
    assert (text.code if isinstance(text, Diagnostic) else None) == code


def test_what_is_no_regular_file_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    assert read(tmp_path / "folder", tmp_path).code == "FLT001"
    assert read(tmp_path / "nothing", tmp_path).code == "FLT001"
    assert read(tmp_path / "a\0b", tmp_path).code == "FLT001"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_does_not_make_the_reader_wait(tmp_path):
    os.mkfifo(tmp_path / "a.yaml")
    assert read(tmp_path / "a.yaml", tmp_path).code == "FLT001"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no devices in folders")
def test_a_device_is_refused_even_through_a_link(tmp_path):
    (tmp_path / "a.yaml").symlink_to("/dev/zero")
    assert read(tmp_path / "a.yaml", tmp_path).code == "FLT013"
    assert read_text(tmp_path / "a.yaml", root=tmp_path.__class__("/"), name="a.yaml").code == "FLT001"


def test_links_are_followed_inside_the_root_only(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside.yaml"
    root.mkdir()
    outside.write_text("secret: 1\n")
    (root / "b.yaml").write_text("b: 1\n")
    (root / "inside.yaml").symlink_to(root / "b.yaml")
    (root / "out.yaml").symlink_to(outside)
    (root / "relative.yaml").symlink_to("../outside.yaml")
    (root / "circle.yaml").symlink_to(root / "circle.yaml")
    assert read(root / "inside.yaml", root) == "b: 1\n"
    for name in ("out.yaml", "relative.yaml"):
        assert read(root / name, root).code == "FLT013"
    assert read(root / "circle.yaml", root).code == "FLT001"


def test_a_root_that_is_a_link_itself_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("a: 1\n")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert read(tmp_path / "link" / "a.yaml", tmp_path / "link") == "a: 1\n"


def test_a_folder_whose_name_only_starts_like_the_root_is_outside(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root-2").mkdir()
    (tmp_path / "root-2" / "a.yaml").write_text("a: 1\n")
    (tmp_path / "root" / "a.yaml").symlink_to(tmp_path / "root-2" / "a.yaml")
    assert read(tmp_path / "root" / "a.yaml", tmp_path / "root").code == "FLT013"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_finding(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1\n")
    (tmp_path / "a.yaml").chmod(0)
    assert read(tmp_path / "a.yaml", tmp_path).code == "FLT001"
