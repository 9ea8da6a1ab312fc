"""Plugins of Claude Code: what they are called, and what must not be in their agents."""

import json

import pytest

from agentconv.api import write
from agentconv.kit.format import Package
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.writing.convert import Conversion
from agentconv.writing.options import Options

MANIFEST, MARKETPLACE = ".claude-plugin/plugin.json", ".claude-plugin/marketplace.json"


def written(agent: Agent, package: Package | None = None) -> tuple[Conversion, dict[str, str]]:
    conversion = write(agent, "claude-plugin", options=Options(package=package))
    return conversion, {file.path: file.text for file in conversion.files}


def test_what_a_plugin_ignores_is_not_written() -> None:
    own = {"permissionMode": "bypassPermissions", "hooks": {}, "mcpServers": {"x": {}}}
    agent = Agent(
        "a",
        description="d",
        permission_mode="plan",
        hooks={"Stop": []},
        mcp_servers={"y": {"command": "z"}},
        isolation="remote",
        tools=Tools((Tool("read"), Tool("edit"), Tool("shell"))),
        extensions={"claude": dict(own), "claude-plugin": dict(own)},  # type: ignore[arg-type]
    )
    conversion, files = written(agent)
    text = files["agents/a.md"]
    assert not any(word in text for word in ("permissionMode", "hooks", "mcpServers", "isolation"))
    assert "disallowedTools: Write, Edit, MultiEdit" in text
    fields = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    assert {"permission_mode", "hooks", "mcp_servers", "isolation"} <= fields
    assert {f"extensions.claude-plugin.{key}" for key in own} <= fields
    assert conversion.ok


def test_a_mode_that_takes_nothing_needs_no_deny_list() -> None:
    reader = Agent("a", description="d", permission_mode="plan", tools=Tools((Tool("read"),)))
    assert power(reader).grants == {"read"}
    assert "disallowedTools" not in written(reader)[1]["agents/a.md"]


def test_variables_of_the_client_stay_text() -> None:
    text = written(
        Agent("a", description="d", prompt="${CLAUDE_PLUGIN_ROOT} ${HOME} $1 ${CLAUDE_PROJECT_DIR}\n")
    )[1]
    assert text["agents/a.md"].endswith("$\\{CLAUDE_PLUGIN_ROOT} ${HOME} $1 $\\{CLAUDE_PROJECT_DIR}\n")


@pytest.mark.parametrize(
    ("given", "plugin", "marketplace"),
    [
        ("acme-agents", "acme-agents", "acme-agents"),
        ("Acme_Kit.2", "acme-kit-2", "acme-kit-2"),
        ("claude-agents", "agents", "agents"),
        ("my-claude-code", "my-code", "my-code"),
        ("anthropic", "agents", "agents"),
        ("cc-plugin-x", "x", "x"),
        ("claudette", "claudette", "claudette"),
        ("inline", "inline", "agent-bundles"),
    ],
)
def test_names(given: str, plugin: str, marketplace: str) -> None:
    conversion, files = written(Agent("a", description="d"), Package(given, "1.0.0"))
    assert json.loads(files[MANIFEST])["name"] == plugin
    market = json.loads(files[MARKETPLACE])
    assert (market["name"], market["plugins"][0]["name"]) == (marketplace, plugin)
    assert ("name-slugged" in {d.code for d in conversion.diagnostics}) == (given != plugin)


def test_the_manifest_gives_the_facts() -> None:
    package = Package("kit", "1.4.0", "For Acme", ("Ann", "Ben"), "MIT", "https://example.org/kit")
    conversion, files = written(Agent("a", description="d", authors=("Somebody",)), package)
    assert json.loads(files[MANIFEST]) == {
        "name": "kit", "version": "1.4.0", "description": "For Acme", "author": {"name": "Ann, Ben"},
        "homepage": "https://example.org/kit", "license": "MIT",
    }  # fmt: skip
    assert "package-defaulted" not in {d.code for d in conversion.diagnostics}
    conversion, files = written(Agent("a", description="d", authors=("Somebody",)))
    assert json.loads(files[MANIFEST])["author"] == {"name": "Somebody"}
    assert "package-defaulted" in {d.code for d in conversion.diagnostics}


def test_models_are_claude_s() -> None:
    foreign = Agent("a", description="d", model="gpt-5.6-sol")
    assert "model: opus" in written(foreign)[1]["agents/a.md"]
    mapped = write(
        foreign,
        "claude-plugin",
        options=Options(models='[targets.claude-plugin.map]\n"gpt-5.6-sol" = "haiku"\n'),
    )
    assert "model: haiku" in mapped.files[0].text


def test_a_plugins_agent_names_no_observer() -> None:
    own = {"omitClaudeMd": True, "observer": "watcher", "experimental": {"cacheTtl": "1h"}}
    conversion, files = written(Agent("a", description="d", extensions={"claude": own}))
    text = files["agents/a.md"]
    assert [word in text for word in ("omitClaudeMd: true", "cacheTtl: 1h", "watcher")] == [True, True, False]
    assert [d.field for d in conversion.diagnostics if d.loss] == ["extensions.claude.observer"]
