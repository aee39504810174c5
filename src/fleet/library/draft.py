"""A library as nodes: every file read, nothing judged but its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fleet.diagnostics import Diagnostic, Label, Span, quoted
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
        return None, [_no_folder(root)]
    if not (root / MANIFEST).exists():
        message, help_ = f"{quoted(root)} holds no `{MANIFEST}`", "name the folder that does; `fleet init` starts one"
        return None, [not_a_library(message, Span(name, 1, 1, 1, 1), help_)]
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
        help_ = "rename the folder, and write the file"
        return None, found or [not_a_library(f"{quoted(name)} is a folder", Span(name, 1, 1, 1, 1), help_)]
    if next(iter(manifest.mapping), None) != "format":
        message = "the first key of `library.yaml` must be `format`"
        return None, [*found, not_a_library(message, manifest.head, "write `format: 1` above it")]
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
    elsewhere = _elsewhere(node, file.stem) if file.kind == "persona" else None
    if elsewhere is not None:
        found.append(stray(file.name, node.head, elsewhere))
        return None
    return node


def no_mapping(name: str, node: Node | None) -> Diagnostic:
    """The finding for a file that is empty, or that holds something else than keys and values."""
    span = node.span if node else Span(name, 1, 1, 1, 1)
    what, help_ = "is empty", "write it, or delete the file"
    if node is not None:
        what, help_ = "holds no `key: value` lines", "write a key at the start of the line, as in `title: ...`"
    return Diagnostic("FLT014", f"{quoted(name)} {what}", span, help=help_)


def _elsewhere(node: Node, stem: str) -> str | None:
    """Where a file belongs that lies where a persona does and is something else; None if it is a persona."""
    keys = node.mapping
    if "class" in keys or not keys:
        return None
    if "format" in keys:
        return "a library holds no other library; move the folder out of it"
    if "trait" in keys:
        return f"a trait lies in `traits/`; move it to {quoted(f'traits/{stem}.yaml')}"
    if set(keys) <= {"lanes", "boundaries", "asks"}:
        return "examples stand beside their persona, as `<class>.examples.yaml`; rename it"
    return None


def _twice(file: LibraryFile, first: Node) -> Diagnostic:
    what = "class" if file.kind == "persona" else "the examples of"
    message = f"{what} {quoted(file.stem)} {'has' if file.kind == 'persona' else 'have'} two files"
    labels = (Label(first.head, "the other one"),)
    return Diagnostic("FLT212", message, Span(file.name, 1, 1, 1, 1), labels, help="keep one of them")


def _no_folder(root: Path) -> Diagnostic:
    message = (
        f"{quoted(root)} is a file, and a library is a folder"
        if root.exists()
        else f"there is no folder {quoted(root)}"
    )
    help_ = f"name the folder that holds `{MANIFEST}`; `fleet init` starts one"
    return Diagnostic("FLT001", message, Span(shown(root), 1, 1, 1, 1), help=help_)


def not_a_library(message: str, span: Span, help_: str) -> Diagnostic:
    """The finding for a folder that tools leave alone."""
    note = "tools act only on folders whose `library.yaml` starts with `format: 1`"
    return Diagnostic("FLT011", message, span, note=note, help=help_)
