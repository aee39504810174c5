"""A site in a real browser, from files: search, a lane, from a prompt to its line, and nothing that axe finds."""

from __future__ import annotations

import shutil

import pytest

pytest.importorskip("playwright.sync_api", reason="make test-integrations", exc_type=ImportError)

from playwright.sync_api import expect

import fleet
from fleet.plan import compared
from fleet.site import pages, write_site
from fleet.testing.agents import Bar
from fleet.testing.report import Played, reported

PAGES = (
    "index.html",
    "personas.html",
    "lanes.html",
    "personas/senior-solutions-engineer.html",
    "lanes/deal-negotiation.html",
    "parties/product-engineering.html",
    "domains/customer.html",
    "spec/support/support-agent.yaml.html",
    "findings.html",
    "results.html",
    "changes.html",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory, request):
    """The shipped library with a result and with what changed since another one, as files."""
    folder = tmp_path_factory.mktemp("site")
    library = fleet.load()
    report = reported([Played("roles", "support-agent/no-deal-negotiation", False, None, "Down")], Bar(0.9))
    plan = compared(fleet.load(request.config.rootpath / "examples" / "four-roles"), library)
    write_site(folder, pages(library, results=report, plan=plan))
    return folder.as_uri()


@pytest.fixture
def home():
    return "file:"


def test_somebody_finds_a_boundary_by_the_keyboard_alone(page, site):
    page.goto(f"{site}/lanes/renewal.html")
    page.keyboard.press("/")
    page.keyboard.type("support engineer deal-negotiation")
    expect(page.get_by_role("option").first).to_contain_text("no-deal-negotiation, Support Engineer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/personas/support-agent.html#boundary-no-deal-negotiation")
    expect(page.get_by_role("heading", level=1)).to_have_text("Support Engineer")


def test_what_nothing_has_is_said(page, site):
    page.goto(f"{site}/index.html")
    page.get_by_role("combobox").fill("zzz qqq")
    expect(page.get_by_role("status")).to_have_text("0 matches")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_lane_and_a_mark_of_the_matrix_lead_to_their_pages(page, site):
    page.goto(f"{site}/index.html")
    page.locator("svg.matrix a.lane", has_text="ticket-resolution").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ticket-resolution")
    page.go_back()
    page.locator('svg.matrix a.sign.boundary[data-of="l:renewal n:account-manager"]').click()
    page.wait_for_url("**/personas/account-manager.html#boundary-no-renewal")


def test_who_is_pointed_at_stands_out_with_those_they_hand_over_to(page, site):
    page.goto(f"{site}/index.html")
    flow = page.locator("svg.flow")
    flow.locator('a.end[data-of="g:customer-success-manager"]').hover()
    given = {owner for boundary in fleet.load()["customer-success-manager"].boundaries for owner in [boundary.owner]}
    expect(flow.locator(".line.on")).to_have_count(len(given))
    expect(flow.locator(".end.close")).to_have_count(len(given) + 1)


def test_a_block_of_a_prompt_leads_to_its_line(page, site):
    page.goto(f"{site}/personas/support-agent.html")
    block = page.locator(".prompt li", has_text="Does not discuss").first
    block.get_by_role("link").click()
    line = page.locator(".line:target")
    expect(line).to_contain_text("rule: Does not discuss")
    assert "spec/support/support-agent.yaml.html#L" in page.url


def test_a_line_of_a_file_in_parts_is_found_from_each_part(page, tmp_path, request):
    shutil.copytree(request.config.rootpath / "tests" / "fixtures" / "tiny", tmp_path / "library")
    file = tmp_path / "library" / "training" / "field-trainer.yaml"
    file.write_text(file.read_text("utf-8") + "".join(f"# {number}\n" for number in range(4000)), "utf-8")
    write_site(tmp_path / "site", pages(fleet.load(tmp_path / "library")))
    first = f"{(tmp_path / 'site').as_uri()}/spec/training/field-trainer.yaml"
    for asked, line, part in (("", 3900, ".3"), (".3", 2, ""), ("", 2000, ".2")):
        page.goto(f"{first}{asked}.html#L{line}")
        page.wait_for_url(f"{first}{part}.html#L{line}")
        expect(page.locator(".line:target")).to_have_attribute("id", f"L{line}")


def test_the_theme_is_kept_from_page_to_page(page, site):
    page.goto(f"{site}/index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Use dark colours").click()
    assert page.evaluate(ground) != light
    page.goto(f"{site}/lanes.html")
    expect(page.get_by_role("button", name="Use light colours")).to_be_visible()
    assert page.evaluate(ground) != light


def test_without_scripts_everything_is_there_but_the_search(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/index.html")
    expect(page.locator("#search")).to_be_hidden()
    page.locator("svg.matrix a.lane", has_text="renewal").click()
    expect(page.locator("h1")).to_have_text("renewal")
    context.close()


def test_a_narrow_page_does_not_scroll_sideways(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    for at in PAGES:
        page.goto(f"{site}/{at}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, at
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("at", PAGES)
def test_axe_finds_no_serious_fault(browser, site, serious, at, scheme):
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/{at}")
    found = serious(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_it_is_black_on_white(browser, site, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 794, "height": 1123})
    page = context.new_page()
    page.goto(f"{site}/personas/support-agent.html")
    page.emulate_media(media="print")
    shown = "(one) => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
    assert page.get_by_role("heading", level=1).evaluate(shown) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.locator(".bar")).to_be_hidden()
    context.close()
