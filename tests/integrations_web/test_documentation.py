"""The documentation in a real browser, from a folder: nothing that axe finds, narrow, searched and printed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

pytest.importorskip("playwright.sync_api", reason="make test-integrations", exc_type=ImportError)
pytest.importorskip("zensical", reason="the extra `docs` is not here", exc_type=ImportError)

from playwright.sync_api import expect

PAGES = (
    "index.html",
    "get-started.html",
    "lanes.html",
    "benchmarks.html",
    "reference/command-line.html",
    "reference/files.html",
    "reference/python/index.html",
    "reference/python/guard.html",
    "diagnostics/between-personas.html",
    "files/action.yml.html",
)
"""One of each kind: texts with code, with tables and with pictures, what is generated, and what shows a file."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def built(tmp_path_factory, request):
    """The documentation as `make docs` builds it, in a folder of its own."""
    folder, root = tmp_path_factory.mktemp("documentation"), request.config.rootpath
    for name in ("src", "tools"):
        (folder / name).symlink_to(root / name)
    shutil.copyfile(root / "zensical.toml", folder / "zensical.toml")
    said = ""
    for words in (
        [str(root / "tools" / "docs_site.py"), "stage", "build/docs"],
        ["-m", "zensical", "build", "--clean", "--strict"],
        [str(root / "tools" / "docs_site.py"), "check", "build/docs-site"],
    ):
        done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
        said += done.stdout + done.stderr
        assert done.returncode == 0, said
    return folder / "build" / "docs-site"


@pytest.fixture(scope="session")
def documentation(built):
    """Where it is served; a browser gives a search over files no worker."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Quiet(*given, directory=str(built)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(documentation):
    return documentation


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("at", PAGES)
def test_axe_finds_no_serious_fault(browser, documentation, serious, at, scheme):
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{documentation}/{at}")
    expect(page.locator("body")).to_have_attribute(
        "data-md-color-scheme", {"light": "default", "dark": "slate"}[scheme]
    )
    found = serious(page)
    context.close()
    assert found == []


def test_a_narrow_page_does_not_scroll_sideways(browser, documentation, built):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wide = []
    for path in sorted(built.rglob("*.html")):
        at = path.relative_to(built).as_posix()
        page.goto(f"{documentation}/{at}")
        width = page.evaluate("document.documentElement.scrollWidth")
        wide += [(at, width)] if width > 390 else []
    context.close()
    assert wide == []


@pytest.mark.parametrize(
    ("words", "title", "at"),
    [
        ("two owners", "One owner", "lanes.html"),
        ("guarded_agents", "guarded_agents", "reference/python/frameworks.html"),
    ],
)
def test_the_search_finds_a_page_and_a_name(page, documentation, words, title, at):
    page.goto(f"{documentation}/index.html")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("combobox", name="Search").fill(words)
    page.get_by_role("listbox").get_by_text(title, exact=True).first.click()
    page.wait_for_url(f"**/{at}*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_search_is_used_with_the_keyboard_alone_and_without_a_serious_fault(page, documentation, serious):
    page.goto(f"{documentation}/index.html")
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").press_sequentially("two owners")
    expect(page.get_by_role("option").first).to_be_visible()
    # The list of Zensical's search is moved by the arrows, as its field says; axe looks for a tab stop.
    assert [fault for fault in serious(page) if fault[0] != "scrollable-region-focusable"] == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/diagnostics/between-personas.html*#flt201-lane-with-two-owners")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_the_text_alone_in_black_on_white(browser, documentation, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 794, "height": 1123})
    page = context.new_page()
    page.goto(f"{documentation}/lanes.html")
    page.emulate_media(media="print")
    for name in ("header.md-header", ".md-sidebar--primary", ".md-sidebar--secondary", ".md-footer", ".headerlink"):
        expect(page.locator(name).first).to_be_hidden()
    shown = "(one) => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
    for text in (page.get_by_role("heading", level=1), page.locator("article p").first, page.locator("pre code").first):
        assert text.evaluate(shown) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    cut = (
        "Array.from(document.querySelectorAll('pre > code')).filter((one) => one.scrollWidth > one.clientWidth).length"
    )
    assert page.evaluate(cut) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    context.close()
