"""The playground: a page that asks the API by hand, in the frame of the site."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from fleet.serve.desk import Desk
from fleet.site import Link, frame
from fleet.site.template import rendered
from fleet.spec import STAGES, Tool

_SAMPLES = {"string": "", "integer": 4411, "number": 20, "boolean": True, "array": [], "object": {}}


def playground(desk: Desk, *, at: str, extra: Sequence[Link]) -> str:
    """The page as HTML.

    Args:
        desk: whose library it is.
        at: where the page lies.
        extra: the entries that the server adds to the navigation.
    """
    library, wording = desk.library, desk.wording
    data = {
        "personas": [{"name": one, "title": wording.title(one)} for one in library],
        "parties": [{"name": one, "title": wording.title(one)} for one in library.parties],
        "lanes": [{"name": one, "owner": library.owner_of(one)} for one in library.lanes],
        "facts": [{"name": one, "about": wording.line(fact.about)} for one, fact in library.facts.items()],
        "stages": list(STAGES),
        "first": _likely("support-agent", library),
        "tool": _likely("discounts.grant", desk.guard.tools),
        "recorded": desk.guard.record is not None,
        "tools": [
            {"name": name, "lane": tool.lane or "", "effect": tool.effect, "example": _example(tool)}
            for name, tool in sorted(desk.guard.tools.items())
        ],
    }
    head = '<link rel="stylesheet" href="assets/playground.css">\n<script src="assets/playground.js" defer></script>'
    body = rendered("playground", data)
    return frame(library, title="Playground", body=body, at=at, head=head, extra=extra)


def _likely(name: str, among: Collection[str]) -> str:
    """The name that an example is about, or the first where there is none of that name."""
    return name if name in among else next(iter(among), "")


def _example(tool: Tool) -> str:
    """Arguments of the right shape, to begin with: those that are required, or all where none is."""
    schema = tool.args or {}
    fields, required = schema.get("properties"), schema.get("required")
    if not isinstance(fields, Mapping):
        return "{}"
    wanted = required if isinstance(required, Sequence) and required else list(fields)
    return json.dumps({name: _sample(name, fields.get(name)) for name in wanted})


def _sample(name: str, schema: object) -> object:
    if not isinstance(schema, Mapping):
        return None
    choices = schema.get("enum")
    if isinstance(choices, Sequence) and choices:
        return choices[0]
    kind = schema.get("type")
    return {"account": "acme"}.get(name, _SAMPLES.get(kind) if isinstance(kind, str) else None)
