"""Tools that are new, gone, in another lane, of another effect, or take other arguments."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.diagnostics import Span, listed, quoted
from fleet.library import Library
from fleet.plan.arguments import taken_only_by
from fleet.plan.change import Change, Verdict
from fleet.plan.contexts import telling
from fleet.plan.covering import covers
from fleet.plan.powers import permitted, witnesses
from fleet.plan.terms import context_words
from fleet.spec import Context, Tool


def tools(old: Library, new: Library) -> Iterator[Change]:
    """The differences of every tool that is not written alike in both libraries."""
    for name in sorted({*old.tools, *new.tools}):
        was, now = old.tools.get(name), new.tools.get(name)
        if was != now:
            yield from _callers(old, new, name)
            yield from _taken(old, new, name)
            yield from _worded(old, new, name)


def may_call(library: Library, persona: str, name: str, context: Context) -> bool:
    """Whether a persona may call a tool with arguments that the tool takes."""
    tool = library.tools.get(name)
    if tool is None or persona not in library:
        return False
    return tool.lane is None or tool.effect in permitted(library, persona, tool.lane, context)


def _callers(old: Library, new: Library, name: str) -> Iterator[Change]:
    """Who may call it now and could not before, and the other way round."""
    lanes = [tool.lane for tool in (old.tools.get(name), new.tools.get(name)) if tool is not None and tool.lane]
    sides: dict[Verdict, dict[str, Context]] = {"widens": {}, "narrows": {}}
    for persona in sorted({*old, *new}):

        def allowed(library: Library, context: Context, persona: str = persona) -> frozenset[str]:
            return frozenset({persona} if may_call(library, persona, name, context) else ())

        gained, lost = witnesses(old, new, telling((old, new), persona, lanes), allowed)
        sides["widens"] |= gained
        sides["narrows"] |= lost
    head = _head(old.tools.get(name), new.tools.get(name), name)
    for verdict, found in sides.items():
        if found:
            may = "may now call it" if verdict == "widens" else "may no longer call it"
            witness = next(iter(found.values()))
            text = f"{head}; {listed(found)} {may}"
            if witness.model_copy(update={"current": None}) != Context():
                text += f", for example {context_words(witness)}"
            yield Change(verdict, "tool", name, text, _place(old, new, name), witness)


def _taken(old: Library, new: Library, name: str) -> Iterator[Change]:
    """Arguments that are taken now and were refused before, and the other way round."""
    was, now = old.tools.get(name), new.tools.get(name)
    if was is None or now is None:
        return
    place = _place(old, new, name)
    wider, narrower = taken_only_by(now, was), taken_only_by(was, now)
    if wider is not None:
        text = f"tool {quoted(name)} takes arguments that it refused, such as {quoted(wider, limit=120)}"
        yield Change("widens", "tool", name, text, place, arguments=wider)
    elif not covers(was, now):
        text = f"whether tool {quoted(name)} takes arguments that it refused cannot be told"
        yield Change("weakens", "tool", name, text, place)
    if narrower is not None:
        text = f"tool {quoted(name)} refuses arguments that it took, such as {quoted(narrower, limit=120)}"
        yield Change("narrows", "tool", name, text, place, arguments=narrower)


def _worded(old: Library, new: Library, name: str) -> Iterator[Change]:
    was, now = old.tools.get(name), new.tools.get(name)
    if was is None or now is None:
        return
    if was.beyond != now.beyond:
        text = f"beyond a limit of tool {quoted(name)} the guard says {quoted(now.beyond)}, was {quoted(was.beyond)}"
        yield Change("weakens" if now.beyond == "ask" else "strengthens", "tool", name, text, _place(old, new, name))
    for argument in sorted({*was.drafts} ^ {*now.drafts}):
        judged = "is judged like a reply" if argument in now.drafts else "is no longer judged like a reply"
        verdict: Verdict = "strengthens" if argument in now.drafts else "weakens"
        text = f"the text in {quoted(argument)} of tool {quoted(name)} {judged}"
        yield Change(verdict, "tool", name, text, _place(old, new, name))
    if was.about != now.about:
        yield Change("rewords", "tool", name, f"tool {quoted(name)} has another `about`", _place(old, new, name))
    if (was.lane, was.effect) != (now.lane, now.effect):
        yield Change("rewords", "tool", name, _head(was, now, name), _place(old, new, name))


def _head(was: Tool | None, now: Tool | None, name: str) -> str:
    if was is None or now is None:
        return f"tool {quoted(name)} is {'new, ' + _where(now) if now else 'gone'}"
    if (was.lane, was.effect) == (now.lane, now.effect):
        return f"tool {quoted(name)}, {_where(now)}"
    return f"tool {quoted(name)} is {_where(now)}, was {_where(was)}"


def _where(tool: Tool | None) -> str:
    if tool is None:
        return "nowhere"
    return f"{tool.effect} in {quoted(tool.lane)}" if tool.lane else f"{tool.effect}, shared"


def _place(old: Library, new: Library, name: str) -> Span:
    library = new if name in new.tools else old
    return library.parts.draft.manifest.mapping["tools"].key(name)
