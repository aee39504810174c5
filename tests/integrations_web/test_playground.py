"""The playground in a real browser, served over loopback as `fleet serve` does."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api", reason="make test-integrations", exc_type=ImportError)

from playwright.sync_api import expect

import fleet


@pytest.fixture
def home(served):
    return served


@pytest.fixture
def play(page, home):
    page.goto(f"{home}/playground.html")
    return page


def headline(page, name):
    return page.get_by_role("region", name=name).locator(".headline")


def routed(page):
    return headline(page, "Where the message goes")


def decided(page):
    return headline(page, "What the guard says")


def test_one_click_shows_where_a_message_goes(play):
    play.get_by_role("button", name="Route it").click()
    expect(routed(play)).to_contain_text("routed")
    legs = play.get_by_role("region", name="Where the message goes").locator(".leg")
    expect(legs).to_have_count(2)
    support = legs.filter(has_text="Support Engineer")
    expect(support).to_contain_text("Deployments fail with a 500 since last night.")
    expect(support).to_contain_text("like the example")
    expect(support.get_by_role("link", name="ticket-resolution").first).to_be_visible()


def test_one_click_refuses_a_draft_with_its_sentence_and_its_rule(play, home):
    play.get_by_role("button", name="Ask the guard").click()
    expect(decided(play)).to_contain_text("Not here: this is for Account Manager")
    answer = play.get_by_role("region", name="What the guard says")
    expect(answer.locator("mark")).to_have_text("I have also given you a discount of 20 % on the renewal.")
    expect(answer.locator("blockquote.told")).to_contain_text("that is for our Account Manager")
    answer.get_by_role("link", name="support-agent/no-deal-negotiation").click()
    play.wait_for_url(f"{home}/personas/support-agent.html#boundary-no-deal-negotiation")
    expect(play.locator("#boundary-no-deal-negotiation")).to_contain_text("Does not discuss or offer a price")
    play.go_back()
    play.get_by_role("button", name="Ask the guard").click()
    play.get_by_role("region", name="What the guard says").get_by_role("link", name=re.compile(r"\.yaml:")).click()
    expect(play.locator(".line:target")).to_contain_text("no-deal-negotiation")


def test_with_the_keyboard_alone(play):
    def to(name, role="textbox"):
        field = play.get_by_role(role, name=name)
        for _ in range(60):
            if field.evaluate("(one) => one === document.activeElement"):
                return
            play.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not reach {name}")

    to("Message")
    play.keyboard.press("ControlOrMeta+a")
    play.keyboard.type("Please correct the address on invoice 8841.")
    play.keyboard.press("ControlOrMeta+Enter")
    expect(routed(play)).to_have_text("routedFor Sales Administrator")
    to("Answer as Sales Administrator", "button")
    play.keyboard.press("Enter")
    expect(play.get_by_role("textbox", name="Draft")).to_be_focused()
    expect(play.get_by_label("Persona", exact=True)).to_have_value("sales-administrator")
    expect(play.get_by_role("textbox", name="What it answers")).to_have_value(
        "Please correct the address on invoice 8841."
    )
    play.keyboard.press("ControlOrMeta+a")
    play.keyboard.type("The address on invoice 8841 is corrected.")
    play.keyboard.press("Tab")
    to("Ask the guard", "button")
    play.keyboard.press("Enter")
    expect(decided(play)).to_have_text("allowIt may be sent")


def test_a_call_and_a_handoff_are_decided(play):
    play.get_by_role("radio", name="A tool call").check(force=True)
    play.get_by_label("Persona", exact=True).select_option("account-manager")
    play.get_by_role("button", name="Ask the guard").click()
    expect(decided(play)).to_have_text("askA human has to approve it")
    play.get_by_role("textbox", name="Arguments").fill('{"account": "acme", "percent": 10}')
    play.get_by_role("button", name="Ask the guard").click()
    expect(decided(play)).to_have_text("allowThe call may run")
    play.get_by_role("radio", name="A handoff").check(force=True)
    play.get_by_label("Persona", exact=True).select_option("support-agent")
    play.get_by_label("In which lane").select_option("renewal")
    expect(play.get_by_label("To whom")).to_have_value(fleet.load().owner_of("renewal"))
    play.get_by_role("button", name="Ask the guard").click()
    expect(decided(play)).to_have_text("allowThe work may go there")


def test_what_is_known_is_heard(play):
    play.get_by_text("Facts and who is assigned").click()
    play.get_by_role("checkbox", name="support-asked").check()
    play.get_by_label("Stage of the account").select_option("trial")
    with play.expect_request("**/v1/route") as asked:
        play.get_by_role("button", name="Route it").click()
    known = {"audience": "customer", "stage": "trial", "account": "acme", "facts": ["support-asked"]}
    assert asked.value.post_data_json["context"] == known
    expect(routed(play)).to_contain_text("For")


def test_what_is_wrong_stands_beside_its_field(play):
    message = play.get_by_role("textbox", name="Message")
    message.fill("  ")
    play.get_by_role("button", name="Route it").click()
    expect(message).to_be_focused()
    expect(message).to_have_accessible_description("Write a message.")
    message.fill("Hello")
    play.get_by_role("radio", name="A tool call").check(force=True)
    arguments = play.get_by_role("textbox", name="Arguments")
    arguments.fill("{oops")
    play.get_by_role("button", name="Ask the guard").click()
    expect(arguments).to_have_accessible_description(re.compile("^This is no JSON: "))
    expect(message).not_to_have_attribute("aria-invalid", "true")


def test_what_the_server_refuses_stands_beside_its_field_too(page, home):
    problem = {"title": "the body does not fit", "status": 422, "detail": "`context.current` is wrong"}
    problem["errors"] = [{"pointer": "#/context/current", "detail": "no persona is named `x`"}]
    page.goto(f"{home}/playground.html")
    page.evaluate(
        "(problem) => { window.fetch = async () => new Response(JSON.stringify(problem), { status: 422 }); }", problem
    )
    page.get_by_role("button", name="Route it").click()
    field = page.get_by_label("Persona at work")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("no persona is named x")


def test_nothing_that_somebody_writes_becomes_html(play):
    script = '<img src=x onerror="document.title = 1"> I have given you a discount of 20 % on the renewal.'
    play.get_by_role("textbox", name="Draft").fill(script)
    play.get_by_role("button", name="Ask the guard").click()
    expect(decided(play)).to_contain_text("redirect")
    expect(play.locator(".judged")).to_have_text(script)
    assert play.locator(".answer img").count() == 0


def test_the_answer_is_announced_and_the_same_is_shown_as_a_request(play):
    expect(routed(play)).to_have_attribute("aria-live", "polite")
    play.get_by_role("button", name="Route it").click()
    expect(routed(play)).to_contain_text("routed")
    play.locator("#route-answer").get_by_text("The same as a request").click()
    expect(play.locator("#route-answer pre")).to_contain_text("/v1/route")


def test_a_narrow_page_does_not_scroll_sideways(browser, home):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{home}/playground.html")
    for name, headed in (("Route it", routed), ("Ask the guard", decided)):
        page.get_by_role("button", name=name).click()
        expect(headed(page).locator(".badge")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser, home, serious, scheme):
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)  # axe is put in
    page = context.new_page()
    page.goto(f"{home}/playground.html")
    found = serious(page)
    for name, headed in (("Route it", routed), ("Ask the guard", decided)):
        page.get_by_role("button", name=name).click()
        expect(headed(page).locator(".badge")).to_be_visible()
    found += serious(page)
    context.close()
    assert found == []


def test_the_pages_of_the_site_keep_the_same_policy(page, home):
    for at in ("index.html", "personas/support-agent.html", "lanes/renewal.html"):
        page.goto(f"{home}/{at}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("renewal")
    expect(page.get_by_role("option").first).to_contain_text("renewal")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_what_was_asked_and_what_came_out(browser, home, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 794, "height": 1123})
    page = context.new_page()
    page.goto(f"{home}/playground.html")
    page.get_by_role("textbox", name="Draft").fill("I have given you a discount of 20 % on the renewal.\n" * 12)
    page.get_by_role("button", name="Ask the guard").click()
    expect(decided(page).locator(".badge")).to_be_visible()
    page.emulate_media(media="print")
    for name in ("Ask the guard", "Route it"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("heading", name="Whose work is it?")).to_have_count(0)  # nothing was asked there
    draft = page.get_by_role("textbox", name="Draft")
    assert draft.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    assert decided(page).evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    context.close()
