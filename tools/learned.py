"""Learn the shipped library once, so that its router starts at once: `python tools/learned.py`.

Writes `shipped-fast.npz` and `shipped-accurate.npz` beside the encoder's files. To be run again when examples of the
shipped library change; a test says so.
"""

from __future__ import annotations

from pathlib import Path

import fleet
from fleet.routing import cache
from fleet.routing.judging import Bench
from fleet.routing.model import Taught

FOLDER = Path(cache.__file__).parent / "weights"


def main() -> None:
    """Learn both models of the shipped library from nothing, and write them."""
    taught = Taught(fleet.load())
    for name in ("fast", "accurate"):
        target = FOLDER / f"shipped-{name}.npz"
        target.unlink(missing_ok=True)
        cache.store(cache.key_of(taught, name), Bench(name, taught).learned(name), target)
        print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
