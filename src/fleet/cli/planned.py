"""A plan as text for a terminal, as Markdown for a pull request, as data, and as annotations of a code host."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fleet.diagnostics import visible
from fleet.diagnostics.render import annotation
from fleet.plan import VERDICTS, Change, Plan, PromptDiff, Verdict

_HEADS: Mapping[Verdict, str] = {
    "widens": "widens: somebody may do more",
    "weakens": "weakens: less is told, tested or kept closed",
    "moves": "moves: lanes with another owner",
    "narrows": "narrows: somebody may do less",
    "strengthens": "strengthens: more is told, tested or kept closed",
    "rewords": "rewords: other words, same decisions",
}
_COLORS: Mapping[Verdict, str] = {
    "widens": "\x1b[1;31m",
    "weakens": "\x1b[1;33m",
    "moves": "\x1b[1;35m",
    "narrows": "\x1b[1;36m",
    "strengthens": "\x1b[1;32m",
    "rewords": "\x1b[1m",
}
_OFF = "\x1b[0m"
_ALARMS: tuple[Verdict, ...] = ("widens", "weakens")


def plan_text(plan: Plan, *, diff: bool = False, color: bool = False) -> Iterator[str]:
    """The lines for a terminal: what matters most first, each change with its place."""
    for verdict in VERDICTS:
        changes = plan.of(verdict)
        if changes:
            head = f"{_HEADS[verdict]} ({len(changes)})"
            yield f"{_COLORS[verdict]}{head}{_OFF}" if color else head
        for change in changes:
            yield f"  {visible(change.text)}"
            if change.span is not None:
                yield f"    {visible(change.span.where)}"
    if plan.prompts:
        yield f"prompts that differ ({len(plan.prompts)})"
    for prompt in plan.prompts:
        yield f"  {prompt.persona}: {_counts(prompt)}"
        if diff:
            yield from (f"    {visible(line)}" for line in prompt.lines)


def plan_json(plan: Plan) -> dict[str, object]:
    """The plan as plain data."""
    return {
        "counts": dict(plan.counts),
        "changes": [_data(change) for change in plan.changes],
        "prompts": [
            {"persona": prompt.persona, "added": prompt.added, "removed": prompt.removed, "diff": list(prompt.lines)}
            for prompt in plan.prompts
        ],
    }


def plan_markdown(plan: Plan) -> Iterator[str]:
    """The lines of a comment on a pull request: what widens and weakens in full, the rest folded."""
    yield "### What this changes in the library"
    yield ""
    if not plan:
        yield "No decision, boundary or prompt changes."
        return
    counts = [
        f"**{count} {verdict}**" if verdict in _ALARMS else f"{count} {verdict}" for verdict, count in _counted(plan)
    ]
    yield ", ".join(counts) or "Nothing but prompts."
    for verdict in VERDICTS:
        changes = plan.of(verdict)
        if changes and verdict in _ALARMS:
            yield from ("", f"**{_HEADS[verdict]}**", "", *_items(changes))
        elif changes:
            yield from ("", "<details>", f"<summary>{_HEADS[verdict]} ({len(changes)})</summary>", "")
            yield from (*_items(changes), "", "</details>")
    for prompt in plan.prompts:
        fence = _fence(prompt.lines)
        yield from (
            "",
            "<details>",
            f"<summary>the prompt of <code>{prompt.persona}</code>: {_counts(prompt)}</summary>",
        )
        yield from ("", f"{fence}diff", *map(visible, prompt.lines), fence, "", "</details>")


def plan_github(plan: Plan) -> Iterator[str]:
    """Annotations of a code host: a warning on the line behind each change that widens or weakens."""
    for change in plan.of(*_ALARMS):
        yield annotation("warning", change.span, f"fleet plan: {change.verdict}", change.text)


def _data(change: Change) -> dict[str, object]:
    witness = None
    if change.witness is not None:
        witness = change.witness.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return {
        "verdict": change.verdict,
        "kind": change.kind,
        "subject": change.subject,
        "text": change.text,
        "path": change.span.path if change.span else None,
        "line": change.span.line if change.span else None,
        "witness": witness,
        "arguments": change.arguments,
    }


def _counted(plan: Plan) -> Sequence[tuple[Verdict, int]]:
    return tuple(plan.counts.items())


def _counts(prompt: PromptDiff) -> str:
    return f"{prompt.added} line{'' if prompt.added == 1 else 's'} more, {prompt.removed} less"


def _items(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        place = f" <sub>{_escaped(change.span.where)}</sub>" if change.span else ""
        yield f"- {_escaped(change.text)}{place}"


def _escaped(text: str) -> str:
    """A text in which Markdown acts on nothing but code between backticks, which hold names and stay as they are."""
    parts = re.split(r"(`[^`]*`)", visible(text))
    return "".join(part if part.startswith("`") else re.sub(r"([\\*_{}\[\]<>|#@])", r"\\\1", part) for part in parts)


def _fence(lines: Sequence[str]) -> str:
    longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    return "`" * max(3, longest + 1)
