from fleet.text import lowered


def test_lowering_leaves_names_alone():
    assert [lowered("Teach"), lowered("API use"), lowered("A b"), lowered("")] == ["teach", "API use", "A b", ""]
