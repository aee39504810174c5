"""What must not be written down is replaced: keys, tokens and passwords, mail addresses, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from fleet.diagnostics import quoted
from fleet.errors import FleetError

Redact = Callable[[str], str]
"""A text to the text that may be written down; what it made it must leave as it is."""

SECRET = "[secret]"  # noqa: S105  what stands where one stood

_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)"
    r"|\b(?:sk|pk|rk)[-_](?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}"
    r"|\bgh[opsur]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"
    r"|\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bhf_[A-Za-z0-9]{20,}|\bpypi-[\w-]{20,}|\bnpm_[A-Za-z0-9]{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\blsv2_[\w-]{20,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*",
    re.DOTALL,
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+(?!\[secret\])[A-Za-z0-9+/=._~-]{8,}")
_IN_URL = re.compile(r"(?<=://)(?!\[secret\]@)[^\s/@:]*:[^\s/@]+(?=@)")
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
_PHONE = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9](?:[ ()./-]{0,2}[0-9]){7,14}(?![\w-])"
    r"|(?<![\w-])(?:\([0-9]{3}\) ?|[0-9]{3}[.-])[0-9]{3}[.-][0-9]{4}(?![\w-])"
)
_INVENTED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$", re.IGNORECASE)
_SECRET_NAME = re.compile(
    r"(?:^|[-_.])(?:api[-_]?key|authorization|passw(?:or)?d|secret|cookie|credentials?|(?:access|refresh|auth)[-_]?token)$",
    re.IGNORECASE,
)
_MOST_ROUNDS = 20
_MOST_KEPT = 1024
_INVENTED_PHONE = re.compile(r"555\D?01\d\d$")


def redacted(text: str) -> str:
    """Return `text` without keys, tokens, mail addresses and phone numbers.

    What is reserved for examples stays: domains such as ``example.com`` and ``acme.test``, numbers such as 555-0123.

    >>> redacted("Call +49 170 1234567, or write to anna@acme.io or bo@example.com; ticket 4411")
    'Call [phone], or write to [mail] or bo@example.com; ticket 4411'
    """
    for _ in range(_MOST_ROUNDS):
        once = _once(text)
        if once == text:
            break
        text = once
    return text


def _once(text: str) -> str:
    """What is left may be a secret now that it stands alone."""
    text = _SECRETS.sub(SECRET, text)
    text = _BEARER.sub(rf"\1 {SECRET}", text)
    text = _IN_URL.sub(SECRET, text)
    text = _MAIL.sub(lambda found: found.group() if _INVENTED.search(found["domain"]) else "[mail]", text)
    return _PHONE.sub(lambda found: found.group() if _INVENTED_PHONE.search(found.group()) else "[phone]", text)


def is_secret_name(name: str) -> bool:
    """Whether what stands under a name is a secret whatever it looks like.

    >>> is_secret_name("x-api-key"), is_secret_name("total_tokens")
    (True, False)
    """
    return _SECRET_NAME.search(name) is not None


def checked(redact: Redact) -> Redact:
    """Return `redact`, held to what is asked of it, and asked once for each text: prompts come again and again.

    Raises:
        FleetError: when called, if it changes what it made: a request would not be found again.
    """
    if redact is redacted:
        return lru_cache(maxsize=_MOST_KEPT)(redact)

    @lru_cache(maxsize=_MOST_KEPT)
    def held(text: str) -> str:
        once = redact(text)
        if redact(once) != once:
            message = f"what redacts must leave alone what it made, and changes {quoted(once)} again"
            raise FleetError(message)
        return once

    return held


def redacted_data(value: object, redact: Redact) -> object:
    """Plain data with every text in it redacted, keys included, and what stands under the name of a secret replaced."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [redacted_data(inner, redact) for inner in value]
    if isinstance(value, Mapping):
        return {
            redact(name): SECRET if isinstance(inner, str) and is_secret_name(name) else redacted_data(inner, redact)
            for name, inner in value.items()
        }
    return value
