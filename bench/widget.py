"""The widget beside others on the same page, in one run: `python -m bench.widget FOLDER`.

FOLDER is a node_modules that holds deep-chat and rasa-webchat (npm install, in an empty folder). Each page holds the
same text and one widget. Figures are the median of several fresh loads in Debian's chromium: transfer size (gzip),
main-thread time until idle beyond an empty page, script time, heap, elements that axe finds wrong, controls that Tab
reaches. rasa-webchat shows nothing until its socket server answers, so axe and Tab have nothing to look at there.
"""

import argparse
import functools
import gzip
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.web.browser import chromium

ROOT = Path(__file__).parent.parent
LOADS = 7
IDLE_MS = 700
MOST_TABS = 40
PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Seite</title></head><body>
<header><h1>Gemeinde</h1></header><main><p>Text der Seite.</p></main>{widget}</body></html>"""
WIDGETS = {
    "kult-lotse": ("lotse.js", '<kult-lotse></kult-lotse><script type="module" src="lotse.js"></script>'),
    "deep-chat": (
        "deepChat.bundle.js",
        '<deep-chat></deep-chat><script type="module" src="deepChat.bundle.js"></script>',
    ),
    "rasa-webchat": (
        "rasa-webchat.js",
        '<script src="rasa-webchat.js"></script>'
        '<script>window.WebChat.default({socketUrl: "http://127.0.0.1:1"}, null)</script>',
    ),
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Yields the address under which a folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def load(browser: Browser, url: str) -> tuple[Page, dict[str, float]]:
    """Opens a page anew and returns it with Chromium's own metrics once it is idle."""
    page = browser.new_context().new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(url)
    page.wait_for_timeout(IDLE_MS)
    session.send("HeapProfiler.collectGarbage")
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return page, metrics


def reached_by_tab(page: Page) -> int:
    """Returns how many controls of the widget Tab reaches."""
    seen = set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                """() => { let e = document.activeElement;
                while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
                if (e === document.body) return "";
                e.dataset.seen ||= String(Math.random());
                return e.dataset.seen; }"""
            )
        )
    return len(seen - {""})


def opened(browser: Browser, url: str) -> float:
    """Returns the milliseconds from the click on our launcher to the next painted frame, without a server."""
    page = browser.new_context().new_page()
    page.route("**/api/**", lambda route: route.abort())
    page.goto(url)
    return float(
        page.evaluate(
            """() => new Promise((done) => { const host = document.querySelector("kult-lotse");
            const from = performance.now(); host.shadowRoot.querySelector(".launcher").click();
            requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from))); })"""
        )
    )


def worst_frame(browser: Browser, url: str) -> float:
    """Returns the longest frame in milliseconds while a talk of 200 messages is scrolled through."""
    page = browser.new_context().new_page()
    page.route("**/api/**", lambda route: route.abort())
    page.goto(url)
    return float(
        page.evaluate(
            """async () => { const host = document.querySelector("kult-lotse"); host.opened = true;
            const message = { text: "**Pflegegrad** 06641 977-0 " + "Text ".repeat(60), buttons: [], services: [] };
            host.entries = Array.from({ length: 200 }, (_, i) => ({ who: i % 2 ? "lotse" : "citizen", message }));
            await host.updateComplete;
            const log = host.shadowRoot.querySelector(".scroll"); let worst = 0, last = performance.now();
            for (let top = 0; top < log.scrollHeight; top += 400) {
              log.scrollTop = top; await new Promise(requestAnimationFrame);
              const now = performance.now(); worst = Math.max(worst, now - last); last = now; }
            return worst; }"""
        )
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.widget", description=__doc__)
    parser.add_argument("others", type=Path, help="a node_modules that holds deep-chat and rasa-webchat")
    others = parser.parse_args().others
    axe = (ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        shutil.copy(ROOT / "web" / "static" / "widget" / "lotse.js", folder / "lotse.js")
        shutil.copy(others / "deep-chat" / "dist" / "deepChat.bundle.js", folder)
        shutil.copy(others / "rasa-webchat" / "lib" / "index.js", folder / "rasa-webchat.js")
        (folder / "empty.html").write_text(PAGE.format(widget=""), encoding="utf-8")
        for widget, (_, markup) in WIDGETS.items():
            (folder / f"{widget}.html").write_text(PAGE.format(widget=markup), encoding="utf-8")
        print("| widget | gzip KiB | main thread ms | script ms | heap MiB | axe, closed | axe, open | by Tab, open |")
        print("|---|---|---|---|---|---|---|---|")
        with served(folder) as url:
            empty = [load(browser, f"{url}/empty.html")[1]["TaskDuration"] for _ in range(LOADS)]
            for widget, (script, _) in WIDGETS.items():
                print(row(browser, f"{url}/{widget}.html", widget, folder / script, statistics.median(empty), axe))
            times = [opened(browser, f"{url}/kult-lotse.html") for _ in range(LOADS)]
            print(f"\nfirst open to paint without a server: {statistics.median(times):.0f} ms")
            worst = statistics.median(worst_frame(browser, f"{url}/kult-lotse.html") for _ in range(LOADS))
            print(f"longest frame while scrolling 200 messages: {worst:.0f} ms")


def row(browser: Browser, url: str, widget: str, script: Path, empty: float, axe: str) -> str:
    """Returns one line of the table."""
    runs = [load(browser, url) for _ in range(LOADS)]
    page = runs[-1][0]
    task, used, heap = (
        statistics.median(metrics[name] for _, metrics in runs)
        for name in ("TaskDuration", "ScriptDuration", "JSHeapUsedSize")
    )
    closed = violations(page, axe)
    launcher = page.locator("button.launcher, .rw-launcher")
    if launcher.count():
        launcher.first.click()
        time.sleep(1)
    cells = (
        f"{len(gzip.compress(script.read_bytes(), 9)) / 1024:.1f}",
        f"{(task - empty) * 1000:.0f}",
        f"{used * 1000:.0f}",
        f"{heap / 2**20:.1f}",
        str(closed),
        str(violations(page, axe)),
        str(reached_by_tab(page)),
    )
    return f"| {widget} | {' | '.join(cells)} |"


def violations(page: Page, axe: str) -> int:
    """Returns how many elements axe finds wrong."""
    page.evaluate(axe)
    return int(page.evaluate("() => axe.run().then((found) => found.violations.flatMap((item) => item.nodes).length)"))


if __name__ == "__main__":
    main()
