"""`docs/record.md`, followed from top to bottom in an empty folder."""


def test_the_page_shows_what_happens(followed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    kinds = followed("record.md")
    assert (kinds.count("python"), kinds.count("console")) == (3, 4)
