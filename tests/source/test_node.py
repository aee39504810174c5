from fleet.diagnostics import Span
from fleet.source import Node, compose, plain

NODE, _ = compose("a:\n  - {lane: one, x: 1}\n  - {lane: two, x: 2}\n  - text\nb: text\n", "a.yaml")


def test_a_node_is_a_mapping_a_list_or_a_scalar_and_never_two_of_them():
    for node in (NODE, NODE.mapping["a"], NODE.mapping["b"]):
        assert sum(map(bool, (node.mapping, node.items, node.text))) == 1


def test_at_ends_at_the_nearest_value_that_exists():
    assert NODE.at("a", 1, "x").covered == "2"
    assert NODE.at("a", 1, "y") == NODE.mapping["a"].items[1].span
    assert NODE.at("a", 9) == NODE.mapping["a"].span
    assert NODE.at("b", "c") == NODE.mapping["b"].span
    assert NODE.at("nothing") == NODE.span


def test_an_item_is_found_by_a_field():
    assert NODE.mapping["a"].item("lane", "two").mapping["x"].value == 2
    assert NODE.mapping["a"].item("lane", "three") is None
    assert NODE.mapping["b"].item("lane", "two") is None


def test_plain_is_the_data_without_places():
    assert plain(NODE) == {"a": ({"lane": "one", "x": 1}, {"lane": "two", "x": 2}, "text"), "b": "text"}


def test_nodes_share_nothing_that_can_change():
    assert Node(1, Span("a", 1, 1, 1, 2)).keys == {}
    assert isinstance(NODE.mapping["a"].value, tuple)
