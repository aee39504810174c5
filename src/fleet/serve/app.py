"""The application: an API over one library, and the pages of its site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from fastapi import FastAPI
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

from fleet import __version__
from fleet.diagnostics import quoted
from fleet.guard import Record
from fleet.library import Library
from fleet.log import logger
from fleet.routing import Router
from fleet.serve.api import api
from fleet.serve.described import described
from fleet.serve.desk import Desk
from fleet.serve.gate import Gate
from fleet.serve.limits import Limits
from fleet.serve.pages import Pages, site_of
from fleet.serve.problem import FAILED, NOT_FOUND, WRONG_METHOD, ProblemError
from fleet.serve.threads import Threads
from fleet.spec import Tool

_log = logger(__name__)
_DOCUMENT = "/openapi.json"


def build_app(  # noqa: PLR0913  a host says each of them once
    library: Library,
    *,
    tools: Mapping[str, Tool] | None = None,
    variables: Mapping[str, str] | None = None,
    router: Router | None = None,
    record: Record | None = None,
    key: str | None = None,
    hosts: frozenset[str] | None = None,
    limits: Limits | None = None,
) -> ASGIApp:
    """Build an ASGI application. It keeps nothing of what it is asked, but for the record.

    Args:
        library: the personas, lanes and tools.
        tools: tools of the host, laid over the library's name by name.
        variables: values for the variables of the library's texts, such as the company.
        router: who routes; None is one with the shipped settings.
        record: where every decision is written down before it is given.
        key: the key that must come with every request but for health; None asks for none.
        hosts: the names by which the server may be called, against pages that make up names for it; None is any.
        limits: how much it takes on.

    Raises:
        MissingExtraError: without the extra `web`.
        UnknownNameError: for a variable that the library does not have, or a tool in a lane that it does not have.

    >>> import fleet
    >>> app = build_app(fleet.load(), key="secret")
    """
    limits = limits or Limits()
    desk = Desk(library, tools=tools, variables=variables, router=router, record=record)
    threads = Threads(limits)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        threads.warm(desk.warm)
        yield
        threads.close()

    app = FastAPI(
        title="fleet",
        version=__version__,
        summary="Who does what in a fleet of agents",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.include_router(api(desk, threads))
    document = described(app, keyed=key is not None)
    app.add_route(_DOCUMENT, lambda _: Response(document, media_type="application/json"))
    app.add_exception_handler(HTTPException, _problem)
    app.add_exception_handler(Exception, _failed)
    return Gate(Pages(app, site_of(desk)), limits, key=key, hosts=hosts)


def _problem(request: Request, error: Exception) -> Response:
    """Say what was wrong with a request."""
    if isinstance(error, ProblemError):
        return error.response()
    status = error.status_code if isinstance(error, HTTPException) else FAILED.status
    if status == NOT_FOUND.status:
        detail = f"there is no {quoted(request.url.path)}; `{_DOCUMENT}` says what there is"
        return ProblemError(NOT_FOUND, detail).response()
    if status == WRONG_METHOD.status and isinstance(error, HTTPException):
        allowed = (error.headers or {}).get("Allow", "")
        detail = f"{quoted(request.url.path)} is asked with {allowed}, not {quoted(request.method)}"
        return ProblemError(WRONG_METHOD, detail, headers=error.headers).response()
    return _failed(request, error)


def _failed(_request: Request, error: Exception) -> Response:
    """A fault of ours: it goes to the log and not to who asked."""
    _log.error("a request failed", exc_info=error)
    return ProblemError(FAILED, "the request failed here; the log of the server says why").response()
