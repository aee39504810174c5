import pytest
from pydantic import ValidationError

from fleet import Context


def test_what_is_not_known_is_none_and_no_fact_holds():
    context = Context()
    assert (context.account, context.conversation, context.stage, context.assigned, context.current) == (None,) * 5
    assert (context.audience, context.facts) == ("customer", frozenset())


def test_nobody_assigned_is_not_the_same_as_unknown():
    assert Context(assigned=set()).assigned == frozenset()
    assert Context(assigned=set()) != Context()


def test_sets_are_taken_in_any_shape_and_frozen():
    for given in (["a"], ("a",), {"a"}, frozenset({"a"})):
        assert Context(assigned=given, facts=given).facts == frozenset({"a"})
    hash(Context(assigned=["a"], facts=["b"]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "Customer"),
        ("stage", "lead"),
        ("stage", ""),
        ("audience", "partner"),
        ("audience", None),
        ("assigned", "support-agent"),
        ("assigned", [1]),
        ("facts", "owner-asked"),
        ("facts", None),
        ("account", 4411),
        ("account", b"acme"),
        ("facts", [b"owner-asked"]),
        ("current", ["a"]),
        ("curent", "a"),
    ],
)
def test_what_a_context_cannot_hold_is_refused(field, value):
    with pytest.raises(ValidationError):
        Context(**{field: value})
