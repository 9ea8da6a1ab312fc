"""OpenCode and Kilo Code load every agent that is written for them, and have it as it is read here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.formats._opencode_rules import Rule, meaning, rules_of
from agentconv.model import Agent
from agentconv.registry import Registry
from tests.clients.opencode import load, missing
from tests.conftest import CORPUS, FIXTURES

pytestmark = pytest.mark.clients

REGISTRY = Registry(plugins=False)
SOURCES = (FIXTURES / "neutral", FIXTURES / "claude", CORPUS)


@pytest.fixture(params=["opencode", "kilo"])
def name(request: pytest.FixtureRequest) -> str:
    """A program that is installed."""
    if why := missing(request.param):
        pytest.skip(why)
    return str(request.param)


def agents() -> Iterator[Agent]:
    """One agent of each name from the fixtures and, where it is at hand, the corpus."""
    seen: set[str] = set()
    for folder in SOURCES:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else ():
            for agent in read(path, registry=REGISTRY).agents:
                if agent.name.casefold() not in seen:
                    seen.add(agent.name.casefold())
                    yield agent


def written(found: Iterator[Agent], target: str, folder: Path) -> dict[str, Agent]:
    """The agents that a folder holds once some are written to it, by name."""
    ready = [agent for agent in found if write(agent, target, registry=REGISTRY).ok]
    result: dict[str, Agent] = {}
    for file in write(ready, target, registry=REGISTRY).files:
        put(folder, {file.path: file.text})
        (agent,) = read(folder / file.path, target, registry=REGISTRY).agents
        result[agent.name] = agent
    return result


def put(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    return folder


def test_every_agent_loads_as_it_is_read(name: str, tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    home.mkdir()
    project.mkdir()
    wanted = written(agents(), name, project)
    answer = load(project, home, name)
    assert answer.errors == ()
    assert wanted.keys() - answer.agents.keys() == set()
    for key, agent in wanted.items():
        loaded = answer.agents[key]
        assert (loaded.description or "") == (agent.description or ""), key
        assert loaded.prompt == js_trim(agent.prompt), key
        assert loaded.model == agent.model, key
        assert loaded.more["mode"] == (agent.mode or "subagent"), key
        rules = own_rules([Rule(*rule) for rule in loaded.tools], name)
        assert meaning(rules, name).tools == agent.tools, key


def js_trim(text: str) -> str:
    """The text without the white space at its ends that JavaScript knows."""
    return text.strip("\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
                      "\u2028\u2029\u202f\u205f\u3000\ufeff")  # fmt: skip


HOST_ENDS = {"opencode": ("read", "*.env.example"), "kilo": ("kilo_memory_save", "*")}
"""The last of the rules that the host puts before those of the file."""


def own_rules(rules: list[Rule], name: str) -> list[Rule]:
    """The rules of the file, without the host's before them and the one that it adds at the end."""
    start = next(i for i, rule in enumerate(rules) if rule[:2] == HOST_ENDS[name]) + 1
    return [rule for rule in rules[start:] if rule.key != "external_directory"]


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
