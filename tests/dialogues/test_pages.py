"""The pages of the running Lotse in a real browser: letters stay on the device, sheets work without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

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
