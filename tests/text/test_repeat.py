from hypothesis import given
from hypothesis import strategies as st

from fleet.text import Repeat, repeats, words


def shingles(text):
    found = words(text)
    padded = ("", "", *found, "", "")
    return {padded[at : at + 3] for at in range(len(padded) - 2)} if found else set()


def by_comparing_all_with_all(texts, over):
    originals = []
    for position, text in enumerate(texts):
        mine = shingles(text)
        best = None
        for original in originals:
            theirs = shingles(texts[original])
            likeness = len(mine & theirs) / len(mine | theirs) if mine else 0
            if likeness > (best.likeness if best else over):
                best = Repeat(position, original, likeness)
        if best:
            yield best
        else:
            originals.append(position)


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=9).map(" ".join), max_size=14),
    st.sampled_from([0.0, 0.2, 1 / 3, 0.5, 0.75, 0.9]),
)
def test_the_repeats_are_those_that_comparing_all_with_all_finds(texts, over):
    assert list(repeats(texts, over=over)) == list(by_comparing_all_with_all(texts, over))


def found(*texts):
    return [(one.position, one.original) for one in repeats(texts)]


def test_case_space_and_punctuation_make_no_difference():
    assert list(repeats(["Where is my invoice?", "where is MY\n invoice"])) == [Repeat(1, 0, 1.0)]


def test_one_word_of_eight_may_differ_and_of_seven_may_not():
    eight = "the export of our report fails since yesterday"
    assert found(eight, eight.replace("report", "ledger")) == [(1, 0)]
    seven = "the export of our report fails again"
    assert found(seven, seven.replace("report", "ledger")) == []


def test_short_texts_that_share_their_frame_are_no_repeats():
    assert found("Can I get a demo?", "Can I get a quote?", "Can I get a refund?") == []


def test_a_text_is_named_with_the_original_that_it_is_most_like():
    base = "we moved to another building and since then uploads die at ninety percent"
    far = base.replace("another building", "the new site")
    near = base.replace("ninety", "eighty")
    assert found(base, far, near) == [(1, 0), (2, 0)]


def test_a_repeat_is_no_original_for_others():
    texts = [" ".join(f"w{number}" for number in range(start, start + 20)) for start in (0, 3, 6)]
    assert found(*texts) == [(1, 0)]
    assert found(texts[0], texts[2]) == []


def test_texts_without_words_are_like_nothing():
    assert found("", "", "?!", "?!") == []


def test_thousands_of_copies_of_one_text_are_each_found_once():
    assert len(list(repeats(["the export of our report fails since yesterday"] * 20_000))) == 19_999
