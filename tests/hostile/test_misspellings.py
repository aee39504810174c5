"""A misspelling of any key, any value of a closed list, and any name is refused; none is ever ignored."""

from __future__ import annotations

import pytest

from fleet.spec import Duty, Limit, Persona, Tool

pytestmark = pytest.mark.bulk


def dropped(word):
    """The word without a letter in its middle."""
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :] if len(word) > 1 else word + word


def swapped(word):
    """The word with two different neighbours swapped, as late in it as there are."""
    for at in range(len(word) - 1, 0, -1):
        if word[at] != word[at - 1] and word[at].isalpha() and word[at - 1].isalpha():
            return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word + "x"


def misspelt(place):
    """Both misspellings of a word of the small libraries, one of a word of the shipped one, whose words are many."""
    both = (dropped(place.text), swapped(place.text))
    return (both[place.span.line % 2],) if place.library == "shipped" else both


def codes_at(bench, place, word):
    """What is found in the line of a word when another stands there."""
    found = bench.instead(place, word)
    here = {code for file, line, code in found if (file, line) == (place.file, place.span.line)}
    assert here, found
    return here


def test_a_misspelt_key_is_found_at_its_line(bench, field):
    for word in misspelt(field):
        assert codes_at(bench, field, word) & {"FLT101", "FLT011"}


def test_a_misspelt_keyword_of_a_schema_is_found_at_its_line(bench, schema):
    found = bench.instead(schema, dropped(schema.text))
    assert "FLT216" in [code for file, line, code in found if file == "library.yaml"], found


def test_a_misspelt_value_of_a_closed_list_is_found_at_its_line(bench, enum):
    for word in misspelt(enum):
        assert codes_at(bench, enum, word) & {"FLT103", "FLT104"}


REFERENCE = {
    "examples": {"FLT001", "FLT105"},
    "fallback": {"FLT207"},
    "handed_by": {"FLT204"},
    "lane": {"FLT202"},
    "class": {"FLT107"},
    "trait": {"FLT107"},
    "domain": {"FLT108"},
    "above": {"FLT204"},
    "unassigned": {"FLT204"},
    "owner": {"FLT208"},
    "traits/[]": {"FLT206"},
    "facts/[]": {"FLT205"},
    "lifts/[]": {"FLT211"},
    "reads/[]": {"FLT202"},
    "not/*": {"FLT202"},
    "limits/*": {"FLT215"},
    "drafts/[]": {"FLT215"},
    "comes_from/[]": {"FLT105", "FLT222"},
    "lanes/*": {"FLT202", "FLT219"},
    "boundaries/*": {"FLT219"},
}


def test_a_misspelt_reference_is_found_at_its_line(bench, reference):
    allowed = next(codes for end, codes in REFERENCE.items() if reference.path.endswith(end))
    for word in misspelt(reference):
        assert codes_at(bench, reference, word) <= allowed


def test_a_declaration_that_is_misspelt_is_missed_where_it_is_used(bench, declaration):
    found = bench.instead(declaration, swapped(declaration.text))
    assert {code for _, _, code in found} <= {
        "FLT112",
        "FLT114",
        "FLT202",
        "FLT204",
        "FLT205",
        "FLT207",
        "FLT208",
        "FLT210",
        "FLT211",
        "FLT219",
    }, found


def test_the_full_library_uses_every_field(bench):
    text = "".join(text for (library, _), text in bench.texts.items() if library == "full")
    for model in (Persona, Duty, Tool, Limit):
        for name, field in model.model_fields.items():
            assert f"{field.alias or name}:" in text
