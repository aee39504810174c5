"""The operations of the API: where each is asked, and what it answers."""

from __future__ import annotations

from functools import partial
from typing import Any

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from fastapi import APIRouter

from fleet.serve.answered import DecisionAnswer, Health, PersonasAnswer, PromptAnswer, RouteAnswer
from fleet.serve.asked import CallAsked, HandoffAsked, PromptAsked, ReplyAsked, RouteAsked
from fleet.serve.desk import Desk
from fleet.serve.problem import (
    BUSY,
    CONTRADICTION,
    MEDIA_TYPE,
    NO_KEY,
    NOT_JSON,
    OTHER_HOST,
    OTHER_ORIGIN,
    SLOW_BODY,
    TOO_LARGE,
    TOO_SLOW,
    UNFIT,
    UNKNOWN_NAME,
    UNREADABLE,
    Kind,
)
from fleet.serve.reading import StrictRoute
from fleet.serve.threads import Threads

_GATE = (NO_KEY, OTHER_ORIGIN, SLOW_BODY, TOO_LARGE, OTHER_HOST)
_WORK = (*_GATE, UNREADABLE, NOT_JSON, UNFIT, BUSY, TOO_SLOW)
_NAMED = (*_WORK, UNKNOWN_NAME)
_CHECK = (*_WORK, CONTRADICTION)


def api(desk: Desk, threads: Threads) -> APIRouter:
    """The routes; what takes time is worked on in threads."""
    router = APIRouter(route_class=StrictRoute)

    @router.get("/healthz", responses=_problems(*_GATE[2:]), tags=["server"])
    async def health() -> Health:
        """Say that the server is up. It needs no key."""
        return desk.health()

    @router.get("/v1/personas", responses=_problems(*_GATE), tags=["library"])
    async def personas() -> PersonasAnswer:
        """Say who there is: mandate, assists and boundaries of every persona."""
        return desk.personas()

    @router.post("/v1/prompt", responses=_problems(*_NAMED), tags=["library"])
    async def prompt(asked: PromptAsked) -> PromptAnswer:
        """Compile the system prompt of a persona."""
        return await threads.run(partial(desk.prompt, asked))

    @router.post("/v1/route", responses=_problems(*_NAMED), tags=["decisions"])
    async def route(asked: RouteAsked) -> RouteAnswer:
        """Say whose work a message is, one leg for each request in it. Route before anybody answers."""
        return await threads.run(partial(desk.route, asked))

    @router.post("/v1/check/reply", responses=_problems(*_CHECK), tags=["decisions"])
    async def reply(asked: ReplyAsked) -> DecisionAnswer:
        """Decide whether a persona may send a draft. Send it only if the outcome is `allow`."""
        return await threads.run(partial(desk.reply, asked))

    @router.post("/v1/check/call", responses=_problems(*_CHECK), tags=["decisions"])
    async def call(asked: CallAsked) -> DecisionAnswer:
        """Decide whether a persona may call a tool. Run the `arguments` of the answer, only if it is `allow`."""
        return await threads.run(partial(desk.call, asked))

    @router.post("/v1/check/handoff", responses=_problems(*_CHECK), tags=["decisions"])
    async def handoff(asked: HandoffAsked) -> DecisionAnswer:
        """Decide whether a piece of work may go from its holder to somebody else."""
        return await threads.run(partial(desk.handoff, asked))

    return router


def _problems(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer in place of its answer."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        kind.status.value: {"description": f"{kind.title[0].upper()}{kind.title[1:]}.", "content": {MEDIA_TYPE: schema}}
        for kind in sorted(kinds, key=lambda one: one.status)
    }
