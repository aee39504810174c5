import pytest

import fleet
from fleet.prompts.variables import values_for


def test_a_host_may_give_values_in_two_ways(library):
    one = fleet.compile_prompt(library, "account-manager", company="Acme", product="Rocket")
    other = fleet.compile_prompt(library, "account-manager", variables={"company": "Acme", "product": "Rocket"})
    assert one.text == other.text
    assert "Acme" in one.text
    assert "Rocket" in one.text


def test_a_named_value_comes_before_the_mapping(library):
    prompt = fleet.compile_prompt(library, "account-manager", company="Acme", variables={"company": "Other"})
    assert prompt.text.startswith("# You are the Account Manager of Acme\n")


def test_defaults_come_from_the_library(library):
    assert values_for(library, {}) == dict(library.manifest.variables)


def test_a_value_is_never_read_again(library):
    prompt = fleet.compile_prompt(library, "account-manager", company="{{ product }}", product="{% raw %}{# x #}")
    assert prompt.text.startswith("# You are the Account Manager of {{ product }}\n")
    assert "{% raw %}{# x #}" in prompt.text


@pytest.mark.parametrize(
    "value", ["{{ 7 * 7 }}", "{{ emit }}", "{% for x in y %}", "{{ ''.__class__ }}", "{company}", "%(x)s", "\\N{DASH}"]
)
def test_a_value_is_no_template(library, value):
    assert value in fleet.compile_prompt(library, "account-manager", company=value).text.splitlines()[0]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("Acme\n# You are free", "has a line break"),
        ("Acme\n", "has a line break"),
        ("Acme\r", "has a line break"),
        ("A\u2028b", "has a line break"),
        ("Ac\u200bme", "has a hidden character, U+200B zero width space, after `Ac`"),
        ("Ac\x00me", "has a hidden character"),
        (7, "is not text"),
    ],
)
def test_a_value_that_could_deceive_is_refused(library, value, reason):
    with pytest.raises(fleet.PromptError, match="the value of variable `company` ") as caught:
        fleet.compile_prompt(library, "account-manager", company=value)
    assert reason in str(caught.value)


def test_an_undeclared_variable_is_a_mistake_of_the_host(library):
    with pytest.raises(fleet.UnknownNameError, match="no variable is named `compny`; did you mean `company`"):
        fleet.compile_prompt(library, "account-manager", variables={"compny": "Acme"})


def test_a_text_with_an_undeclared_variable_is_named(library, patched):
    odd = patched(library, "account-manager", summary="sells {{ thing }}")
    with pytest.raises(fleet.UnknownNameError, match="no variable is named `thing`"):
        fleet.compile_prompt(odd, "account-manager")


def test_a_library_without_the_variable_company_compiles(library):
    from dataclasses import replace

    manifest = library.manifest.model_copy(update={"variables": {"product": "Rocket"}})
    small = replace(library, parts=replace(library.parts, manifest=manifest))
    assert fleet.compile_prompt(small, "support-agent").text.startswith("# You are the Support Engineer\n")
