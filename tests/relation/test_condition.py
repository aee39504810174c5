import pytest

from fleet import Context
from fleet.relation import Unmet, holds, unmet
from fleet.spec import Condition

LEVELS = {"low": frozenset({"low", "high"}), "high": frozenset({"high"})}


def missing(when, **context):
    return unmet(Condition(**when), "low", Context(**context), LEVELS)


@pytest.mark.parametrize(
    ("when", "context", "left"),
    [
        ({"assigned": True}, {}, [("assigned", "low", True)]),
        ({"assigned": True}, {"assigned": []}, [("assigned", "low", False)]),
        ({"assigned": True}, {"assigned": ["other"]}, [("assigned", "low", False)]),
        ({"assigned": True}, {"assigned": ["low"]}, []),
        ({"assigned": True}, {"assigned": ["high", "other"]}, []),
        ({"unassigned": "low"}, {}, [("unassigned", "low", True)]),
        ({"unassigned": "low"}, {"assigned": []}, []),
        ({"unassigned": "low"}, {"assigned": ["other"]}, []),
        ({"unassigned": "low"}, {"assigned": ["low"]}, [("unassigned", "low", False)]),
        ({"unassigned": "low"}, {"assigned": ["high"]}, [("unassigned", "low", False)]),
        ({"unassigned": "high"}, {"assigned": ["low"]}, []),
        ({"facts": ("a",)}, {}, [("fact", "a", False)]),
        ({"facts": ("a",)}, {"facts": ["b"]}, [("fact", "a", False)]),
        ({"facts": ("a",)}, {"facts": ["a", "b"]}, []),
        ({"facts": ("a", "b")}, {"facts": ["a"]}, [("fact", "b", False)]),
        ({"stages": ("trial",)}, {}, [("stage", "trial", True)]),
        ({"stages": ("trial",)}, {"stage": "customer"}, [("stage", "trial", False)]),
        ({"stages": ("trial", "customer")}, {"stage": "customer"}, []),
        ({"stages": ("prospect", "trial")}, {}, [("stage", "prospect or trial", True)]),
        ({"audience": "teammate"}, {}, [("audience", "teammate", False)]),
        ({"audience": "teammate"}, {"audience": "teammate"}, []),
        ({"audience": "customer"}, {"audience": "teammate"}, [("audience", "customer", False)]),
    ],
)
def test_each_kind_of_condition_holds_fails_or_is_unknown(when, context, left):
    found = missing(when, **context)
    assert list(found) == [Unmet(*one) for one in left]
    assert holds(Condition(**when), "low", Context(**context), LEVELS) == (not left)


def test_no_condition_always_holds():
    assert holds(None, "low", Context(), LEVELS)
    assert unmet(None, "low", Context(), LEVELS) == ()


def test_all_that_is_asked_must_hold_and_all_that_does_not_is_listed():
    when = {"assigned": True, "unassigned": "high", "facts": ("a", "b"), "stages": ("trial",), "audience": "teammate"}
    kinds = ["assigned", "unassigned", "fact", "fact", "stage", "audience"]
    assert [one.kind for one in missing(when)] == kinds
    assert missing(when, assigned=["low"], facts=["a", "b"], stage="trial", audience="teammate") == ()
    assert [one.kind for one in missing(when, assigned=["high"], stage="trial", audience="teammate")] == [
        "unassigned",
        "fact",
        "fact",
    ]


def test_a_class_that_the_library_does_not_know_counts_for_itself():
    assert holds(Condition(assigned=True), "stranger", Context(assigned=["stranger"]), LEVELS)
    assert not holds(Condition(unassigned="stranger"), "low", Context(assigned=["stranger"]), LEVELS)
