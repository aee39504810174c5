import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.source.scalar import NotFiniteError, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("007", 7),
        ("0o17", 15),
        ("0xFF", 255),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("2.5E-1", 0.25),
    ],
)
def test_the_core_schema_resolves(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "Off",
        "y",
        "nULL",
        "tRUE",
        "1_000",
        "12:30:45",
        "2024-01-31",
        "0b11",
        "0o8",
        "0xG",
        "1e",
        "e1",
        ".",
        "-",
        "+",
        "1.2.3",
        "- 1",
        "1 000",
        "\u0663",
        "inf",
        "nan",
        "Infinity",
        "=",
        "<<",
    ],
)
def test_everything_else_is_text(text):
    assert resolve(text) == text


@pytest.mark.parametrize(
    "text",
    [".inf", "-.inf", "+.INF", ".nan", ".NaN", ".NAN", "1e999", "-1e400", "1" * 19, "9" * 5000, "0x" + "f" * 17],
)
def test_numbers_that_no_limit_can_be_held_against_are_refused(text):
    with pytest.raises(NotFiniteError):
        resolve(text)


@given(st.text())
def test_any_text_means_something_or_is_refused(text):
    try:
        value = resolve(text)
    except NotFiniteError:
        return
    assert value is None or isinstance(value, str | int | float)


@given(st.integers(min_value=-(10**17) + 1, max_value=10**17 - 1))
def test_whole_numbers_read_back(number):
    assert resolve(str(number)) == number
