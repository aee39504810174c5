"""A piece of conduct that several personas share."""

from __future__ import annotations

from fleet.spec.frozen import Model, Slug, Text


class Trait(Model):
    """Shared conduct.

    Attributes:
        trait: its name, which is the file's.
        title: how people call it.
        text: the text that prompts carry, second person.
    """

    trait: Slug
    title: Text
    text: Text
