"""A library as nodes: every file read, nothing judged but its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library.folder import MANIFEST, LibraryFile, library_files, shown
from fleet.source import Node, compose, read_text


@dataclass(frozen=True, slots=True)
class Draft:
    """The nodes of all files: personas, traits and examples by file stem, with the folder each lies in."""

    manifest: Node
    personas: Mapping[str, Node] = field(default_factory=dict)
    traits: Mapping[str, Node] = field(default_factory=dict)
    examples: Mapping[str, Node] = field(default_factory=dict)
    party_examples: Mapping[str, Node] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)


def read_draft(root: Path) -> tuple[Draft | None, list[Diagnostic]]:
    """Read all files of the library in `root`.

    The draft is None if `root` holds no library at all; the findings say why.
    """
    name = shown(root / MANIFEST)
    if not root.is_dir():
        return None, [Diagnostic("FLT001", f"cannot read {quoted(root)}: not a folder", Span(name, 1, 1, 1, 1))]
    if not (root / MANIFEST).exists():
        return None, [_not_a_library(f"{quoted(root)} holds no `{MANIFEST}`", Span(name, 1, 1, 1, 1))]
    files, findings = library_files(root)
    found: list[Diagnostic] = list(findings)
    kinds: dict[str, dict[str, Node]] = {}
    folders: dict[str, str] = {}
    for file in files:
        node = _read(file, root, found)
        if node is None:
            continue
        if file.kind == "persona":
            _twice(file, kinds.get("persona", {}), found)
            folders[file.stem] = file.folder
        key = f"parties/{file.stem}.examples.yaml" if file.kind == "party-examples" else file.stem
        kinds.setdefault(file.kind, {}).setdefault(key, node)
    manifest = kinds.get("manifest", {}).get("library")
    if manifest is None:
        return None, found
    if next(iter(manifest.mapping), None) != "format":
        message = "the first key of `library.yaml` must be `format`"
        return None, [*found, _not_a_library(message, next(iter(manifest.keys.values()), manifest.span))]
    return (
        Draft(
            manifest,
            kinds.get("persona", {}),
            kinds.get("trait", {}),
            kinds.get("examples", {}),
            kinds.get("party-examples", {}),
            folders,
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
    if node is None and findings:
        return None
    if node is None or not isinstance(node.value, dict):
        span = node.span if node else Span(file.name, 1, 1, 1, 1)
        what = "holds no `key: value` lines" if node else "is empty"
        found.append(Diagnostic("FLT014", f"{quoted(file.name)} {what}", span, help="write it, or delete the file"))
        return None
    return node


def _twice(file: LibraryFile, personas: Mapping[str, Node], found: list[Diagnostic]) -> None:
    if file.stem in personas:
        first = personas[file.stem].span.path
        message = f"class {quoted(file.stem)} has two files"
        span = Span(file.name, 1, 1, 1, 1)
        found.append(Diagnostic("FLT212", message, span, note=f"the other is {quoted(first)}", help="keep one of them"))


def _not_a_library(message: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "FLT011",
        message,
        span,
        note="tools act only on folders whose `library.yaml` starts with `format: 1`",
        help="start `library.yaml` with `format: 1`",
    )
