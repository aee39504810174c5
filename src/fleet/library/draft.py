"""A library as nodes: every file read, nothing judged but its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library.folder import MANIFEST, LibraryFile, library_files, shown, stray
from fleet.source import Node, compose, read_text


@dataclass(frozen=True, slots=True)
class Draft:
    """The nodes of all files: personas, traits and examples by file stem, with the folder each persona lies in.

    It is `whole` if every file of the folder could be read and has its place: only then can be told what is missing.
    `own` holds the paths of its files; laid over another library, the nodes of both have theirs. Read without examples
    it has none, whatever the folder holds.
    """

    manifest: Node
    personas: Mapping[str, Node] = field(default_factory=dict)
    traits: Mapping[str, Node] = field(default_factory=dict)
    examples: Mapping[str, Node] = field(default_factory=dict)
    party_examples: Mapping[str, Node] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    own: frozenset[str] = frozenset()
    with_examples: bool = True


def read_draft(root: Path, *, examples: bool = True) -> tuple[Draft | None, list[Diagnostic]]:
    """Read all files of the library in `root`, or all but the `examples`.

    The draft is None if `root` holds no library at all; the findings say why.
    """
    name = shown(root / MANIFEST)
    if not root.is_dir():
        return None, [Diagnostic("FLT001", f"cannot read {quoted(root)}: not a folder", Span(name, 1, 1, 1, 1))]
    if not (root / MANIFEST).exists():
        return None, [not_a_library(f"{quoted(root)} holds no `{MANIFEST}`", Span(name, 1, 1, 1, 1))]
    files, findings = library_files(root)
    found: list[Diagnostic] = list(findings)
    kinds: dict[str, dict[str, Node]] = {}
    folders: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    for file in files:
        if not examples and file.kind in ("examples", "party-examples"):
            continue
        node = _read(file, root, found)
        if node is None:
            continue
        key = f"parties/{file.stem}.examples.yaml" if file.kind == "party-examples" else file.stem
        first = kinds.setdefault(file.kind, {}).setdefault(key, node)
        if file.kind == "persona":
            folders[file.stem] = file.folder
        if first is not node:
            found.append(_twice(file, first))
            twice.append((file.kind, key))
    for kind, key in twice:
        kinds[kind].pop(key, None)
    manifest = kinds.get("manifest", {}).get("library")
    if manifest is None:
        return None, found or [not_a_library(f"{quoted(name)} is a folder", Span(name, 1, 1, 1, 1))]
    if next(iter(manifest.mapping), None) != "format":
        message = "the first key of `library.yaml` must be `format`"
        return None, [*found, not_a_library(message, manifest.head)]
    return (
        Draft(
            manifest,
            kinds.get("persona", {}),
            kinds.get("trait", {}),
            kinds.get("examples", {}),
            kinds.get("party-examples", {}),
            folders,
            whole=not found,
            own=frozenset(file.name for file in files),
            with_examples=examples,
        ),
        found,
    )


def _read(file: LibraryFile, root: Path, found: list[Diagnostic]) -> Node | None:
    text = read_text(file.path, root=root, name=file.name)
    if isinstance(text, Diagnostic):
        found.append(text)
        return None
    node, findings = compose(text, file.name)
    found.extend(findings)
    if findings:
        return None
    if node is None or not isinstance(node.value, dict):
        found.append(no_mapping(file.name, node))
        return None
    help_ = _elsewhere(node) if file.kind == "persona" else None
    if help_ is not None:
        found.append(stray(file.name, node.head, help_))
        return None
    return node


def no_mapping(name: str, node: Node | None) -> Diagnostic:
    """The finding for a file that is empty, or that holds something else than keys and values."""
    span = node.span if node else Span(name, 1, 1, 1, 1)
    what = "holds no `key: value` lines" if node else "is empty"
    return Diagnostic("FLT014", f"{quoted(name)} {what}", span, help="write it, or delete the file")


def _elsewhere(node: Node) -> str | None:
    """Where a file belongs that lies where a persona does and is something else; None if it is a persona."""
    keys = node.mapping
    if "class" in keys or not keys:
        return None
    if "format" in keys:
        return "a library holds no other library; move the folder out of it"
    if "trait" in keys:
        return "a trait is one file `traits/<trait>.yaml`; move it there"
    if set(keys) <= {"lanes", "boundaries", "asks"}:
        return "examples stand beside their persona, as `<class>.examples.yaml`; rename it"
    return None


def _twice(file: LibraryFile, first: Node) -> Diagnostic:
    what = "class" if file.kind == "persona" else "the examples of"
    message = f"{what} {quoted(file.stem)} {'has' if file.kind == 'persona' else 'have'} two files"
    note = f"the other is {quoted(first.span.path)}"
    return Diagnostic("FLT212", message, Span(file.name, 1, 1, 1, 1), note=note, help="keep one of them")


def not_a_library(message: str, span: Span) -> Diagnostic:
    """The finding for a folder that tools leave alone."""
    return Diagnostic(
        "FLT011",
        message,
        span,
        note="tools act only on folders whose `library.yaml` starts with `format: 1`",
        help="start `library.yaml` with `format: 1`",
    )
