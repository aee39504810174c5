"""Stage the documentation for its site, and check what was built: `make docs`.

`python tools/docs_site.py stage FOLDER` puts the pages of `docs/`, and those of the top folder that belong to them,
into one folder. A link that leaves `docs/` leads to a page there: a file of the repository becomes a page that shows
it.
`python tools/docs_site.py check FOLDER` reads a built site: every link, anchor and picture must be there, nothing may
be asked of another server, and no page may be over 300 KB.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
_TOP = {
    "README.md": "index.md",
    "LIBRARY.md": "library.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
"""Pages of the top folder, and where they are in the site."""

_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:\[[^\]]*\]\([^)]*\)|!?\[[^\]]*\]|[^\[\]])*)\]\((?P<to>[^)\s#]*)(?P<at>#[^)\s]*)?\)"
)
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_AS_IT_IS = frozenset({".svg", ".css", ".js"})
_DIAGNOSTICS = "docs/diagnostics.md"
_MOST_BYTES = 300_000
"""No page is larger than this; split one that is."""


def stage(folder: Path) -> None:
    """Write all pages into a folder, with links that hold there."""
    shutil.rmtree(folder, ignore_errors=True)
    texts = _texts()
    anchors = _anchors(texts[_DIAGNOSTICS])
    wanted: dict[str, None] = {}
    for path, text in texts.items():
        for at, part in _pages(path, text):
            target = folder / at
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(_staged(part, path, at, anchors, wanted)), encoding="utf-8")
    for path in wanted:
        target = folder / _page_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        kind = Path(path).suffix.removeprefix(".").replace("yml", "yaml")
        body = (ROOT / path).read_text(encoding="utf-8")
        head = "---\nsearch:\n  exclude: true\nhide:\n  - toc\n---\n\n"
        target.write_text(f"{head}# {path}\n\n`````{kind}\n{body.rstrip()}\n`````\n", encoding="utf-8")
    for path in (one for one in sorted((ROOT / "docs").rglob("*")) if one.suffix in _AS_IT_IS):
        target = folder / path.relative_to(ROOT / "docs")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _texts() -> Mapping[str, str]:
    """Every page, by its path in the repository."""
    paths = [ROOT / name for name in _TOP if name != "SECURITY.md"] + sorted((ROOT / "docs").rglob("*.md"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def _page_of(path: str) -> str:
    """Where a file of the repository is in the site."""
    if path in _TOP:
        return _TOP[path]
    if path == _DIAGNOSTICS:
        return "diagnostics/index.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    return "files/" + path.lstrip(".").replace("/.", "/") + ".md"


def _pages(path: str, text: str) -> Iterator[tuple[str, str]]:
    """A page, or the page of diagnostics as one page for each of its parts."""
    if path != _DIAGNOSTICS:
        yield _page_of(path), text
        return
    head, *parts = _parts(text)
    yield _page_of(path), head
    for part in parts:
        title = part.split("\n", 1)[0].removeprefix("## ")
        yield f"diagnostics/{_slug(title)}.md", re.sub(r"^#(#+ )", r"\1", part, flags=re.MULTILINE)


def _parts(text: str) -> list[str]:
    """What stands before the first heading of the second level, and what each of them begins."""
    parts = [""]
    for line, is_code in _lines(text):
        if line.startswith("## ") and not is_code:
            parts.append("")
        parts[-1] += line
    return parts


def _anchors(text: str) -> dict[str, str]:
    """Every anchor of the page of diagnostics, with the page of its part."""
    anchors = {}
    for part in _parts(text)[1:]:
        page = f"diagnostics/{_slug(part.split(chr(10), 1)[0].removeprefix('## '))}.md"
        for line, is_code in _lines(part):
            if line.startswith("#") and not is_code:
                anchors[_slug(line.lstrip("# "))] = page
    return anchors


def _slug(title: str) -> str:
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title.strip().lower()))


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a block of code."""
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
            yield line, True
        elif found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
            yield line, True
        else:
            yield line, bool(fence)


def _staged(text: str, path: str, at: str, anchors: Mapping[str, str], wanted: dict[str, None]) -> Iterator[str]:
    """The lines of a page as the site takes them."""
    before = ""
    for line, is_code in _lines(text):
        if is_code:
            yield _fence(line)
        else:
            if re.match(r"[-*] |\d+\. ", line) and before.strip() and not re.match(r" *([-*]|\d+\.) |  ", before):
                yield "\n"
            yield _linked(line, path, at, anchors, wanted)
        before = line


def _fence(line: str) -> str:
    """A fence with its language alone: `console exit=1` is for the tests."""
    return re.sub(r"^(`{3,}\w+) .*", r"\1", line)


def _linked(line: str, path: str, at: str, anchors: Mapping[str, str], wanted: dict[str, None]) -> str:
    """A line with its links as they are in the site."""
    spans = [found.span() for found in _CODE_SPAN.finditer(line)]

    def moved(found: re.Match[str]) -> str:
        if any(first < found.start() and found.end() <= last for first, last in spans):
            return found[0]
        text = _LINK.sub(moved, found["text"])
        to, fragment = found["to"], found["at"] or ""
        if urlsplit(to).scheme:
            return found[0]
        if not to and path != _DIAGNOSTICS:
            return found[0]
        source = posixpath.normpath(posixpath.join(posixpath.dirname(path), to)) if to else path
        if (ROOT / source).is_dir():
            return text
        target = _page_of(source)
        if source == _DIAGNOSTICS and fragment:
            target = anchors[fragment.removeprefix("#")]
            fragment = "" if target.endswith(f"/{fragment.removeprefix('#')}.md") else fragment
        elif target.startswith("files/"):
            wanted[source] = None
        if Path(source).suffix in _AS_IT_IS:
            target = source.removeprefix("docs/")
        relative = posixpath.relpath(target, posixpath.dirname(at) or ".")
        return f"{found['image']}[{text}]({relative}{fragment})"

    return _LINK.sub(moved, line)


class _Page(HTMLParser):
    """What a built page links to, what it loads, and where one can link to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        given = {key: value for key, value in attrs if value}
        self.names |= {given[key] for key in ("id", "name") if key in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and given.get("rel") not in {"canonical", "prev", "next"}:
            self.loads += [given[key] for key in ("href",) if key in given]
        elif "src" in given:
            self.loads.append(given["src"])


def faults(folder: Path) -> list[str]:
    """What is wrong with a built site: links into nothing, loads from another server, and pages that are too large."""
    pages = {path.resolve(): _Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    found = []
    for path, page in pages.items():
        where = path.relative_to(folder.resolve())
        if path.stat().st_size > _MOST_BYTES:
            found.append(f"{where}: has {path.stat().st_size:,} bytes, and no page is over {_MOST_BYTES:,}; split it")
        if where.name == "404.html":
            continue
        found += [f"{where}: loads {one}" for one in page.loads if urlsplit(one).netloc]
        for link in (*page.links, *(one for one in page.loads if not urlsplit(one).netloc)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                found.append(f"{where}: {link} leads nowhere")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].names:
                found.append(f"{where}: {link} has no such anchor")
    return sorted(set(found)) if pages else [f"{folder}: there is no page"]


def main() -> int:
    """Run one of the two verbs."""
    verb, folder = sys.argv[1], Path(sys.argv[2])
    if verb == "stage":
        stage(folder)
        return 0
    wrong = faults(folder)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(list(folder.rglob('*.html')))} pages, {len(wrong)} faults")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
