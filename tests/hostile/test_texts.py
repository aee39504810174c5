"""Names that only look right, characters that nobody sees and templates that would run are refused in their place."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.bulk

LOOK_ALIKES = {
    "a": "\u0430",
    "c": "\u0441",
    "e": "\u0435",
    "i": "\u0456",
    "o": "\u043e",
    "p": "\u0440",
    "s": "\u0455",
    "-": "\u2010",
    "n": "\uff4e",
    "t": "\U0001d42d",
}


def at(found, place):
    return {code for where, line, code in found if (where, line) == (place.file, place.span.line)}


def test_a_name_with_a_letter_of_another_script_is_refused_at_its_line(bench, name):
    letter = next(one for one in name.text if one in LOOK_ALIKES)
    found = bench.instead(name, name.text.replace(letter, LOOK_ALIKES[letter], 1))
    assert at(found, name) & {"FLT105", "FLT104"}


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace(text[0], text[0].upper(), 1),
        lambda text: f'"{text} "',
        lambda text: f'" {text}"',
        lambda text: f'"{text}\\n"',
        lambda text: f"{text}-",
        lambda text: f"-{text}",
        lambda text: f"{text}--a",
        lambda text: f"{text}_a",
        lambda text: f"'{text}/../{text}'",
        lambda text: f"'../{text}'",
        lambda text: f"{text}\u0301",
        lambda text: text + "a" * 65,
        lambda text: f"'{text}*'",
        lambda text: f"'{text},{text}'",
        lambda text: "''",
    ],
)
def test_a_name_in_another_spelling_is_refused_at_its_line(bench, change):
    for place in names(bench):
        if "examples" in place.path or "limits" in place.path:
            continue
        assert at(bench.instead(place, change(place.text)), place), place


def names(bench):
    """One reference of each kind."""
    return {place.path: place for place in bench.names}.values()


HIDDEN = [
    "\u200b",
    "\u200d",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\x1b",
    "\x08",
    "\u2028",
    "\U000e0041",
    "\ufe0f",
    "\u3164",
]


def test_a_hidden_character_in_any_value_is_refused_at_its_line(bench, value):
    hidden = HIDDEN[value.span.line % len(HIDDEN)]
    covered = value.span.covered
    found = bench.instead(value, covered[:1] + hidden + covered[1:])
    assert "FLT009" in at(found, value)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_hidden_character_that_is_written_as_an_escape_is_refused_too(bench, hidden):
    escape = f"\\U{ord(hidden):08x}"
    text = bench.texts["full", "works/fitter.yaml"].replace("title: Fitter", f'title: "Fit{escape}ter"')
    found = bench.findings("full", "works/fitter.yaml", text)
    assert ("works/fitter.yaml", 3, "FLT009") in found


TEMPLATES = [
    "{{ config }}",
    "{{ self.__init__.__globals__ }}",
    "{{town.__class__}}",
    "{{ town | upper }}",
    "{{ 7 * 7 }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for x in (1, 2) %}{{ x }}{% endfor %}",
    "{% include 'secrets' %}",
    "{%- set x = 1 -%}",
    "{# a comment #}",
    "{{ town",
    "town }}",
    "{% raw %}",
    "{{ {{ town }} }}",
    "{{{ town }}}",
    "{{ Town }}",
    "{{}}",
    "{{ nothing }}",
    "{{ tonw }}",
    "{{ t\u043ewn }}",
    "#}",
    "%}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_in_any_kind_of_text_is_refused_at_its_line(bench, template):
    quoted = "'" + template.replace("'", "''") + "'"
    for place in texts(bench):
        found = bench.instead(place, quoted)
        assert at(found, place) & {"FLT111", "FLT112"}, (place, found)


def texts(bench):
    """One text of each kind of every file."""
    free = re.compile(
        r"title|about|duty|rule|because|how|summary|persona|level|notes|text|horizon|\*|expertise/\[\]|(asks|says|probes|twins)/\[\]"
    )
    return {
        place.path: place for place in bench.values if free.fullmatch(re.search(r"[^/]+(/\[\])?$", place.path).group())
    }.values()


def test_texts_of_every_file_are_tried(bench):
    assert len({place.file for place in texts(bench)}) >= 4
    assert len(texts(bench)) >= 18


@pytest.mark.parametrize("said", ["'{{ company }}'", "'{{ town }}'", "'{{ x'", "'{% x %}'"])
def test_the_value_of_a_variable_is_no_template(bench, said):
    text = bench.texts["full", "library.yaml"].replace("town: Ghent", f"town: {said}")
    found = bench.findings("full", "library.yaml", text)
    assert ("library.yaml", 4, "FLT111") in found


def test_a_template_in_a_key_is_refused(bench):
    text = bench.texts["full", "library.yaml"].replace("  town: Ghent", "  '{{ town }}': Ghent")
    assert any(where == "library.yaml" and line == 4 for where, line, _ in bench.findings("full", "library.yaml", text))
