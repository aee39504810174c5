"""The guard and Cedar answer every request alike, and would not if the guard had any of the usual bugs."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import fleet
from differential.bugs import BUGS
from differential.questions import Cedar
from differential.subject import asked, disagreements, random_subject

pytestmark = pytest.mark.bulk

ROOT = Path(__file__).parents[2]
PER_LIBRARY = 500
PER_TEST = 25 * PER_LIBRARY
SHORT, LONG = 100_000, 1_000_000
"""Requests in every run, and in `make long`."""
FOR_A_BUG = 5_000
"""Within how many requests every bug is found."""


class Deaf:
    """A reader that makes nothing of words: these tests are about what is exact, and Cedar reads no words either."""

    bar = 1.0

    def read(self, draft, *, closed, incoming=None):
        return ()


def guard_of(library):
    return fleet.Guard(library, reader=Deaf())


RUNS = [
    pytest.param(number, marks=() if number < SHORT // PER_TEST else pytest.mark.long)
    for number in range(LONG // PER_TEST)
]


def subjects(numbers, root):
    return (random_subject(number, root / str(number), PER_LIBRARY) for number in numbers)


@pytest.mark.parametrize("number", RUNS)
def test_guard_and_cedar_agree_on_random_libraries(number, tmp_path):
    libraries = PER_TEST // PER_LIBRARY
    for subject in subjects(range(number * libraries, (number + 1) * libraries), tmp_path):
        found = next(disagreements(subject, guard_of(subject.library)), None)
        assert found is None, str(found)


@pytest.mark.parametrize("folder", [None, "examples/four-roles", "tests/fixtures/tiny", "tests/hostile/full"])
def test_guard_and_cedar_agree_on_libraries_that_people_wrote(folder):
    library = fleet.load(None if folder is None else ROOT / folder)
    subject = asked(library, Random(1), 1_500, files={})  # noqa: S311  a seed, no secret
    found = next(disagreements(subject, guard_of(library)), None)
    assert found is None, str(found)


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """Libraries with requests and Cedar's answers, for all bugs the same."""
    return tuple(subjects(range(FOR_A_BUG // PER_LIBRARY), tmp_path_factory.mktemp("subjects")))


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_in_the_guard_is_found(bug, some, caplog):
    for subject in some:
        with pytest.MonkeyPatch.context() as patch:
            guard = BUGS[bug](patch, guard_of(subject.library))
            found = any(True for _ in disagreements(subject, guard))
        assert "could not be judged" not in caplog.text, "it is a bug that decides, not one that breaks the guard"
        if found:
            return
    pytest.fail(f"{bug}: not found within {FOR_A_BUG} requests")


def test_every_outcome_is_common_among_the_answers(some):
    answers = [
        (type(request), answer.outcome)
        for one in some
        for request, answer in zip(one.requests, one.answers, strict=True)
    ]
    share = {pair: answers.count(pair) / len(answers) for pair in set(answers)}
    assert len(share) == 7, share
    assert min(share.values()) > 0.04, share


def test_a_disagreement_shows_the_library_the_request_and_both_answers(some):
    subject = some[0]
    with pytest.MonkeyPatch.context() as patch:
        guard = BUGS["default allow"](patch, guard_of(subject.library))
        text = str(next(disagreements(subject, guard)))
    assert "cedar: Answer(outcome='deny', owner=None)\nguard: Answer(outcome='allow', owner=None)" in text
    assert all(f"# {path}\n{said}" in text for path, said in subject.files.items())
    assert "Call(persona=" in text


def test_a_policy_that_cedar_would_skip_as_an_error_is_never_passed_over(some):
    cedar = Cedar(some[0].library)
    cedar.policies = type(cedar.policies).from_str("permit(principal, action, resource) when { context.nothing };")
    with pytest.raises(AssertionError, match="nothing"):
        cedar.answers(some[0].requests[:1])
