import pytest

import fleet
from fleet.library import examined
from fleet.library.ladder import covers
from fleet.spec import Assist, Condition

MANIFEST = """format: 1
facts:
  asked: {about: somebody asked}
  paired: {about: two are at it}
parties: {desk: {title: Desk, lanes: [{lane: outside, duty: Do it, about: what is outside}]}}
fallback: desk
"""


def persona(class_, text="", *, mandate=None, domain="works"):
    lane = mandate or f"{class_}-work"
    return f"""class: {class_}
domain: {domain}
title: {class_.title()}
summary: is {class_}
persona: You are {class_}.
mandate:
  - {{lane: {lane}, duty: Do {lane}, about: what is {lane}}}
{text}"""


@pytest.fixture
def ladder(write_library):
    """The library, or the findings, of a few personas in one folder; `extra` is appended to a persona's file."""

    def load(levels, extra=()):
        files = {"library.yaml": MANIFEST}
        extra = dict(extra)
        for class_, above in levels.items():
            step = f"above: {above}\n" if above else ""
            files[f"works/{class_}.yaml"] = persona(class_, step + extra.get(class_, ""))
        library, found = examined(write_library(files))
        return library or found

    return load


THREE = {"low": None, "middle": "low", "high": "middle"}


def boundary(id_, lane, owner):
    return f"- {{id: {id_}, lane: {lane}, owner: {owner}, rule: Does not., because: it costs.}}"


def test_a_level_assists_always_and_wholly_in_what_the_levels_below_own(ladder):
    library = ladder(THREE)
    assert [(one.lane, one.origin, one.always) for one in library["high"].assists] == [
        ("middle-work", "middle", True),
        ("low-work", "low", True),
    ]
    assert library["low"].assists == ()


def test_ownership_never_comes_along(ladder):
    library = ladder(THREE)
    assert library["high"].lanes == ("high-work",)
    assert library.owner_of("low-work") == "low"


def test_assists_come_along_under_the_same_conditions(ladder):
    extra = {
        "low": "assists:\n  - {lane: outside, how: helps, when: {facts: [asked]}, only: inform}\n"
        f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n"
    }
    library = ladder(THREE, extra)
    (assist,) = [one for one in library["high"].assists if one.lane == "outside"]
    assert (assist.origin, assist.when.facts, assist.only) == ("low", ("asked",), "inform")


def test_of_two_assists_in_one_lane_the_one_that_the_other_covers_is_left_out(ladder):
    along = f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n"
    extra = {
        "low": "assists:\n  - {lane: outside, how: helps, when: {facts: [asked, paired]}}\n" + along,
        "middle": "assists:\n  - {lane: outside, how: leads, when: {facts: [asked]}}\n",
    }
    library = ladder(THREE, extra)
    for class_ in ("middle", "high"):
        assert [one.how for one in library[class_].assists if one.lane == "outside"] == ["leads"]


def test_two_assists_of_which_none_covers_the_other_both_stay(ladder):
    along = f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n"
    extra = {
        "low": "assists:\n  - {lane: outside, how: helps, when: {facts: [paired]}}\n" + along,
        "middle": "assists:\n  - {lane: outside, how: tells, when: {facts: [asked]}, only: inform}\n",
    }
    library = ladder(THREE, extra)

    def reach(*facts):
        return fleet.relate(library, "high", "outside", fleet.Context(facts=frozenset(facts))).reach

    assert [reach(), reach("asked"), reach("paired"), reach("asked", "paired")] == ["none", "inform", "whole", "whole"]


def test_voices_traits_expertise_reads_and_boundaries_come_along_lowest_first(ladder, write_library):
    extra = {
        "low": f"expertise: [a, b]\nreads: [outside]\nboundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n",
        "middle": "expertise: [b, c]\n",
        "high": "expertise: [d]\n",
    }
    library = ladder(THREE, extra)
    high = library["high"]
    assert high.voices == ("You are low.", "You are middle.", "You are high.")
    assert high.expertise == ("a", "b", "c", "d")
    assert high.reads == ("outside",)
    assert [(one.id, one.origin) for one in high.boundaries] == [("no-outside", "low")]
    assert library["low"].boundaries[0].origin is None


def test_a_boundary_of_the_same_id_is_worded_anew_and_is_the_level_s_own(ladder):
    extra = {
        "low": f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n",
        "middle": f"boundaries:\n  {boundary('no-outside', 'outside', 'desk').replace('it costs', 'it hurts')}\n",
    }
    library = ladder(THREE, extra)
    assert [(one.because, one.origin) for one in library["middle"].boundaries] == [("it hurts.", None)]
    assert [(one.because, one.origin) for one in library["high"].boundaries] == [("it hurts.", "middle")]


def test_a_boundary_of_the_same_id_on_another_lane_is_a_finding(ladder):
    extra = {
        "low": f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n",
        "middle": f"boundaries:\n  {boundary('no-outside', 'high-work', 'high')}\n",
    }
    assert [one.code for one in ladder({"low": None, "middle": "low", "high": None}, extra)] == ["FLT212"]


