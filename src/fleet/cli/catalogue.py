"""``fleet list``: who is in a library and what each of them owns."""

from __future__ import annotations

from rich.text import Text

from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.options import JsonOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.cli.screen import screen, show, table
from fleet.library import by_domain
from fleet.spec import Persona


def list_command(*, library: LibraryOption = None, json: JsonOption = False) -> int:
    """List the personas by domain. Each has its title, its place on a ladder and its lanes."""
    loaded = opened(library, machine=json)
    if json:
        print_json([_row(persona) for persona in by_domain(loaded)])
        return OK
    listed = table("persona", "who it is, and the lanes it owns")
    listed.columns[0].no_wrap = True
    for persona in by_domain(loaded):
        listed.add_row(
            Text(persona.class_, style="cyan"),
            f"{persona.title} ({', '.join(remarks(persona))})\n{', '.join(persona.lanes)}",
        )
    show(screen(), listed)
    return OK


def remarks(persona: Persona) -> list[str]:
    """What else tells a persona from others: its domain, level, place on a ladder and memory."""
    found = [persona.domain]
    if persona.level is not None:
        found.append(f"level {persona.level}")
    if persona.above is not None:
        found.append(f"above {persona.above}")
    if persona.persistent_persona:
        found.append("remembers accounts")
    return found


def _row(persona: Persona) -> dict[str, object]:
    return {
        "class": persona.class_,
        "title": persona.title,
        "domain": persona.domain,
        "level": persona.level,
        "above": persona.above,
        "persistent_persona": persona.persistent_persona,
        "owns": persona.lanes,
        "assists": [assist.lane for assist in persona.assists],
        "boundaries": [boundary.id for boundary in persona.boundaries],
    }
