"""What is what in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.routing.message import encoded, read
from fleet.routing.parts import parts_of
from fleet.text import sentences

MAIL = """Dear support team,

the export stops at 80 %. It did so twice, e.g. yesterday at noon.
- Could you look?
- And tell me when it works?

java.lang.IllegalStateException: closed
    at com.example.Export.run(Export.java:12)

Kind regards,
Ana Pereira
Head of reporting

On Tue, Bo wrote:
> we changed the license yesterday
"""


def kinds(message):
    return [(part.kind, message[part.start : part.end]) for part in parts_of(message)]


def test_a_mail_comes_apart():
    found = kinds(MAIL)
    assert found[0] == ("greeting", "Dear support team,")
    assert [text for kind, text in found if kind == "body"] == [
        "the export stops at 80 %.", "It did so twice, e.g. yesterday at noon.", "- Could you look?",
        "- And tell me when it works?",
    ]  # fmt: skip
    assert [kind for kind, _ in found if kind != "body"] == ["greeting", "trace", "closing", "quoted"]


def test_a_message_that_is_nothing_but_a_greeting_is_its_own_body():
    assert kinds("Hello") == [("body", "Hello")]
    assert kinds("Thanks!") == [("body", "Thanks!")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("It costs 3.5 each. Fine.", ["It costs 3.5 each.", "Fine."]),
        ("Mr. Ode called, e.g. today.", ["Mr. Ode called, e.g. today."]),
        ("first line\n\nsecond", ["first line", "second"]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(max_size=200))
def test_parts_lie_in_order_inside_the_message_and_none_is_lost(message):
    read_ = read(message)
    end = 0
    for part in read_.parts:
        assert end <= part.start < part.end <= len(read_.text)
        end = part.end
        start, stop = read_.place(part.start, part.end)
        assert 0 <= start < stop <= len(message) or "<" in message
    covered = "".join(read_.text[part.start : part.end] for part in read_.parts)
    assert [one for one in covered if one.isalnum()] == [one for one in read_.text if one.isalnum()]


def test_what_is_encoded_is_seen():
    assert encoded("aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0IGVuY29kZWQgdGV4dA==")
    assert not encoded("Please correct the address on invoice 8841.")
