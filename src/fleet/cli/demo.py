"""``fleet demo``: the library in a minute of reading: a check, a prompt, the matrix, decisions, tests, and a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from fleet.checks import check
from fleet.cli.check import summary
from fleet.cli.ending import OK
from fleet.cli.home import Home, announce
from fleet.cli.matrix import matrix_lines, packed, painted
from fleet.cli.options import CompanyOption, ProductOption
from fleet.cli.screen import screen
from fleet.cli.telling import COLORS, told, told_more, why
from fleet.errors import MissingExtraError
from fleet.guard import Decision, Guard, Handoff
from fleet.integrations.extras import LANGGRAPH, needing
from fleet.library import Library, load
from fleet.prompts import compile_prompt
from fleet.spec import Context
from fleet.testing import Target, generated, run

_PERSONA = "customer-success-manager"
_HEAD = 5
_MORNING = 26


class Scene(NamedTuple):
    """Something that an agent of the shipped library tries, and what is known while it does."""

    persona: str
    tries: str
    arguments: tuple[tuple[str, object], ...] = ()
    target: str | None = None
    known: Context = Context(stage="customer", account="brightwater")

    def decided(self, guard: Guard) -> Decision:
        """Ask the guard: about a handoff in the lane `tries` if there is a target, else about a call of that tool."""
        if self.target is None:
            return guard.check_call(self.persona, self.tries, dict(self.arguments), context=self.known)
        context = self.known.model_copy(update={"current": self.persona})
        return guard.check_handoff(Handoff(self.persona, self.target, self.tries), context=context)

    @property
    def words(self) -> str:
        """The scene in a few words."""
        if self.target is not None:
            return f"{self.persona} hands {self.tries} to {self.target}"
        given = ", ".join(f"{name}={value}" for name, value in self.arguments)
        return f"{self.persona} calls {self.tries}({given})"


SCENES = (
    Scene("customer-success-manager", "tickets.resolve", (("id", 4411),)),
    Scene("customer-success-manager", "ticket-resolution", target="support-agent"),
    Scene("support-agent", "tickets.resolve", (("id", 4411),)),
    Scene("technical-account-manager", "tickets.resolve", (("id", 4411),)),
    Scene("sales-administrator", "discounts.grant", (("account", "brightwater"), ("percent", 10))),
    Scene("account-manager", "discounts.grant", (("account", "brightwater"), ("percent", 25))),
    Scene("support-agent", "renewal", target="account-manager"),
)
"""What the demo shows, with every outcome that an agent should know."""


def demo_command(*, company: CompanyOption = None, product: ProductOption = None) -> int:
    """Show the shipped library at work.

    A check, the head of a prompt for your company, the matrix, the exact tests, an inbox as the router sorts it, and
    two days of one customer on LangGraph; without that, what the guard says to things that agents try.
    """
    announce(Home(None, "the demo is about it"))
    library = load()
    console = screen()
    print(summary(library, check(library)))
    _heading(console, f"the prompt of the {library[_PERSONA].title} begins")
    prompt = compile_prompt(library, _PERSONA, company=company, product=product)
    for line in [line for line in prompt.text.split("\n") if line][:_HEAD]:
        _line(console, Text(line))
    _heading(console, "who works in which lane")
    for line in matrix_lines(library, console.width):
        if line:
            console.print(painted(line), soft_wrap=True)
    days = _two_days()
    if isinstance(days, MissingExtraError):
        _heading(console, "what agents try")
        for text in _played(library):
            _line(console, text)
    _heading(console, "what its tests say")
    results = [result.held for result in run(generated(library), Target.of(library))]
    print(f"{len(results)} exact cases that the library wrote itself: {sum(results)} held")
    _day(console, library, most=None if isinstance(days, MissingExtraError) else _MORNING)
    _heading(console, "the fleet at work: two days of one customer, scripts for models")
    if isinstance(days, MissingExtraError):
        print(f"calls, handoffs, memory: {days}")
        return OK
    for text in days(library):
        _line(console, text)
    return OK


def _two_days() -> Callable[[Library], Iterator[Text]] | MissingExtraError:
    """What plays the two days, or what is missing for it."""
    try:
        with needing("langgraph", *LANGGRAPH):
            from fleet.cli.two_days import two_days  # noqa: PLC0415  an extra, and heavy
    except MissingExtraError as missing:
        return missing
    return two_days


def _played(library: Library) -> Iterator[Text]:
    guard = Guard(library)
    for scene in SCENES:
        decision = scene.decided(guard)
        yield told(decision.outcome, scene.words, COLORS[decision.outcome])
        if not decision:
            yield told_more(why(decision))


def _day(console: Console, library: Library, *, most: int | None) -> None:
    from fleet.cli.day import ends, inbox, lines_of, routed, tally  # noqa: PLC0415  routing loads when the demo runs

    mails = inbox()[:most]
    _heading(console, f"the fleet's {'day' if most is None else 'morning'}: {len(mails)} messages, and who takes them")
    day = []
    for one in routed(library, mails):
        day.append(one)
        for text in lines_of(one, library, console.width):
            _line(console, text)
    _heading(console, "who got how many")
    counted = [f"{number:>2} {name}" for name, number in tally(day).most_common()]
    wide = max(map(len, counted), default=0)
    for line in packed((one.ljust(wide) for one in counted), console.width):
        _line(console, Text(line))
    print(ends(day))


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _line(console: Console, text: Text) -> None:
    console.print(text, no_wrap=True, overflow="ellipsis")
