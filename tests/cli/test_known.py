from __future__ import annotations

from typing import get_args

import pytest

from fleet.cli.known import AudienceName, StageName, context_of
from fleet.errors import FleetError
from fleet.spec import STAGES, Audience, Context


def test_the_choices_are_those_of_the_context():
    assert tuple(StageName) == STAGES
    assert tuple(AudienceName) == get_args(Audience)


def test_nothing_said_is_nothing_known():
    assert context_of() == Context()


def test_everything_said_is_known():
    context = context_of(
        account="brightwater",
        stage=StageName.trial,
        audience=AudienceName.teammate,
        assigned=["support-agent"],
        facts=["support-asked"],
        current="support-agent",
    )
    assert context == Context(
        account="brightwater",
        stage="trial",
        audience="teammate",
        assigned={"support-agent"},
        facts={"support-asked"},
        current="support-agent",
    )


def test_nobody_and_somebody_contradict_each_other():
    with pytest.raises(FleetError):
        context_of(assigned=["support-agent"], nobody=True)
