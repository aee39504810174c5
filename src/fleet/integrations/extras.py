"""Which extra of the distribution brings a package that an adapter needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fleet.errors import MissingExtraError


@contextmanager
def needing(extra: str, package: str) -> Iterator[None]:
    """Import inside what comes with an extra, and say how it is installed where it is not.

    Args:
        extra: the name of the extra.
        package: the top-level package that is imported.

    Raises:
        MissingExtraError: if that package is not installed.

    >>> with needing("mcp", "no_such_package"):
    ...     import no_such_package
    Traceback (most recent call last):
    fleet.errors.MissingExtraError: `no_such_package` is not installed; `pip install "fleet-personas[mcp]"` brings it
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise MissingExtraError(extra, package) from None
