import pytest
from hypothesis import given
from hypothesis import strategies as st

import fleet

LIBRARY = fleet.load()


def compiled(class_="technical-account-manager", **known):
    return fleet.compile_prompt(LIBRARY, class_, company="Acme", context=fleet.Context(**known))


def lines(prompt):
    return dict(line.removeprefix("- ").split(": ", 1) for line in prompt.changing.splitlines() if ": " in line)


def test_contexts_share_all_but_the_end():
    without = fleet.compile_prompt(LIBRARY, "technical-account-manager", company="Acme")
    one, other = compiled(account="Brightwater"), compiled(stage="trial", assigned=set(), facts={"owner-asked"})
    assert one.stable == other.stable == without.text
    assert one.changing != other.changing
    assert without.changing == ""
    assert "Brightwater" not in one.stable


def test_the_changing_part_is_one_section_at_the_end():
    assert compiled(account="x").changing.startswith("\n## This conversation\n\n")


def test_what_is_not_known_is_said_to_be_unknown():
    said = lines(compiled())
    assert said["account"] == said["stage"] == said["assigned to the account"] == "not known"
    assert said["facts that hold"] == "none"


def test_nobody_assigned_is_not_unknown():
    assert lines(compiled(assigned=set()))["assigned to the account"] == "none"


def test_what_is_known_is_said():
    said = lines(
        compiled(
            account="Brightwater",
            stage="customer",
            audience="teammate",
            assigned={"technical-account-manager", "account-manager"},
            facts={"support-asked"},
        )
    )
    assert said["account"] == '"Brightwater"'
    assert said["stage"] == "customer"
    assert said["who reads your answer"] == "a teammate"
    title = LIBRARY.title_of("technical-account-manager")
    assert (
        said["assigned to the account"] == f"`account-manager`, Account Manager; `technical-account-manager`, {title}"
    )
    assert said["facts that hold"] == f"`support-asked`, {LIBRARY.facts['support-asked'].about}"


@given(
    class_=st.sampled_from(sorted(LIBRARY)),
    stage=st.sampled_from([None, "prospect", "trial", "customer"]),
    audience=st.sampled_from(["customer", "teammate"]),
    assigned=st.none() | st.frozensets(st.sampled_from(sorted(LIBRARY)), max_size=2),
    facts=st.frozensets(st.sampled_from(sorted(LIBRARY.facts))),
)
def test_open_and_closed_lanes_are_those_of_the_relation(class_, **known):
    said = lines(compiled(class_, **known))
    context = fleet.Context(**known)
    relations = [fleet.relate(LIBRARY, class_, lane, context) for lane in LIBRARY.lanes]
    may = [
        f"`{one.lane}`" + ("" if one.reach == "whole" else f" ({one.reach} only)")
        for one in relations
        if one.kind == "assists"
    ]
    closed = [f"`{one.lane}`" for one in relations if one.misfit]
    assert said["lanes you may help in now"] == ("; ".join(may) or "none")
    (key,) = [key for key in said if key.startswith("lanes closed")]
    assert said[key] == ("; ".join(closed) or "none")
    assert "`triage`" in key


@given(st.text(max_size=60))
def test_an_account_is_one_quoted_line_whatever_it_is(account):
    plain, odd = compiled(account="Acme").changing, compiled(account=account).changing
    assert len(plain.splitlines()) == len(odd.splitlines())
    (line,) = [line for line in odd.splitlines() if line.startswith("- account: ")]
    assert line.startswith('- account: "')
    assert line.endswith('"')


def test_an_undeclared_fact_is_a_mistake_of_the_host():
    with pytest.raises(fleet.UnknownNameError, match="no fact is named `suport-asked`; did you mean `support-asked`"):
        compiled(facts={"suport-asked"})


def test_an_unknown_assigned_class_is_a_mistake_of_the_host():
    with pytest.raises(fleet.UnknownNameError, match="no persona is named `robot`"):
        compiled(assigned={"robot"})
