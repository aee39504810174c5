"""Which extra of the distribution brings a package, said where something needs one that is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from fleet.errors import MissingExtraError

LANGGRAPH = ("langgraph", "langchain", "aiosqlite")
"""The top-level packages of the extra of that name."""

POSTGRES = (*LANGGRAPH, "psycopg", "psycopg_pool")
"""The top-level packages of the extra of that name."""


@contextmanager
def needing(extra: str, *packages: str) -> Iterator[None]:
    """Import inside what comes with an extra, and say how it is installed where it is not.

    Args:
        extra: the name of the extra.
        packages: the top-level packages that are imported.

    Raises:
        MissingExtraError: if one of them, or a part of it, is not installed.

    >>> with needing("mcp", "no_such_package"):
    ...     import no_such_package
    Traceback (most recent call last):
    fleet.errors.MissingExtraError: `no_such_package` is not installed; `pip install "fleet-personas[mcp]"` brings it
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in packages:
            raise
        missing = package if error.name is None or find_spec(package) is None else error.name
        raise MissingExtraError(extra, missing) from None
