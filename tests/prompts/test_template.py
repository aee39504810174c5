import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from fleet.prompts.template import _compiler, rendered


def test_what_is_missing_is_an_error():
    with pytest.raises(UndefinedError):
        rendered("partials/trait", {})


def test_templates_are_sandboxed():
    with pytest.raises(SecurityError):
        _compiler()("{{ ''.__class__.__mro__ }}").render({})
    with pytest.raises(SecurityError):
        _compiler()("{{ x.append(1) }}").render({"x": []})


def test_templates_cannot_reach_other_files():
    with pytest.raises(TypeError, match="no loader"):
        _compiler()("{% include 'x' %}").render({})


def test_data_is_text_and_nothing_else():
    assert rendered("partials/trait", {"text": "{{ x }} <b> & {% y %}"}) == "{{ x }} <b> & {% y %}"
