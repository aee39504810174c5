"""Sentences that do nothing but pass a request on to somebody whom they name, told by their grammar.

The reader of drafts is unsure of such a sentence where it stands alone. The grammar is narrow on purpose: what is
passed on is the request itself, and not a discount, and nothing else is said beside it.
"""

from __future__ import annotations

import re

from fleet.text import fold

_VERB = r"(?:hand|pass|forward|redirect|refer|transfer|rout)(?:e|ed|ing|red|ring)?"
_REQUEST = "question|request|message|e?-?mail|note|wish|case|ticket|matter|point|thread|conversation"
_ABOUT = r"(?: (?:about|on|for|regarding)(?: (?!(?:and|but|i|we|that|which|who)\b)[\w'-]+){1,6}?)?"
_OBJECT = rf"(?:it|this|that|them|you|(?:your|the|this|that) (?:{_REQUEST})s?{_ABOUT})"
_ANSWER = r"(?:(?:come|get|write) back|write|answer|reply|be in touch|call|contact)(?: to)?(?: you)?"
_WHEN = r"(?: (?:soon|today|tomorrow|directly|now|already))?"
_TAIL = rf"(?: for you)?{_WHEN}(?:,? (?:who|and (?:he|she|they)) (?:will|can) {_ANSWER}{_WHEN})?"
_BEFORE = r"(?:(?:so|therefore|for that|for this),? )?(?:i|we)"
_BEFORE += r"(?: am| are| have| will|'m|'re|'ve|'ll)?(?: (?:now|just|already))?"
_WHOM = r"(?: (?:over|on|along|straight|directly))* to (?:(?:our|your|the|my) )?"
_SEVERAL = re.compile(r"\s+")


def passes_on(sentence: str, name: str) -> bool:
    """Whether a sentence only passes a request on to `name`, as it is said there.

    >>> passes_on("I have passed your question about the price on to our Account Manager.", "account manager")
    True
    >>> passes_on("I have passed your discount of 20 % on to our Account Manager.", "account manager")
    False
    """
    said = _SEVERAL.sub(" ", fold(sentence)).rstrip(".! ")
    return re.fullmatch(f"{_BEFORE} {_VERB} {_OBJECT}{_WHOM}{re.escape(fold(name))}s?{_TAIL}", said) is not None
