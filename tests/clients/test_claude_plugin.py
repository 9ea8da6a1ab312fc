"""What Claude Code itself makes of the plugins that agentconv writes."""

import json
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.export import ExportRequest, export
from agentconv.formats.claude.codecs import NAMES
from agentconv.host.registry import Registry
from agentconv.kit.format import Package
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.reading.excluding import Choice
from agentconv.writing.convert import Conversion
from agentconv.writing.options import Options
from tests.clients import claude
from tests.conftest import FIXTURES, ROOT

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(claude.missing() is not None, reason=claude.missing() or ""),
]
REGISTRY = Registry(plugins=False)
SERVER = {"type": "stdio", "command": "/bin/false"}
BODY = "Root ${CLAUDE_PLUGIN_ROOT}, data ${CLAUDE_PLUGIN_DATA}, ${CLAUDE_PROJECT_DIR}, $ARGUMENTS $1 ${X}.\n"
AGENTS = [
    Agent("all", description="d", prompt="All.\n"),
    Agent("none", description="d", tools=Tools(())),
    Agent("some", description="Lines\nof text", prompt=BODY, tools=Tools((Tool("read"), Tool("grep")))),
    Agent("My Agent", description="d", tools=Tools(deny=(Tool("shell"),))),
    Agent("words/and slashes", description="d", prompt="Slash.\n"),
    Agent("planner", description="d", permission_mode="plan"),
    Agent("bypass", description="d", permission_mode="bypass", tools=Tools((Tool("read"),))),
    Agent("memory", description="d", memory="project", tools=Tools((Tool("read"),))),
    Agent("server", description="d", mcp_servers={"y": SERVER}, tools=Tools((Tool("read"),))),
    Agent("hooks", description="d", hooks={"Stop": []}),
    Agent("foreign", description="d", model="gpt-5.6-sol", isolation="remote", effort="low"),
    Agent("-dash:colon", description="d"),
]


def put(conversion: Conversion, folder: Path) -> Path:
    assert conversion.ok, conversion.diagnostics
    for file in conversion.files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.text.encode())
    return folder


def test_a_plugin_is_loaded_with_no_more_power(tmp_path: Path) -> None:
    whole = Package("kit", "1.4.0", "d", ("Acme",))
    plugin = put(
        write(AGENTS, "claude-plugin", options=Options(package=whole), registry=REGISTRY), tmp_path / "p"
    )
    for name in ("project", "home"):
        (tmp_path / name).mkdir()
    found = claude.load_plugin(plugin, tmp_path / "project", tmp_path / "home").agents
    everything = found["kit:all"].tools
    assert set(found) == {f"kit:{a.name}" for a in AGENTS[:-1]} | {"kit:dash-colon"}
    tools = {name.removeprefix("kit:"): set(agent.tools) for name, agent in found.items()}
    assert tools["none"] == set()
    assert tools["some"] == {"Read", "Grep"}
    assert tools["My Agent"] < set(everything)
    assert not tools["planner"] & {"Write", "Edit", "Bash", "NotebookEdit"}
    assert tools["bypass"] == tools["server"] == tools["memory"] == {"Read"}
    for agent in AGENTS[:-1]:
        if agent.tools.allow is None:
            continue
        given = Agent("", tools=Tools(tuple(NAMES.decode(name) for name in tools[agent.name])))
        assert power(given) <= power(agent), agent.name
    assert found["kit:some"].description == "Lines\nof text"
    prompt = found["kit:some"].prompt
    assert prompt is not None
    assert prompt.replace("\\{", "{") == BODY.rstrip("\n")
    assert found["kit:foreign"].model == found["kit:all"].model or "opus" in str(found["kit:foreign"].model)


@pytest.mark.parametrize(
    "package",
    [
        None,
        Package("kit", "1.4.0", "Agents for Acme", ("Acme", "Other"), "MIT", "https://example.org/kit"),
        Package("Acme_Kit.2", "1.4.0", homepage="nonsense"),
        Package("official-claude-plugins", "1.0.0-rc.1", license="Proprietary"),
        Package("claude-agents", "1.0.0"),
        Package("anthropic", "1.0.0"),
        Package("cc-plugin-for-claudecode", "1.0.0"),
        Package("my-claudette", "1.0.0"),
        Package("agent-skills", "1.0.0"),
        Package("inline", "1.0.0"),
        Package("builtin", "1.0.0"),
    ],
    ids=lambda p: p.name if p else "none",
)
def test_the_client_takes_the_manifests(package: Package | None, tmp_path: Path) -> None:
    conversion = write(AGENTS, "claude-plugin", options=Options(package=package), registry=REGISTRY)
    assert claude.validate(put(conversion, tmp_path)) == []
    (tmp_path / ".claude-plugin" / "marketplace.json").unlink()
    assert claude.validate(tmp_path) == []


def test_the_client_takes_every_fixture_as_a_plugin(tmp_path: Path) -> None:
    agents = {}
    for path in sorted(FIXTURES.rglob("*.md")):
        if path.parts[-2] != "broken":
            agents |= {a.name: a for a in read(path, registry=REGISTRY).agents}
    conversion = write(agents.values(), "claude-plugin", registry=REGISTRY, options=Options(allow_wider=True))
    plugin = put(conversion, tmp_path / "p")
    assert len(list((plugin / "agents").iterdir())) == len(agents) > 100
    assert claude.validate(plugin) == []
    facts = json.loads((plugin / ".claude-plugin" / "plugin.json").read_text("utf-8"))
    assert facts["name"] == "agents"


def test_a_marketplace_keeps_its_packages(tmp_path: Path) -> None:
    market = ROOT / "tests" / "commands" / "files" / "market"
    choice = Choice(only="claude")
    request = ExportRequest((str(market),), ("claude-plugin",), tmp_path / "out", choice=choice)
    assert export(request, REGISTRY).ok
    for name in ("project", "home"):
        (tmp_path / name).mkdir()
    for folder in (tmp_path / "out", *(tmp_path / "out" / "plugins").iterdir()):
        assert claude.validate(folder) == []
    found = claude.load_plugin(tmp_path / "out" / "plugins" / "ops", tmp_path / "project", tmp_path / "home")
    assert set(found.agents) == {"ops:pilot", "ops:reviewer"}
