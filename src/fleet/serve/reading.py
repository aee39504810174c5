"""A body as data: JSON in which nothing is said twice, and what is wrong with data that does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, NoReturn, get_args

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from fastapi import Request, Response
    from fastapi.exceptions import RequestValidationError
    from fastapi.routing import APIRoute

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from fleet.diagnostics import quoted, suggestion
from fleet.guard.complaint import located
from fleet.serve.problem import UNFIT, UNREADABLE, ProblemError, at
from fleet.text.once import each_once

_SHOWN = 3
_ESCAPED = b"\\u"
_STEPS = re.compile(r"[^.\[\]]+")


class StrictRoute(APIRoute):
    """A route that reads its bodies strictly, and says what does not fit in the words of the library."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route, for a request that reads its own body."""
        handler = super().get_route_handler()
        field = self.body_field
        model = next(_models(field.field_info.annotation), None) if field is not None else None

        async def strict(request: Request) -> Response:
            try:
                return await handler(_StrictRequest(request.scope, request.receive))
            except RequestValidationError as error:
                raise unfit(error, model or BaseModel) from None

        return strict


class _StrictRequest(Request):
    """A request whose body says no key twice, and holds no number that JSON does not have."""

    async def json(self) -> object:
        """The body as data.

        Raises:
            ProblemError: if it is none.
        """
        return parsed(await self.body())


def unfit(error: RequestValidationError, model: type[BaseModel]) -> ProblemError:
    """What is wrong with a body that holds JSON: every place, by name and as a pointer."""
    raw: Sequence[ErrorDetails] = error.errors()
    found = [one.copy() for one in raw]
    for one in found:
        one["loc"] = one["loc"][1:]  # FastAPI puts `body` before it

    def unknown(name: str) -> str:
        *above, last = _STEPS.findall(name) or [name]
        holder = quoted(name.rpartition(".")[0]) if above else "the body"
        return f"{holder} holds no {quoted(last)}; {suggestion(last, _fields(model, above))}"

    faults = [at(*one) for one in located(found, error.body, whole="the body", unknown=unknown)]
    return ProblemError(UNFIT, "; ".join(one.detail for one in faults[:_SHOWN]), faults)


def parsed(body: bytes) -> object:
    """Read a body as data.

    Raises:
        ProblemError: if it is no JSON, says a key twice, is nested too deep, or holds half a character.

    >>> parsed(b'{"message": "Hello"}')
    {'message': 'Hello'}
    """
    try:
        data: object = json.loads(body.decode(), object_pairs_hook=each_once(_twice), parse_constant=_no_number)
        if _ESCAPED in body:
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        detail = "the body holds a lone surrogate, which is half a character"
        raise _unreadable(detail) from None
    except UnicodeDecodeError as error:
        detail = f"the body is no UTF-8 from byte {error.start + 1} on"
        raise _unreadable(detail) from None
    except json.JSONDecodeError as error:
        rest = error.doc[error.pos :]
        where = f"no JSON from {quoted(rest, limit=24)} on" if rest.strip() else "JSON that breaks off"
        detail = f"the body is {where}, in line {error.lineno}, column {error.colno}"
        if not error.doc.strip():
            detail = "the body is empty; send an object of JSON"
        raise _unreadable(detail) from None
    except (ValueError, RecursionError):
        detail = "the body holds a number that is too long, or is nested too deep"
        raise _unreadable(detail) from None
    return data


def _unreadable(detail: str) -> ProblemError:
    return ProblemError(UNREADABLE, detail, [at([], detail)])


def _twice(key: str) -> ProblemError:
    return _unreadable(f"the body holds the key {quoted(key)} twice; nobody can say which is meant")


def _no_number(name: str) -> NoReturn:
    detail = f"the body holds {quoted(name)}, which JSON does not have"
    raise _unreadable(detail)


def _fields(model: type[BaseModel], path: list[str]) -> list[str]:
    """The fields that may stand at the end of a path through a body."""
    models = [model]
    for step in path:
        if not step.isdigit():
            fields = [one.model_fields[step] for one in models if step in one.model_fields]
            models = [inner for field in fields for inner in _models(field.annotation)]
    return sorted({name for one in models for name in one.model_fields})


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The bodies that a type holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
