"""On which terms a persona may work in a lane, as a reviewer says it: the facts and classes by their names."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.spec import Assist, Condition, Context

_ONLY = {"inform": "only to inform", "follow-up": "only to follow up", None: ""}


def terms_of(library: Library, persona: str, lane: str) -> str:
    """Say in a few words what a persona may do in a lane.

    >>> import fleet
    >>> terms_of(fleet.load(), "technical-account-manager", "ticket-resolution")
    'assists if it is assigned and `support-asked` holds'
    """
    if persona not in library or lane not in library.lanes:
        return "not there"
    duty = library.lanes[lane]
    only = [*(["at " + " or ".join(duty.stages)] if duty.stages else [])]
    only += [f"for a {duty.audience}"] if duty.audience else []
    limits = f" ({', '.join(only)} only)" if only else ""
    if library.owner_of(lane) == persona:
        return f"owns it{limits}"
    grants = library.grants.get((persona, lane), ())
    if grants:
        return f"assists {' or '.join(map(_grant, grants))}{limits}"
    return f"only looks at its records{limits}" if lane in library[persona].reads else "nothing"


def context_words(context: Context) -> str:
    """Say what a context knows, in a few words.

    >>> context_words(Context(stage="trial", assigned=set()))
    'at stage trial, nobody assigned'
    """
    said = [f"at stage {context.stage}"] if context.stage else []
    if context.audience != "customer":
        said.append(f"for a {context.audience}")
    if context.assigned is not None:
        said.append(f"{' and '.join(f'`{one}`' for one in sorted(context.assigned)) or 'nobody'} assigned")
    said += [f"`{fact}`" for fact in sorted(context.facts)]
    return ", ".join(said) or "nothing else known"


def _grant(assist: Assist) -> str:
    asked = list(_asked(assist.when)) if assist.when else []
    when = f"if {' and '.join(asked)}" if asked else "always"
    return " ".join(part for part in (_ONLY[assist.only], when) if part)


def _asked(when: Condition) -> Iterator[str]:
    if when.assigned:
        yield "it is assigned"
    if when.unassigned is not None:
        yield f"no `{when.unassigned}` is assigned"
    for fact in when.facts:
        yield f"`{fact}` holds"
    if when.stages is not None:
        yield f"the account is a {' or a '.join(when.stages)}"
    if when.audience is not None:
        yield f"a {when.audience} reads the answer"
