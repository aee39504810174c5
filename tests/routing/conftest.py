"""A library that is nothing but lanes with examples, for tests of what routing learns."""

from __future__ import annotations

import json

import pytest

import fleet

_MANIFEST = "format: 1\nparties:\n  desk: {title: Desk}\nfallback: desk\n"


@pytest.fixture
def library_of(write_library):
    """Make a library of lanes, each with its asks and a persona of its own."""

    def made(asks):
        files = {"library.yaml": _MANIFEST}
        for lane, said in asks.items():
            files[f"shop/{lane}-desk.yaml"] = (
                f"class: {lane}-desk\ndomain: shop\ntitle: T\nsummary: s\npersona: p\n"
                f"mandate: [{{lane: {lane}, duty: Do, about: {lane}}}]\n"
            )
            files[f"shop/{lane}-desk.examples.yaml"] = f"lanes: {{{lane}: {{asks: {json.dumps(said)}}}}}\n"
        return fleet.load(write_library(files))

    return made
