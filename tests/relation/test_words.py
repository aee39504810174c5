import pytest

from fleet.relation import condition_words, unmet_words
from fleet.relation.condition import unmet
from fleet.spec import Condition, Context


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (None, "always"),
        ({}, "always"),
        ({"assigned": True}, "when you are assigned to the account"),
        (
            {"unassigned": "technical-account-manager"},
            "when no Technical Account Manager",
        ),
        ({"facts": ("owner-asked",)}, "when the owner of the lane asked for it"),
        ({"stages": ("customer",)}, "when the account is a customer"),
        ({"stages": ("prospect", "trial")}, "when the account is a prospect or a trial"),
        ({"audience": "teammate"}, "when a teammate reads the answer"),
    ],
)
def test_a_condition_in_words(shipped, when, words):
    assert condition_words(shipped, None if when is None else Condition(**when)).startswith(words)


def test_several_parts_are_joined_like_a_sentence(shipped):
    two = Condition(assigned=True, audience="teammate")
    assert condition_words(shipped, two) == "when you are assigned to the account and a teammate reads the answer"
    three = Condition(assigned=True, facts=("owner-asked",), audience="teammate")
    assert condition_words(shipped, three) == (
        "when you are assigned to the account, the owner of the lane asked for it and a teammate reads the answer"
    )


def test_every_condition_of_the_shipped_library_has_words(shipped):
    for persona in shipped.values():
        for assist in persona.assists:
            words = condition_words(shipped, assist.when)
            assert words == "always" if assist.when is None else words.startswith("when ")


@pytest.mark.parametrize(
    ("when", "context", "words"),
    [
        ({"assigned": True}, {}, "the host has not said whether `support-agent` is assigned to the account"),
        ({"assigned": True}, {"assigned": []}, "`support-agent` is not assigned to the account"),
        (
            {"unassigned": "support-agent"},
            {},
            "the host has not said whether `support-agent` is assigned to the account",
        ),
        (
            {"unassigned": "support-agent"},
            {"assigned": ["support-agent"]},
            "`support-agent` is assigned to the account",
        ),
        ({"facts": ("owner-asked",)}, {}, "the host has not set the fact `owner-asked`"),
        ({"stages": ("trial",)}, {}, "the host has not said whether the stage is trial"),
        ({"stages": ("trial",)}, {"stage": "customer"}, "the stage is not trial"),
        ({"audience": "teammate"}, {}, "the answer is not for a teammate"),
    ],
)
def test_what_is_missing_is_not_so_or_not_said(shipped, when, context, words):
    missing = unmet(Condition(**when), "support-agent", Context(**context), shipped.levels)
    assert unmet_words(missing) == words
