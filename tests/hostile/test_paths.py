"""Paths that lead elsewhere, file names that are no names, and ladders and settlements that go in circles."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.bulk


def codes(found, file):
    return {code for where, _, code in found if where == file}


@pytest.mark.parametrize(
    "path",
    [
        "../porter.examples.yaml",
        "../../parties/porter.examples.yaml",
        "parties/../parties/porter.examples.yaml",
        "./parties/porter.examples.yaml",
        "parties//porter.examples.yaml",
        "/etc/passwd",
        "/parties/porter.examples.yaml",
        "~/porter.examples.yaml",
        "file:///etc/passwd",
        "https://example.org/porter.examples.yaml",
        "parties\\porter.examples.yaml",
        "parties/porter.examples.yml",
        "parties/porter.yaml",
        "parties/Porter.examples.yaml",
        "parties/porter.examples.yaml/",
        "parties/porter.examples.yaml\\0",
        "parties/*.examples.yaml",
        "parties/$HOME.examples.yaml",
        "parties/{{ town }}.examples.yaml",
        "parties/por\u0442er.examples.yaml",
        "works/fitter.examples.yaml",
        "parties/nobody.examples.yaml",
        "porter.examples.yaml",
        "parties",
        "'  '",
        "''",
        "[parties/porter.examples.yaml]",
    ],
)
def test_the_examples_of_a_party_lie_in_its_folder_and_nowhere_else(bench, path):
    text = bench.texts["full", "library.yaml"]
    quoted = path if path[0] in "'[" else f'"{path}"'.replace("\\p", "\\\\p")
    found = bench.findings("full", "library.yaml", text.replace("parties/porter.examples.yaml", quoted))
    assert codes(found, "library.yaml"), found


@pytest.mark.parametrize(
    "said", ["../smith", "/smith", "smith/..", "smith.yaml", "works/smith", "smith\\", "%2e%2e", "smith\\0"]
)
@pytest.mark.parametrize("key", ["above: fitter", "class: smith", "domain: works"])
def test_a_name_is_no_path(bench, key, said):
    text = bench.texts["full", "works/smith.yaml"]
    found = bench.findings("full", "works/smith.yaml", text.replace(key, f"{key.split(':')[0]}: '{said}'"))
    assert "FLT105" in codes(found, "works/smith.yaml")


@pytest.mark.parametrize("said", ["../fitting", "fitting/more", "/fitting", "..", ".", "fitting.asks"])
@pytest.mark.parametrize("key", ["  fitting:", "  no-forging:"])
def test_a_key_of_examples_is_no_path(bench, key, said):
    file = "works/fitter.examples.yaml"
    found = bench.findings("full", file, bench.texts["full", file].replace(key, f"  '{said}':"))
    assert "FLT105" in codes(found, file)


@pytest.mark.parametrize(
    "file",
    [
        "works/fit ter.yaml",
        "works/Fitter.yaml",
        "works/fitter .yaml",
        "works/fitter..yaml",
        "works/fitter.yaml.yaml",
        "works/-fitter.yaml",
        "works/fitter\u200b.yaml",
        "works/fitt\u0435r.yaml",
        "works/fit\nter.yaml",
        "works/fit\x1b[2Jter.yaml",
        "works/fit\x07ter.yaml",
        "works/\udcff\udcfe.yaml",
        "works/{{ town }}.yaml",
        "works/" + "a" * 200 + ".yaml",
        "Works/fitter2.yaml",
        "wor ks/fitter2.yaml",
        "works\u202e/fitter2.yaml",
        "none/none.yaml",
        "traits/Tidy.yaml",
        "traits/tidy/more.yaml",
        "parties/porter/more.examples.yaml",
        "parties/stranger.examples.yaml",
        "works/stranger.examples.yaml",
        "works/more/fitter.yaml",
        "works/fitter.yml",
        "works/fitter.YAML",
        "library.yml",
        "Library.yaml",
        "notes.yaml",
    ],
)
def test_a_file_with_a_name_that_is_none_is_refused_and_shown_safely(bench, file):
    try:
        found = bench.findings("full", file, "class: stranger\ndomain: works\n")
    except OSError:
        pytest.skip("this system has no such file names")
    assert found


def test_what_is_shown_of_a_file_name_hides_nothing(bench, look):
    from fleet.diagnostics import to_plain, to_text
    from fleet.library import examined

    path = bench.write("full", "works/fit\x1b[2Jt\u202eer.yaml", "class: [\n")
    try:
        _, found = examined(bench.root / "full")
    finally:
        path.unlink()
    for finding in found:
        for shown in (to_text(finding), to_plain(finding)):
            assert "\x1b" not in shown
            assert "\u202e" not in shown


@pytest.mark.parametrize(
    "file", ["works/smith.yaml", "traits/tidy.yaml", "works/smith.examples.yaml", "parties/porter.examples.yaml"]
)
@pytest.mark.parametrize(
    "target", ["/etc/passwd", "/dev/zero", "/dev/null", "../../outside.yaml", ".", "..", "/nowhere"]
)
def test_a_link_to_elsewhere_is_refused_in_place_of_any_file(bench, look, file, target):
    path = bench.root / "full" / file
    (bench.root / "outside.yaml").write_text(bench.texts["full", file])
    path.unlink()
    try:
        path.symlink_to(target)
        found = look(bench.root / "full")
    finally:
        path.unlink()
        bench.write("full", file, bench.texts["full", file])
    assert found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize(
    "file", ["works/pipe.yaml", "works/pipe.examples.yaml", "traits/pipe.yaml", "parties/pipe.examples.yaml"]
)
def test_a_pipe_is_refused_at_once_wherever_it_lies(bench, look, file):
    path = bench.root / "full" / file
    os.mkfifo(path)
    try:
        assert codes(look(bench.root / "full"), file) == {"FLT001"}
    finally:
        path.unlink()


def level(name, above):
    return (
        f"class: {name}\ndomain: works\ntitle: T\nsummary: s\npersona: You.\nabove: {above}\n"
        f"mandate:\n  - {{lane: work-of-{name}, duty: d, about: a}}\n"
    )


@pytest.mark.parametrize("length", [1, 2, 3, 10, 60])
def test_a_ladder_in_a_circle_is_refused_however_long(write_library, look, length):
    files = {"library.yaml": "format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n"}
    for number in range(length):
        files[f"works/p{number}.yaml"] = level(f"p{number}", f"p{(number + 1) % length}")
    assert [code for _, _, code in look(write_library(files))] == ["FLT209"]


def test_a_ladder_that_ends_in_a_circle_is_refused(write_library, look):
    files = {"library.yaml": "format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n"}
    for name, above in (("a", "b"), ("b", "c"), ("c", "b"), ("d", "a")):
        files[f"works/{name}.yaml"] = level(name, above)
    assert [code for _, _, code in look(write_library(files))] == ["FLT209"]


SETTLEMENTS = [
    "extends: shipped\nkeep: []\n",
    "extends: shipped\nkeep: [nobody]\n",
    "extends: shipped\nkeep: [support-agent]\n",
    "extends: shipped\nkeep: [support-agent, support-agent]\n",
    "extends: shipped\nretire: [support-agent]\n",
    "extends: shipped\nretire: [triage]\n",
    "extends: shipped\nretire: ['*']\n",
    "extends: shipped\nkeep: [support-agent]\nretire: [account-manager]\n",
    "extends: shipped\nkeep: all\n",
    "extends: shipped\nlanes: {nothing: support-agent}\n",
    "extends: shipped\nlanes: {renewal: nobody}\n",
    "extends: shipped\nlanes: {renewal: renewal}\n",
    "extends: shipped\nlanes: {renewal: owner}\n",
    "extends: shipped\nlanes: {renewal: [account-manager]}\n",
    "extends: shipped\nlanes: {renewal: null}\n",
    "extends: shipped\nlanes: {renewal: true}\n",
    "extends: shipped\nlanes: [renewal]\n",
    "extends: shipped\nlanes:\n  renewal: account-manager\n  renewal: none\n",
    "extends: shipped\nfallback: nobody\n",
    "extends: shipped\nfallback: support-agent\n",
    "extends: shipped\nfallback: none\n",
    "extends: shipped\nparties: {support-agent: {title: x}}\n",
    "extends: shipped\nparties: {none: {title: x}}\n",
    "extends: shipped\nparties: {triage: null}\n",
    "extends: shipped\nparties: {triage: {titel: x}}\n",
    "extends: shipped\ntools: {x: {lane: nothing}}\n",
    "extends: shipped\ntools: {x: {lane: none}}\n",
    "extends: shipped\ntools: {x: {}}\n",
    "extends: shipped\nfacts: {owner-asked: {abuot: x}}\n",
    "extends: shipped\nfacts: {x: {about: x, handed_by: nobody}}\n",
    "extends: shipped\nvariables: {company: '{{ product }}'}\n",
    "extends: Shipped\n",
    "extends: ../shipped\n",
    "extends: [shipped]\n",
    "extends: {shipped: true}\n",
    "extends: shipped shipped\n",
    "extends:\n",
    "extend: shipped\n",
    "extends: shipped\nextends: shipped\n",
    "keep: [support-agent]\n",
    "retire: []\n",
    "lanes: {renewal: none}\n",
    "removes: [x]\n",
]


@pytest.mark.parametrize("manifest", SETTLEMENTS)
def test_a_settlement_that_cannot_be_is_refused_in_the_manifest(write_library, look, manifest):
    found = look(write_library({"library.yaml": f"format: 1\n{manifest}"}))
    assert "library.yaml" in {where for where, _, _ in found}, found


PATCHES = [
    "class: support-agent\nremoves: [nothing]\n",
    "class: support-agent\nremoves: no-deal-negotiation\n",
    "class: support-agent\nremoves: [[no-deal-negotiation]]\n",
    "class: support-agent\nremoves: [no-deal-negotiation, no-deal-negotiation]\n",
    "class: support-agent\nremoves: [3]\n",
    "class: support-agent\nremove: [no-deal-negotiation]\n",
    "class: support-agnet\nsummary: x\n",
    "class: support-agent\nsummray: x\n",
    "class: support-agent\ndomain: sales\n",
    "class: support-agent\nmandate: none\n",
    "class: support-agent\nmandate: [ticket-resolution]\n",
    "class: support-agent\nmandate: [{duty: x}]\n",
    "class: support-agent\nmandate: [{lane: ticket-resolution, dutie: x}]\n",
    "class: support-agent\nmandate: [{lane: renewal, duty: x, about: x}]\n",
    "class: support-agent\nassists: [{lane: renewal}]\n",
    "class: support-agent\nassists: [{lane: ticket-resolution, how: x}]\n",
    "class: support-agent\nassists: [{lane: technical-guidance, when: {}}]\n",
    "class: support-agent\nassists: [{lane: technical-guidance, when: null}]\n",
    "class: support-agent\nassists: [{lane: renewal, how: x, when: {assigned: true}}]\n",
    "class: support-agent\nboundaries: [{id: no-x}]\n",
    "class: support-agent\nboundaries: [{id: no-deal-negotiation, owner: support-agent}]\n",
    "class: support-agent\nboundaries: [{id: no-deal-negotiation, lane: ticket-resolution}]\n",
    "class: support-agent\nboundaries: [{id: no-deal-negotiation, severity: none}]\n",
    "class: support-agent\nabove: senior-support-agent\n",
    "class: support-agent\nlifts: [no-deal-negotiation]\n",
    "class: support-agent\npersona: '{{ config }}'\n",
    "class: support-agent\ntraits: [nothing]\n",
    "class: support-agent\nscope: {horizon: x}\n",
    "class: support-agent\nscope: x\n",
    "- class: support-agent\n",
    "support-agent\n",
    "",
]


@pytest.mark.parametrize("patch", PATCHES)
def test_a_patch_that_cannot_be_is_refused_in_the_patch(write_library, look, patch):
    file = "support/support-agent.yaml"
    found = look(write_library({"library.yaml": "format: 1\nextends: shipped\n", file: patch}))
    assert file in {where for where, _, _ in found}, found


@pytest.mark.parametrize("count", [500])
@pytest.mark.parametrize(
    ("file", "old", "line"),
    [
        ("works/fitter.yaml", "expertise:\n", "  - a {{{{ v{0} }}}}\n"),
        ("works/fitter.yaml", "mandate:\n", "  - {{lane: r{0}, duty: d, about: a, not: {{x{0}: y}}}}\n"),
        ("works/fitter.yaml", "assists:\n", "  - {{lane: r{0}, how: helps}}\n"),
        ("works/fitter.yaml", "assists:\n", "  - {{lane: room-keys, how: helps {0}}}\n"),
        ("works/fitter.yaml", "boundaries:\n", "  - {{id: b{0}, lane: r{0}, owner: x{0}, rule: r, because: b}}\n"),
        ("works/fitter.yaml", "boundaries:\n", "  - {{id: b, lane: forging, owner: x{0}, rule: r, because: b}}\n"),
        ("library.yaml", "tools:\n", "  t{0}: {{lane: l{0}, limits: {{a: {{}}}}}}\n"),
        ("library.yaml", "facts:\n", "  f{0}: {{about: x, handed_by: p{0}}}\n"),
        ("library.yaml", "parties:\n", "  p{0}: {{title: x, examples: parties/p{0}.examples.yaml}}\n"),
        ("works/fitter.examples.yaml", "lanes:\n", "  l{0}: {{}}\n"),
        ("works/fitter.examples.yaml", "boundaries:\n", "  b{0}: {{}}\n"),
        ("works/fitter.examples.yaml", "    asks:\n", "      - a {{{{ v{0} }}}}\n"),
    ],
)
def test_hundreds_of_mistakes_in_one_file_are_found_in_two_seconds(bench, file, old, line, count):
    many = "".join(line.format(number) for number in range(count))
    text = bench.texts["full", file].replace(old, old + many, 1)
    assert len([where for where, _, _ in bench.findings("full", file, text) if where == file]) >= 100


def test_a_ladder_of_a_hundred_levels_loads_in_two_seconds(write_library, look):
    files = {"library.yaml": "format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n"}
    for number in range(100):
        files[f"works/p{number}.yaml"] = level(f"p{number}", f"p{number - 1}" if number else "null")
    root = write_library(files)
    with pytest.raises(AssertionError, match="a broken library was loaded"):
        look(root)
    (root / "works/p0.yaml").write_text(level("p0", "p00"))
    assert [code for _, _, code in look(root)] == ["FLT204"]
