"""The family of Claude Code's form: what a list that is absent or empty gives, and who may start whom."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.testing import read_files

REGISTRY = Registry(plugins=False)
PLACES = {
    "auggie": ".augment/agents/a.md",
    "codebuddy": ".codebuddy/agents/a.md",
    "devin": ".devin/agents/a/AGENT.md",
    "grok": ".grok/agents/a.md",
    "junie": ".junie/agents/a.md",
    "kimi": ".kimi-code/agents/deep/a.md",
    "oh-my-pi": ".omp/agents/a.md",
    "pi": ".pi/agents/a.md",
    "qoder": ".qoder/agents/a.md",
    "trae": ".trae/agents/a.md",
}
WRITTEN = ("auggie", "kimi", "oh-my-pi", "pi", "qoder")


def agent_of(tmp_path: Path, name: str, head: str) -> Agent:
    path = tmp_path / PLACES[name]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nname: a\ndescription: d\n{head}---\nDo it.\n", encoding="utf-8")
    result = read(tmp_path, registry=REGISTRY)
    (document,) = result.documents
    assert document.format == name
    assert "format-guessed" not in {d.code for d in result.diagnostics}
    return document.agent


@pytest.mark.parametrize(
    ("name", "head", "tools"),
    [
        ("pi", "", None),
        ("pi", "tools:\n", ()),
        ("pi", "tools: ''\n", ()),
        ("oh-my-pi", "tools: []\n", ()),
        ("oh-my-pi", "tools: ''\n", None),
        ("kimi", "tools: []\n", ()),
        ("kimi", "tools: '*'\n", None),
        ("kimi", "tools:\n", None),
        ("qoder", "tools: []\n", None),
        ("qoder", "tools: '*'\n", None),
        ("auggie", "tools: []\n", None),
        ("trae", "tools: []\n", ()),
        ("junie", "tools:\n", ()),
        ("devin", "allowed-tools: [Read]\n", (Tool("read"),)),
        ("grok", "", None),
    ],
)
def test_what_a_list_gives(tmp_path: Path, name: str, head: str, tools: tuple[Tool, ...] | None) -> None:
    assert agent_of(tmp_path, name, head).tools.allow == tools


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    "tools",
    [Tools(()), Tools((Tool("grep"),)), Tools(None, (Tool("shell"),)), Tools(None, (Tool("web_fetch"),))],
)
def test_no_more_is_written(name: str, tools: Tools) -> None:
    agent = Agent("a", description="d", prompt="p", tools=tools)
    conversion = write(agent, name, registry=REGISTRY)
    assert conversion.ok
    (back,) = read_files(conversion, REGISTRY)
    assert power(back) <= power(agent)


@pytest.mark.parametrize("name", sorted(set(PLACES) - set(WRITTEN)))
def test_what_nobody_has_asked_is_not_written(name: str) -> None:
    with pytest.raises(UsageError, match="for reading only"):
        write(Agent("a"), name, registry=REGISTRY)


@pytest.mark.parametrize(
    ("name", "key", "tool"), [("kimi", "subagents", "Agent"), ("oh-my-pi", "spawns", "task")]
)
def test_agents_that_may_be_started_are_named(tmp_path: Path, name: str, key: str, tool: str) -> None:
    bound = agent_of(tmp_path, name, f"tools: [{tool}]\n{key}: [b, c]\n")
    assert bound.tools.allow == (Tool("agent", "b, c"),)
    conversion = write(Agent("a", description="d", prompt="p", tools=bound.tools), name, registry=REGISTRY)
    (back,) = read_files(conversion, REGISTRY)
    assert back.tools == bound.tools
    assert agent_of(tmp_path, name, f"tools: [{tool}]\n{key}: []\n").tools.allow == ()
    assert agent_of(tmp_path, name, f"tools: [{tool}]\n{key}: '*'\n").tools.allow == (Tool("agent"),)
    assert agent_of(tmp_path, name, f"{key}: [b]\n").tools.deny == (Tool("agent"),)


@pytest.mark.parametrize("name", ["qoder", "codebuddy", "junie"])
def test_plan_is_a_bound(tmp_path: Path, name: str) -> None:
    assert agent_of(tmp_path, name, "permissionMode: plan\n").permission_mode == "plan"
    assert agent_of(tmp_path, name, "permissionMode: auto\n").permission_mode is None


def test_devins_denials_are_read(tmp_path: Path) -> None:
    head = "allowed-tools: [Read, Bash]\npermissions: {deny: ['Bash(rm *)']}\n"
    assert agent_of(tmp_path, "devin", head).tools.deny == (Tool("shell"),)


def test_a_deny_list_ends_auggies_other_list(tmp_path: Path) -> None:
    tools = agent_of(tmp_path, "auggie", "tools: [view]\ndisabled_tools: [launch-process]\n").tools
    assert tools == Tools(None, (Tool("shell"),))


def test_pis_subagents_start_none_unless_they_are_told(tmp_path: Path) -> None:
    fmt = REGISTRY.get("pi")
    assert fmt.withholds(agent_of(tmp_path, "pi", "")) == (Tool("agent"),)
    assert fmt.withholds(agent_of(tmp_path, "pi", "allowNestedSubagents: true\n")) == ()
