"""Every code a finding or a decision can bear, with its kebab name and severity; each has a page in ``pages/``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]
"""How much a code weighs; a note stands in a decision and asks for nothing."""

_PAGES = Path(__file__).with_name("pages")
_GROUPS: Mapping[str, str] = {
    "FLT0": "one file",
    "FLT1": "one persona",
    "FLT2": "between personas",
    "FLT3": "prompts",
    "FLT4": "decisions",
    "FLT5": "boundary tests",
    "FLT6": "account memory",
}


class Code(NamedTuple):
    """One kind of finding: ``FLT0xx`` file, ``1xx`` one persona, ``2xx`` between, ``3xx`` prompts, ``4xx`` decisions,
    ``5xx`` tests, ``6xx`` account memory.
    """

    id: str
    name: str
    severity: Severity = "error"

    @property
    def group(self) -> str:
        """What the codes of its hundred are about.

        >>> CODES["FLT201"].group
        'between personas'
        """
        return _GROUPS[self.id[:4]]

    @property
    def page(self) -> str:
        """The Markdown page that explains the code."""
        return (_PAGES / f"{self.id}.md").read_text(encoding="utf-8")


_ALL = (
    # one file
    Code("FLT001", "unreadable-file"),
    Code("FLT002", "not-utf8"),
    Code("FLT003", "file-too-large"),
    Code("FLT004", "yaml-syntax"),
    Code("FLT005", "yaml-feature"),
    Code("FLT006", "duplicate-key"),
    Code("FLT007", "key-not-text"),
    Code("FLT008", "nested-too-deep"),
    Code("FLT009", "hidden-character"),
    Code("FLT010", "stray-file"),
    Code("FLT011", "not-a-library"),
    Code("FLT012", "number-out-of-range"),
    Code("FLT013", "outside-the-library"),
    Code("FLT014", "not-a-mapping"),
    Code("FLT015", "not-in-one-form", "warning"),
    # one persona, or the shape of one file
    Code("FLT101", "unknown-field"),
    Code("FLT102", "missing-field"),
    Code("FLT103", "wrong-type"),
    Code("FLT104", "unknown-value"),
    Code("FLT105", "not-a-slug"),
    Code("FLT106", "empty-text"),
    Code("FLT107", "class-is-not-the-file-name"),
    Code("FLT108", "domain-is-not-the-folder"),
    Code("FLT109", "no-mandate"),
    Code("FLT110", "duplicate-item"),
    Code("FLT111", "template-syntax"),
    Code("FLT112", "unknown-variable"),
    Code("FLT113", "boundary-on-own-lane"),
    Code("FLT114", "condition-without-boundary"),
    Code("FLT115", "empty-condition"),
    Code("FLT116", "assist-in-own-lane"),
    # between personas
    Code("FLT201", "lane-with-two-owners"),
    Code("FLT202", "unknown-lane"),
    Code("FLT203", "unsettled-lane"),
    Code("FLT204", "unknown-persona"),
    Code("FLT205", "unknown-fact"),
    Code("FLT206", "unknown-trait"),
    Code("FLT207", "unknown-party"),
    Code("FLT208", "owner-disagrees"),
    Code("FLT209", "ladder-loop"),
    Code("FLT210", "boundary-lost"),
    Code("FLT211", "lift-without-power"),
    Code("FLT212", "name-taken"),
    Code("FLT213", "tool-without-lane"),
    Code("FLT214", "limit-never-holds"),
    Code("FLT215", "limit-without-argument"),
    Code("FLT216", "argument-schema"),
    Code("FLT217", "nothing-to-remove"),
    Code("FLT218", "keep-and-retire"),
    Code("FLT219", "unknown-example-key"),
    Code("FLT220", "condition-never-holds"),
    Code("FLT221", "patch-of-a-retired-persona"),
    Code("FLT222", "unknown-source"),
    Code("FLT250", "near-duplicate-example", "warning"),
    Code("FLT251", "too-few-examples", "warning"),
    Code("FLT252", "unchecked-arguments", "warning"),
    Code("FLT253", "nobody-uses-it", "warning"),
    Code("FLT254", "lanes-sound-alike", "warning"),
    # prompts
    Code("FLT301", "prompt-over-budget", "warning"),
    Code("FLT302", "stale-prompt"),
    # decisions
    Code("FLT401", "unknown-name"),
    Code("FLT402", "malformed-request"),
    Code("FLT403", "arguments-refused"),
    Code("FLT404", "outside-lane"),
    Code("FLT405", "behind-boundary"),
    Code("FLT406", "condition-not-met"),
    Code("FLT407", "only-part-of-the-lane"),
    Code("FLT408", "other-stage"),
    Code("FLT409", "other-audience"),
    Code("FLT410", "beyond-limit"),
    Code("FLT411", "not-holding-the-work"),
    Code("FLT412", "handoff-to-oneself"),
    Code("FLT413", "wrong-target"),
    Code("FLT414", "handoff-repeated"),
    Code("FLT415", "handoff-budget-spent"),
    Code("FLT416", "malformed-baton"),
    Code("FLT417", "guard-failed"),
    Code("FLT418", "approval-void"),
    Code("FLT419", "in-doubt"),
    Code("FLT420", "in-lane", "note"),
    Code("FLT421", "approved", "note"),
    Code("FLT422", "work-of-another"),
    Code("FLT423", "claimed-not-done"),
    Code("FLT424", "not-recorded"),
    Code("FLT425", "no-ledger", "note"),
    Code("FLT426", "no-second-opinion", "note"),
    # boundary tests
    Code("FLT501", "unknown-boundary"),
    Code("FLT502", "case-without-request"),
    Code("FLT503", "case-did-not-hold"),
    Code("FLT504", "not-tested"),
    Code("FLT505", "mutant-survived"),
    Code("FLT506", "rate-fell"),
    Code("FLT507", "cases-lost"),
    Code("FLT508", "bar-not-reached"),
    Code("FLT520", "reply-not-recorded"),
    Code("FLT521", "prompt-changed-since-recorded"),
    Code("FLT522", "not-a-cassette"),
    Code("FLT523", "recorded-and-not-asked", "warning"),
    # account memory
    Code("FLT601", "starts-fresh"),
    Code("FLT602", "note-outside-lane"),
    Code("FLT603", "unfit-note"),
    Code("FLT604", "nothing-to-close"),
)

CODES: Mapping[str, Code] = MappingProxyType({code.id: code for code in _ALL})
"""Every code by its id, such as ``FLT201``."""


def code_named(name: str) -> Code | None:
    """Find a code by id (any case) or kebab name; None if there is none.

    >>> code_named("flt201").name
    'lane-with-two-owners'
    """
    wanted = name.strip()
    found = CODES.get(wanted.upper())
    return found or next((code for code in _ALL if code.name == wanted.lower()), None)
