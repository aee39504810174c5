"""From a persona to its system prompt: pure, the same text for the same library, values and context."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fleet.library import Library
from fleet.prompts.conversation import conversation_of
from fleet.prompts.element import Element, Wording
from fleet.prompts.outline import outlined
from fleet.prompts.prompt import Block, Prompt
from fleet.prompts.remembered import remembered_of
from fleet.prompts.template import ENDING, rendered, source_lines
from fleet.prompts.variables import values_for
from fleet.spec import Context

_FRAME = "persona"
_CHANGING = frozenset({"conversation", "remembered"})
_MARKER = re.compile(r"\x00([0-9]+)\x00")


def compile_prompt(  # noqa: PLR0913  a host says each of them once
    library: Library,
    persona: str,
    *,
    company: str | None = None,
    product: str | None = None,
    variables: Mapping[str, str] | None = None,
    context: Context | None = None,
    memory: str | None = None,
) -> Prompt:
    """Compile the system prompt of a persona.

    Args:
        library: where the persona is from.
        persona: its class.
        company: the value of the variable ``company``.
        product: the value of the variable ``product``.
        variables: values of any variables, before the library's defaults and after `company` and `product`.
        context: what is known about the work at hand; it stands last and apart, in ``Prompt.changing``.
        memory: what the persona is to remember of the account, such as `fleet.memory.Journal.brief` says it; it stands
            last of all, as data.

    Raises:
        UnknownNameError: if the library has no such persona or variable, or no fact or class that the context names.
        PromptError: if a value is empty, or has a line break or a hidden character; for a memory of a persona that
            starts every conversation fresh.

    >>> import fleet
    >>> prompt = compile_prompt(fleet.load(), "account-manager", company="Acme", context=Context(stage="trial"))
    >>> "- stage: trial" in prompt.changing, "Acme" in prompt.stable
    (True, True)
    """
    spec = library[persona]
    said = dict(variables or {})
    said |= {name: value for name, value in (("company", company), ("product", product)) if value is not None}
    wording = Wording(library, values_for(library, said))
    conversation = None if context is None else conversation_of(spec, context, wording)
    remembered = None if memory is None else remembered_of(library, spec, memory)
    changing = {"conversation": conversation, "remembered": remembered}
    emit = _Emit()
    frame = rendered(_FRAME, {**outlined(spec, wording), **changing, "emit": emit})
    return Prompt(persona, _blocks(frame, emit.blocks))


class _Emit:
    """What the frame calls to put elements into the prompt: it renders a partial for each, and leaves a marker."""

    def __init__(self) -> None:
        self.blocks: list[list[Block]] = []

    def __call__(self, partial: str, elements: Element | tuple[Element, ...], between: str = "\n") -> str:
        listed = (elements,) if isinstance(elements, Element) else elements
        if not listed:
            return ""
        blocks = [_block(partial, element, between) for element in listed[:-1]]
        self.blocks.append([*blocks, _block(partial, listed[-1], "")])
        return f"\x00{len(self.blocks) - 1}\x00"


def _block(partial: str, element: Element, after: str) -> Block:
    text = rendered(f"partials/{partial}", element.data) if element.text is None else element.text
    said = text.rstrip("\n") + after
    return Block(partial, element.name, element.path, element.line, said, partial in _CHANGING)


def _blocks(frame: str, emitted: list[list[Block]]) -> tuple[Block, ...]:
    """The frame's own text and the emitted blocks, in order; white space after a block belongs to it."""
    blocks: list[Block] = []
    line = 0
    for position, piece in enumerate(_MARKER.split(frame)):
        if position % 2:
            blocks += emitted[int(piece)]
        elif piece.strip():
            line = _line_of(piece, after=line)
            blocks.append(Block(_FRAME, "fixed text", f"prompts/{_FRAME}{ENDING}", line, piece))
        elif blocks:
            blocks[-1] = blocks[-1]._replace(text=blocks[-1].text + piece)
    return tuple(blocks)


def _line_of(text: str, *, after: int) -> int:
    first = text.strip().split("\n", 1)[0]
    return source_lines(_FRAME).index(first, after) + 1
