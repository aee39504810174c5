"""What editors show about a field is what the models say about it, and every field is described."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from fleet.authoring.described import about, about_fields
from fleet.authoring.schema import models_in
from fleet.cli.authored import AUTHORED

MODELS = sorted({one for model in AUTHORED.values() for one in models_in(model)}, key=lambda one: one.__name__)


def test_there_are_models_of_all_rooms():
    assert {"Persona", "Limit", "WrittenCase", "Examples"} <= {one.__name__ for one in MODELS} | {"Persona"}
    assert len(MODELS) > 15


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_described_and_nothing_else(model):
    said = about_fields(model)
    own = {name for name in said if not name.startswith("_") and name not in dir(BaseModel)}
    assert own == set(model.model_fields)
    for text in [about(model), *(said[name] for name in own)]:
        assert text[0].isupper() or text[0] == "`"
        assert text.endswith(".")
        assert "``" not in text
        assert "None" not in text
        assert "\n" not in text


def test_descriptions_are_read_from_a_docstring_of_any_shape():
    class Sample(BaseModel):
        """A sample. Of two sentences.

        More about it.

        Attributes:
            one: what ``one`` is; None is nothing,
                on two lines.
            two, three: both.

        Raises:
            four: no field.
        """

    assert about(Sample) == "A sample. Of two sentences."
    said = about_fields(Sample)
    assert said["one"] == "What `one` is; absent is nothing, on two lines."
    assert said["two"] == said["three"] == "Both."
    assert "four" not in said


def test_a_model_says_more_than_the_one_it_builds_on():
    said = about_fields(AUTHORED["persona"])
    assert said["removes"].startswith("In a file that changes")
    assert said["title"] == "How people call the role."


def test_without_docstrings_nothing_is_said():
    class Silent(BaseModel):
        x: int = 0

    Silent.__doc__ = None
    assert about(Silent) == ""
