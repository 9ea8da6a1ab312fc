"""The built site in a real Chromium: `AGENTCONV_SITE` is its folder, as `.ci/run site` builds it."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.release.test_page_browser import chromium  # noqa: F401 - a fixture

SITE = os.environ.get("AGENTCONV_SITE", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not SITE, reason="AGENTCONV_SITE names no built site: .ci/run site builds one"),
]
PHONE = {"width": 360, "height": 780}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each page."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    handler = functools.partial(Quiet, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Visit:
    """A page with all that it asked others for and complained of."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.page, self.wrong = browser.new_page(**options), []
        own = (address, "data:", "blob:")
        self.page.on("request", lambda r: None if r.url.startswith(own) else self.wrong.append(r.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_asks_others_complains_or_is_wider_than_a_phone(
    chromium: Any,  # noqa: F811
    address: str,
    scheme: str,
) -> None:
    visit = Visit(chromium, address, viewport=PHONE, color_scheme=scheme)
    paths = sorted(path.relative_to(SITE).as_posix() for path in Path(SITE).rglob("*.html"))
    assert len(paths) > 60
    paths = paths if scheme == "light" else paths[::9]
    wide = []
    for path in paths:
        visit.page.goto(address + path, wait_until="domcontentloaded")
        if visit.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(path)
    assert (wide, visit.wrong) == ([], [])


def test_the_search_finds_a_code(chromium: Any, address: str) -> None:  # noqa: F811
    visit = Visit(chromium, address, viewport={"width": 1280, "height": 900})
    visit.page.goto(address)
    visit.page.fill(".md-search__input", "power-narrowed")
    visit.page.locator(".md-search-result__item a", has_text="power-narrowed").first.wait_for()
    assert visit.wrong == []


@pytest.mark.skipif(not (Path(SITE) / "try" / "pyodide").exists(), reason="Pyodide is not in this build")
def test_an_agent_is_converted_in_the_page(chromium: Any, address: str) -> None:  # noqa: F811
    visit = Visit(chromium, address, viewport={"width": 1280, "height": 900})
    visit.page.goto(f"{address}try-it.html")
    visit.page.locator(".try-card", has_text=".codex/agents/docs-writer.toml").wait_for(timeout=180_000)
    visit.page.fill("#try-text", "---\nname: <b id=planted>x</b>\ndescription: d\ntools: Read\n---\nHi\n")
    visit.page.check("#try-targets input[value=agents-md]")
    visit.page.locator(".try-card.stopped", has_text="AGENTS.md").wait_for(timeout=60_000)
    assert visit.page.locator("#planted").count() == 0, "a text is never taken for HTML"
    assert visit.wrong == []
