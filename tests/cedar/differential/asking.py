"""Random requests to a library, biased to borders: what just holds, and the same with one thing beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from differential.arguments import arguments
from differential.tools import ACCOUNT
from differential.work import Call, Request, Transfer
from fleet import Baton, Context, Handoff
from fleet.library import Library
from fleet.spec import STAGES, Assist, Condition

_BROKEN = ('{"amount": 1, "amount": 2}', '{"amount": NaN}', "[]", "", "{", "null", '{"amount": 1e999}')
_NO_BATONS = ({"facts": ["asked"]}, {"summary": 7}, {"summary": "pay\u200bload"}, ["a list"], "a text")
_BATONS = ({}, {"summary": ""}, {"summary": "a"}, {"summary": "b"}, Baton(), Baton(summary="a"), {"requests": []})


def random_requests(rng: Random, library: Library, count: int) -> list[Request]:
    """`count` requests, two calls for each handoff."""
    asker = _Asker(rng, library)
    return [asker.transfer() if at % 3 == 2 else asker.call() for at in range(count)]


class _Asker:
    def __init__(self, rng: Random, library: Library) -> None:
        self.rng = rng
        self.library = library
        self.personas = sorted(library)
        self.parties = sorted(library.parties)
        self.lanes = sorted(library.lanes)
        self.facts = sorted(library.facts)
        self.tools = sorted(library.tools)

    def call(self) -> Call:
        name = self.rng.choice(self.tools)
        tool = self.library.tools[name]
        persona, assist = self._worker(tool.lane)
        context = self._context(persona, tool.lane, assist)
        meant: Mapping[str, object] | None = arguments(self.rng, tool, context.account)
        args = json.dumps(meant) if self._by_chance(0.1) else meant
        if self._by_chance(0.03):
            args, meant = self.rng.choice(_BROKEN), None
        if self._by_chance(0.06):
            name = self._misnamed(name)
        return Call(persona, name, args, meant, context)

    def transfer(self) -> Transfer:
        lane = None if self._by_chance(0.06) else self.rng.choice(self.lanes)
        target, assist = self._worker(lane)
        subject = target
        source = self.rng.choice([*self.personas, self.rng.choice(self.parties)])
        steps = [(persona, persona.above) for persona in self.library.values() if persona.above is not None]
        if steps and self._by_chance(0.25):
            higher, source = self.rng.choice(steps)
            target, subject = higher.class_, source
            assist = self.rng.choice([None, *self.library[source].assists])
            lane = lane if assist is None else assist.lane
        elif self._by_chance(0.2):
            target = self.rng.choice(self.parties)
        context = self._context(subject, lane, assist)
        context = context.model_copy(update={"current": self._holder(source)})
        if self._by_chance(0.05):
            target = source
        sound = not self._by_chance(0.04)
        baton = self.rng.choice(_NO_BATONS) if not sound else self.rng.choice([None, *_BATONS])
        lane = self._misnamed(lane) if lane is not None and self._by_chance(0.04) else lane
        handoff = Handoff(source, target, lane, reason="why", baton=baton)
        return Transfer(handoff, context, self._earlier(handoff), sound)

    def _worker(self, lane: str | None) -> tuple[str, Assist | None]:
        """Somebody who may be asked for work in a lane, and the assist that this rests on, if it does."""
        if self._by_chance(0.05):
            return self.rng.choice(
                [self._misnamed(self.rng.choice(self.personas)), self.rng.choice(self.parties)]
            ), None
        grants = [(who, one) for (who, there), all_ in self.library.grants.items() if there == lane for one in all_]
        if grants and self._by_chance(0.6):
            return self.rng.choice(grants)
        readers = [class_ for class_ in self.personas if lane in self.library[class_].reads]
        if readers and self._by_chance(0.3):
            return self.rng.choice(readers), None
        owner = self.library.owners.get(lane or "")
        if owner in self.personas and self._by_chance(0.5):
            return owner, None
        return self.rng.choice(self.personas), None

    def _context(self, persona: str, lane: str | None, assist: Assist | None) -> Context:
        """A context in which the assist of a persona holds, or any; then, every other time, one thing is changed."""
        known = dict(self._anything())
        duty = self.library.lanes.get(lane or "")
        if duty is not None and self._by_chance(0.8):
            known["stage"] = self.rng.choice([None, *(duty.stages or STAGES)])
            known["audience"] = duty.audience or known["audience"]
        if assist is not None and assist.when is not None and self._by_chance(0.9):
            known |= self._holding(assist.when, persona, known)
            if self._by_chance(0.5):
                known |= self._one_short(assist.when, persona, known)
        known["current"] = self.rng.choice([None, persona]) if not self._by_chance(0.06) else self._somebody()
        return Context(**known)

    def _anything(self) -> Iterator[tuple[str, object]]:
        yield "account", self.rng.choice([ACCOUNT, ACCOUNT, ACCOUNT, None, "other"])
        yield "stage", self.rng.choice([None, *STAGES])
        yield "audience", self.rng.choice(["customer", "customer", "teammate"])
        yield "assigned", self.rng.choice([None, frozenset(), self._some(self.personas, 2)])
        yield "facts", self._some(self.facts, 2)
        if self._by_chance(0.02):
            yield "facts", frozenset({self._misnamed(self.rng.choice(self.facts))})
        if self._by_chance(0.02):
            yield "assigned", frozenset({self._misnamed(self.rng.choice(self.personas)), *self.parties[:1]})

    def _holding(self, when: Condition, class_: str, known: Mapping[str, object]) -> dict[str, object]:
        """What a context must say so that the condition holds, and no more."""
        holding: dict[str, object] = {"facts": frozenset(when.facts)}
        if when.assigned or when.unassigned is not None:
            level = self.rng.choice([class_, *sorted(self.library.levels.get(class_, ()))])
            holding["assigned"] = frozenset({level} if when.assigned else ())
        if when.stages is not None and known["stage"] not in when.stages:
            holding["stage"] = self.rng.choice(when.stages)
        if when.audience is not None:
            holding["audience"] = when.audience
        return holding

    def _one_short(self, when: Condition, class_: str, known: Mapping[str, object]) -> dict[str, object]:
        """One thing beside what the condition asks."""
        levels = self.library.levels
        changes: list[dict[str, object]] = [{"facts": frozenset(when.facts) - {fact}} for fact in when.facts]
        if when.assigned or when.unassigned is not None:
            below = [lower for lower in self.personas if class_ in levels[lower]]
            others = [None, frozenset(), frozenset(below) - {class_}, self._some(self.personas, 3)]
            if when.unassigned is not None:
                others += [frozenset({self.rng.choice(sorted(levels[when.unassigned])), *(known["assigned"] or ())})]
            changes += [{"assigned": assigned} for assigned in others]
        if when.stages is not None:
            changes += [{"stage": stage} for stage in (None, *STAGES) if stage not in when.stages]
        if when.audience is not None:
            changes.append({"audience": "customer" if when.audience == "teammate" else "teammate"})
        return self.rng.choice(changes)

    def _holder(self, source: str) -> str | None:
        return self.rng.choice([source] * 8 + [None, self._somebody()])

    def _somebody(self) -> str:
        return self.rng.choice([*self.personas, *self.parties, self._misnamed(self.rng.choice(self.personas))])

    def _earlier(self, handoff: Handoff) -> tuple[Handoff, ...]:
        """No handoff before, or some, the last of them mostly to the one who hands over now."""
        if self._by_chance(0.5):
            return ()
        made = [
            Handoff(self._somebody(), self._somebody(), self.rng.choice(self.lanes), baton={"summary": str(number)})
            for number in range(self.rng.choice([0, 1, 2, 6, 7, 8]))
        ]
        if self._by_chance(0.25):
            same = handoff.baton not in _NO_BATONS and self._by_chance(0.5)
            baton = handoff.baton if same else self.rng.choice(_BATONS)
            made.append(Handoff(handoff.source, handoff.target, handoff.lane, baton=baton))
        last = self._somebody() if self._by_chance(0.1) else handoff.source
        return (*made, Handoff(self._somebody(), last, self.rng.choice(self.lanes)))

    def _misnamed(self, name: str) -> str:
        """A name that is not, or only nearly, the one that exists."""
        changes = (
            *(name[:-1], name.partition(".")[0].partition("-")[0], f"{name}-2", f"{name}\n", f" {name}", "nobody", ""),
            *(name.swapcase(), name.title(), name.replace("-", "_"), name.replace("a", "\u0430", 1)),
            f"{name[:1]}\u200b{name[1:]}",
        )
        return self.rng.choice(changes)

    def _some(self, names: Sequence[str], most: int) -> frozenset[str]:
        return frozenset(self.rng.sample(names, self.rng.randint(0, min(most, len(names)))))

    def _by_chance(self, share: float) -> bool:
        return self.rng.random() < share
