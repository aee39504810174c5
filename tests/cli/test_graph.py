from __future__ import annotations

import re

import pytest

from fleet.cli.graph import mermaid
from fleet.library import edges_of

NODE = re.compile(r'^    (\w+)\["([^"]*)"\]$')
EDGE = re.compile(r'^  (\w+) -->\|"([^"]+)"\| (\w+)$')
GROUP = re.compile(r'^  subgraph (\w+)\["([^"]*)"\]$')


def drawn(lines):
    """The nodes by group, and the edges, of a drawing in which every line is one of the few that are expected."""
    head, *rest = lines
    assert head == "flowchart LR"
    groups: dict[str, list[str]] = {}
    edges = []
    group = None
    for line in rest:
        if found := GROUP.match(line):
            group = found[2]
            groups[group] = []
        elif line == "  end":
            group = None
        elif found := NODE.match(line):
            groups[group].append(found[1])
        else:
            found = EDGE.match(line)
            assert found, line
            assert group is None
            edges.append((found[1], found[3], found[2].split("<br/>")))
    return groups, edges


def test_every_boundary_is_an_edge_to_the_owner_of_its_lane(fleet_command, shipped):
    ran = fleet_command("graph")
    assert ran.code == 0
    groups, edges = drawn(ran.lines)
    found = {(source, target, lane) for source, target, lanes in edges for lane in lanes}
    wanted = {
        (f"n_{persona.identifier}", f"n_{shipped.owner_of(one.lane).replace('-', '_')}", one.lane)
        for persona in shipped.values()
        for one in persona.boundaries
    }
    assert found == wanted
    assert {persona.domain for persona in shipped.values()} | {"outside the fleet"} == set(groups)


def test_every_end_of_an_edge_is_a_node_once(fleet_command):
    groups, edges = drawn(fleet_command("graph").lines)
    nodes = [node for names in groups.values() for node in names]
    assert len(nodes) == len(set(nodes))
    assert {end for source, target, _ in edges for end in (source, target)} == set(nodes)


def test_one_domain_and_own_boundaries_alone(fleet_command, shipped):
    data = fleet_command("graph", "--domain", "support", "--own", "--json").data
    assert {edge["source"] for edge in data} == {"support-agent", "senior-support-agent"}
    boundaries = {(edge["source"], name) for edge in data for name in edge["boundaries"]}
    assert boundaries == {
        (persona.class_, one.id)
        for persona in shipped.values()
        for one in persona.boundaries
        if persona.domain == "support" and one.origin is None
    }


def test_both_ways_to_ask_for_data_agree(fleet_command):
    assert fleet_command("graph", "--format", "json").data == fleet_command("graph", "--json").data


def test_an_unknown_domain_is_a_mistake_of_usage(fleet_command):
    ran = fleet_command("graph", "--domain", "suport")
    assert ran.code == 2
    assert ran.err.endswith("error: no domain is named `suport`; did you mean `support`?\n")


def test_a_persona_that_is_called_like_a_word_of_the_format_is_no_trouble(write_library, tiny_files):
    import fleet

    files = {
        name.replace("bench-technician", "end"): text.replace("bench-technician", "end")
        for name, text in tiny_files.items()
    }
    library = fleet.load(write_library(files))
    groups, _ = drawn(list(mermaid(library, edges_of(library))))
    assert any("n_end" in names for names in groups.values())


@pytest.mark.parametrize("title", ['a "quoted" title', "a <b>title</b>", "R&D"])
def test_a_title_cannot_break_out_of_its_node(write_library, tiny_files, title):
    import fleet

    name = "training/field-trainer.yaml"
    old = next(line for line in tiny_files[name].splitlines() if line.startswith("title:"))
    library = fleet.load(write_library({**tiny_files, name: tiny_files[name].replace(old, f"title: '{title}'")}))
    lines = list(mermaid(library, edges_of(library)))
    drawn(lines)
    label = next(line for line in lines if "n_field_trainer[" in line)
    assert "<" not in label
    assert label.count('"') == 2
