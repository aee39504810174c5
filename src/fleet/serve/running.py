"""Serving an application: to whom, and with which key."""

from __future__ import annotations

import socket
from pathlib import Path

from fleet.integrations.extras import needing

with needing("web", "uvicorn"):
    import uvicorn

with needing("web", "fastapi"):
    from starlette.types import ASGIApp

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.serve.gate import LOOPBACK

KEY_VARIABLE = "FLEET_API_KEY"
_LEAST_KEY = 16
_PATIENCE = 3  # seconds for what is still worked on when the server is stopped


def key_from(path: Path | None, said: str | None) -> str | None:
    """The key that requests must bring: what a file holds, else what was said; None where there is neither.

    Raises:
        FleetError: for a key that is too short to keep anybody out.
        OSError: if the file cannot be read.

    >>> key_from(None, None)
    """
    key = path.read_text("utf-8", "surrogateescape").strip() if path is not None else (said or "").strip()
    if path is None and not key:
        return None
    if len(key) < _LEAST_KEY:
        where = f"`{path}`" if path is not None else f"`{KEY_VARIABLE}`"
        message = (
            f"the key in {where} has {len(key)} characters; take at least {_LEAST_KEY}, as from `openssl rand -hex 32`"
        )
        raise FleetError(message)
    return key


def safe_host(host: str, key: str | None) -> frozenset[str] | None:
    """By which names a server that listens at `host` may be called; None is any.

    Raises:
        FleetError: for a host that others reach too, without a key.

    >>> sorted(safe_host("127.0.0.1", None))
    ['127.0.0.1', '::1', 'localhost']
    """
    if host in LOOPBACK:
        return LOOPBACK
    if key is None:
        message = (
            f"others reach {quoted(host)}, and no key keeps them out; "
            f"give `--api-key-file FILE` or set `{KEY_VARIABLE}`, or leave `--host` out"
        )
        raise FleetError(message)
    return None


def listening(host: str, port: int) -> socket.socket:
    """Listen, so that nobody is told of an address that is not there.

    Raises:
        FleetError: if nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0].lower()  # Python adds the address
        message = f"nobody can listen there: {reason}; choose another port with `--port`"
        raise FleetError(message) from None
    # What is accepted inherits it: without it each answer waits 40 ms for the client to acknowledge its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until somebody stops it."""
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=_PATIENCE)
    uvicorn.Server(config).run(sockets=[listener])
