"""What is served to browsers: the site as it is written, with a playground, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from fleet.errors import UnknownNameError
from fleet.serve.gate import HEADERS
from fleet.serve.playground import _example
from fleet.site import Link, pages
from fleet.spec import Tool

PLAYGROUND = Link("Playground", "playground.html")


def test_the_site_is_served_as_it_is_written(client, shipped):
    written = pages(shipped, extra=(PLAYGROUND,))
    for path, content in written.items():
        assert client.get(f"/{path}").content == content, path
    assert client.get("/", follow_redirects=False).headers["location"] == "/index.html"
    assert client.get("/assets/site.css").headers["content-type"].startswith("text/css")
    assert client.head("/index.html").headers["content-length"] == str(len(written["index.html"]))


def test_the_playground_is_a_page_of_the_site(client):
    page = client.get("/playground.html").text
    assert '<a href="playground.html" aria-current="page">Playground</a>' in page
    assert '<a href="playground.html">Playground</a>' in client.get("/index.html").text


@pytest.mark.parametrize("path", ["playground.html", "assets/playground.js", "assets/playground.css"])
def test_nothing_comes_from_elsewhere_and_no_script_or_style_is_inline(client, path):
    text = client.get(f"/{path}").text
    assert set(re.findall(r"https?://[\w./]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert len(text) < 100_000
    if path.endswith(".html"):
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", text)


def test_a_site_needs_no_exception_of_the_policy(client, shipped):
    """No page has a script, a style or a handler of its own, which the policy would not run."""
    assert "script-src 'self'; style-src 'self';" in HEADERS["Content-Security-Policy"]
    for path in pages(shipped):
        if path.endswith(".html"):
            assert not re.search(
                r"<script(?![^>]* src=)|<style|<[^>]+\s(on\w+|style)=\"", client.get(f"/{path}").text
            ), path


def test_every_name_of_the_library_can_be_chosen(client, shipped):
    page = client.get("/playground.html").text
    for name in (*shipped, *shipped.parties, *shipped.lanes, *shipped.facts, *shipped.tools):
        assert f'value="{name}"' in page


def test_a_text_of_a_library_is_text(served, write_library, tiny_files):
    import fleet

    files = {name: text.replace("title: ", "title: <script>x</script> ") for name, text in tiny_files.items()}
    page = served(fleet.load(write_library(files))).get("/playground.html").text
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        (None, "{}"),
        ({"type": "object"}, "{}"),
        ({"properties": {"id": {"type": "integer"}, "note": {"type": "string"}}, "required": ["id"]}, '{"id": 4411}'),
        (
            {"properties": {"account": {"type": "string"}, "size": {"enum": ["s", "m"]}}},
            '{"account": "acme", "size": "s"}',
        ),
        ({"properties": {"any": True}}, '{"any": null}'),
        ({"properties": {"one": {"type": ["string", "null"]}}}, '{"one": null}'),
    ],
)
def test_a_call_begins_with_arguments_of_the_right_shape(schema, example):
    assert _example(Tool(shared=True, args=schema)) == example


def test_a_variable_that_the_library_does_not_have_stops_it(served):
    with pytest.raises(UnknownNameError):
        served(variables={"no-such": "x"})


def test_the_pages_name_what_the_host_names(served):
    client = served(variables={"company": "Acme", "product": "Rocket"})
    page = client.get("/personas/support-agent.html").text
    assert "You are the Support Engineer of Acme" in page
    assert "the product" not in page
    assert "You are the Support Engineer of Acme" in client.post("/v1/prompt", json={"persona": "support-agent"}).text
