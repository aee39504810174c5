import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.spec import fill, template_faults, variables_in


@pytest.mark.parametrize("text", ["{{ product }}", "{{product}}", "{{ product}}", "{{product }}", "a {{ product }} b"])
def test_a_variable_is_one_word_in_two_braces(text):
    assert variables_in(text) == ("product",)
    assert template_faults(text) == ()
    assert fill(text, {"product": "Rocket"}).strip("a b") == "Rocket"


@pytest.mark.parametrize(
    "text",
    [
        "{{ config.items() }}",
        "{{product.__class__}}",
        "{{ product|upper }}",
        "{{ 7*7 }}",
        "{{ 'a' }}",
        "{{}}",
        "{{ }}",
        "{{  product  }}",
        "{{ Product }}",
        "{{ product",
        "product }}",
        "{{ product }",
        "{% for x in y %}",
        "{%- raw -%}",
        "{# a comment #}",
        "%}",
        "#}",
        "{{{ product }}}",
        "{{ {{ product }} }}",
        "{{ pro\nduct }}",
        "{{\tproduct }}",
        "{{ pr\u043educt }}",
        "{{-product-}}",
        "{{ self }}{{ self.x }}",
    ],
)
def test_everything_else_that_looks_like_a_template_is_a_fault(text):
    found = template_faults(text)
    assert found
    assert all(text[fault.offset : fault.offset + 2] == fault.text for fault in found)


@pytest.mark.parametrize("text", ["{a}", "{ {", "} }", "100 %", "a # b", "{'a': 1}", "%s", "{0}", "$x", "${x}"])
def test_other_braces_are_text(text):
    assert (variables_in(text), template_faults(text), fill(text, {})) == ((), (), text)


def test_a_value_is_never_read_again():
    values = {"a": "{{ b }}", "b": "{{ a }}"}
    assert fill("{{ a }} {{ b }}", values) == "{{ b }} {{ a }}"
    assert fill("{{ a }}", {"a": r"\g<0> \1 {% x %}"}) == r"\g<0> \1 {% x %}"


def test_a_variable_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        fill("{{ a }}", {"b": "c"})


@given(st.text(alphabet="{}%#ab ", max_size=30))
def test_a_text_without_faults_holds_variables_and_no_other_template(text):
    if template_faults(text):
        return
    left = fill(text, dict.fromkeys(variables_in(text), ""))
    marks = ("{%", "%}", "{#", "#}")
    assert all(text.count(mark) == 0 for mark in marks)
    assert text.count("{{") >= len(variables_in(text))
    assert len(left) <= len(text)
