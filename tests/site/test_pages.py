"""What stands on the pages, and that it holds together."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape

import pytest

import fleet
from fleet.library import mark_of, shipped_folder
from fleet.site import Link, frame, pages

LIBRARY = fleet.load()


def test_every_link_of_the_shipped_site_leads_somewhere(shipped_site):
    files, site = shipped_site
    assert {f"personas/{class_}.html" for class_ in LIBRARY} <= files.keys()
    assert {f"lanes/{lane}.html" for lane in LIBRARY.lanes} <= files.keys()
    assert {f"parties/{party}.html" for party in LIBRARY.parties} <= files.keys()
    assert {f"domains/{persona.domain}.html" for persona in LIBRARY.values()} <= files.keys()
    assert "findings.html" in site
    assert "results.html" not in site
    assert "changes.html" not in site


@pytest.mark.parametrize("folder", ["tests/fixtures/tiny", "tests/fixtures/own", "examples/four-roles"])
def test_libraries_of_one_s_own(site_of, request, folder):
    library = fleet.load(request.config.rootpath / folder)
    _, site = site_of(library)
    for class_, persona in library.items():
        assert persona.title in site[f"personas/{class_}.html"].text


def test_a_library_over_the_shipped_one_shows_the_files_of_both(site_of, request):
    files, _ = site_of(fleet.load(request.config.rootpath / "examples/four-roles"))
    assert "spec/library.yaml.html" in files
    assert "spec/shipped/support/support-agent.yaml.html" in files


def test_a_persona_says_whose_what_it_does_not_do_is(shipped_site):
    _, site = shipped_site
    for class_, persona in LIBRARY.items():
        page = site[f"personas/{class_}.html"]
        for boundary in persona.boundaries:
            assert f"boundary-{boundary.id}" in page.ids
            owner = LIBRARY.owner_of(boundary.lane)
            assert f"{LIBRARY.title_of(owner)} owns {boundary.lane}" in page.text
        for lane in persona.lanes:
            assert f"lane-{lane}" in page.ids


def test_each_block_of_a_prompt_links_to_the_line_that_it_came_from(shipped_site):
    files, site = shipped_site
    prompt = fleet.compile_prompt(LIBRARY, "support-agent")
    text = files["personas/support-agent.html"].decode()
    blocks = re.findall(
        r'id="block-\d+"><div class="text">(.*?)</div><a class="source" href="([^"]+)"', text, re.DOTALL
    )
    assert len(blocks) == len(prompt.blocks)
    page = site["personas/support-agent.html"]
    for block, (_, link) in zip(prompt.blocks, blocks, strict=True):
        path, anchor = page.target(link)
        assert (path, anchor) == (f"spec/{block.path}.html", f"L{block.line}")


def test_a_file_is_shown_line_by_line(shipped_site):
    files, _ = shipped_site
    source = (shipped_folder("personas") / "support" / "support-agent.yaml").read_text("utf-8").splitlines()
    text = files["spec/support/support-agent.yaml.html"].decode()
    lines = re.findall(r'id="L(\d+)"><a [^>]*>\d+</a><code[^>]*>(.*?)</code>', text)
    assert [int(number) for number, _ in lines] == list(range(1, len(source) + 1))
    assert [unescape(re.sub("<[^>]+>", "", line)) for _, line in lines] == source


def test_the_matrix_says_what_the_library_says(shipped_site):
    files, site = shipped_site
    text = files["index.html"].decode()
    found = set(re.findall(r'class="sign (\w+)" data-of="l:([\w-]+) n:([\w-]+)"', text))
    names = [*LIBRARY, *(name for name, party in LIBRARY.parties.items() if party.lanes)]
    marks = {(mark_of(LIBRARY, name, lane), lane, name) for name in names for lane in LIBRARY.lanes}
    assert found == {one for one in marks if one[0] != "none"}
    assert "Customer Success Manager hands over to Support Engineer: ticket-resolution" in site["index.html"].text


def test_a_lane_says_who_owns_it_who_helps_and_who_hands_it_over(shipped_site):
    _, site = shipped_site
    page = site["lanes/ticket-resolution.html"]
    assert "Support Engineer owns this lane" in page.text
    assert "../personas/customer-success-manager.html#boundary-no-ticket-resolution" in page.links
    assert any(link.endswith("#assist-ticket-resolution") for link in page.links)


def test_the_search_knows_personas_lanes_and_boundaries(shipped_site):
    files, site = shipped_site
    text = files["assets/search.js"].decode()
    rows = json.loads(text[text.index("], [") + 3 : text.rindex(")")])
    assert len(rows) == sum(
        map(len, (LIBRARY, LIBRARY.lanes, LIBRARY.parties, [b for p in LIBRARY.values() for b in p.boundaries]))
    )
    for _, _, _, _, at in rows:
        path, _, anchor = at.partition("#")
        assert path in site
        assert not anchor or anchor in site[path].ids


def test_the_same_library_gives_the_same_bytes(tmp_path):
    code = (
        "import fleet, hashlib; from fleet.site import pages; "
        "print(hashlib.sha256(repr(sorted(pages(fleet.load()).items())).encode()).hexdigest())"
    )
    said = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        said.add(subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True).stdout)
    assert len(said) == 1


def test_pages_have_landmarks_and_a_way_past_the_bar(shipped_site):
    _, site = shipped_site
    for page in site.values():
        tags = [tag for tag, _ in page.tags]
        assert {"header", "nav", "main", "footer"} <= set(tags)
        assert page.links[0] == "#content"
        assert ("html", {"lang": "en"}) in page.tags


def test_more_entries_stand_in_the_navigation():
    files = pages(LIBRARY, extra=[Link("Playground", "playground.html")])
    assert b'<a href="../playground.html">Playground</a>' in files["lanes/renewal.html"]


def test_a_body_of_somebody_else_stands_in_the_frame():
    page = frame(LIBRARY, title="Try <it>", body="<h1>Try</h1>", extra=[("Playground", "playground.html")])
    assert '<a href="playground.html" aria-current="page">Playground</a>' in page
    assert "<title>Try &lt;it&gt; · fleet, shipped</title>" in page


def test_findings_have_their_place(tmp_path, site_of):
    root = tmp_path / "quiet"
    (root / "training").mkdir(parents=True)
    (root / "library.yaml").write_text("format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n", "utf-8")
    (root / "training" / "trainer.yaml").write_text(
        "class: trainer\ndomain: training\ntitle: Trainer\nsummary: gives workshops\npersona: You are calm.\n"
        "mandate:\n  - {lane: workshops, duty: Teach, about: workshops}\n",
        "utf-8",
    )
    library = fleet.load(root)
    _, site = site_of(library)
    page = site["findings.html"]
    for finding in fleet.check(library):
        assert finding.code in page.text
        assert " ".join(finding.message.split()) in page.text
    assert any(link.startswith("spec/") for link in page.links)


def test_variables_have_the_values_of_the_host_on_every_page_but_the_files(site_of):
    files, _ = site_of(LIBRARY, variables={"company": "Acme & Sons", "product": "Rocket"})
    texts = {at: content.decode() for at, content in files.items() if not at.startswith(("spec/", "assets/site.js"))}
    assert [at for at, text in texts.items() if "{{" in text] == []
    assert "You are the Support Engineer of Acme &amp; Sons" in texts["personas/support-agent.html"]
    assert "Rocket" in texts["assets/search.js"]


def test_a_title_may_hold_a_variable(site_of, tiny_files, write_library):
    path = "training/field-trainer.yaml"
    title = next(line for line in tiny_files[path].splitlines() if line.startswith("title: "))
    files = tiny_files | {path: tiny_files[path].replace(title, "title: Trainer of {{ company }}", 1)}
    made, _ = site_of(fleet.load(write_library(files)), variables={"company": "Acme"})
    pages_ = [content.decode() for at, content in made.items() if at.endswith(".html") and not at.startswith("spec/")]
    assert sum("Trainer of Acme" in page for page in pages_) > 3
    assert [page for page in pages_ if "{{" in page] == []


def test_what_was_found_can_be_given(site_of):
    place = LIBRARY.place("support-agent", "class")
    _, site = site_of(LIBRARY, findings=[fleet.Diagnostic("FLT254", "these sound alike", span=place)])
    assert "these sound alike" in site["findings.html"].text


def test_a_file_in_parts_says_with_which_line_each_begins(site_of, tiny_files, write_library):
    remarks = "".join(f"# {number}\n" for number in range(3000))
    path = "training/field-trainer.yaml"
    _, site = site_of(fleet.load(write_library(tiny_files | {path: tiny_files[path] + remarks})))
    parts = sorted((at for at in site if at.startswith(f"spec/{path}.")), key=len)
    assert len(parts) > 1
    firsts = [min(int(one[1:]) for one in site[at].ids if one[:1] == "L" and one[1:].isdigit()) for at in parts]
    for at in parts:
        told = [int(known["data-line"]) for tag, known in site[at].tags if tag == "a" and "data-line" in known]
        assert told == firsts * 2
