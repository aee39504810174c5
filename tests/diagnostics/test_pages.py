"""Every code has a page, and what the pages show is true: the bad example gives the code, the good one nothing."""

from __future__ import annotations

import doctest
import re
from collections import Counter
from pathlib import Path

import pytest

from fleet.authoring.form import formatted, not_in_form
from fleet.authoring.kinds import KINDS
from fleet.checks import check
from fleet.diagnostics import CODES
from fleet.diagnostics import code as code_module
from fleet.errors import LibraryError
from fleet.library import examined, load
from fleet.routing.alike import look_alikes
from fleet.testing import read_cases
from fleet.testing.cassette import read_cassette

_SECTIONS = ["## Why it matters", "## Example", "## Instead"]
_LONGEST = 45


def test_a_page_starts_with_its_code_and_name(code):
    assert code.page.startswith(f"# {code.id} {code.name}\n\n")


def test_a_page_has_the_three_sections_in_order(code):
    assert re.findall(r"^## .*$", code.page, re.MULTILINE) == _SECTIONS


def test_a_page_says_in_one_paragraph_what_the_code_says(code):
    first = code.page.split("\n\n")[1]
    assert first[0].isupper() or first[0] == "`"
    assert first.endswith(".")


def test_a_page_shows_something_in_both_examples(code, blocks_of):
    before, after = code.page.split("## Example")[1].split("## Instead")
    assert blocks_of(before)
    assert blocks_of(after)


def test_a_page_is_short_and_friendly(code):
    assert 15 <= code.page.count("\n") <= _LONGEST
    assert not re.search(r"\b(illegal|oops|please)\b", code.page, re.IGNORECASE)
    assert "!" not in re.sub(r"```.*?```", "", code.page, flags=re.DOTALL)


def test_every_page_belongs_to_a_code():
    folder = Path(code_module.__file__).with_name("pages")
    assert {path.name for path in folder.iterdir()} == {f"{id_}.md" for id_ in CODES}


def test_the_bad_example_gives_exactly_this_code_once(error_code, lay):
    root, _ = lay(error_code, "bad")
    library, findings = examined(root)
    assert library is None
    assert [finding.code for finding in findings] == [error_code]


def test_the_bad_example_is_found_in_the_file_it_shows(error_code, lay):
    root, shown = lay(error_code, "bad")
    (finding,) = examined(root)[1]
    places = [finding.span, *(label.span for label in finding.labels)]
    here = [span for span in places if span.path in {(root / name).as_posix() for name in shown}]
    assert here
    for span in here:
        lines = (root / span.path).read_bytes().decode("utf-8", "replace").split("\n")
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert span.excerpt in ("", lines[span.line - 1])


def test_the_good_example_loads_without_findings(error_code, lay):
    root, shown = lay(error_code, "good")
    library, findings = examined(root)
    assert findings == ()
    assert library is not None
    assert shown


@pytest.mark.parametrize("warning", ["FLT250", "FLT252", "FLT253"])
def test_the_bad_example_of_a_warning_adds_exactly_one(lay, warning):
    bad, good = (Counter(finding.code for finding in check(load(lay(warning, which)[0]))) for which in ("bad", "good"))
    assert bad - good == Counter({warning: 1})
    assert warning not in good


def test_the_bad_example_of_lanes_that_sound_alike_is_one_pair(lay):
    bad, good = (list(look_alikes(load(lay("FLT254", which)[0]))) for which in ("bad", "good"))
    assert [finding.code for finding in bad] == ["FLT254"]
    assert not good


def test_the_bad_example_of_the_form_is_put_into_that_of_the_good_one(lay):
    texts = {}
    for which in ("bad", "good"):
        root, (shown,) = lay("FLT015", which)
        load(root)
        texts[which] = (root / shown).read_text("utf-8")
    assert formatted(texts["bad"], "a.yaml", KINDS) == (texts["good"], ())
    assert formatted(texts["good"], "a.yaml", KINDS) == (texts["good"], ())
    assert not_in_form("a.yaml", texts["bad"], texts["good"]).code == "FLT015"


@pytest.mark.parametrize("of_cases", ["FLT501", "FLT502"])
def test_the_bad_case_gives_exactly_this_code_and_the_good_one_is_read(lay, of_cases):
    root, (shown,) = lay(of_cases, "bad")
    with pytest.raises(LibraryError) as refused:
        read_cases(root / shown, load(root))
    assert [finding.code for finding in refused.value.diagnostics] == [of_cases]
    root, (shown,) = lay(of_cases, "good")
    assert len(read_cases(root / shown, load(root))) == 1


def test_the_bad_cassette_gives_exactly_this_code_and_the_good_one_is_read(lay):
    root, (shown,) = lay("FLT522", "bad")
    with pytest.raises(LibraryError) as refused:
        read_cassette(root / shown)
    assert [finding.code for finding in refused.value.diagnostics] == ["FLT522"]
    root, (shown,) = lay("FLT522", "good")
    assert len(read_cassette(root / shown).entries) == 1


def test_the_examples_of_a_decision_run_and_show_what_they_say(decision_code, blocks_of):
    page = CODES[decision_code].page
    before, after = page.split("## Instead")
    assert decision_code in _expected(before, blocks_of)
    assert "'allow'" in _expected(page, blocks_of)
    assert _expected(after, blocks_of)
    text = "\n".join(block.text for block in blocks_of(page) if block.kind == "python")
    session = doctest.DocTestParser().get_doctest(text, {}, decision_code, None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_ONLY_FIRST_FAILURE)
    shown = []
    runner.run(session, out=shown.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(shown)


@pytest.mark.parametrize("of_memory", sorted(code for code in CODES if code >= "FLT600"))
def test_the_examples_of_account_memory_run_and_show_what_they_say(of_memory, blocks_of):
    blocks = [block.text for block in blocks_of(CODES[of_memory].page) if block.kind == "python"]
    before, after = ("Traceback" in block for block in blocks)
    assert (before, after) == (True, False)
    session = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, of_memory, None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    shown = []
    runner.run(session, out=shown.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(shown)


def _expected(page, blocks_of):
    """What the sessions of a page print, as the page says it."""
    parse = doctest.DocTestParser().get_examples
    return "".join(example.want for block in blocks_of(page) if block.kind == "python" for example in parse(block.text))
