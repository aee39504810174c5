from __future__ import annotations

import pytest

import fleet
from fleet.cli.matrix import matrix_lines
from fleet.library import MEANINGS, SIGNS, columns_of, mark_of
from fleet.relation import relate


def test_the_matrix_has_a_row_for_every_lane_and_a_column_for_everybody(fleet_command, shipped):
    ran = fleet_command("matrix")
    assert ran.code == 0
    rows = {
        line.split()[0]: line.split()[1:] for line in ran.lines if line.split()[:1] and line.split()[0] in shipped.lanes
    }
    assert list(rows) == list(shipped.lanes)
    columns = columns_of(shipped)
    assert set(columns) == {*shipped, "product-engineering"}
    for lane, signs in rows.items():
        assert signs == [SIGNS[mark_of(shipped, name, lane)] for name in columns]


def test_the_matrix_fits_80_columns_and_explains_its_signs(fleet_command):
    ran = fleet_command("matrix")
    assert max(map(len, ran.lines)) <= 80
    for mark, meaning in MEANINGS.items():
        assert f"{SIGNS[mark]} {meaning}" in ran.out


def test_every_lane_has_one_owner_in_it(shipped):
    columns = columns_of(shipped)
    for lane in shipped.lanes:
        assert [name for name in columns if mark_of(shipped, name, lane) == "owns"] == [shipped.owner_of(lane)]


def test_a_mark_agrees_with_the_relation_where_nothing_is_known(shipped):
    for lane, duty in shipped.lanes.items():
        context = fleet.Context(audience=duty.audience or "customer")
        for class_ in shipped:
            related = relate(shipped, class_, lane, context)
            mark = mark_of(shipped, class_, lane)
            assert (mark in ("owns", "assists")) == (related.reach == "whole")


@pytest.mark.parametrize("width", [20, 45, 60])
def test_a_narrow_screen_cuts_the_matrix_into_several(shipped, width):
    lines = list(matrix_lines(shipped, width))
    columns = columns_of(shipped)
    numbers = [
        word for line in lines if line.startswith(" ") and line.replace(" ", "").isdigit() for word in line.split()
    ]
    assert numbers == [str(number) for number in range(1, len(columns) + 1)]
    assert sum(line.startswith("renewal") for line in lines) > 1


def test_a_library_with_one_persona_has_a_matrix(fleet_command, tiny):
    assert fleet_command("matrix", "-L", str(tiny)).code == 0


def test_the_matrix_as_markdown_is_one_table(fleet_command, shipped):
    ran = fleet_command("matrix", "--markdown")
    rows = [line for line in ran.lines if line.startswith("|")]
    assert len(rows) == 2 + len(shipped.lanes)
    assert len({line.count("|") for line in rows}) == 1


def test_the_matrix_as_data(fleet_command, shipped):
    data = fleet_command("matrix", "--json").data
    assert list(data) == list(shipped.lanes)
    assert data["renewal"]["customer-success-manager"] == "owns"
    assert data["renewal"]["account-manager"] == "boundary"
    assert data["product-delivery"]["product-engineering"] == "owns"


def test_two_answers_at_once_are_a_mistake_of_usage(fleet_command):
    assert fleet_command("matrix", "--json", "--markdown").code == 2
