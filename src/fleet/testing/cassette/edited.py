"""What is different in a compiled prompt since replies to it were recorded: which blocks, from which lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from fleet.diagnostics import Diagnostic, Label, Span, quoted
from fleet.library import MANIFEST, Library, shipped_folder, shown
from fleet.prompts import Block, Prompt
from fleet.testing.cassette.values import Told, ToldBlock

_MOST = 4
_WEIGHTY = ("boundaries", "mandate", "assists")
_FIXED = "fixed text"
_KINDS = {
    "assists": "assist",
    "boundaries": "boundary",
    "mandate": "duty",
    "parties": "party",
    "personas": "owner",
    "traits": "trait",
}


class Edit(NamedTuple):
    """A block that is not what it was: its name, what became of it, and where the spec says it now."""

    element: str
    what: str
    place: Span

    @property
    def words(self) -> str:
        """The edit in a few words.

        >>> Edit("boundaries/no-pricing", "is gone", Span("a.yaml", 1, 1, 1, 1)).words
        'boundary `no-pricing` is gone'
        """
        kind, _, name = self.element.partition("/")
        return f"{_KINDS.get(kind, 'text')} {quoted(name or kind)} {self.what}"


def edited(told: Told, prompt: Prompt, now: Told, library: Library) -> Diagnostic:
    """Return the finding that says how a prompt was edited.

    Args:
        told: the prompt as it was recorded.
        prompt: as it is compiled now.
        now: the same as a cassette would keep it.
        library: whose prompt it is.
    """
    edits = _edits(told, prompt, now, library)
    first, *others = edits
    more = f", and {len(edits) - 1} more" if others else ""
    return Diagnostic(
        "FLT521",
        f"the prompt of {quoted(prompt.persona)} changed since it was recorded: {first.words}{more}",
        first.place,
        tuple(Label(edit.place, edit.words) for edit in others[:_MOST]),
        note="what a model replied to another prompt says nothing of this one",
        help=f"record the cassette of {quoted(prompt.persona)} again, and read what changed in it",
    )


def _edits(told: Told, prompt: Prompt, now: Told, library: Library) -> tuple[Edit, ...]:
    """Each block that is another, new or gone; where all are the same, the first that moved."""
    blocks = [block for block in prompt.blocks if not block.changing]
    old, new = _by_name(told.blocks), _by_name(now.blocks)
    names = _numbered(block.element for block in blocks)
    places = {name: _place(block, library) for name, block in zip(names, blocks, strict=True)}
    edits = [Edit(name[0], "is new", place) for name, place in places.items() if name not in old]
    edits += [
        Edit(name[0], "is another", place)
        for name, place in places.items()
        if name in old and old[name].text.strip() != new[name].text.strip()
    ]
    edits += [Edit(name[0], "is gone", _home(name[0], prompt, library)) for name in old if name not in new]
    if not edits:
        moved = (now for was, now in zip(old, new, strict=True) if was != now or old[was].text != new[now].text)
        name = next(moved)
        edits.append(Edit(name[0], "stands elsewhere", places[name]))
    return tuple(sorted(edits, key=_weight))


def _weight(edit: Edit) -> int:
    """Boundaries first, then powers: a text about owners often follows from them."""
    kind = edit.element.partition("/")[0]
    return _WEIGHTY.index(kind) if kind in _WEIGHTY else len(_WEIGHTY) + (kind == _FIXED)


def _by_name(blocks: Iterable[ToldBlock]) -> dict[tuple[str, int], ToldBlock]:
    listed = tuple(blocks)
    return dict(zip(_numbered(block.element for block in listed), listed, strict=True))


def _numbered(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each name with how often it came before: fixed text has one name everywhere."""
    seen: Counter[str] = Counter()
    for name in names:
        yield name, seen[name]
        seen[name] += 1


def _home(element: str, prompt: Prompt, library: Library) -> Span:
    """Where something that is gone would stand: the list that it was in, or the file of the persona."""
    field, _, name = element.partition("/")
    if name and field in ("boundaries", "mandate", "assists"):
        return _seen(library.place(prompt.persona, field))
    return _seen(library.place(prompt.persona, "title"))


def _place(block: Block, library: Library) -> Span:
    folder, _, rest = block.path.partition("/")
    root = Path(library.manifest_place().path.removesuffix(MANIFEST))
    if folder == "prompts":  # the project's own templates, which nobody edits in place
        return Span(block.path, block.line, 1, block.line, 1)
    path = shipped_folder("personas") / rest if folder == "shipped" else root / block.path
    return _seen(Span(path.as_posix(), block.line, 1, block.line, 1))


def _seen(span: Span) -> Span:
    """The whole of the first line of a place, as the file has it."""
    path = Path(span.path)
    try:
        excerpt = path.read_text("utf-8").split("\n")[span.line - 1]
    except (OSError, IndexError):
        excerpt = ""
    start = len(excerpt) - len(excerpt.lstrip()) + 1
    return Span(shown(path), span.line, start, span.line, max(len(excerpt) + 1, start), excerpt)
