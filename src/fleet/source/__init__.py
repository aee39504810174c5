"""YAML's only door: a hostile text becomes plain data in which every value knows its place, or located findings."""

from fleet.source.compose import compose
from fleet.source.file import MOST_BYTES, decoded, read_text, unreadable
from fleet.source.node import Node, plain
from fleet.source.writing import to_yaml

__all__ = ["MOST_BYTES", "Node", "compose", "decoded", "plain", "read_text", "to_yaml", "unreadable"]
