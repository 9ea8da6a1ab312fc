"""Facts that had aged once: each stays as it was found to be on 2026-11-28, or as a later check puts it here."""

import json
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.retired import ending, retired_target
from agentconv.model.agent import Agent, Tools

REGISTRY = Registry(plugins=False)
CLAUDE = """---
name: a
description: d
autoCompactWindow: 200000
omitClaudeMd: true
observer: b
observerMessage: m
observeToolResults: true
observeSubagents: true
---
Do it.
"""


def codes(path: Path, text: str) -> set[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return {d.code for d in read(path, registry=REGISTRY).diagnostics}


def test_claudes_keys_of_2_1_332_are_known_and_go_to_its_json(tmp_path: Path) -> None:
    path = tmp_path / ".claude" / "agents" / "a.md"
    assert codes(path, CLAUDE) == set()
    (document,) = read(path, registry=REGISTRY).documents
    made = write(document.agent, "claude-json", registry=REGISTRY)
    assert "field-dropped" not in {d.code for d in made.diagnostics}
    assert json.loads(made.files[0].text)["a"]["observer"] == "b"


@pytest.mark.parametrize(
    ("key", "taken", "refused"),
    [("effort", ["max", 7], ["huge"]), ("isolation", ["worktree", "remote"], ["elsewhere"])],
)
def test_claudes_json_takes_numbers_and_remote(
    key: str, taken: list[str | int], refused: list[str | int]
) -> None:
    fmt = REGISTRY.get("claude-json")
    assert [fmt.takes(key, value) for value in (*taken, *refused)] == [True] * len(taken) + [False]


@pytest.mark.parametrize(
    ("target", "tier", "model"),
    [
        ("openai", "large", "gpt-6.2-sol"),
        ("openai", "medium", "gpt-6.1-terra"),
        ("openai", "small", "gpt-6-luna"),
    ],
)
def test_models_are_of_the_newest_generation(target: str, tier: str, model: str) -> None:
    assert model_map.load().targets[target]["tiers"][tier]["id"] == model


@pytest.mark.parametrize(
    ("model", "ends"),
    [("claude-3-5-haiku-20241022", "2026-02-19"), ("claude-sonnet-4-5-20250929", "2026-11-30")],
)
def test_a_model_that_ends_is_told_where_it_is_written(model: str, ends: str) -> None:
    end = ending(model)
    assert end is not None
    assert end.date == ends
    for target in ("anthropic-agents", "copilot", "claude"):
        made = write(Agent("a", description="d", prompt="x", model=model), target, registry=REGISTRY)
        assert "model-retired" in {d.code for d in made.diagnostics}, target


@pytest.mark.parametrize("target", ["gemini", "roo", "amazonq", "openai"])
def test_a_tool_that_is_gone_is_told(target: str) -> None:
    assert retired_target(target) is not None
    made = write(Agent("a", description="d", prompt="x"), target, registry=REGISTRY)
    assert "target-retired" in {d.code for d in made.diagnostics}


@pytest.mark.parametrize(
    "target", ["cursor", "qwen", "kiro", "kiro-json", "factory", "docker-agent", "goose", "cline"]
)
def test_every_vendor_that_takes_a_model_has_tiers_or_says_that_it_has_none(target: str) -> None:
    made = write(Agent("a", description="d", prompt="x", model="opus"), target, registry=REGISTRY)
    told = {d.code for d in made.diagnostics if "model" in d.fields}
    assert told <= {"model-mapped", "field-dropped", "model-inherited"}
    assert '"opus"' not in made.files[0].text
    assert told


def test_droids_name_servers_in_a_text_with_commas(tmp_path: Path) -> None:
    path = tmp_path / ".factory" / "droids" / "a.md"
    assert codes(path, "---\nname: a\ndescription: d\nmcpServers: gh, jira\n---\nDo it.\n") == set()
    (document,) = read(path, registry=REGISTRY).documents
    assert set(document.agent.mcp_servers) == {"gh", "jira"}


@pytest.mark.parametrize("version", ["'7'", "10", "16"])
def test_versions_of_dockers_schema_that_are_known(tmp_path: Path, version: str) -> None:
    text = f"version: {version}\nagents:\n  root:\n    model: openai/gpt-6-luna\n    instruction: Do it.\n"
    path = tmp_path / "docker-agent" / "agent.yml"
    assert "wrong-type" not in codes(path, text)
    assert [d.agent.name for d in read(path, registry=REGISTRY).documents] == ["root"]


def test_a_harness_has_tools_that_no_toolset_tells(tmp_path: Path) -> None:
    text = "version: 15\nagents:\n  root:\n    instruction: x\n    harness: {type: claude-code}\n    toolsets: []\n"
    assert "tool-implied" in codes(tmp_path / "docker-agent" / "a.yaml", text)
    (document,) = read(tmp_path / "docker-agent" / "a.yaml", registry=REGISTRY).documents
    assert document.agent.tools == Tools()


@pytest.mark.parametrize("place", [".roomodes", ".kilocodemodes", ".bob/custom_modes.yaml"])
def test_the_kin_of_roo_are_read_and_bounds_on_servers_count(tmp_path: Path, place: str) -> None:
    text = (
        "customModes:\n  - slug: a\n    name: A\n    roleDefinition: x\n    groups: [mcp]\n"
        "    allowedMcpServers: [gh]\n"
    )
    codes(tmp_path / place, text)
    (document,) = read(tmp_path / place, registry=REGISTRY).documents
    assert {tool.server for tool in document.agent.tools.allow or ()} == {"gh"}


def test_agents_of_apm_are_copilots(tmp_path: Path) -> None:
    path = tmp_path / ".apm" / "agents" / "a.agent.md"
    codes(path, "---\nname: a\ndescription: d\ntools: [read]\n---\nDo it.\n")
    assert [d.format for d in read(path, registry=REGISTRY).documents] == ["copilot"]


def test_keys_that_came_late_are_known() -> None:
    assert "criticalSystemReminder_EXPERIMENTAL" in REGISTRY.get("claude-json").known_keys
    programs = REGISTRY.get("openai-responses").keys["access_programs"]
    assert programs.fits({"cyber": "daybreak_blue"})
    assert not programs.fits({"cyber": "dawn"})
    assert "workspace_id" not in REGISTRY.get("anthropic-agents").known_keys


def test_models_for_security_are_as_large_as_the_newest() -> None:
    made = write(
        Agent("a", description="d", prompt="x", model="gpt-daybreak-red-latest"), "claude", registry=REGISTRY
    )
    assert "model: opus" in made.files[0].text
