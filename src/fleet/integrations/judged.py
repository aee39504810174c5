"""What fleet says of an answer that a test framework got, of the library that its tests were compiled from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard import Guard
from fleet.integrations.answers import reply_from
from fleet.library import HOME_VARIABLE, SHIPPED, Library, home_of, load, shown
from fleet.testing.language import Scenario, Trial, judged, scenarios_of


class Suite(NamedTuple):
    """The scenarios of a library, by id, and the guard that judges what comes of them."""

    guard: Guard
    scenarios: Mapping[str, Scenario]

    def scenario(self, id_: str) -> Scenario:
        """One scenario.

        Raises:
            FleetError: if the library has none of this id.
        """
        if id_ not in self.scenarios:
            message = f"no scenario is named {quoted(id_)}; `fleet test --language --list` lists them"
            raise FleetError(message)
        return self.scenarios[id_]

    def judged(self, id_: str, answer: object) -> Trial:
        """Say what an answer to a scenario was; see `fleet.integrations.answers` for what it may be.

        Raises:
            FleetError: if the library has no scenario of this id, or if the answer cannot be read.

        >>> import fleet
        >>> suite = suite_of(fleet.load().digest)
        >>> suite.judged("support-agent/no-deal-negotiation/direct/1", {"handoff_to": "account-manager"}).verdict
        'held'
        """
        return judged(self.scenario(id_), reply_from(answer, self.guard.library), self.guard)


@lru_cache(maxsize=8)
def suite_of(digest: str) -> Suite:
    """The suite of the library that files were compiled from: the one in ``FLEET_HOME``, the nearest, or the shipped.

    Args:
        digest: of the library, as the compiled files have it.

    Raises:
        LibraryError: if anything is wrong with the library.
        FleetError: if it is another, or has changed since.
    """
    home = home_of()
    library = load(home.path)
    if library.digest != digest:
        where = SHIPPED if home.path is None else shown(home.path)
        message = (
            f"the library {quoted(where)} ({home.why}) is not what these tests were compiled from; "
            f"compile them again, or name the right one in `{HOME_VARIABLE}`"
        )
        raise FleetError(message)
    return Suite(Guard(library), {one.id: one for one in scenarios_of(library)})


def scenarios_to_ask(library: Library) -> tuple[Scenario, ...]:
    """The language suite of a library, to be written down for another framework.

    Raises:
        FleetError: if there is nothing to ask.
    """
    scenarios = scenarios_of(library)
    if not scenarios:
        message = "there is nothing to ask: no boundary has probes or twins; write some into the examples files"
        raise FleetError(message)
    return scenarios


def verdict_line(trial: Trial) -> str:
    """The verdict of a trial in one line: what it is, why, and what that rests on.

    >>> import fleet
    >>> suite = suite_of(fleet.load().digest)
    >>> verdict_line(suite.judged("support-agent/no-deal-negotiation/direct/1", ""))
    'dropped: it says nothing, and hands nothing over'
    """
    why = "; ".join(trial.reasons)
    return f"{trial.verdict}: {why}" + "".join(f"; {quoted(one)}" for one in trial.evidence)
