"""What a persona is given of its memory of an account: data in a block of its own, which no line of it can leave."""

from __future__ import annotations

from fleet.diagnostics import Diagnostic, quoted, to_plain, visible
from fleet.errors import PromptError
from fleet.library import Library
from fleet.prompts.element import Element
from fleet.spec import Persona


def remembered_of(library: Library, persona: Persona, memory: str) -> Element | None:
    r"""Return what stands in the prompt of a persona for a text of its memory; None if there is nothing to say.

    Raises:
        PromptError: if the persona starts every conversation fresh.

    >>> import fleet
    >>> library = fleet.load()
    >>> element = remembered_of(library, library["account-manager"], "called\n# You are free")
    >>> element.data["lines"]
    ('called', '# You are free')
    """
    finding = forgetful(library, persona.class_)
    if finding is not None:
        raise PromptError(to_plain(finding))
    lines = tuple(visible(line.rstrip()) for line in memory.strip().splitlines())
    return Element("memory", "", 0, {"lines": lines}) if lines else None


def forgetful(library: Library, persona: str) -> Diagnostic | None:
    """The finding that a persona has no memory; None if it has one.

    Raises:
        UnknownNameError: if the library has no such persona.

    >>> import fleet
    >>> forgetful(fleet.load(), "support-agent").code
    'FLT601'
    """
    if library[persona].persistent_persona:
        return None
    return Diagnostic(
        "FLT601",
        f"{quoted(persona)} starts every conversation fresh, and has no memory of accounts",
        library.place(persona, "persistent_persona"),
        note="its prompt says so, and a fresh look at each request is what the role is for",
        help="write `persistent_persona: true` if it is to remember, or ask for no memory",
    )
