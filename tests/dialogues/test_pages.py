"""The pages of the running Lotse in a real browser: letters stay on the device, sheets work without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, Route, expect

from services_db.knowledge.read import knowledge
from tests.web.browser import chromium

NAME, NUMBER = "Erika Mustermann-Geheim", "A123456789"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.mark.parametrize("key", sorted(knowledge().letters))
def test_what_is_typed_into_a_letter_never_leaves_the_device(
    lotse: str, browser: Browser, key: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(f"{lotse}/brief/{key}")
    page.wait_for_load_state("networkidle")
    loaded = len(requests)
    for field in page.query_selector_all("input[data-field], textarea[data-field]"):
        field.fill(NUMBER if field.get_attribute("data-field") == "insurance_number" else NAME)
    text = page.inner_text(".letter")
    assert NAME in text
    assert "{" not in text
    page.evaluate("window.print = () => { window.printed = true; }")
    page.click("#print")
    assert page.evaluate("window.printed") is True
    sent = page.evaluate("() => fetch('/health').then(() => 'sent', () => 'refused')")
    assert sent == "refused"
    assert [request.url for request in requests[loaded:] if request.failure is None] == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    pdf = tmp_path / "brief.pdf"
    page.pdf(path=pdf)
    assert pdf.stat().st_size > 5000
    page.click("#clear")
    expect(page.locator(".letter")).not_to_contain_text("Mustermann")
    page.close()


def test_a_sheet_works_without_javascript_and_fits_a_phone(lotse: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{lotse}/zettel/pflegegrad/worse?plz=36329")
    assert "Pflegekasse" in page.inner_text("main")
    assert page.get_attribute("a[href^='tel:']", "href") == "tel:066419772095"
    box = page.locator("body").bounding_box()
    assert box is not None
    assert box["width"] <= 320
    assert page.locator("img").evaluate("image => image.naturalWidth") > 50
    context.close()


def test_a_crisis_without_javascript_has_numbers_to_tap(lotse: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{lotse}/ohne-js")
    page.fill("#text", "ich will nicht mehr leben")
    page.click("text=Senden")
    answer = page.locator(".message.lotse").first
    expect(answer.get_by_role("link", name="116 123")).to_have_attribute("href", "tel:116123")
    expect(answer.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    page.fill("#text", "nein")
    page.click("text=Senden")
    page.click("text=Notruf-Nummern")
    expect(page.locator(".message.lotse").last.get_by_role("link", name="116 016")).to_be_visible()
    context.close()


def test_the_page_names_help_while_an_answer_takes_long(lotse: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(lotse)
    page.locator(".message.lotse").first.wait_for()

    def very_slow(route: Route) -> None:
        expect(page.locator("#typing").get_by_role("link", name="115")).to_be_visible(timeout=5000)
        route.abort()

    page.route("**/api/conversations/messages", very_slow)
    page.fill("#message", "ich brauche hilfe")
    page.click("#form button")
    expect(page.locator(".message.lotse").nth(1).get_by_role("link", name="116 123")).to_be_visible()
    expect(page.locator("#message")).to_have_value("ich brauche hilfe")
    page.close()
