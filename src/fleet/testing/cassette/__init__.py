"""Cassettes: what chat models replied, recorded once and replayed in tests without a model, a key or a network.

LangChain is imported when a model is wrapped, and not before.
"""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from fleet.library import Library
from fleet.testing.cassette.keeping import cassette_path
from fleet.testing.cassette.reading import read_cassette
from fleet.testing.cassette.recording import recording
from fleet.testing.cassette.redaction import Redact, redacted
from fleet.testing.cassette.tape import Tape
from fleet.testing.cassette.unused import pruned, stale, unused
from fleet.testing.cassette.values import Cassette, Mode

TYPE_CHECKING = False  # type checkers read it as true

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = [
    "Cassette",
    "Mode",
    "Redact",
    "Tape",
    "cassette_model",
    "cassette_path",
    "pruned",
    "read_cassette",
    "recording",
    "redacted",
    "stale",
    "unused",
]


def cassette_model(
    model: BaseChatModel | Callable[[], BaseChatModel],
    path: str | PathLike[str] | None = None,
    *,
    mode: Mode = "replay",
    library: Library | None = None,
    redact: Redact = redacted,
) -> BaseChatModel:
    """Wrap a chat model so that it replies from a cassette, or is recorded into one.

    Args:
        model: a LangChain chat model; or a function that makes one, which a replay never calls.
        path: the file, which each reply is written to at once; None for the `recording` that is open when the model
            is asked. Where none is open the model itself is asked.
        mode: ``replay``, ``record`` or ``record-missing``, see `Mode`; of a model with a path.
        library: whose prompts are told apart by blocks; None for the shipped one.
        redact: what makes a text fit to be written down; it must leave alone what it made.

    Raises:
        LibraryError: if the file is there and is no cassette.
        NotRecordedError: when it is asked in a replay, if there is no reply; the model inside is never asked then.

    >>> import tempfile
    >>> from langchain_core.language_models import GenericFakeChatModel
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/talk.cassette.yaml"
    ...     live = cassette_model(GenericFakeChatModel(messages=iter(["Hello."])), path, mode="record")
    ...     live.invoke("Hi").text, cassette_model(lambda: None, path).invoke("Hi").text
    ('Hello.', 'Hello.')
    """
    from fleet.testing.cassette.model import CassetteModel  # noqa: PLC0415  langchain-core takes half a second
    from fleet.testing.cassette.source import Source  # noqa: PLC0415  the same

    tape = None if path is None else Tape(Path(path), mode=mode, library=library, redact=redact)
    source = Source(model)
    profile = None if source.model is None else source.model.profile
    return CassetteModel(source=source, tape=tape, saves=tape is not None, cache=False, profile=profile)
