"""The pages of the site with the playground, given to browsers before the API is asked."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from mimetypes import guess_type

from fleet.integrations.extras import needing

with needing("web", "fastapi"):
    from starlette.responses import RedirectResponse, Response
    from starlette.types import ASGIApp, Receive, Scope, Send

from fleet.serve.desk import Desk
from fleet.serve.playground import playground
from fleet.site import Link, pages

_PLAYGROUND = "playground.html"
_EXTRA = (Link("Playground", _PLAYGROUND),)
_ASSETS = ("playground.css", "playground.js")


def site_of(desk: Desk) -> Mapping[str, bytes]:
    """Every file that is served: the site of the library, and the playground with what belongs to it."""
    found = dict(pages(desk.library, extra=_EXTRA, variables=desk.wording.values))
    found[_PLAYGROUND] = playground(desk, at=_PLAYGROUND, extra=_EXTRA).encode()
    for name in _ASSETS:
        found[f"assets/{name}"] = (files("fleet.serve") / "assets" / name).read_bytes()
    return found


class Pages:
    """Gives out files by their paths; whatever else is asked goes on.

    Args:
        app: what is behind them.
        found: path -> content.
    """

    def __init__(self, app: ASGIApp, found: Mapping[str, bytes]) -> None:
        self._app = app
        self._found = found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].removeprefix("/") if scope["type"] == "http" else ""
        wanted = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if wanted and not path:
            await RedirectResponse("/index.html", 307)(scope, receive, send)
        elif wanted and path in self._found:
            content = b"" if scope["method"] == "HEAD" else self._found[path]
            headers = {"Content-Length": str(len(self._found[path]))}
            await Response(content, media_type=guess_type(path)[0], headers=headers)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
