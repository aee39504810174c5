"""Texts compared as a reader would compare them, searched for near repeats, and made harmless for a page."""

from fleet.text.escape import escaped
from fleet.text.fold import fold, words
from fleet.text.repeat import Repeat, repeats
from fleet.text.sentences import sentences

__all__ = ["Repeat", "escaped", "fold", "repeats", "sentences", "words"]
