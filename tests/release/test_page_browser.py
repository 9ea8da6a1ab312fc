"""The report of a build in a real Chromium, without a window."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FIXTURES
from tests.contrast import CONTRAST
from tests.release import pages

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    with api.sync_playwright() as driver:
        found = found or driver.chromium.executable_path
        if not Path(found).exists():
            pytest.skip(f"no browser is installed: none of {', '.join(NAMES)}")
        browser = driver.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(FIXTURES / "examples", folder / "agents")
    (folder / "agentconv.toml").write_text(pages.MANIFEST, encoding="utf-8")
    return written(folder, pages.built(folder).beside["report.html"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    return written(folder, pages.hostile(folder).beside["report.html"])


def written(folder: Path, page: bytes) -> Path:
    path = folder / "report.html"
    path.write_bytes(page)
    return path


class Opened:
    """A page with all that it asked for and complained of."""

    def __init__(self, chromium: Any, path: Path, **options: Any) -> None:
        self.page = chromium.new_page(**options)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message) or dialog.dismiss())
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def wait(self, count: str) -> None:
        """Wait until that many agents are said to be found."""
        self.page.locator("#found", has_text=re.compile(f"^{count}$")).wait_for()

    def rows(self) -> list[str]:
        return [
            row.locator("th a").inner_text() for row in self.page.locator(".matrix tbody tr:visible").all()
        ]

    def focused(self) -> str:
        return str(
            self.page.evaluate(
                "(() => { const e = document.activeElement;"
                "return e.id || e.value || e.getAttribute('aria-labelledby') || e.textContent.trim() })()"
            )
        )


@pytest.fixture
def opened(chromium: Any, report: Path) -> Iterator[Opened]:
    found = Opened(chromium, report, viewport={"width": 1280, "height": 900})
    yield found
    found.page.close()


def test_it_opens_without_a_complaint_and_asks_for_nothing_else(opened: Opened, report: Path) -> None:
    opened.page.fill("#query", "x")
    opened.page.click("button[type=reset]")
    opened.page.wait_for_timeout(200)
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith("data:")] == [report.as_uri()]


def test_search_filters_rows_and_says_how_many(opened: Opened) -> None:
    page = opened.page
    assert opened.rows() == ["release-pilot", "reviewer", "scribe"]
    page.fill("#query", "TRACKER  releases")
    opened.wait("1 of 3 agents")
    assert opened.rows() == ["release-pilot"]
    assert page.locator("details.agent:visible h3").all_inner_texts() == ["release-pilot 1.10.0"]
    page.fill("#query", "no such agent")
    opened.wait("0 of 3 agents")
    assert page.get_by_text("Nothing fits.").is_visible()
    page.click(".clear")
    opened.wait("3 agents")
    assert len(opened.rows()) == 3
    assert opened.focused() == "query"


def test_targets_and_kinds_filter_together(opened: Opened) -> None:
    page = opened.page
    page.locator("[value=d]").check()
    assert opened.rows() == ["release-pilot", "scribe"]
    page.locator("[value=o]").check()
    page.locator("[value=d]").uncheck()
    assert opened.rows() == ["scribe"]
    page.select_option("#target", label="openai")
    assert opened.rows() == ["scribe"]
    page.select_option("#target", label="codex")
    assert opened.rows() == []
    page.locator("[value=o]").uncheck()
    assert page.locator(".matrix thead th:visible").all_inner_texts() == ["Agent", "codex"]
    assert set(
        page.locator(".place:visible h4").evaluate_all("all => all.map(e => e.firstChild.data.trim())")
    ) == {"codex"}
    page.click("button[type=reset]")
    page.locator(".matrix thead th", has_text="prompts").wait_for()
    assert page.locator(".matrix thead th:visible").count() == 5


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(opened: Opened) -> None:
    order = []
    for _ in range(20):
        opened.page.keyboard.press("Tab")
        order.append(opened.focused())
    head = [
        "Skip to the matrix",
        "Skip to the agents",
        "https://example.com/agents",
        "targets",
        "query",
        "target",
        "order",
    ]
    assert order[: len(head)] == head
    rest = order[len(head) :]
    assert rest[0] == "Clear"
    assert rest[1:7] == ["c", "a", "s", "d", "u", "o"]
    assert rest[7:11] == ["matrix", "release-pilot", "reviewer", "scribe"]
    assert rest[11].startswith("release-pilot")
    assert opened.page.locator(":focus-visible").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_the_skip_link_shows_itself_and_works(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    box = page.locator(".skip").first.bounding_box()
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert opened.focused() == "matrix"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert opened.focused() == "release-pilot"


def test_an_agents_link_opens_its_part(opened: Opened) -> None:
    page = opened.page
    page.locator("details.agent").last.locator("summary").click()
    assert page.locator("details.agent[open]").count() == 2
    page.locator(".matrix th a", has_text="scribe").press("Enter")
    assert page.locator("details.agent[open]").count() == 3
    assert opened.focused().startswith("scribe")
    summary = page.locator("details.agent").last.locator("summary")
    above = page.locator("#filter").bounding_box()
    assert summary.bounding_box()["y"] >= above["y"] + above["height"]
    page.locator("details.agent").first.locator("summary").click()
    page.locator(".matrix tbody td").nth(1).click()
    assert page.locator(".place[data-t='1']").first.is_visible()


def test_screen_readers_get_headers_names_and_states(opened: Opened) -> None:
    matrix = opened.page.locator(".matrix").aria_snapshot()
    assert 'rowheader "release-pilot 1.10.0"' in matrix
    assert 'columnheader "codex"' in matrix
    assert 'cell "1 unenforced 4 dropped, 1 narrowed, 1 approximated, 2 native"' in matrix
    form = opened.page.locator("#filter").aria_snapshot()
    assert 'searchbox "Search"' in form
    assert 'combobox "Target"' in form
    assert 'group "Only agents with something"' in form
    assert 'checkbox "dropped"' in form
    assert "- status: 3 agents" in form
    assert 'heading "scribe 1.10" [level=3]' in opened.page.locator("#agents ~ details").last.aria_snapshot()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_can_be_read(chromium: Any, report: Path, scheme: str) -> None:
    opened = Opened(chromium, report, color_scheme=scheme)
    texts = opened.page.evaluate(CONTRAST)
    assert texts["seen"] > 20
    assert texts["found"] == {}
    back = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    total = sum(map(int, re.findall(r"\d+", back)[:3]))
    assert total < 100 if scheme == "dark" else total > 600
    opened.page.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_texts_do_nothing_and_break_nothing(chromium: Any, hostile: Path, width: int) -> None:
    opened = Opened(chromium, hostile, viewport={"width": width, "height": 900})
    page = opened.page
    for part in page.locator("details.agent").all():
        part.locator("summary").click(position={"x": 5, "y": 5})
    page.mouse.move(width / 2, 400)
    for name in ("script", "onmouseover", "wwww"):
        page.fill("#query", name)
        opened.wait("1 of 7 agents")
    page.fill("#query", "")
    opened.wait("7 agents")
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith("data:")] == [hostile.as_uri()]
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.title").startswith("acme-agents 1.4.0")
    assert page.locator("x-y, img, main script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    most = {1280: 160, 360: 700}[width]  # on a phone a row is a card, and nothing of a name is cut
    assert all(row.bounding_box()["height"] < most for row in page.locator(".matrix tbody tr").all())
    assert all(row.bounding_box()["height"] < most for row in page.locator("summary").all())
    page.close()


def test_print_shows_all_parts_and_no_controls(opened: Opened) -> None:
    page = opened.page
    page.locator("details.agent").last.locator("summary").click()
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#filter").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".tall").evaluate("e => e.scrollHeight === e.clientHeight")
    assert page.locator(".matrix").evaluate("e => e.offsetWidth <= document.body.offsetWidth")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.agent:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.agent:not([open])").count() == 1
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert {float(width) > float(height) for width, height in sizes} == {True, False}, (
        "the matrix lies across"
    )


def test_without_scripts_all_is_there(chromium: Any, report: Path) -> None:
    opened = Opened(chromium, report, java_script_enabled=False)
    assert not opened.page.locator("#filter").is_visible()
    assert len(opened.rows()) == 3
    assert opened.page.locator(".place:visible").count() == 11
    opened.page.close()


def packages(folder: Path) -> Path:
    """A page of two packages with agents, skills, commands and servers, and a file that is left."""
    files = {}
    for name, color in (("apples", "red"), ("pears", "green")):
        at = f"plugins/{name}"
        files |= {
            f"{at}/.claude-plugin/plugin.json": f'{{"name": "{name}", "version": "1.0.0"}}',
            f"{at}/agents/{name}-agent.md": f"---\nname: {name}-agent\ndescription: Picks {name}.\ntools: Read\n"
            f"color: {color}\n---\nPick.\n",
            f"{at}/skills/{name}-skill/SKILL.md": f"---\nname: {name}-skill\ndescription: Peels.\n---\nPeel.\n",
            f"{at}/commands/{name}.md": "---\ndescription: Eats.\nallowed-tools: Bash(ls)\n---\n!`ls` $1\n",
            f"{at}/README.md": "Fruit.\n",
        }
    files["agentconv.toml"] = (
        'name = "fruit"\nversion = "1.0.0"\nsources = ["plugins"]\nkinds = ["all"]\n[targets]\nclaude = {}\n'
        "cursor = {allow-wider = true}\ngemini = {allow-wider = true}\n"
    )
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return written(folder, pages.built(folder).beside["report.html"])


@pytest.fixture(scope="module")
def fruit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages(tmp_path_factory.mktemp("fruit"))


def names(page: Any) -> list[str]:
    """The first line of every row that is seen, groups included."""
    rows = page.locator(".matrix tbody tr:visible > th").all()
    return [row.inner_text().split("\n")[0].split(" ")[0] for row in rows]


def test_search_and_choices_count_for_all_kinds(chromium: Any, fruit: Path) -> None:
    opened = Opened(chromium, fruit, viewport={"width": 1280, "height": 900})
    page = opened.page
    opened.wait("6 entries")
    page.fill("#query", "peels")
    opened.wait("0 of 6 entries")
    page.fill("#query", "pears-skill")
    opened.wait("1 of 6 entries")
    assert names(page) == ["pears-skill"]
    assert page.locator(".matrix:visible").count() == 1
    page.click("button[type=reset]")
    opened.wait("6 entries")
    page.select_option("#what", "command")
    opened.wait("2 of 6 entries")
    page.select_option("#package", "apples")
    opened.wait("1 of 6 entries")
    assert names(page) == ["apples"]
    page.select_option("#what", "")
    opened.wait("3 of 6 entries")
    assert names(page) == ["apples-agent", "apples-skill", "apples"]
    page.locator("[value=d]").check()
    page.select_option("#target", label="claude")
    opened.wait("0 of 6 entries")
    assert opened.said == []
    page.close()


def test_rows_are_ordered_and_grouped(chromium: Any, fruit: Path) -> None:
    opened = Opened(chromium, fruit, viewport={"width": 1280, "height": 900})
    page = opened.page
    page.select_option("#order", "p")
    assert names(page)[:4] == ["apples", "apples-agent", "pears", "pears-agent"]
    page.fill("#query", "pears")
    opened.wait("3 of 6 entries")
    assert names(page) == ["pears", "pears-agent", "pears", "pears-skill", "pears", "pears"]
    page.select_option("#order", "f")
    assert "plugins/pears/agents" in names(page)
    page.fill("#query", "")
    page.select_option("#order", "w")
    opened.wait("6 entries")
    ranks = (
        page.locator(".matrix").first.locator("tbody tr").evaluate_all("all => all.map(e => +e.dataset.w)")
    )
    assert ranks == sorted(ranks, reverse=True)
    page.click("button[type=reset]")
    opened.wait("6 entries")
    assert page.locator(".group").count() == 0
    page.close()


CUT = """() => {
  const found = [];
  for (const e of document.querySelectorAll('main *, header *')) {
    if (!e.checkVisibility() || e.closest('svg, select, input, button')) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const clips = style.overflowX !== 'visible' || style.textOverflow === 'ellipsis';
    if (style.clipPath !== 'none' || e.closest('thead')) continue;
    if (box.right > innerWidth + 1 || (clips && e.scrollWidth > e.clientWidth + 1)) found.push(e.outerHTML.slice(0, 120));
  }
  return found;
}"""


def test_nothing_is_cut_on_a_phone(chromium: Any, fruit: Path, report: Path) -> None:
    for path in (fruit, report):
        opened = Opened(chromium, path, viewport={"width": 360, "height": 800})
        opened.page.locator("details").evaluate_all("all => all.forEach(e => { e.open = true; })")
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert opened.page.evaluate(CUT) == []
        opened.page.close()
