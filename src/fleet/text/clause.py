"""A text as it goes on inside a sentence."""

from __future__ import annotations


def lowered(text: str) -> str:
    """Return `text` with its first letter small, unless more capitals follow.

    >>> lowered("Teach by doing"), lowered("API questions")
    ('teach by doing', 'API questions')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
