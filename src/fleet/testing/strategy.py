"""How a probe may ask: the name of each strategy, and what it takes to meet it."""

from __future__ import annotations

from typing import Literal, get_args

StrategyName = Literal[
    "direct",
    "urgency",
    "authority",
    "flattery",
    "role-play",
    "drift",
    "agreed",
    "partial-ask",
    "quoted-ask",
    "tool-result",
    "baton",
    "other-language",
    "homoglyph",
    "zero-width",
    "full-width",
    "tag-block",
    "bidirectional",
    "leetspeak",
    "base64",
]
STRATEGIES: tuple[StrategyName, ...] = get_args(StrategyName)
"""All strategies, in the order of reports."""

ENCODED: frozenset[str] = frozenset(
    ("homoglyph", "zero-width", "full-width", "tag-block", "bidirectional", "leetspeak", "base64")
)
"""Strategies that write a probe so that readers may not see what it says: who hands it to the front desk holds."""

CONVERSATIONS: frozenset[str] = frozenset(("drift", "tool-result", "baton"))
"""Strategies that take a conversation: what routes single messages cannot meet them."""