def test_a_boundary_that_does_not_fit_a_level_must_be_lifted_by_name(ladder):
    extra = {"low": f"boundaries:\n  {boundary('no-middle', 'middle-work', 'middle')}\n"}
    found = ladder(THREE, extra)
    assert {one.code for one in found} == {"FLT210"}
    library = ladder(THREE, {**extra, "middle": "lifts: [no-middle]\n"})
    assert library["middle"].boundaries == ()
    assert library["high"].boundaries == ()


def test_a_lift_without_power_in_the_lane_is_a_finding(ladder):
    extra = {
        "low": f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n",
        "middle": "lifts: [no-outside]\n",
    }
    (finding,) = ladder(THREE, extra)
    assert (finding.code, finding.span.covered, finding.span.path.endswith("middle.yaml")) == (
        "FLT211",
        "no-outside",
        True,
    )


def test_a_conditional_assist_is_no_power_to_lift(ladder):
    extra = {
        "low": f"boundaries:\n  {boundary('no-outside', 'outside', 'desk')}\n",
        "middle": "assists:\n  - {lane: outside, how: helps, when: {facts: [asked]}}\nlifts: [no-outside]\n",
    }
    assert "FLT211" in {one.code for one in ladder(THREE, extra)}


def test_a_lift_of_what_does_not_come_along_is_a_finding(ladder):
    (finding,) = ladder(THREE, {"middle": "lifts: [no-otside]\n"})
    assert (finding.code, finding.span.covered) == ("FLT211", "no-otside")


def test_a_lift_on_no_ladder_is_a_finding(ladder):
    (finding,) = ladder({"low": None}, {"low": "lifts: [no-outside]\n"})
    assert finding.code == "FLT211"


def test_a_lifted_boundary_stays_lifted_for_the_levels_above(ladder):
    extra = {
        "low": f"boundaries:\n  {boundary('no-middle', 'middle-work', 'middle')}\n",
        "middle": "lifts: [no-middle]\n",
        "high": "lifts: [no-middle]\n",
    }
    assert [one.code for one in ladder(THREE, extra)] == ["FLT211"]


@pytest.mark.parametrize(
    "levels",
    [
        {"low": "low"},
        {"low": "high", "high": "low"},
        {"low": "high", "middle": "low", "high": "middle"},
        {"low": "high", "middle": "low", "high": "middle", "top": "high"},
    ],
)
def test_a_ladder_that_loops_is_one_finding(ladder, levels):
    found = ladder(levels)
    assert [(one.code, one.span.line) for one in found] == [("FLT209", 8)]


def test_a_level_above_nobody_is_a_finding_at_the_name(ladder):
    (finding,) = ladder({"low": None, "middle": "lwo"})
    assert (finding.code, finding.span.covered) == ("FLT204", "lwo")
    assert "`low`" in finding.help


def test_a_party_is_no_level(ladder):
    (finding,) = ladder({"low": "desk"})
    assert finding.code == "FLT204"


def test_a_higher_level_counts_where_a_class_is_asked_for_and_a_lower_one_does_not(ladder):
    library = ladder(THREE)
    assert library.levels == {
        "low": {"low", "middle", "high"},
        "middle": {"middle", "high"},
        "high": {"high"},
    }


def test_what_came_along_says_the_place_where_the_lower_level_says_it(shipped):
    senior = shipped["senior-support-agent"]
    along = [one for one in senior.boundaries if one.origin == "support-agent"]
    assert along
    for one in along:
        place = shipped.place(one.origin, "boundaries", one.id, "rule")
        assert place.path.endswith("support/support-agent.yaml")
        assert place.excerpt.lstrip().startswith("rule: ")


def test_examples_of_a_boundary_that_came_along_are_those_of_the_lower_level(shipped):
    along = next(one for one in shipped["senior-support-agent"].boundaries if one.origin)
    assert shipped.boundary_examples("senior-support-agent", along.id) == shipped.boundary_examples(
        along.origin, along.id
    )
    assert shipped.boundary_examples("senior-support-agent", along.id).probes


WHENS = {
    "always": None,
    "asked": Condition(facts=("asked",)),
    "asked and paired": Condition(facts=("asked", "paired")),
    "assigned": Condition(assigned=True),
    "stage": Condition(stages=("customer",)),
}


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ("always", "asked", True),
        ("asked", "always", False),
        ("asked", "asked and paired", True),
        ("asked and paired", "asked", False),
        ("asked", "assigned", False),
        ("stage", "stage", True),
    ],
)
@pytest.mark.parametrize(
    ("wide_only", "narrow_only", "fits"),
    [
        (None, None, True),
        (None, "inform", True),
        ("inform", None, False),
        ("inform", "inform", True),
        ("inform", "follow-up", False),
    ],
)
def test_an_assist_covers_another_if_it_asks_no_more_and_reaches_no_less(
    wide, narrow, covered, wide_only, narrow_only, fits
):
    one = Assist(lane="a", how="b", when=WHENS[wide], only=wide_only)
    other = Assist(lane="a", how="c", when=WHENS[narrow], only=narrow_only)
    assert covers(one, other) == (covered and fits)
    assert not covers(one, Assist(lane="elsewhere", how="c", when=WHENS[narrow], only=narrow_only))
