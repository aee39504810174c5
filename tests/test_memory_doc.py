"""`docs/memory.md`, followed from top to bottom in an empty folder."""

import doctest


def test_the_page_shows_what_happens(followed):
    kinds = followed("memory.md", doctest.ELLIPSIS)
    assert (kinds.count("python"), kinds.count("console")) == (4, 2)
