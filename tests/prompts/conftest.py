from dataclasses import replace
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark").enable("table")


@pytest.fixture(scope="session")
def library(shipped):
    return shipped


@pytest.fixture(scope="session")
def patched():
    def patch(library, class_, **fields):
        persona = library[class_].model_copy(update=fields)
        return replace(library, personas={**library.personas, class_: persona})

    return patch


@pytest.fixture(scope="session")
def headings():
    def listed(text):
        tokens = PARSER.parse(text)
        return [
            (token.tag, token.level, inline.content)
            for token, inline in pairwise(tokens)
            if token.type == "heading_open"
        ]

    return listed


@pytest.fixture(scope="session")
def block_types():
    def listed(text):
        return [(token.type, token.tag, token.level) for token in PARSER.parse(text)]

    return listed
