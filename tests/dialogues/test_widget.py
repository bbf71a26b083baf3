"""The widget in a real browser, on a page that is not its own, talking to the running Lotse."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import chromium

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "web" / "static" / "widget" / "lotse.js"
AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
MOST_KIB = 30
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="no Node.js here: THE WIDGET WAS NOT BUILT AND NOT TESTED")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def _page(browser: Browser, lotse: str, path: str = "/demo", **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.goto(f"{lotse}{path}")
    return page


def _open(page: Page) -> None:
    page.get_by_role("button", name="Hilfe finden").click()
    expect(page.get_by_role("log").get_by_text("Ich bin der Lotse")).to_be_visible()


def _say(page: Page, text: str) -> None:
    page.get_by_label("Was ist los?").fill(text)
    page.keyboard.press("Enter")


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{item['id']}: {node['html'][:120]}" for item in found["violations"] for node in item["nodes"]]


def _read_aloud(page: Page) -> str:
    """Returns the names in Chromium's own accessibility tree, which is what a screen reader gets."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return "\n".join(str(node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored"))


def test_it_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= MOST_KIB * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(lotse: str, browser: Browser, scheme: str) -> None:
    page = _page(browser, lotse, color_scheme=scheme)
    assert _violations(page) == []
    _open(page)
    assert _violations(page) == []
    _say(page, "Es geht um den Pflegegrad von meiner Mutter, Alsfeld")
    page.get_by_role("button", name="Noch kein Antrag").click()
    expect(page.get_by_role("heading", name="Standort Alsfeld").first).to_be_visible()
    assert _violations(page) == []
    page.get_by_role("button", name="Merken").first.click()
    page.get_by_role("button", name="Notfall").click()
    assert _violations(page) == []
    page.get_by_role("button", name="Merkzettel").click()
    assert _violations(page) == []


def test_the_pflegegrad_path_by_keyboard_alone(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "kult-lotse":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("Was ist los?")).to_be_focused()
    expect(page.get_by_role("log").get_by_text("Ich bin der Lotse")).to_be_visible()
    page.keyboard.type("Es geht um den Pflegegrad von meiner Mutter, Alsfeld")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="Noch kein Antrag")
    expect(choice).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if choice.evaluate("element => element === element.getRootNode().activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pflegestützpunkt Vogelsbergkreis, Standort Alsfeld")).to_be_visible()
    expect(page.get_by_role("log")).to_be_focused()  # the button is gone, its focus is not lost to the page behind
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Hilfe finden")).to_be_focused()


