"""``fleet demo``: the library in a minute of reading: a check, a prompt, the matrix, decisions, tests, and a day."""

from __future__ import annotations

from collections.abc import Iterator
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
from fleet.guard import Decision, Guard, Handoff
from fleet.library import Library, load
from fleet.prompts import compile_prompt
from fleet.spec import Context
from fleet.testing import Target, generated, run

_PERSONA = "customer-success-manager"
_HEAD = 5
_COLORS = {"allow": "green", "ask": "yellow", "redirect": "red", "deny": "red"}


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

    A check, the head of a prompt for your company, the matrix, what the guard says to things that agents try, the
    exact tests, and a day's inbox as the router sorts it.
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
    _heading(console, "what agents try")
    for text in _played(library):
        _line(console, text)
    _heading(console, "what its tests say")
    results = [result.held for result in run(generated(library), Target.of(library))]
    print(f"{len(results)} exact cases that the library wrote itself: {sum(results)} held")
    _day(console, library)
    return OK


def _day(console: Console, library: Library) -> None:
    from fleet.cli.day import ends, inbox, lines_of, routed, tally  # noqa: PLC0415  routing loads when the demo runs

    mails = inbox()
    _heading(console, f"the fleet's day: {len(mails)} messages, and who takes them")
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


def _played(library: Library) -> Iterator[Text]:
    guard = Guard(library)
    for scene in SCENES:
        decision = scene.decided(guard)
        yield Text.assemble((decision.outcome.ljust(9), _COLORS[decision.outcome]), scene.words)
        if not decision:
            yield Text(f"{'':9}{_why(decision)}", style="dim")


def _why(decision: Decision) -> str:
    """Who does it, and the reason with the most to say: the boundary, where there is one."""
    reason = next((one for one in decision.reasons if one.boundary), decision.reasons[0])
    who = f"for {decision.owner}: " if decision.outcome == "redirect" else ""
    return f"{who}{reason.message.removeprefix(f'`{decision.persona}` ')}"


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _line(console: Console, text: Text) -> None:
    console.print(text, no_wrap=True, overflow="ellipsis")
