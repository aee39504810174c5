"""A site in a folder: only what an earlier run wrote is touched."""

from __future__ import annotations

import json

import pytest

from fleet.errors import FleetError
from fleet.site import write_site

FILES = {"index.html": b"one", "personas/a.html": b"two"}


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_written_and_written_anew(tmp_path):
    out = tmp_path / "deep" / "site"
    assert write_site(out, FILES) == (2, 0, 0)
    assert write_site(out, FILES) == (0, 2, 0)
    assert write_site(out, {"index.html": b"new"}) == (1, 0, 1)
    assert content(out).keys() == {"index.html", ".fleet-site.json"}
    assert not (out / "personas").exists()


def test_files_of_others_in_the_folder_are_left_alone(tmp_path):
    write_site(tmp_path, FILES)
    (tmp_path / "personas" / "mine.txt").write_text("mine")
    (tmp_path / "CNAME").write_text("example.org")
    write_site(tmp_path, {"index.html": b"one"})
    assert content(tmp_path).keys() == {"index.html", ".fleet-site.json", "personas/mine.txt", "CNAME"}


def test_a_page_that_somebody_changed_is_not_removed(tmp_path):
    write_site(tmp_path, FILES)
    (tmp_path / "personas" / "a.html").write_text("my words")
    assert write_site(tmp_path, {"index.html": b"one"}).removed == 0
    assert (tmp_path / "personas" / "a.html").read_text() == "my words"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"notes.txt": "mine"}, "`{out}` is not empty, and no `fleet site` wrote what is in it"),
        ({".fleet-site.json": "[]"}, "`{out}/.fleet-site.json` is no list that `fleet site` wrote"),
        ({".fleet-site.json": '{"../gone.txt": "1"}'}, "`{out}/.fleet-site.json` is no list that `fleet site` wrote"),
        ({".fleet-site.json": "{}", "index.html": "mine"}, "`{out}/index.html` was not written by `fleet site`"),
        ({".fleet-site.json": "{}", "personas": "mine"}, "`{out}/personas/a.html` was not written by `fleet site`"),
    ],
)
def test_a_folder_with_something_else_in_it_is_refused(tmp_path, monkeypatch, files, message):
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    for name, text in files.items():
        (out / name).write_text(text)
    before = content(out)
    with pytest.raises(FleetError) as caught:
        write_site(out, FILES)
    assert str(caught.value).startswith(message.format(out="out"))
    assert content(out) == before


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FleetError, match="is a file, and a site is a folder"):
        write_site(tmp_path / "out", FILES)
    assert (tmp_path / "out").read_text() == "mine"


def test_links_lead_no_page_out_of_the_folder(tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    (away / "a.html").write_text("mine")
    out = tmp_path / "out"
    write_site(out, {"index.html": b"one"})
    (out / "personas").symlink_to(away)
    listed = json.loads((out / ".fleet-site.json").read_text())
    (out / ".fleet-site.json").write_text(json.dumps({**listed, "personas/a.html": "0" * 64}))
    with pytest.raises(FleetError, match="was not written by `fleet site`"):
        write_site(out, FILES)
    write_site(out, {"index.html": b"one"})
    assert (away / "a.html").read_text() == "mine"
