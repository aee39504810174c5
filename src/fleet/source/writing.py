"""Plain data as YAML that every reader takes back unchanged, by the rules of 1.1 and of 1.2."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import yaml

_TEXT = "tag:yaml.org,2002:str"


def to_yaml(value: Mapping[str, object]) -> str:
    r"""Write mappings, lists and scalars as block YAML, in their order.

    A text stands in double quotes, on one line however long it is; one of several lines stands under a ``|`` where
    that loses nothing. Keys stand as they are. There are no anchors and no tags.

    >>> print(to_yaml({"rule": "no: never", "lanes": ["adoption"], "persona": "You ask.\nThen you wait.\n"}), end="")
    rule: "no: never"
    lanes:
    - "adoption"
    persona: |
      You ask.
      Then you wait.
    """
    text: str = yaml.dump(dict(value), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=sys.maxsize)
    return text


class _Writer(yaml.SafeDumper):
    """PyYAML's own writer, told which style a text has."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  the same value twice is written twice
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        lines = text.split("\n")
        block = len(lines) > 1 and all(line.isprintable() for line in lines)
        return self.represent_scalar(_TEXT, text, style="|" if block else '"')

    def represent_entries(self, entries: Mapping[str, object]) -> yaml.MappingNode:
        node = self.represent_mapping("tag:yaml.org,2002:map", entries)
        for key, _ in node.value:
            key.style = None if key.value.isprintable() else key.style
        return node


_Writer.add_representer(str, _Writer.represent_text)
_Writer.add_representer(dict, _Writer.represent_entries)
