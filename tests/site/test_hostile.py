"""Texts of a library that want to be more than text."""

from __future__ import annotations

import re

import fleet

MARK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;"
CLOSING = "</div></li></svg></title><!-- <![CDATA[ ]]> --> javascript:alert(3)"


def written(root, mark):
    """A library that says it wherever it may say anything."""
    said = "'" + mark.replace("'", "''") + "'"
    (root / "training").mkdir(parents=True)
    (root / "traits").mkdir()
    (root / "library.yaml").write_text(
        f"format: 1\nvariables: {{company: {said}}}\nparties: {{desk: {{title: {said}, about: {said},"
        f" lanes: [{{lane: mail, duty: {said}, about: {said}}}]}}}}\nfallback: desk\n"
        f"facts: {{asked: {{about: {said}}}}}\n"
        f"tools: {{rooms.book: {{lane: workshops, about: {said}, limits: {{where: {{enum: [{said}]}}}}}}}}\n",
        "utf-8",
    )
    (root / "traits" / "calm.yaml").write_text(f"trait: calm\ntitle: {said}\ntext: {said}\n", "utf-8")
    (root / "training" / "trainer.yaml").write_text(
        f"# {mark}\nclass: trainer\ndomain: training\ntitle: {said}\nsummary: {said}\npersona: {said}\nlevel: {said}\n"
        f"traits: [calm]\nexpertise: [{said}]\nnotes: {said}\n"
        f"scope: {{horizon: {said}, radius: {said}, evaluation: {said}, direction: {said}}}\n"
        f"mandate:\n  - {{lane: workshops, duty: {said}, about: {said}, not: {{mail: {said}}}}}\n"
        f"boundaries:\n  - {{id: no-mail, lane: mail, owner: desk, rule: {said}, because: {said}}}\n",
        "utf-8",
    )
    (root / "training" / "helper.yaml").write_text(
        f"class: helper\ndomain: training\ntitle: {said}\nsummary: {said}\npersona: {said}\nabove: trainer\n"
        f"mandate: [{{lane: rooms, duty: {said}, about: {said}}}]\n"
        f"assists: [{{lane: mail, how: {said}, when: {{facts: [asked]}}}}]\nlifts: []\n",
        "utf-8",
    )
    (root / "training" / "trainer.examples.yaml").write_text(
        f"lanes: {{workshops: {{asks: [{said}], says: [{said}]}}}}\n"
        f"boundaries: {{no-mail: {{probes: [{said}], twins: [{said}]}}}}\n",
        "utf-8",
    )
    return fleet.load(root)


def test_no_text_of_a_library_becomes_more_than_text(tmp_path, site_of):
    for number, mark in enumerate((MARK, CLOSING)):
        files, site = site_of(written(tmp_path / str(number), mark))
        for at, page in site.items():
            tags = [tag for tag, _ in page.tags]
            assert tags.count("script") == 2, at
            assert "img" not in tags, at
            assert not any(link.startswith("javascript") for link in page.links), at
            assert not any("onerror" in known for _, known in page.tags), at
        page = site["personas/trainer.html"]
        assert page.text.count(" ".join(mark.split())) >= 12
        assert b"<script>alert" not in files["personas/trainer.html"]


def test_a_variable_with_html_as_its_value_is_text_too(tmp_path, site_of):
    library = written(tmp_path / "one", MARK)
    path = tmp_path / "one" / "training" / "trainer.yaml"
    path.write_text(path.read_text("utf-8").replace("notes: '", "notes: 'at {{ company }} "), "utf-8")
    library = fleet.load(tmp_path / "one")
    _, site = site_of(library)
    assert f"at {MARK}" in site["personas/trainer.html"].text


def test_the_index_of_the_search_is_data(tmp_path, site_of):
    files, _ = site_of(written(tmp_path / "one", "</script> // \\u2028"))
    text = files["assets/search.js"].decode()
    assert text.isascii()
    assert re.fullmatch(r'"use strict";\nfleetSearch\(\[.*\], \[\n(\[.*\],?\n)*\]\);\n', text)


def test_long_texts_make_no_long_pages(tmp_path, site_of):
    library = written(tmp_path / "one", "<&>'" * 2_500)
    files, _ = site_of(library)
    assert len(files["personas/trainer.html"]) < 300_000
