"""Pages of large libraries stay small."""

from __future__ import annotations

import pytest

import fleet
from fleet.site import pages


def library_of(root, count, *, domains):
    """Personas with a lane, boundaries on their neighbours' and on one that all keep out of, and an assist."""
    root.mkdir()
    (root / "library.yaml").write_text("format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n", "utf-8")
    for number in range(count):
        folder = root / f"domain-{number % domains}"
        folder.mkdir(exist_ok=True)
        near = [one for one in {(number + 1) % count, (number + 2) % count, 0} if one != number]
        boundaries = "".join(
            f"  - {{id: no-lane-{one}, lane: lane-{one}, owner: persona-{one}, rule: Not {one}., because: no.}}\n"
            for one in sorted(near)
        )
        helped = (number + 3) % count or 1
        (folder / f"persona-{number}.yaml").write_text(
            f"class: persona-{number}\ndomain: domain-{number % domains}\ntitle: Persona {number}\n"
            f"summary: does the work of {number}\npersona: You are number {number}.\n"
            f"mandate: [{{lane: lane-{number}, duty: Do it, about: the work of {number}}}]\n"
            f"assists: [{{lane: lane-{helped}, how: helps out}}]\nboundaries:\n{boundaries}",
            "utf-8",
        )
    return fleet.load(root)


@pytest.mark.parametrize("domains", [1, 6, 90])
def test_a_library_that_is_too_large_for_one_picture(tmp_path, site_of, domains):
    library = library_of(tmp_path / "large", 90, domains=domains)
    files, site = site_of(library)
    assert 'class="sign' not in files["index.html"].decode()
    assert 'class="sign' in files["domains/domain-0.html"].decode()
    assert "../domains/domain-0.html" in site["personas/persona-0.html"].links
    assert "more lines name everybody else" in site["personas/persona-5.html"].text


@pytest.mark.bulk
def test_a_thousand_personas(tmp_path, parse):
    files = pages(library_of(tmp_path / "huge", 1000, domains=4))
    sizes = {at: len(content) for at, content in files.items() if at.endswith(".html")}
    assert len(sizes) > 3000
    assert max(sizes.values()) < 300_000
    assert files["assets/search.js"].count(b"\n") > 5000
    site = parse({at: files[at] for at in [*list(sizes)[::40], "personas.html", "lanes.html", "index.html"]})
    for page in site.values():
        assert [link for link in page.links if page.target(link)[0] not in files] == []


def test_a_domain_with_the_name_of_a_part_keeps_its_page(tmp_path, site_of):
    """`x` is cut into parts, and a domain is called as its second part once was."""
    root = tmp_path / "parts"
    for domain, count in (("x", 60), ("x-2", 2)):
        (root / domain).mkdir(parents=True)
        for number in range(count):
            name = f"{domain}-{number}"
            (root / domain / f"{name}.yaml").write_text(
                f"class: {name}\ndomain: {domain}\ntitle: {name}\nsummary: does {name}\npersona: You are {name}.\n"
                f"mandate: [{{lane: lane-{name}, duty: Do it, about: the work of {name}}}]\n",
                "utf-8",
            )
    (root / "library.yaml").write_text("format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n", "utf-8")
    library = fleet.load(root)
    _, site = site_of(library)
    shown = {at: page for at, page in site.items() if at.startswith("domains/")}
    assert sorted(shown) == ["domains/x-2.html", "domains/x.2.html", "domains/x.3.html", "domains/x.html"]
    for class_, persona in library.items():
        there = [at for at, page in shown.items() if f"../personas/{class_}.html" in page.links]
        assert len(there) == 1
        assert (there[0] == "domains/x-2.html") == (persona.domain == "x-2")