def test_new_messages_are_announced_from_a_region_of_their_own(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    status = page.get_by_role("status")
    expect(status).to_be_attached()
    assert status.inner_text() == ""
    _open(page)
    expect(status).to_contain_text("Lotse sagt: Guten Tag")
    assert page.get_by_role("log").get_attribute("aria-live") == "off"
    _say(page, "Was ist K.U.L.T.?")
    expect(status).to_contain_text("Anlaufstelle")
    assert "Lotse sagt:" in page.get_by_role("log").inner_text()
    expect(page.get_by_label("Was ist los?")).to_be_focused()  # focus does not move by itself


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_without_scrolling_sideways(lotse: str, browser: Browser, width: int) -> None:
    page = _page(browser, lotse, viewport={"width": width, "height": 640})
    _open(page)
    _say(page, "Meine Mutter braucht einen Pflegegrad, Alsfeld")
    expect(page.get_by_role("heading", name="Standort Alsfeld").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth")


def test_on_a_phone_the_page_behind_is_silent_and_the_input_can_be_reached(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse, viewport={"width": 390, "height": 700})
    behind = "Der Lotse ohne JavaScript"
    assert behind in _read_aloud(page)
    _open(page)
    assert behind not in _read_aloud(page)
    assert "Was ist los?" in _read_aloud(page)
    box = page.get_by_label("Was ist los?").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 700
    page.get_by_role("button", name="Schließen").click()
    expect(page.get_by_role("button", name="Hilfe finden")).to_be_focused()
    assert behind in _read_aloud(page)


def test_the_dialog_is_read_from_its_title_on(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    lines = page.get_by_role("dialog", name="Lotse").aria_snapshot().splitlines()
    assert "heading" in lines[1]
    assert next(number for number, line in enumerate(lines) if line.strip().startswith("- log")) > 1


def test_what_is_kept_can_be_saved(lotse: str, browser: Browser, tmp_path: Path) -> None:
    page = _page(browser, lotse)
    _open(page)
    _say(page, "Meine Mutter braucht einen Pflegegrad, Alsfeld")
    page.get_by_role("button", name="Merken").first.click()
    page.get_by_role("button", name="Merkzettel (1)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Speichern").click()
    download.value.save_as(tmp_path / "zettel.txt")
    assert "06641 977-2095" in (tmp_path / "zettel.txt").read_text(encoding="utf-8")


def test_an_answer_that_comes_while_it_is_closed_is_counted_in_the_title(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    body = json.dumps({"messages": [{"text": "Antwort", "buttons": []}]})

    def late(route: Any) -> None:
        page.get_by_role("button", name="Schließen").click()
        route.fulfill(status=200, body=body)

    page.route("**/api/conversations/messages", late)
    page.evaluate("""() => { const root = document.querySelector("kult-lotse").shadowRoot;
        root.querySelector("textarea").value = "hallo"; root.querySelector("form").requestSubmit(); }""")
    expect(page).to_have_title("(1) Gemeinde Musterbach – Demo-Seite")
    page.get_by_role("button", name="Hilfe finden").click()
    expect(page).to_have_title("Gemeinde Musterbach – Demo-Seite")


def test_a_hostile_page_does_not_reach_into_it(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse, "/demo/fremd")
    _open(page)
    field = page.get_by_label("Was ist los?")
    assert field.evaluate("element => getComputedStyle(element).fontSize") == "16px"
    assert "cursive" not in field.evaluate("element => getComputedStyle(element).fontFamily")
    assert field.evaluate("element => getComputedStyle(element).color") != "rgb(255, 0, 255)"
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["width"] == 416  # lengths are its own, not the host page's rem


def test_nothing_is_stored_before_it_is_opened_and_a_reload_brings_the_talk_back(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    _open(page)
    _say(page, "Was ist K.U.L.T.?")
    expect(page.get_by_role("log").get_by_text("Fulder Tor 28").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("log").get_by_text("Fulder Tor 28").first).to_be_visible()
    assert page.context.cookies() == []
    page.get_by_role("button", name="Verlauf löschen").click()
    expect(page.get_by_text("Fulder Tor 28")).to_have_count(0)


def test_when_the_server_is_away_numbers_are_there_and_the_text_is_kept(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    page.route("**/api/**", lambda route: route.abort())
    _say(page, "Ich brauche Hilfe mit einem Formular")
    expect(page.get_by_role("log").get_by_text("nicht zu erreichen")).to_be_visible()
    expect(page.get_by_role("log").get_by_role("link", name="06641 977-0")).to_have_attribute("href", "tel:066419770")
    for number in ("112", "110", "116 123"):
        expect(page.get_by_role("log").get_by_role("link", name=number, exact=True)).to_be_visible()
    page.get_by_role("button", name="Notfall").click()
    expect(page.get_by_role("link", name="06131 19240")).to_have_attribute("href", "tel:0613119240")
    page.unroute("**/api/**")
    page.get_by_role("button", name="Noch einmal senden").click()
    expect(page.get_by_role("log").get_by_text("In welchem Ort")).to_be_visible()


def test_a_slow_server_is_waited_for_visibly(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    body = json.dumps({"messages": [{"text": "Da bin ich.", "buttons": []}]})

    def slow(route: Any) -> None:
        expect(page.get_by_text("Der Lotse sucht")).to_be_visible()
        route.fulfill(status=200, body=body)

    page.route("**/api/conversations/messages", slow)
    page.get_by_label("Was ist los?").fill("hallo")
    page.evaluate("document.querySelector('kult-lotse').shadowRoot.querySelector('form').requestSubmit()")
    expect(page.get_by_role("log").get_by_text("Da bin ich.")).to_be_visible()
    expect(page.get_by_text("Der Lotse sucht")).to_have_count(0)


def test_while_an_answer_takes_long_help_is_named(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)

    def very_slow(route: Any) -> None:
        help_ = page.get_by_role("log").get_by_text("Behördennummer 115")
        expect(help_).to_be_visible(timeout=5000)
        expect(page.get_by_role("log").get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
        route.fulfill(status=200, body=json.dumps({"messages": [{"text": "Da bin ich.", "buttons": []}]}))

    page.route("**/api/conversations/messages", very_slow)
    page.get_by_label("Was ist los?").fill("hallo")
    page.evaluate("document.querySelector('kult-lotse').shadowRoot.querySelector('form').requestSubmit()")
    expect(page.get_by_role("log").get_by_text("Da bin ich.")).to_be_visible()
    expect(page.get_by_role("log").get_by_text("Behördennummer 115")).to_have_count(0)


def test_the_back_button_and_a_second_tab_behave(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    page.goto(f"{lotse}/ohne-js")
    page.go_back()
    expect(page.get_by_role("log").get_by_text("Ich bin der Lotse")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{lotse}/demo")
    expect(other.get_by_role("button", name="Hilfe finden")).to_be_visible()  # a talk of its own
    assert other.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize(("status", "body"), [(503, "<html>kaputt</html>"), (200, "<html>"), (429, "{}"), (200, "[]")])
def test_a_server_that_answers_nonsense_is_said_to_be_away(
    lotse: str, browser: Browser, status: int, body: str
) -> None:
    page = _page(browser, lotse)
    _open(page)
    page.route("**/api/conversations/messages", lambda route: route.fulfill(status=status, body=body))
    _say(page, "hallo")
    if (status, body) != (200, "[]"):
        expect(page.get_by_role("log").get_by_text("nicht zu erreichen")).to_be_visible()
    expect(page.get_by_label("Was ist los?")).to_be_visible()


EVIL = [
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    "javascript:window.hit=1",
    '"><svg onload=window.hit=1>',
]


def test_nothing_the_server_says_is_run(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    services = [
        {
            "id": str(number),
            "name": evil,
            "phones": [evil],
            "url": evil,
            "email": evil,
            "address": evil,
            "alert": evil,
            "source": {"url": evil},
            "open_state": {"text": evil, "hours": evil},
            "required_documents": [evil],
        }
        for number, evil in enumerate(EVIL)
    ]
    messages = [{"text": evil, "buttons": [{"title": evil, "payload": evil}]} for evil in EVIL]
    messages.append({"text": "x", "buttons": [], "custom": {"type": "services", "services": services}})
    body = json.dumps({"messages": messages})
    page.route("**/api/conversations/messages", lambda route: route.fulfill(status=200, body=body))
    _say(page, "hallo")
    expect(page.get_by_role("log").locator("article")).to_have_count(len(EVIL))
    page.wait_for_timeout(200)
    assert page.evaluate("window.hit") is None
    links = page.get_by_role("log").get_by_role("link").evaluate_all("all => all.map(link => link.href)")
    assert [link for link in links if link.startswith(("javascript", "data"))] == []


def test_something_wrong_is_reported_in_one_tap(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    _say(page, "Meine Mutter braucht einen Pflegegrad, Alsfeld")
    sent: list[str] = []
    page.route("**/api/reports", lambda route: (sent.append(str(route.request.post_data)), route.fulfill(status=204)))
    page.get_by_role("button", name="Stimmt etwas nicht?").first.click()
    expect(page.get_by_role("status")).to_have_text("Danke. Wir sehen nach.")
    assert list(json.loads(sent[0])) == ["service_id"]


def test_the_frame_speaks_english_where_the_page_says_so(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    page.evaluate(
        """() => { document.querySelector("kult-lotse").remove(); const lotse = document.createElement("kult-lotse");
        lotse.lang = "en-GB"; lotse.setAttribute("topic", "debt"); document.body.append(lotse); }"""
    )
    page.get_by_role("button", name="Find help").click()
    expect(page.get_by_role("log").get_by_text("In welchem Ort")).to_be_visible()  # the topic is begun with
    expect(page.get_by_role("button", name="Leave quickly")).to_be_visible()


def test_long_talks_and_huge_answers_stay_usable(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    _open(page)
    many = [{"id": str(number), "name": f"Stelle {number}", "phones": ["115"]} for number in range(1000)]
    huge = {"text": "x" * 100_000, "buttons": [], "custom": {"type": "services", "services": many}}
    body = json.dumps({"messages": [huge]})
    page.route("**/api/conversations/messages", lambda route: route.fulfill(status=200, body=body))
    for _ in range(4):
        _say(page, "mehr")
        expect(page.get_by_role("button", name="Senden")).to_be_enabled()
    assert page.get_by_role("log").locator("article").count() == 200
    expect(page.get_by_label("Was ist los?")).to_be_editable()


@pytest.mark.parametrize("by_keys", [False, True])
def test_leaving_fast_clears_everything(lotse: str, browser: Browser, by_keys: bool) -> None:
    page = _page(browser, lotse)
    _open(page)
    page.route("https://www.wetter.de/**", lambda route: route.fulfill(status=200, body="Wetter"))
    if by_keys:
        for _ in range(3):
            page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Schnell verlassen").click()
    page.wait_for_url("https://www.wetter.de/")
    page.unroute_all()
    page.goto(f"{lotse}/demo")
    assert page.evaluate("sessionStorage.length") == 0


def test_wrong_attributes_are_named_and_do_no_harm(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(
        """() => { document.querySelector("kult-lotse").remove();
        const lotse = document.createElement("kult-lotse");
        for (const [name, value] of [["server", "javascript:alert(1)"], ["colour", "red;}"], ["topic", "<b>"]])
          lotse.setAttribute(name, value);
        document.body.append(lotse); }"""
    )
    _open(page)
    assert any("server" in text for text in said)


def test_without_javascript_a_plain_page_holds_the_same_conversation(lotse: str, browser: Browser) -> None:
    page = _page(browser, lotse, "/ohne-js", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.get_by_label("Was ist los?").fill("Es geht um den Pflegegrad von meiner Mutter, Alsfeld")
    page.get_by_role("button", name="Senden").click()
    page.get_by_role("button", name="Noch kein Antrag").click()
    assert "06641 977-2095" in page.inner_text("main")
    assert "Pflegegrad beantragen" in page.inner_text("main")
