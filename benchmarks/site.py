"""How long a site takes and how large it is: `python benchmarks/site.py`, in the test environment.

The shipped library and synthetic ones of 150 and 1,000 personas, made as for `library.py`: seconds to load, to make all
pages, and to write them; how many there are, the largest page, the index of the search, and all of it.
"""

from __future__ import annotations

import argparse
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
    parser.add_argument("--runs", type=int, default=3, help="runs of each figure (default 3)")
    given = parser.parse_args()
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


if __name__ == "__main__":
    main()
