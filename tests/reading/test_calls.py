"""What packages call otherwise where there are none is called so by whoever names it in a field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.command import Command
from agentconv.model.hook import Action, Hook
from agentconv.model.skill import Skill
from agentconv.reading.calls import as_meant, said_by
from agentconv.reading.references import changed_rule, referred, renamed
from tests.folder.exports import tree
from tests.reading.test_components import put, run
from tests.release.test_components import cli

AGENT = """---
name: {name}
description: Does {name}.
tools: Read, Skill({skill}), mcp__tracker__search, mcp__plugin_{package}_tracker__list, Agent({package}:{name})
skills: [{skill}]
mcpServers:
  - tracker
---
Use the skill `count`.
"""
COMMAND = """---
description: Commits.
agent: helper
allowed-tools: Skill(count), mcp__tracker__search, Task({package}:helper), Bash(git:*)
---
Commit $ARGUMENTS.
"""
SKILL = "---\nname: {0}\ndescription: {1}\ncontext: fork\nagent: helper\n---\n{1}\n"
HOOKS = {
    "hooks": {
        "PreToolUse": [
            {"matcher": "mcp__tracker__.*|Bash", "hooks": [{"type": "command", "command": "true"}]}
        ]
    }
}


@pytest.fixture
def market(tmp_path: Path) -> Path:
    root = tmp_path / "p"
    for name in ("ants", "bees"):
        put(root / name / ".claude-plugin/plugin.json", json.dumps({"name": name, "version": "1.0.0"}))
        text = AGENT.format(name="helper", package=name, skill="count" if name == "ants" else "bees:count")
        put(root / name / "agents/helper.md", text)
        put(root / name / "commands/go.md", COMMAND.format(package=name))
        put(root / name / "skills/count/SKILL.md", SKILL.format("count", f"Counts for {name}."))
        put(root / name / "hooks/hooks.json", json.dumps(HOOKS))
        put(root / name / ".mcp.json", json.dumps({"mcpServers": {"tracker": {"command": f"{name}-track"}}}))
    put(root / "ants/skills/only/SKILL.md", SKILL.format("only", "Is alone."))
    put(root / "cats/.claude-plugin/plugin.json", json.dumps({"name": "cats"}))
    more = "---\nname: cat\ndescription: Is one.\ntools: Read, Skill(ants:only)\nskills: ['ants:only', 'ants:count', lost]\n---\nHi.\n"
    put(root / "cats/agents/cat.md", more)
    return root


def test_a_flat_target_says_the_names_that_it_has(market: Path) -> None:
    result = run(market, "claude", kinds=("all",))
    assert result.written, result.diagnostics
    out = {path: data.decode() for path, data in tree(market.parent / "out").items()}
    for name in ("ants", "bees"):
        head = out[f".claude/agents/{name}-helper.md"].partition("\n---\n")[0]
        assert f"Skill({name}-count), mcp__{name}-tracker__search, mcp__{name}-tracker__list" in head
        assert f"Agent({name}-helper)" in head
        assert f"skills:\n- {name}-count\n" in head
        assert head.endswith(f"- {name}-tracker")
        command = out[f".claude/commands/{name}-go.md"]
        assert f"agent: {name}-helper\n" in command
        rules = f"Skill({name}-count), mcp__{name}-tracker__search, Task({name}-helper), Bash(git:*)"
        assert f"allowed-tools: {rules}\n" in command
        assert f"agent: {name}-helper\n" in out[f".claude/skills/{name}-count/SKILL.md"]
        assert "Use the skill `count`.\n" in out[f".claude/agents/{name}-helper.md"]
    assert "- only\n- ants-count\n- lost\n" in out[".claude/agents/cat.md"]
    assert "Skill(only)" in out[".claude/agents/cat.md"]
    told = [d for d in result.diagnostics if d.code == "reference-renamed"]
    assert {d.message.partition(":")[0] for d in told} == {"where there are no packages"}
    prose = {d.path.partition("/p/")[2]: d.hint for d in told if d.hint and d.path}
    assert prose == {"ants/agents/helper.md": "the text still says 'count': it is not changed"}
    assert [d.message for d in result.diagnostics if d.code == "skill-missing"] == [
        "the skill 'lost' is not among the sources: it does not travel with the agent"
    ]


def test_a_target_with_packages_says_what_its_source_says(market: Path) -> None:
    assert run(market, "claude-plugin", kinds=("all",)).written
    out = tree(market.parent / "out")
    helper = out["plugins/bees/agents/helper.md"].decode()
    assert "Skill(bees:count), mcp__tracker__search, mcp__plugin_bees_tracker__list" in helper
    assert "- bees:count\n" in helper
    for path in ("commands/go.md", "skills/count/SKILL.md"):
        assert out[f"plugins/bees/{path}"] == (market / "bees" / path).read_bytes()


def test_a_target_whose_packages_share_a_room_says_their_names(market: Path) -> None:
    assert run(market, "gemini-extension", kinds=("all",)).written
    out = tree(market.parent / "out")
    assert b"name: ants-count" in out["plugins/ants/skills/ants-count/SKILL.md"]
    assert "mcp_ants-tracker" not in out["plugins/ants/agents/ants-helper.md"].decode()


@pytest.mark.parametrize("target", ["opencode", "kiro", "copilot"])
def test_other_tools_have_the_names_in_their_own_words(market: Path, target: str) -> None:
    assert run(market, target, kinds=("agents",)).written
    texts = {p: d.decode() for p, d in tree(market.parent / "out").items() if not p.startswith(".agentconv")}
    helper = next(text for path, text in texts.items() if "bees-helper" in path)
    assert "bees-tracker" in helper
    assert [p for p in texts if "bees-count/SKILL.md" in p]


def test_a_bundle_is_verified_and_installed_with_these_names(
    market: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = "".join(
        f"[targets.{name}]\nallow-wider = true\n" for name in ("claude", "codex", "claude-plugin")
    )
    put(
        market / "agentconv.toml",
        f'name = "x"\nversion = "1.0.0"\nsources = ["."]\nkinds = ["all"]\n{targets}',
    )
    monkeypatch.chdir(market)
    status, output = cli("build")
    assert status == 0, output
    assert cli("verify", "dist/x-1.0.0.zip")[0] == 0
    (market / "into").mkdir()
    words = ("install", "dist/x-1.0.0.zip", "-t", "claude", "--into", "into")
    assert cli(*words, "--agent", "bees-helper")[0] == 0
    helper = (market / "into/.claude/agents/bees-helper.md").read_text()
    assert "- bees-count\n" in helper
    assert "agent: bees-helper" in (market / "into/.claude/skills/bees-count/SKILL.md").read_text()
    assert "bees-tracker" in json.loads((market / "into/.mcp.json").read_text())["mcpServers"]


RULES = [
    ("Skill(count)", "Skill(ants-count)"),
    ("Skill(count *)", "Skill(ants-count *)"),
    ("Skill(count:*)", "Skill(ants-count:*)"),
    ("Skill(other)", "Skill(other)"),
    ("SlashCommand(/go:*)", "SlashCommand(/ants-go:*)"),
    ("Agent(helper, other)", "Agent(ants-helper, other)"),
    ("mcp__tracker__search", "mcp__ants-tracker__search"),
    ("mcp__tracker", "mcp__ants-tracker"),
    ("mcp__tracker2__search", "mcp__tracker2__search"),
    ("tracker/*", "ants-tracker/*"),
    ("@tracker/search", "@ants-tracker/search"),
    ("Bash(cat tracker/search)", "Bash(cat tracker/search)"),
    ("Read", "Read"),
]
CALLS = {
    "skill": {"count": "ants-count"},
    "command": {"go": "ants-go"},
    "agent": {"helper": "ants-helper"},
    "server": {"tracker": "ants-tracker"},
}


@pytest.mark.parametrize(("rule", "meant"), RULES)
def test_a_rule_for_tools_names_what_it_means(rule: str, meant: str) -> None:
    assert changed_rule(rule, lambda kind, name: CALLS[kind].get(name, name)) == meant
    command = Command("c", allowed_tools=(rule,), disallowed_tools=(rule,))
    assert as_meant(command, CALLS) == Command("c", allowed_tools=(meant,), disallowed_tools=(meant,))


def test_hooks_watch_the_server_by_its_name() -> None:
    hook = Hook("PreToolUse", (Action("true", "Bash|mcp__tracker__.*"), Action("true")))
    assert said_by(hook) == (("server", "tracker"),)
    meant = as_meant(hook, CALLS)
    assert [a.matcher for a in meant.actions] == ["Bash|mcp__ants-tracker__.*", None]  # type: ignore[attr-defined]
    groups = {"PreToolUse": [{"matcher": "mcp__tracker__a"}, {"hooks": []}]}
    skill = as_meant(Skill("s", hooks=groups), CALLS)
    assert skill == Skill("s", hooks={"PreToolUse": [{"matcher": "mcp__ants-tracker__a"}, {"hooks": []}]})
    assert renamed(Agent("a", hooks=groups), CALLS).hooks == skill.hooks  # type: ignore[attr-defined]


def test_a_server_that_an_agent_describes_itself_keeps_its_name() -> None:
    tools = Tools((Tool("mcp", server="tracker", tool="search"),))
    agent = Agent("a", mcp_servers={"tracker": {"command": "t"}}, tools=tools)
    assert renamed(agent, CALLS) == agent
    assert referred(agent) == ()


def test_an_agent_that_nobody_has_is_told_and_stays(market: Path) -> None:
    text = (
        COMMAND.format(package="ants")
        .replace("agent: helper", "agent: cats:nobody")
        .replace("Task(ants:helper)", "Task(Explore)")
    )
    put(market / "ants/commands/go.md", text)
    result = run(market, "claude", kinds=("all",))
    told = [d.message for d in result.diagnostics if d.code == "agent-missing"]
    assert told == ["the command 'ants-go' names the agent 'cats:nobody', which is not among the sources"]
    assert "agent: cats:nobody\n" in tree(market.parent / "out")[".claude/commands/ants-go.md"].decode()


def test_what_a_client_has_itself_is_no_missing_agent(tmp_path: Path) -> None:
    put(tmp_path / "p/.github/prompts/a.prompt.md", "---\nagent: ask\n---\nHi.\n")
    put(tmp_path / "p/.opencode/commands/b.md", "---\nagent: build\n---\nHi.\n")
    put(tmp_path / "p/.opencode/commands/c.md", "---\nagent: mine\n---\nHi.\n")
    result = run(tmp_path / "p", "opencode", kinds=("commands",))
    assert [d.message.partition(" names ")[0] for d in result.diagnostics if d.code == "agent-missing"] == [
        "the command 'c'"
    ]
