"""What `docs/site.md` shows is run."""

import pytest


@pytest.mark.bulk
def test_the_page_is_what_the_library_does(followed):
    assert followed("site.md") == ["console", "console", "console", "python"]
