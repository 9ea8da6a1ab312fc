"""OpenCode and Kilo Code load every agent that is written for them, and have it as it is read here."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentconv.formats.opencode.rules import Rule, rules_of
from agentconv.host.registry import Registry
from tests.clients.opencode import OPENCODES, load, missing
from tests.conftest import CORPUS, FIXTURES

pytestmark = pytest.mark.clients

REGISTRY = Registry(plugins=False)
SOURCES = (FIXTURES / "neutral", FIXTURES / "claude", CORPUS)


@pytest.fixture(params=OPENCODES)
def name(request: pytest.FixtureRequest) -> str:
    """A program that is installed."""
    if why := missing(request.param):
        pytest.skip(why)
    return str(request.param)


def put(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    return folder


def test_opencode_stops_at_a_colour_that_it_does_not_know(tmp_path: Path) -> None:
    if why := missing():
        pytest.skip(why)
    files = {".opencode/agents/a.md": "---\ncolor: blue\n---\nA", ".opencode/agents/b.md": "B"}
    answer = load(put(tmp_path / "p", files), tmp_path)
    assert answer.agents == {}
    assert "a.md" in answer.errors[0]


def test_frontmatter_that_is_not_yaml_opens_every_tool(name: str, tmp_path: Path) -> None:
    text = "---\npermission: deny\ntools: *\n---\nBody\n"
    answer = load(put(tmp_path / "p", {f".{name}/agents/a.md": text}), tmp_path, name)
    assert answer.agents["a"].prompt == text.strip()
    assert ("*", "*", "deny") not in answer.agents["a"].tools


def test_a_name_key_goes_over_the_path(name: str, tmp_path: Path) -> None:
    files = {f".{name}/agents/sub/a.md": "A", f".{name}/agent/b.md": "---\nname: Night Watch\n---\nB"}
    answer = load(put(tmp_path / "p", files), tmp_path, name)
    assert sorted(answer.agents) == ["Night Watch", "sub/a"]


def test_the_last_rule_counts(name: str, tmp_path: Path) -> None:
    head = 'tools: {bash: false, webfetch: true}\npermission: {"*": deny, read: allow, bash: ask}'
    answer = load(put(tmp_path / "p", {f".{name}/agents/a.md": f"---\n{head}\n---\nA"}), tmp_path, name)
    said = [Rule(*r) for r in answer.agents["a"].tools if r[0] != "external_directory"][-4:]
    permission = {"*": "deny", "read": "allow", "bash": "ask"}
    assert [r.key for r in said] == [r.key for r in rules_of({"bash": False, "webfetch": True}, permission)]
