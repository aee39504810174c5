"""A real browser, pages that ask for nothing from elsewhere and on which nothing goes wrong, and what axe finds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files

import pytest

CHROMIUM = os.environ.get("FLEET_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("no Chromium is here; `apt-get install chromium`, or name one in FLEET_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser, home):
    """A page that may ask for what is at `home` only, and on which nothing goes wrong."""
    context = browser.new_context()
    opened = context.new_page()
    asked, wrong = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(home)] == []


@pytest.fixture(scope="session")
def serious():
    """A function that gives what axe finds on a page and calls serious or critical."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

    def look(page):
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.evaluate(axe)
        found = page.evaluate("axe.run()")
        assert found["passes"]
        return [
            (fault["id"], fault["nodes"][0]["html"][:200], fault["nodes"][0]["failureSummary"])
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]

    return look


@pytest.fixture(scope="session")
def served():
    """The address of a server over the shipped library, a process of its own."""
    words = [sys.executable, "-m", "fleet.cli", "serve", "shipped", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline(), process.stdout.readline()]
        try:
            assert lines[0].startswith("library: ")
            yield re.fullmatch(r"playground: (http://127\.0\.0\.1:\d+)/playground\.html\n", lines[1])[1]
        finally:
            process.terminate()
            process.wait(20)
