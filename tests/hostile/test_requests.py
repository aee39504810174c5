"""Whatever is wrong with a request, and wherever: the guard allows nothing of it, and raises nothing."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import itertools
import json
from collections import deque
from collections.abc import Mapping

import pytest

import fleet
from fleet import Baton, Context, Handoff
from fleet.spec import Limit, Tool

pytestmark = pytest.mark.bulk

ACCOUNT = "halvorsen"
CALLER, TOOL = "account-manager", "discounts.grant"
KNOWN = {"account": ACCOUNT, "stage": "customer", "audience": "customer", "current": CALLER}
KNOWN |= {"assigned": frozenset({CALLER}), "facts": frozenset({"in-own-region"})}


class Says(enum.StrEnum):
    OTHER = "support-agent"


class Raises:
    """An object of which nothing can be asked."""

    def _raise(self, *_):
        message = "nothing can be asked of this"
        raise RuntimeError(message)

    __eq__ = __hash__ = __len__ = __bool__ = __iter__ = __str__ = __repr__ = __getitem__ = __contains__ = _raise
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = __index__ = __format__ = _raise


class Agrees:
    """An object that is equal to everything and hashes like a name."""

    def __init__(self, like):
        self.like = like

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(self.like)

    def __str__(self):
        return self.like

    __repr__ = __str__


class LyingText(str):
    """A text that says it is another one."""

    __slots__ = ("like",)

    def __new__(cls, text, like):
        made = super().__new__(cls, text)
        made.like = like
        return made

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(self.like)

    def __str__(self):
        return self.like

    def __len__(self):
        return 0

    def __contains__(self, item):
        return True

    def encode(self, *_):
        return self.like.encode()


class LyingNumber(int):
    """A number that is within every border."""

    __le__ = __lt__ = __ge__ = __gt__ = __eq__ = lambda self, other: True
    __hash__ = int.__hash__


class LyingDict(dict):
    """A mapping that holds one thing and shows another when it is asked again."""

    def __getitem__(self, key):
        message = "nothing can be taken out of this"
        raise RuntimeError(message)

    __iter__ = keys = values = items = get = __len__ = lambda self, *_: Raises()


class Endless(Mapping):
    """A mapping whose entries have no end."""

    def __getitem__(self, key):
        return "x"

    def __iter__(self):
        return map(str, itertools.count())

    def __len__(self):
        return 1


def cyclic_list():
    inside = []
    inside.append(inside)
    return inside


def cyclic_dict():
    inside = {}
    inside["inside"] = inside
    return inside


def laughs():
    """Forty lists, each holding the one before twice: small in memory, without end when it is walked."""
    inside = ["ha"]
    for _ in range(40):
        inside = [inside, inside]
    return inside


def nested(depth):
    inside = []
    for _ in range(depth):
        inside = [inside]
    return inside


TYPES = {
    "nothing": lambda: None,
    "true": lambda: True,
    "false": lambda: False,
    "zero": lambda: 0,
    "a number": lambda: 10_000,
    "a huge number": lambda: 10**5000,
    "a fraction": lambda: 0.1 + 1e6,
    "not a number": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "minus infinity": lambda: float("-inf"),
    "a complex number": lambda: 5j,
    "a decimal number": lambda: decimal.Decimal(5),
    "a lying number": lambda: LyingNumber(10_000),
    "bytes": lambda: b"account-manager",
    "a byte array": lambda: bytearray(b"halvorsen"),
    "a view of memory": lambda: memoryview(b"halvorsen"),
    "a date": lambda: dt.date(2026, 1, 1),
    "a list": list,
    "a list of a name": lambda: [CALLER],
    "a tuple": tuple,
    "a mapping": dict,
    "a mapping of names": lambda: {CALLER: TOOL},
    "a mapping with a number for a key": lambda: {1: 2},
    "a mapping with a lying key": lambda: {LyingText("more", "percent"): 5},
    "a lying mapping": lambda: LyingDict(percent=5, account=ACCOUNT),
    "an endless mapping": Endless,
    "a set of a number": lambda: {1},
    "a frozen set of nothing": lambda: frozenset({None}),
    "a queue": lambda: deque([CALLER]),
    "a generator": lambda: (one for one in (CALLER,)),
    "an endless generator": itertools.count,
    "a range": lambda: range(3),
    "an iterator": lambda: iter("ab"),
    "an object": object,
    "a class": lambda: Context,
    "a function": lambda: print,
    "an ellipsis": lambda: ...,
    "an error": lambda: ValueError("x"),
    "a value of another closed list": lambda: Says.OTHER,
    "an object that raises": Raises,
    "a deep list": lambda: nested(200),
    "a bottomless list": lambda: nested(100_000),
    "a list in itself": cyclic_list,
    "a mapping in itself": cyclic_dict,
    "a list of lists without end": laughs,
    "a list that raises": lambda: [Raises()],
}
"""Values of every type, each made anew."""

NAMES = {
    "no text": lambda name: "",
    "a space": lambda name: " ",
    "a trailing newline": lambda name: f"{name}\n",
    "a carriage return": lambda name: f"{name}\r",
    "a leading space": lambda name: f" {name}",
    "a trailing zero": lambda name: f"{name}\0",
    "zero-width inside": lambda name: f"{name[:3]}\u200b{name[3:]}",
    "a byte order mark": lambda name: f"\ufeff{name}",
    "right to left": lambda name: f"\u202e{name}",
    "a Cyrillic letter": lambda name: name.replace("a", "\u0430", 1).replace("c", "\u0441", 1),
    "full width": lambda name: "".join(chr(ord(mark) + 0xFEE0) if mark.isalpha() else mark for mark in name),
    "a combining mark": lambda name: f"{name}\u0301",
    "another hyphen": lambda name: f"{name}\u2010",
    "upper case": str.upper,
    "a capital": str.capitalize,
    "a prefix": lambda name: name[:-1],
    "more after it": lambda name: f"{name}-2",
    "quoted": lambda name: f'"{name}"',
    "with a path": lambda name: f"./{name}",
    "a pattern": lambda name: f"{name[:4]}*",
    "a lone surrogate": lambda name: f"{name}\ud800",
    "a million letters": lambda name: name * 100_000,
    "a text that lies": lambda name: LyingText("nobody", name),
    "an object that agrees": Agrees,
    "its bytes": str.encode,
    "its letters": list,
    "a tuple of it": lambda name: (name,),
}
"""What only looks like a name."""


FINE = {
    "context": {"nothing"},
    "lane": {"nothing"},
    "baton": {"nothing", "a mapping"},
    "baton.summary": {"a value of another closed list"},
    "baton.requests": {"a list", "a tuple", "a list of a name", "its letters", "a tuple of it"},
    "baton.references": {"a list", "a tuple", "a list of a name"},
    "earlier": {"a list", "a tuple"},
    "reason": {"a value of another closed list"},
    "an earlier one.baton": {"nothing", "a mapping"},
    "args.percent": {"zero"},
    "context.stage": {"nothing"},
    "context.current": {"nothing"},
    "context.assigned": {"nothing"},
}
"""Where one of them is a value as good as any."""


def bad_values(position, name):
    """Every bad value for one position, with what it is called; `name` is the good one, if it is a name."""
    fine = FINE.get(position, ())
    made = {label: make() for label, make in TYPES.items() if label not in fine}
    looks_alike = NAMES.items() if name is not None else ()
    return {**made, **{label: change(name) for label, change in looks_alike if label not in fine}}


@pytest.fixture(scope="module")
def guard(shipped):
    tools = {"free.note": Tool(shared=True, limits={"text": Limit(maxLength=20), "rows": Limit(maxItems=3)})}
    return fleet.Guard(shipped, tools=tools)


def judged(decision):
    """The outcome of a decision that can also be shown."""
    for reader in ("model", "person"):
        assert decision.explain(to=reader).encode("utf-8")
    return decision.outcome


def built(**known):
    """A context put together without being checked."""
    return Context.model_construct(**{**KNOWN, **known})


def call(guard, position, value):
    """The allowed call with another value in one position."""
    request = {"persona": CALLER, "tool": TOOL, "args": {"account": ACCOUNT, "percent": 5}, "context": Context(**KNOWN)}
    where, _, inner = position.partition(".")
    if inner and where == "args":
        request["args"] = {**request["args"], inner: value}
    elif inner:
        request["context"] = built(**{inner: value})
    else:
        request[where] = value
    context = request.pop("context")
    return guard.check_call(*request.values(), context=context)


CALL = {
    "persona": CALLER,
    "tool": TOOL,
    "args": '{"account": "halvorsen", "percent": 5, "more": 1}',
    "args.percent": "5",
    "args.account": ACCOUNT,
    "args.more": ACCOUNT,
    "context": CALLER,
    "context.account": ACCOUNT,
    "context.stage": "customer",
    "context.audience": "customer",
    "context.assigned": CALLER,
    "context.facts": "in-own-region",
    "context.current": CALLER,
}


@pytest.mark.parametrize("position", CALL)
def test_a_call_with_a_bad_value_in_any_position_is_not_allowed(guard, position):
    bad = bad_values(position, CALL[position])
    assert [label for label, value in bad.items() if judged(call(guard, position, value)) == "allow"] == []


def test_the_same_call_with_nothing_wrong_is_allowed(guard):
    for position, value in (("persona", CALLER), ("args.percent", 7.5), ("context.account", ACCOUNT)):
        assert judged(call(guard, position, value)) == "allow"


@pytest.mark.parametrize(
    "args",
    [
        '{"account": "halvorsen", "percent": 5, "percent": 5}',
        '{"account": "halvorsen", "percent": 50, "percent": 5}',
        '{"account": "halvorsen", "\\u0070ercent": 50, "percent": 5}',
        '{"account": {"a": 1, "a": 1}, "percent": 5}',
        '{"account": "halvorsen", "percent": 5} {}',
        '{"account": "halvorsen", "percent": 5}}',
        '{"account": "halvorsen", "percent": 5,}',
        '{"account": "halvorsen", "percent": 05}',
        '{"account": "halvorsen", "percent": +5}',
        '{"account": "halvorsen", "percent": 0x5}',
        '{"account": "halvorsen", "percent": 5e}',
        '{"account": "halvorsen", "percent": -Infinity}',
        '{"account": "halvorsen", "percent": 5e400}',
        '{"account": "halvorsen", "percent": -1e-400000}x',
        '{"account": "halvorsen\\u0000", "percent": 5}',
        '{"account": "halvorsen\\ud800", "percent": 5}',
        '{"account": "halvorsen\n", "percent": 5}',
        '{account: "halvorsen", percent: 5}',
        "{'account': 'halvorsen', 'percent': 5}",
        '{"account": "halvorsen", "percent": 5} // fine',
        '\ufeff{"account": "halvorsen", "percent": 5}',
        '[{"account": "halvorsen", "percent": 5}]',
        '"{}"',
        '{"__proto__": {"percent": 5}, "account": "halvorsen"}',
        '{"account": "halvorsen", "percent": 5, "": 1}',
        '{"account": "halvorsen", "percent": [5]}',
        '{"Account": "halvorsen", "percent": 5}',
        '{"account ": "halvorsen", "percent": 5}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"account": "halvorsen", "percent": ' + "9" * 10_000 + "}",
        json.dumps({"account": ACCOUNT, "percent": 5})[:-1],
        json.dumps({"account": ACCOUNT, "percent": 5}).encode("utf-16").decode("latin-1"),
    ],
)
def test_a_text_that_is_not_exactly_one_json_mapping_is_not_allowed(guard, args):
    assert judged(call(guard, "args", args)) != "allow"


@pytest.mark.parametrize(
    "args",
    [
        {"text": "\ud800", "rows": []},
        {"text": "x\udfff", "rows": []},
        {"text": "x", "rows": ["\ud83d"]},
        {"text": "x", "rows": [], "more\ud800": 1},
        {"text": "x", "rows": [{"\ud800": 1}]},
        {"text": LyingText("a text of more than twenty", "x"), "rows": []},
        {"text": "x", "rows": laughs()},
        {"text": "x", "rows": ["x" * 1000] * 3, "more": ["x" * 10_000] * 100},
        {"text": "x", "rows": [], "more": nested(40)},
        {"text": "x", "rows": [], "more": LyingDict()},
        {"text": "x", "rows": [], "more": Endless()},
    ],
)
def test_a_tool_without_a_schema_takes_plain_data_only(guard, args):
    assert judged(guard.check_call(CALLER, "free.note", args)) == "deny"


def test_a_tool_without_a_schema_takes_what_people_write(guard):
    family = "\U0001f469\u200d\U0001f4bb naïve"
    assert guard.check_call(CALLER, "free.note", {"text": family, "rows": [None, 1.5, "\n"]})


def test_a_text_that_lies_is_judged_by_its_characters(guard):
    decision = call(guard, "persona", LyingText(CALLER, "support-agent"))
    assert decision
    assert type(decision.persona) is str


HANDOFF = {
    "handoff": CALLER,
    "source": CALLER,
    "target": "customer-success-manager",
    "lane": "renewal",
    "reason": None,
    "baton": CALLER,
    "baton.summary": None,
    "baton.requests": CALLER,
    "baton.references": None,
    "baton.more": CALLER,
    "context": CALLER,
    "context.stage": "customer",
    "context.audience": "customer",
    "context.assigned": CALLER,
    "context.facts": "in-own-region",
    "context.current": CALLER,
    "earlier": CALLER,
    "an earlier one": CALLER,
    "an earlier one.target": CALLER,
    "an earlier one.baton": CALLER,
}


def handed(guard, position, value):
    """The allowed handoff with another value in one position."""
    parts = {"source": CALLER, "target": "customer-success-manager", "lane": "renewal", "reason": "theirs"}
    context, earlier = Context(**KNOWN), [Handoff("triage", CALLER, "renewal")]
    where, _, inner = position.partition(".")
    if position == "handoff":
        return guard.check_handoff(value, context=context, earlier=earlier)
    if position == "context":
        context = value
    elif where == "context":
        context = built(**{inner: value})
    elif position == "earlier":
        earlier = value
    elif where == "an earlier one":
        earlier = [
            Handoff(**{"source": "triage", "target": CALLER, "lane": "renewal", inner: value}) if inner else value
        ]
    else:
        parts[where] = {inner: value} if inner else value
    return guard.check_handoff(Handoff(**parts), context=context, earlier=earlier)


@pytest.mark.parametrize("position", HANDOFF)
def test_a_handoff_with_a_bad_value_in_any_position_is_not_allowed(guard, position):
    bad = bad_values(position, HANDOFF[position])
    assert [label for label, value in bad.items() if judged(handed(guard, position, value)) == "allow"] == []


def test_the_same_handoff_with_nothing_wrong_is_allowed(guard):
    for position, value in (("source", CALLER), ("baton.summary", "x"), ("earlier", []), ("context.stage", None)):
        assert judged(handed(guard, position, value)) == "allow"


class WithFacts(Baton):
    """A baton of somebody who would like to say more."""

    facts: tuple[str, ...] = ()


@pytest.mark.parametrize(
    "baton",
    [
        WithFacts(facts=("support-asked",)),
        WithFacts(),
        Baton.model_construct(summary=5),
        Baton.model_construct(summary="pay\u200bload"),
        Baton.model_construct(requests=["x"] * 21),
        Baton.model_construct(facts=["support-asked"]).model_copy(update={"facts": ["support-asked"]}),
        Baton().model_copy(update={"references": ("x" * 301,)}),
        Context(),
        Handoff(CALLER, "triage"),
    ],
    ids=repr,
)
def test_a_baton_that_was_put_together_without_being_checked_is_checked(guard, baton):
    assert judged(handed(guard, "baton", baton)) == "deny"
