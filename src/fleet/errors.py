"""What the library raises, each error with the facts that a host needs to act on it."""

from __future__ import annotations

from collections.abc import Iterable

from fleet.diagnostics import Diagnostic, quoted, suggestion, to_plain


class FleetError(Exception):
    """Any error that this library raises on purpose."""


class LibraryError(FleetError):
    """A library could not be loaded; ``diagnostics`` holds every finding, sorted by place.

    >>> LibraryError((Diagnostic("FLT001", "cannot read `x`"),)).diagnostics[0].code
    'FLT001'
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(sorted(diagnostics, key=lambda finding: finding.order))
        super().__init__("\n".join(to_plain(finding) for finding in self.diagnostics))


class UnknownNameError(FleetError, KeyError):
    """A host asked for a name that the library does not have; a ``KeyError``, for a library is a mapping.

    >>> str(UnknownNameError("persona", "suport-agent", ["support-agent"]))
    'no persona is named `suport-agent`; did you mean `support-agent`?'
    """

    def __init__(self, kind: str, name: str, choices: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.choices: tuple[str, ...] = tuple(sorted(choices))
        super().__init__(f"no {kind} is named {quoted(name)}; {suggestion(name, self.choices)}")

    def __str__(self) -> str:
        return str(self.args[0])


class PromptError(FleetError, ValueError):
    """A prompt cannot be compiled from the values that were given."""


class FindingsError(FleetError):
    """An error that findings stand behind, in the order in which they were given; ``diagnostics`` holds them."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics
        super().__init__("\n".join(to_plain(finding) for finding in diagnostics))


class NotRecordedError(FindingsError):
    """A replay was asked for a reply that its cassette does not hold; ``diagnostics`` says what is different.

    >>> NotRecordedError(Diagnostic("FLT520", "no reply was recorded")).diagnostics[0].name
    'reply-not-recorded'
    """


class JournalError(FindingsError, ValueError):
    """Something that cannot stand in the memory of an account; ``diagnostics`` says what and why.

    >>> JournalError(Diagnostic("FLT603", "the text of a touch is empty")).diagnostics[0].name
    'unfit-note'
    """


class MissingExtraError(FleetError, ImportError):
    """A part of the library needs a package that is not installed; ``extra`` is what brings it.

    >>> str(MissingExtraError("mcp", "mcp"))
    '`mcp` is not installed; `pip install "fleet-personas[mcp]"` brings it'
    """

    def __init__(self, extra: str, package: str) -> None:
        self.extra = extra
        message = f'{quoted(package)} is not installed; `pip install "fleet-personas[{extra}]"` brings it'
        super().__init__(message)
        self.name = package
