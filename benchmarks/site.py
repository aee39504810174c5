"""How long a site takes and how large it is: `python benchmarks/site.py`, in the test environment.

The shipped library and synthetic ones of 150 and 1,000 personas, made as for `library.py`: seconds to load, to make all
pages, and to write them; how many there are, the largest page, the index of the search, and all of it. With `--find`,
where Playwright and a Chromium are (`make .venv/.integrations-web`), what the search takes in a browser, from files, in
milliseconds: from the first word until there is a match, which loads the index, and for each further search.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import fleet
from fleet.site import pages, write_site

sys.path.insert(0, str(Path(__file__).parent))
from library import write_synthetic

SIZES = (11, 150, 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--find", action="store_true", help="time the search in a browser, and nothing else")
    parser.add_argument("--runs", type=int, default=3, help="runs of each figure (default 3)")
    given = parser.parse_args()
    if given.find:
        find(given.runs)
        return
    heads = ("personas", "load", "make", "write", "pages", "largest page", "index", "all")
    print("".join(head.rjust(14) for head in heads))
    for size in SIZES:
        rows = [one(size) for _ in range(given.runs)]
        load, make, write = (statistics.median(row[place] for row in rows) for place in range(3))
        many, largest, index, whole = rows[0][3:]
        shown = [f"{size}", f"{load:.2f} s", f"{make:.2f} s", f"{write:.2f} s", f"{many}"]
        shown += [f"{largest / 1000:.0f} KB", f"{index / 1000:.0f} KB", f"{whole / 1e6:.1f} MB"]
        print("".join(text.rjust(14) for text in shown), flush=True)


def one(size: int) -> tuple[float, float, float, int, int, int, int]:
    """Seconds to load, make and write, and the sizes of what came out."""
    with tempfile.TemporaryDirectory() as scratch:
        root = None
        if size > SIZES[0]:
            root = Path(scratch) / "library"
            root.mkdir()
            write_synthetic(root, size)
        start = time.perf_counter()
        library = fleet.load(root)
        loaded = time.perf_counter()
        files = pages(library)
        made = time.perf_counter()
        write_site(Path(scratch) / "site", files)
        written = time.perf_counter()
    sizes = [len(content) for at, content in files.items() if at.endswith(".html")]
    return (
        loaded - start,
        made - loaded,
        written - made,
        len(sizes),
        max(sizes),
        len(files["assets/search.js"]),
        sum(map(len, files.values())),
    )


TIMED = """(words) => new Promise((done) => {
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const start = performance.now();
  const there = () => !list.hidden && list.querySelector("li:not(.none)");
  const look = () => (there() ? done(performance.now() - start) : requestAnimationFrame(look));
  input.value = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  look();
})"""
"""Search for words, and give the milliseconds until a match is shown."""


def find(runs: int) -> None:
    """Time the search in a browser."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  for this figure alone

    chromium = os.environ.get("FLEET_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    print("".join(head.rjust(14) for head in ("personas", "first search", "next", "slowest next")))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in SIZES:
            library, made = written(Path(scratch) / str(size), size)
            lanes = list(library.lanes)[:: max(len(library.lanes) // 20, 1)]
            first, later = [], []
            for _ in range(runs):
                page = browser.new_context().new_page()
                page.goto((made / "index.html").as_uri())
                first.append(page.evaluate(TIMED, lanes[0]))
                later += [page.evaluate(TIMED, lane) for lane in lanes]
                page.context.close()
            figures = (statistics.median(first), statistics.median(later), max(later))
            print("".join(text.rjust(14) for text in [f"{size}", *(f"{one:.0f} ms" for one in figures)]), flush=True)
        browser.close()


def written(root: Path, size: int) -> tuple[fleet.Library, Path]:
    """A library of a size, and the folder of its site."""
    folder = None
    if size > SIZES[0]:
        folder = root / "library"
        folder.mkdir(parents=True)
        write_synthetic(folder, size)
    library = fleet.load(folder)
    write_site(root / "site", pages(library))
    return library, root / "site"


if __name__ == "__main__":
    main()
