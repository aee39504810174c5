"""What went wrong with a request, in one shape for everything: problem details as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from starlette.exceptions import HTTPException
    from starlette.responses import Response

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong in a body, and where.

    Attributes:
        pointer: where, as a JSON Pointer in a fragment; ``#`` is the whole body.
        detail: what is wrong there, and what to do.
    """

    model_config = ConfigDict(frozen=True)

    pointer: str = Field(examples=["#/context/stage"])
    detail: str = Field(examples=["`context.stage` must be 'prospect', 'trial' or 'customer', found the text `lead`"])


class Problem(BaseModel):
    """Why there is no answer.

    Attributes:
        type: which kind of problem it is; it stays the same when the words change.
        title: that kind, for people.
        status: the status of the response.
        detail: what is wrong with this request, and what to do.
        errors: what is wrong in its body, one for each place.
    """

    model_config = ConfigDict(frozen=True)

    type: str = Field(examples=["urn:fleet:problem:unfit"])
    title: str = Field(examples=["the body does not fit"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["`draft` is missing"])
    errors: tuple[Fault, ...] = ()


class Kind(NamedTuple):
    """One kind of problem: its name, its status and its title."""

    name: str
    status: HTTPStatus
    title: str


UNREADABLE = Kind("unreadable", HTTPStatus.BAD_REQUEST, "the body cannot be read")
NO_KEY = Kind("no-key", HTTPStatus.UNAUTHORIZED, "the key is missing, or another")
OTHER_ORIGIN = Kind("other-origin", HTTPStatus.FORBIDDEN, "a page of another site asked")
NOT_FOUND = Kind("not-found", HTTPStatus.NOT_FOUND, "there is nothing here")
UNKNOWN_NAME = Kind("unknown-name", HTTPStatus.NOT_FOUND, "the library has no such name")
WRONG_METHOD = Kind("wrong-method", HTTPStatus.METHOD_NOT_ALLOWED, "this is asked in another way")
SLOW_BODY = Kind("slow-body", HTTPStatus.REQUEST_TIMEOUT, "the body did not arrive in time")
CONTRADICTION = Kind("contradiction", HTTPStatus.CONFLICT, "the ledger contradicts itself")
TOO_LARGE = Kind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
NOT_JSON = Kind("not-json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is not declared as JSON")
OTHER_HOST = Kind("other-host", HTTPStatus.MISDIRECTED_REQUEST, "the request is for another host")
UNFIT = Kind("unfit", HTTPStatus.UNPROCESSABLE_ENTITY, "the body does not fit")
FAILED = Kind("failed", HTTPStatus.INTERNAL_SERVER_ERROR, "the request failed")
BUSY = Kind("busy", HTTPStatus.SERVICE_UNAVAILABLE, "too much is asked at once")
TOO_SLOW = Kind("too-slow", HTTPStatus.GATEWAY_TIMEOUT, "the answer took too long")


class ProblemError(HTTPException):
    """A request that gets no answer; handled where the application is built.

    Args:
        kind: which kind of problem it is.
        detail: what is wrong, and what to do.
        faults: what is wrong in the body.
        headers: more headers of the response.
    """

    def __init__(
        self, kind: Kind, detail: str, faults: Iterable[Fault] = (), *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind.status, detail, dict(headers or {}))
        self.kind = kind
        self.faults = tuple(faults)

    def response(self) -> Response:
        """The problem as a response. Characters that are none on their own are escaped, as JSON can."""
        problem = Problem(
            type=f"urn:fleet:problem:{self.kind.name}",
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            errors=self.faults,
        )
        shown = problem.model_dump_json(ensure_ascii=True, exclude_defaults=True)
        return Response(shown, self.kind.status, self.headers, MEDIA_TYPE)


def at(path: Iterable[str | int], detail: str) -> Fault:
    """A fault at the end of a path of keys and positions.

    >>> at(["context", "facts", 0], "no fact is named `x`").pointer
    '#/context/facts/0'
    """
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return Fault(pointer="#" + "".join(f"/{step}" for step in steps), detail=detail)
