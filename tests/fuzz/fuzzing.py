"""How a target is fuzzed: for some seconds, from seeds, within limits of time and memory; what is found ends the run.

Atheris keeps what reached new code in `build/fuzz/NAME/corpus`, and goes on from there the next time; what it found is
written to `build/fuzz/NAME`, and is tried again by giving that file: `python tests/fuzz/loader.py FILE`.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
_SECONDS_AT_MOST, _MEGABYTES_AT_MOST, _LONGEST = 20, 1536, 64 * 1024
_WORD = re.compile(rb"[A-Za-z_][\w.-]{2,31}")


def fuzz(name: str, target: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Try `target` with what atheris makes of `seeds`. It does not come back: the process ends with the run.

    Args:
        name: what the folder of the run is called.
        target: what is tried; it raises nothing if all is well.
        seeds: inputs to start from; their words become the dictionary of what is put in.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", help="inputs to try, instead of making some")
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    folder = ROOT / "build" / "fuzz" / name
    for one in ("corpus", "seeds"):
        (folder / one).mkdir(parents=True, exist_ok=True)
    words = set()
    for seed in seeds:
        (folder / "seeds" / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        words.update(_WORD.findall(seed))
    dictionary = folder / "words"
    dictionary.write_bytes(b"".join(b'"' + word + b'"\n' for word in sorted(words)))
    options = [f"-max_total_time={asked.seconds}", f"-max_len={_LONGEST}", f"-dict={dictionary}"]
    options += [f"-timeout={_SECONDS_AT_MOST}", f"-rss_limit_mb={_MEGABYTES_AT_MOST}", f"-artifact_prefix={folder}/"]
    folders = [str(folder / "corpus"), str(folder / "seeds")]
    atheris.Setup([sys.argv[0], *options, *(asked.files or folders)], target)
    atheris.Fuzz()
