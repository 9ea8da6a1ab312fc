"""The report of a build, as a text: well formed, whole, and nothing in it that a source could inject."""

import base64
import re
import shutil
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from agentconv.diagnostics import Diagnostic, Loss, Severity
from agentconv.host.registry import Registry
from agentconv.model.agent import set_fields
from agentconv.release import build, page, page_findings
from agentconv.release.built import Built
from agentconv.release.wording import in_keys
from agentconv.text.visible import visible
from tests.conftest import FIXTURES
from tests.release import pages

REGISTRY = Registry(plugins=False)

VOID = {"meta", "link", "input"}
HEAD = {"script", "style"}


class Html(HTMLParser):
    """What an HTML text holds; an end tag that does not fit fails."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), attrs
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "rect"
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in HEAD:
            self.raw[self.open[-1]] = data
        elif data.strip():
            self.text.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.text).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(FIXTURES / "examples", folder / "agents")
    (folder / "agentconv.toml").write_text(pages.MANIFEST, encoding="utf-8")
    return pages.built(folder)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return pages.hostile(tmp_path_factory.mktemp("hostile"))


def html(built: Built) -> Html:
    return Html(page.render(built, REGISTRY).decode())


def test_the_page_is_well_formed_and_says_what_it_is(made: Built) -> None:
    found = html(made)
    assert page.render(made, REGISTRY).startswith(b'<!doctype html>\n<html lang="en">')
    names = Counter(a["id"] for _, a in found.elements if "id" in a)
    assert set(names.values()) == {1}
    for attributes in found.all("a"):
        target = attributes["href"] or ""
        assert target.removeprefix("#") in names or target == "https://example.com/agents"
    for _, attributes in found.elements:
        for key in ("aria-labelledby", "aria-describedby", "for"):
            assert attributes.get(key) is None or attributes[key] in names
    assert {"native", "carried", "dropped", "left out"} <= set(re.findall(r"[a-z]+(?: out)?", found.said))
    assert "say a restriction that the target's client does not hold." in found.said
    assert "No conversion gives an agent more power than its source." not in found.said


def test_tables_and_fields_have_names_for_screen_readers(made: Built) -> None:
    found = html(made)
    tables = [tag for tag, _ in found.elements if tag in ("table", "caption")]
    assert tables == ["table", "caption"] * 3
    assert {a.get("scope") for a in found.all("th")} == {"col", "row"}
    assert {a["id"] for a in found.all("input") if "id" in a} | {"target", "order"} == {
        a["for"] for a in found.all("label") if "for" in a
    }
    assert [a["aria-live"] for a in found.all("output")] == ["polite"]
    assert all(
        a.get("tabindex") == "0" and a.get("aria-labelledby")
        for _, a in found.elements
        if a.get("role") == "region"
    )
    assert [tag for tag, _ in found.elements if tag in ("h1", "h2")] == ["h1", *["h2"] * 4]


def test_every_agent_and_every_loss_is_there(made: Built) -> None:
    found = html(made)
    losses = 0
    for document in made.documents:
        assert found.text.count(document.agent.name) == 2
        assert (
            document.agent.description is None or " ".join(document.agent.description.split()) in found.said
        )
    for conversion in made.conversions:
        for diagnostic in conversion.diagnostics:
            losses += diagnostic.loss is not None
            assert visible(diagnostic.message) in found.said
            hint = in_keys(diagnostic.hint)
            assert hint is None or visible(hint) in found.said
    parts = page.parts_of(made, REGISTRY)
    assert losses == sum(bool(f.kind) for part in parts for place in part.places for f in place.findings)
    assert losses > 15
    assert len(found.all("details")) == len(made.documents)
    for name in made.archives:
        assert name in found.text


def test_counts_and_power_are_those_of_the_conversion(made: Built) -> None:
    parts = {part.name: part for part in page.parts_of(made, REGISTRY)}
    claude, codex, openai, prompts = parts["release-pilot"].places
    assert [(kind.word, count) for kind, count in claude.counts] == [("native", 8)]
    assert codex.kind.word == "unenforced"
    assert codex.unheld
    assert not claude.unheld
    assert codex.power == "read"
    assert codex.loses == ("mcp:tracker/list_issues", "write")
    assert not any(place.gains for part in parts.values() for place in part.places)
    assert openai.recorded
    assert prompts.recorded
    assert not codex.recorded
    assert parts["scribe"].places[2].kind is page_findings.LEFT_OUT
    for document in made.documents:
        fields = set(set_fields(document.agent))
        for place, conversion in zip(parts[document.agent.name].places, made.conversions, strict=True):
            found = [d for d in conversion.diagnostics if d.loss and d.agent == document.agent.name]
            told = [name for d in found for name in d.fields]
            assert place.counts == () or sum(n for _, n in place.counts) == len(fields - {*told}) + len(found)
            once = [name for d in found if d.loss is not Loss.UNENFORCED for name in d.fields]
            assert len(once) == len(set(once))
    columns = page.columns_of(made, list(parts.values()))
    for column, index in zip(columns, range(4), strict=True):
        every = Counter[str]()
        for part in parts.values():
            every.update({kind.word: count for kind, count in part.places[index].counts})
        assert every == Counter(column.counts)
        bar = column.shares(400)
        assert sum(width for _, _, width in bar) == 400


def test_a_refusal_and_a_gain_are_said(made: Built) -> None:
    first = made.conversions[1]
    error = Diagnostic("over-limit", Severity.ERROR, "the prompt is too long", agent="scribe", target="codex")
    gone = [{**a, "targets": {}} if a["name"] == "scribe" else a for a in made.facts["agents"]]
    refused = replace(
        made,
        conversions=[replace(first, diagnostics=(*first.diagnostics, error))],
        facts={**made.facts, "agents": gone},
    )
    place = page.parts_of(refused, REGISTRY)[2].places[0]
    assert place.kind is page_findings.REFUSED
    assert not place.there
    assert "1 refused" in html(refused).said
    assert "the prompt is too long" in html(refused).said


def test_power_that_the_manifest_lets_grow_is_said(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "examples", tmp_path / "agents")
    text = f"{pages.MANIFEST}[targets.agents-md]\nallow-wider = true\n"
    (tmp_path / "agentconv.toml").write_text(text, encoding="utf-8")
    found = html(pages.built(tmp_path))
    assert (
        "2 conversions of 14 give an agent more power than its source, as the manifest allows." in found.said
    )
    assert "gains every tool of the host" in found.said
    assert "every tool of the host gains" in found.said


def test_a_manifest_that_says_little_has_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"agentconv": 1, "name": "a"}', encoding="utf-8")
    text = 'name = "b"\nversion = "1"\nsources = ["a.json"]\n[targets.claude-json]\n'
    (tmp_path / "agentconv.toml").write_text(text, encoding="utf-8")
    found = html(pages.built(tmp_path))
    assert found.said.startswith("b 1: what each target keeps Skip")
    assert (
        "Description none Power every tool of the host: read, delegate; asks before edit, shell, network, "
        "servers' tools Tools whatever the host gives Version none" in found.said
    )


def test_nothing_that_people_write_becomes_markup(hostile: Built, made: build.Built) -> None:
    found = html(hostile)
    assert not found.all("x-y")
    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in html(made).elements} | {"details"}
    assert len(found.all("script")) == len(found.all("style")) == 1
    for tag, attributes in found.elements:
        assert not {name for name in attributes if name.startswith("on")}, (tag, attributes)
        assert not {"src", "style", "action", "formaction"} & set(attributes)
    assert all((a["href"] or "").startswith("#") for a in found.all("a"))
    assert pages.TAG in found.said
    assert pages.SCRIPT in found.said
    assert "{{ 7 * 7 }}" in found.said
    assert found.raw == html(made).raw


def test_hidden_characters_are_shown(hostile: Built) -> None:
    text = page.render(hostile, REGISTRY).decode()
    allowed = {"\n"}
    assert all(c in allowed or c.isprintable() for c in text)
    assert "\\u202etxt.exe\\u2066 \\x1b[31mred\\x1b[0m \\u200b\\U000e0041" in text


def test_only_the_page_itself_is_unescaped() -> None:
    folder = files("agentconv").joinpath("templates")
    template = folder.joinpath("report.html").read_text("utf-8")
    assert "safe" not in re.findall(r"\|\s*(\w+)", template)
    assert "autoescape" not in template
    for name, end in (("report.css", "</style"), ("report.js", "</script")):
        text = folder.joinpath(name).read_text("utf-8")
        assert end not in text
        assert "<!--" not in text
        assert "url(" not in text
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|eval\(|fetch|https?:", text)


def test_the_policy_lets_only_the_pages_own_script_run(made: Built) -> None:
    found = html(made)
    policy = next(a["content"] for a in found.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules.pop("default-src") == "'none'"
    for kind in ("script", "style"):
        digest = base64.b64encode(sha256(found.raw[kind].encode()).digest()).decode()
        assert rules.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert rules == {"img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


def test_the_report_lies_beside_the_archives_and_in_the_lock(made: Built) -> None:
    assert page.render(made, REGISTRY) == page.render(made, REGISTRY) == made.beside["report.html"]
    assert made.lock.tables["beside"]["report.html"] == sha256(made.beside["report.html"]).hexdigest()
    assert not [path for path in made.entries if path.endswith(".html")]
