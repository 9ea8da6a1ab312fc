"""The built site in a real Chromium: `AGENTCONV_SITE` is its folder, as `.ci/run site` builds it."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contrast import CONTRAST
from tests.release.test_page_browser import chromium  # noqa: F401 - a fixture

SITE = os.environ.get("AGENTCONV_SITE", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not SITE, reason="AGENTCONV_SITE names no built site: .ci/run site builds one"),
]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
DEAD = """() => [...document.querySelectorAll('a[href^="#"]')].map((a) => decodeURIComponent(a.hash.slice(1)))
  .filter((id) => id && !document.getElementById(id))"""
"""Links to places of the page that are not there."""


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
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)


@pytest.mark.parametrize(
    ("scheme", "size", "each"),
    [("light", "phone", 1), ("dark", "desk", 3), ("light", "desk", 9), ("dark", "phone", 9)],
)
def test_every_page_can_be_read_and_asks_nobody(
    chromium: Any,  # noqa: F811
    address: str,
    scheme: str,
    size: str,
    each: int,
) -> None:
    visit = Visit(chromium, address, viewport=SIZES[size], color_scheme=scheme)
    paths = sorted(path.relative_to(SITE).as_posix() for path in Path(SITE).rglob("*.html"))
    assert len(paths) > 60
    faults = {}
    for path in paths[::each]:
        visit.page.goto(address + path, wait_until="load")
        texts = visit.page.evaluate(CONTRAST)
        wide = visit.page.evaluate("document.scrollingElement.scrollWidth") > SIZES[size]["width"]
        faults[path] = [*texts["found"], *visit.page.evaluate(DEAD), *["it scrolls sideways"] * wide]
        assert texts["seen"] > 5, path
    assert {path: said for path, said in faults.items() if said} == {}
    assert visit.wrong == []


def test_what_is_copied_is_what_one_types(chromium: Any, address: str) -> None:  # noqa: F811
    visit = Visit(
        chromium, address, viewport=SIZES["desk"], permissions=["clipboard-read", "clipboard-write"]
    )
    visit.page.goto(address + "index.html")
    visit.page.hover("pre")
    visit.page.locator(".md-code__button").first.click()
    text = visit.page.evaluate("navigator.clipboard.readText()")
    assert text == "agentconv export .claude/agents -t codex -t copilot -t opencode -o ."


def test_the_search_finds_a_code(chromium: Any, address: str) -> None:  # noqa: F811
    visit = Visit(chromium, address, viewport=SIZES["desk"])
    visit.page.goto(address)
    visit.page.fill(".md-search__input", "power-narrowed")
    visit.page.locator(".md-search-result__item a", has_text="power-narrowed").first.wait_for()
    assert visit.wrong == []


@pytest.mark.skipif(not (Path(SITE) / "try" / "pyodide").exists(), reason="Pyodide is not in this build")
def test_an_agent_is_converted_in_the_page(chromium: Any, address: str) -> None:  # noqa: F811
    visit = Visit(chromium, address, viewport=SIZES["desk"])
    visit.page.goto(f"{address}try-it.html")
    visit.page.locator(".try-card", has_text=".codex/agents/docs-writer.toml").wait_for(timeout=180_000)
    visit.page.fill("#try-text", "---\nname: <b id=planted>x</b>\ndescription: d\ntools: Read\n---\nHi\n")
    visit.page.check("#try-targets input[value=agents-md]")
    visit.page.locator(".try-card.stopped", has_text="AGENTS.md").wait_for(timeout=60_000)
    assert visit.page.locator("#planted").count() == 0, "a text is never taken for HTML"
    assert visit.wrong == []
