"""The fleet's day of ``fleet demo``: an inbox of invented messages, and where the router sends each while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints
from rich.text import Text

from fleet.diagnostics import visible
from fleet.errors import LibraryError
from fleet.library import Library, columns_of
from fleet.library.shape import shaped
from fleet.routing import Leg, Route, Router
from fleet.source import compose
from fleet.spec import Audience, Context, Stage
from fleet.spec.frozen import Model
from fleet.spec.frozen import Text as Words

_FILE = "day.yaml"
_TIME = 5
_SENDER = 0.4
_SURE = " 100%"


class Mail(Model):
    """A message of the day.

    Attributes:
        at: when it comes.
        role: what its writer does.
        firm: where; None is a teammate.
        stage: the stage of the account; None is unknown.
        audience: who reads the answer.
        text: what is written.
    """

    at: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    role: Words
    firm: Words | None = None
    stage: Stage | None = None
    audience: Audience = "customer"
    text: Words

    @property
    def sender(self) -> str:
        """Who writes, in a few words."""
        return f"{self.role}, {self.firm or self.audience}"


class Inbox(Model):
    """The file of a day.

    Attributes:
        messages: what comes in, in its order.
    """

    messages: tuple[Mail, ...] = Field(min_length=1)


class Taken(NamedTuple):
    """A message, and where the router sends it."""

    mail: Mail
    route: Route


def inbox() -> tuple[Mail, ...]:
    """The messages of the day that comes with the package.

    >>> len(inbox())
    40
    """
    node, findings = compose((files("fleet.cli") / _FILE).read_text(encoding="utf-8"), _FILE)
    file, more = (None, []) if node is None else shaped(Inbox, node)
    if file is None:
        raise LibraryError([*findings, *more])
    return file.messages


def routed(library: Library, mails: Iterable[Mail]) -> Iterator[Taken]:
    """Route one message after the other; whoever took a sender's last one has the conversation when more comes."""
    router = Router(library)
    written: dict[str, list[str]] = {}
    talking: dict[str, str] = {}
    for mail in mails:
        history = written.setdefault(mail.sender, [])
        context = Context(account=mail.firm, stage=mail.stage, audience=mail.audience, current=talking.get(mail.sender))
        route = router.route(mail.text, context=context, history=history)
        yield Taken(mail, route)
        history.append(mail.text)
        if route.outcome == "routed":
            talking[mail.sender] = route.persona


def lines_of(taken: Taken, library: Library, width: int) -> Iterator[Text]:
    """One line in columns that fill `width`, and one more for every further request; what is asked about stays whole.

    >>> import fleet
    >>> leg = Leg("renewal", "customer-success-manager", 0.97, "When does our contract end?", (0, 27))
    >>> mail = Mail(at="09:00", role="buyer", firm="Larkfield", text="When does our contract end?")
    >>> print(*lines_of(Taken(mail, Route("routed", (leg,))), fleet.load(), 100))
    09:00 buyer, Larkfield       When does our contract end?        -> customer-success-manager 97%
    """
    mail, route = taken
    longest = max(map(len, columns_of(library)), default=0) + len(_SURE)
    answer = max(longest, width // 3)
    left = max(width - _TIME - answer - len("   -> "), 2)
    sender = int(left * _SENDER)
    legs = route.legs if route.outcome == "routed" else route.legs[:1]
    for place, leg in enumerate(legs):
        said = mail.text if route.outcome == "clarify" else leg.text
        columns = (
            _cut(mail.at if place == 0 else "", _TIME),
            _cut(mail.sender if place == 0 else "", sender, "dim"),
            _cut(said, left - sender),
            Text("->", "dim"),
            _answer(route, leg, answer),
        )
        yield Text(" ").join(columns)


def tally(day: Iterable[Taken]) -> Counter[str]:
    """How many requests each persona or party got, of what was routed."""
    return Counter(leg.persona for _, route in day if route.outcome == "routed" for leg in route.legs)


def ends(day: Iterable[Taken]) -> str:
    """How the messages ended, in a sentence."""
    routes = [route for _, route in day]
    ended = Counter(route.outcome for route in routes)
    requests = sum(len(route.legs) for route in routes if route.outcome == "routed")
    return (
        f"{len(routes)} messages: {ended['routed']} routed ({requests} requests), "
        f"{ended['clarify']} asked about, {ended['fallback']} to the front desk"
    )


def _answer(route: Route, leg: Leg, width: int) -> Text:
    if route.outcome == "routed":
        return Text(f"{leg.persona} {leg.confidence:.0%}", "green")
    if route.outcome == "fallback":
        return Text(f"front desk: {leg.persona}", "red")
    between = " or ".join(one.lane for one in leg.candidates[:2])
    text = Text(f"asks: {between}?", "yellow")
    text.truncate(width, overflow="ellipsis")
    return text


def _cut(words: str, width: int, style: str = "") -> Text:
    """Words on one line, exactly as wide as asked for."""
    text = Text(visible(" ".join(words.split())), style)
    text.truncate(width, overflow="ellipsis", pad=True)
    return text
