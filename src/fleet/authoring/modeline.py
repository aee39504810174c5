"""The first line of a file, which tells editors where its schema lies: in ``schemas/`` of its library."""

from __future__ import annotations

from fleet.authoring.kinds import kind_at

SCHEMAS = "schemas"
"""The folder of a library in which its schemas lie."""

MODELINE = "# yaml-language-server:"
"""How the line starts; what follows is about the whole file."""


def schema_file(kind: str) -> str:
    """Return the name of the file that holds the schema of a kind."""
    return f"{kind}.schema.json"


def with_modeline(name: str, text: str) -> str:
    r"""Return the text of a file, called `name` in its library, below the line that names its schema.

    >>> with_modeline("traits/tidy.yaml", "trait: tidy")
    '# yaml-language-server: $schema=../schemas/trait.schema.json\ntrait: tidy'
    """
    return f"{MODELINE} $schema={'../' * name.count('/')}{SCHEMAS}/{schema_file(kind_at(name))}\n{text}"
