"""The agents of a crew as CrewAI's ``config/agents.yaml``: role, goal and backstory, none of them a template."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fleet.library import Library
from fleet.prompts import GENERATED, Wording, compile_prompt, generated, values_for
from fleet.source import to_yaml

FILE = "agents.yaml"
"""The name of the file, below ``config``."""

MARK = f"# {GENERATED}"
"""How a file starts that was written here."""

_ROLE = "identity"
_GOAL = "summary"
_OPENED = re.compile(r"\{(?=\w)")
_SPACED = "# A space follows every brace before a name, so that CrewAI takes no text for one of its variables."


def agents_yaml(library: Library, *, variables: Mapping[str, str] | None = None) -> str:
    """Return the text of ``config/agents.yaml``: every persona, under its identifier.

    The role is the title, the goal is the summary, and the backstory is the rest of the compiled prompt. Nobody may
    delegate: CrewAI's tools for that know no lanes.

    A crew that is started with inputs puts them in the place of ``{name}`` in all three texts, and stops at a name
    that has none. A space is put after the brace of such a name, and the second line of the file says so.

    Raises:
        UnknownNameError: if the library declares no such variable.
        PromptError: if a value is empty, or has a line break or a hidden character.

    >>> import fleet
    >>> agents_yaml(fleet.load()).splitlines()[1:3]
    ['account_manager:', '  role: "Account Manager"']
    """
    head = [f"# {generated('the personas of a library')}"]
    agents: dict[str, object] = {}
    for class_, persona in library.items():
        texts = _texts(library, class_, variables or {})
        spaced = {field: _OPENED.sub("{ ", text) for field, text in texts.items()}
        agents[persona.identifier] = {**spaced, "allow_delegation": False}
        if spaced != texts and _SPACED not in head:
            head.append(_SPACED)
    return "\n".join([*head, to_yaml(agents)])


def _texts(library: Library, persona: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The compiled prompt in CrewAI's three parts, none of which says what another does."""
    values = values_for(library, variables)
    wording = Wording(library, values)
    blocks = compile_prompt(library, persona, variables=variables).blocks
    company = [wording.line("You work for {{ company }}.")] if "company" in values else []
    rest = "".join(block.text for block in blocks if block.partial not in (_ROLE, _GOAL))
    return {
        "role": wording.title(persona),
        "goal": "".join(block.text for block in blocks if block.partial == _GOAL).strip(),
        "backstory": "\n\n".join([*company, rest.strip("\n")]) + "\n",
    }
