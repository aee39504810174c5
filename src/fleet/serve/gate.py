"""Who may ask, and how much: the host that was meant, the key, the size of a body and the headers of every response."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import MutableMapping
from urllib.parse import urlsplit

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from starlette.datastructures import Headers, MutableHeaders
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fleet.diagnostics import quoted
from fleet.serve.limits import Limits
from fleet.serve.problem import (
    NO_KEY,
    NOT_JSON,
    OTHER_HOST,
    OTHER_ORIGIN,
    SLOW_BODY,
    TOO_LARGE,
    ProblemError,
)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this machine for itself: what a browser may call a server that listens to nobody else."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every response says to a browser: nothing from elsewhere, no frame, no guess."""

_HOST = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[^:\[\]]+))(:[0-9]*)?")
_OPEN = "/healthz"
_API = "/v1/"
_BEARER, _BASIC = 'Bearer realm="fleet"', 'Basic realm="fleet", charset="UTF-8"'


class Gate:
    """Lets a request through to an application, or says why not. It reads a body whole, and never more than it may.

    Args:
        app: what is behind it.
        limits: how large a body may be, and how long it may take.
        key: the key that must come with every request but for health; None asks for none.
        hosts: the names by which the server may be called; None is any.
    """

    def __init__(self, app: ASGIApp, limits: Limits, *, key: str | None, hosts: frozenset[str] | None) -> None:
        self._app = app
        self._limits = limits
        self._key = None if key is None else _digest(key)
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), api=scope["path"].startswith(_API))
            await send(message)

        try:
            self._admitted(scope, headers)
            body = await self._body(headers, receive)
        except ProblemError as problem:
            await problem.response()(scope, receive, sent)
            return
        await self._app(scope, _Whole(body, receive), sent)

    def _admitted(self, scope: Scope, headers: Headers) -> None:
        """Look at who asks, before anything is read."""
        host = headers.get("host", "")
        if self._hosts is not None and _name(host) not in self._hosts:
            detail = f"this server is not called {quoted(host)}; ask it as `127.0.0.1`"
            raise ProblemError(OTHER_HOST, detail)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            detail = f"a page of {quoted(origin)} may not ask here"
            raise ProblemError(OTHER_ORIGIN, detail)
        if self._key is not None and scope["path"] != _OPEN and not self._opens(headers.get("authorization", "")):
            detail = "send the key as `Authorization: Bearer KEY`; a browser sends it as a password, with any name"
            challenge = _BEARER if scope["path"].startswith(_API) else _BASIC
            raise ProblemError(NO_KEY, detail, headers={"WWW-Authenticate": challenge})
        if scope["method"] == "POST" and scope["path"].startswith(_API) and not _is_json(headers):
            detail = "send JSON, with the header `Content-Type: application/json`"
            raise ProblemError(NOT_JSON, detail)

    def _opens(self, authorization: str) -> bool:
        """Whether the key came along. It takes as long for every other one."""
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "basic":
            given = _password(given)
        elif scheme.lower() != "bearer":
            given = ""
        return self._key is not None and hmac.compare_digest(_digest(given.strip()), self._key)

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        """The whole body, however it is sent."""
        most = self._limits.max_bytes
        told = headers.get("content-length", "0")
        if told.isascii() and told.isdigit() and len(told) < 20 and int(told) <= most:
            try:
                async with asyncio.timeout(self._limits.timeout):
                    return await _read(receive, most)
            except TimeoutError:
                detail = f"the body was not there within {self._limits.timeout:g} seconds"
                raise ProblemError(SLOW_BODY, detail, headers=_CLOSE) from None
        raise _too_large(most)


class _Whole:
    """A body that was read, for the application; after it only the end of the connection comes."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: MutableMapping[str, object] | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return message if message is not None else await self._receive()


_CLOSE = {"Connection": "close"}


async def _read(receive: Receive, most: int) -> bytes:
    parts: list[bytes] = []
    left, more = most, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        left -= len(part)
        if left < 0:
            raise _too_large(most)
        parts.append(part)
        more = message["type"] == "http.request" and message.get("more_body", False)
    return b"".join(parts)


def _too_large(most: int) -> ProblemError:
    return ProblemError(TOO_LARGE, f"a body has at most {most:,} bytes here; send less", headers=_CLOSE)


def _add(headers: MutableHeaders, *, api: bool) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store" if api else "no-cache")


def _name(host: str) -> str:
    """The name in a Host header, without the port; empty for what is none."""
    found = _HOST.fullmatch(host.lower())
    return (found["address"] or found["name"]) if found is not None else ""


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _password(given: str) -> str:
    """The password of a browser's answer; the name before it is not looked at."""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
