"""A piece of conduct that several personas share."""

from __future__ import annotations

from fleet.spec.frozen import Model, Slug, Text


class Trait(Model):
    """Shared conduct: its name (the file's), a title for people, and the text that prompts carry."""

    trait: Slug
    title: Text
    text: Text
