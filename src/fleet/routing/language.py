"""Which language a text is in, told by its letters or its small words; for short texts nothing is told."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fleet.text import words

_SMALL: Mapping[str, frozenset[str]] = {
    "English": frozenset(
        "the and is to of we you for our it that are this can have not with on be what when how your".split()  # noqa: SIM905  read as words
    ),
    "German": frozenset(
        "der die das und ist nicht wir sie für ein eine ich mit auf den von zu bei wie auch haben uns kann es".split()  # noqa: SIM905  read as words
    ),
    "French": frozenset(
        "le la les et est de des nous vous pour une un dans que qui pas sur avec notre votre ce je il".split()  # noqa: SIM905  read as words
    ),
    "Spanish": frozenset(
        "el la los las y es de que en un una para por con nos nuestro su no se del como hay lo".split()  # noqa: SIM905  read as words
    ),
    "Portuguese": frozenset(
        "o a os as e é de que em um uma para por com nos nosso seu não se do da como já você".split()  # noqa: SIM905  read as words
    ),
    "Italian": frozenset(
        "il lo la gli e è di che in un una per con non si del della come abbiamo vi nostro sono ci".split()  # noqa: SIM905  read as words
    ),
    "Dutch": frozenset(
        "de het en is van een wij we u voor niet op met zijn dat die kunnen hebben ons aan bij er".split()  # noqa: SIM905  read as words
    ),
    "Polish": frozenset(
        "i w na z do nie się jest że to o jak dla czy co nas od po za mamy proszę ale tym".split()  # noqa: SIM905  read as words
    ),
}
_LETTERS: Mapping[str, re.Pattern[str]] = {
    "Japanese": re.compile(r"[\u3040-\u30ff]"),
    "Chinese": re.compile(r"[\u4e00-\u9fff]"),
    "Korean": re.compile(r"[\uac00-\ud7af]"),
    "Greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
    "Cyrillic letters": re.compile(r"[\u0400-\u04ff]"),
    "Arabic letters": re.compile(r"[\u0600-\u06ff]"),
    "Hebrew letters": re.compile(r"[\u0590-\u05ff]"),
    "Devanagari letters": re.compile(r"[\u0900-\u097f]"),
}
_LEAST = 3


def language_of(text: str) -> str | None:
    """The language whose letters or small words a text has most of; None if it has hardly any.

    Letters of several languages are told as what they are.

    >>> language_of("Wir haben ein Problem mit der Rechnung, können Sie uns helfen?")
    'German'
    >>> language_of("Никто не может войти в систему")
    'Cyrillic letters'
    >>> language_of("invoice 4411") is None
    True
    """
    found = words(text)
    counts = {language: sum(word in small for word in found) for language, small in _SMALL.items()}
    best = max(counts, key=lambda language: counts[language])
    return _lettered(found) or (best if counts[best] >= _LEAST else None)


def _lettered(found: tuple[str, ...]) -> str | None:
    """The language or script that most letters of some words belong to; Japanese is written in Chinese letters too."""
    text = "".join(found)
    counts = {name: len(letters.findall(text)) for name, letters in _LETTERS.items()}
    if counts["Japanese"] >= _LEAST:
        counts["Japanese"] += counts["Chinese"]
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > len(text) / 2 and counts[best] >= _LEAST else None
