"""Texts compared as a reader would compare them: folded to one spelling, and searched for near repeats."""

from fleet.text.fold import fold, words
from fleet.text.repeat import Repeat, repeats

__all__ = ["Repeat", "fold", "repeats", "words"]
