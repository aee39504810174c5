"""A new library is sound whatever roles it keeps, and gives nobody more to do than before."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import fleet
from fleet.authoring.first_files import first_files, first_workflow
from fleet.authoring.heirs import heirs_of
from fleet.checks import check
from fleet.plan import compared
from fleet.testing import Target, coverage_of, generated, read_cases, run

pytestmark = pytest.mark.bulk

ROLES = (
    "account-manager", "customer-success-manager", "sales-administrator", "senior-solutions-architect",
    "senior-solutions-engineer", "senior-support-agent", "solutions-architect", "solutions-engineer", "support-agent",
    "technical-account-architect", "technical-account-manager",
)  # fmt: skip
FOUR = ("customer-success-manager", "support-agent", "solutions-architect", "account-manager")
PAIRS = tuple(itertools.combinations(ROLES, 2))
ALL = tuple(some for size in range(1, len(ROLES) + 1) for some in itertools.combinations(ROLES, size))


def written(shipped, write_library, keep):
    return write_library(first_files(shipped, "library", keep, company="Larkspur: Tools", product="{Harbor}"))


@pytest.mark.parametrize("keep", [FOUR, ROLES, *((role,) for role in ROLES)], ids=",".join)
def test_a_new_library_is_checked_covered_and_tested(shipped, write_library, keep):
    root = written(shipped, write_library, keep)
    library = fleet.load(root)
    assert check(library) == ()
    assert set(library) == {*keep, "community-manager"}
    cases = (*generated(library), *read_cases(root / "violations.boundary.yaml", library))
    assert [result.found for result in run(cases, Target.of(library)) if not result.held] == []
    assert coverage_of(library, cases).missing == ()
    assert library.manifest.variables["company"] == "Larkspur: Tools"
    assert "{Harbor}" in fleet.compile_prompt(library, "community-manager").text


@pytest.mark.parametrize("keep", [*PAIRS[::9], ROLES[::3]], ids=",".join)
def test_nobody_who_is_kept_may_do_more_than_before(shipped, write_library, keep):
    plan = compared(shipped, fleet.load(written(shipped, write_library, keep)))
    wider = [change for change in plan.of("widens") if change.kind == "power"]
    assert {change.subject for change in wider} <= {
        "community-manager",
        *(f"{one}/{lane}" for one, lane in _owned(shipped, keep)),
    }


def _owned(shipped, keep):
    """Who owns now what it always assisted in: nothing more is allowed but at other stages, for which nobody asked."""
    return {(heir, lane) for lane, heir in heirs_of(shipped, keep).items()}


@pytest.mark.parametrize("keep", PAIRS, ids=",".join)
def test_any_two_roles_make_a_library_without_findings(shipped, write_library, keep):
    assert check(fleet.load(written(shipped, write_library, keep))) == ()


@pytest.mark.long
@pytest.mark.parametrize("keep", ALL, ids=",".join)
def test_any_roles_make_a_library_without_findings(shipped, write_library, keep):
    assert check(fleet.load(written(shipped, write_library, keep))) == ()


def test_the_first_role_is_patched_and_stays_as_it_was_otherwise(shipped, write_library):
    library = fleet.load(written(shipped, write_library, FOUR))
    was, now = shipped["customer-success-manager"], library["customer-success-manager"]
    assert [one.id for one in now.boundaries] == [one.id for one in was.boundaries]
    assert [one.id for one, other in zip(was.boundaries, now.boundaries, strict=True) if one.severity != other.severity]
    assert now.persona == was.persona


def test_the_workflow_names_the_folder_and_no_blank_is_left():
    text = first_workflow("roles")
    assert (
        'fleet plan "$(git merge-base HEAD "$BASE")" --library roles --format github --fail-on widens,weakens' in text
    )
    assert "<folder>" not in text
    assert f"fleet-personas=={fleet.__version__}" in text


def test_no_blank_is_left_in_any_file(shipped):
    for text in first_files(shipped, "roles", FOUR).values():
        assert "<owner of" not in text
        assert "<giver>" not in text


def test_an_unknown_role_is_refused_with_the_known_ones(shipped):
    with pytest.raises(fleet.UnknownNameError, match="did you mean `support-agent`"):
        first_files(shipped, "roles", ["suport-agent"])


def test_files_that_the_texts_come_from_are_in_the_package():
    folder = Path(fleet.__file__).parent / "authoring" / "first"
    assert {path.name for path in folder.iterdir()} >= {"README.md", "workflow.yml", "violations.boundary.yaml"}
