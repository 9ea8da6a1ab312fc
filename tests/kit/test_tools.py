"""What names of tools mean, what they give where another client reads them, and what is never given."""

import pytest

from agentconv.api import write
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_files
from agentconv.text.source import Source
from agentconv.writing.convert import Conversion, convert_documents

REGISTRY = Registry(plugins=False)
LIVE = ("opencode", "kilo", "kiro", "kiro-json", "amazonq")
TARGETS = [p.format.name for p in REGISTRY.all() if p.format.writes and p.format.reads]


def converted(path: str, text: str, target: str) -> tuple[Agent, Conversion]:
    documents = read_source(Source(path, text), REGISTRY, Report())
    made = convert_documents(documents, target, REGISTRY)
    return documents[0].agent, made


def claude(head: str, target: str) -> Conversion:
    text = f"---\nname: smith\ndescription: d\n{head}\n---\nShoes the horses.\n"
    return converted(".claude/agents/smith.md", text, target)[1]


@pytest.mark.parametrize("target", LIVE)
@pytest.mark.parametrize("name", ["mcp__git__get*", "mcp__gi*__get"])
def test_a_pattern_that_its_own_client_does_not_read_gives_nothing_elsewhere(target: str, name: str) -> None:
    (back,) = read_files(claude(f"tools: {name}, Read", target), REGISTRY)
    assert not any(word.startswith("mcp") for word in power(back).grants or {"mcp"})


def test_a_pattern_goes_between_clients_that_read_it() -> None:
    text = '---\ndescription: d\nmode: subagent\npermission: {"*": deny, "git_get*": ask}\n---\nx\n'
    for target in ("kilo", "kiro"):
        agent, made = converted(".opencode/agents/a.md", text, target)
        (back,) = read_files(made, REGISTRY)
        assert power(back).grants == power(agent).grants == {"mcp:git/get*"}
    _, made = converted(".opencode/agents/a.md", text, "claude")
    assert "mcp__" not in made.files[0].text


@pytest.mark.parametrize("name", ["BashOutput", "KillShell", "KillBash"])
@pytest.mark.parametrize("target", TARGETS)
def test_a_name_that_runs_nothing_gives_no_shell(target: str, name: str) -> None:
    made = claude(f"tools: Read, {name}", target)
    if made.ok:
        (back,) = read_files(made, REGISTRY)
        assert power(back).grants is not None
        assert "execute" not in power(back).grants


def test_without_a_shell_there_is_nothing_to_look_at() -> None:
    assert "type: shell" not in claude("disallowedTools: Bash", "docker-agent").files[0].text
    assert "type: shell" in claude("disallowedTools: WebFetch", "docker-agent").files[0].text


GEMINI = "---\nname: smith\ndescription: d\n---\nShoes the horses.\n"


@pytest.mark.parametrize("target", ["claude", "claude-json", "opencode", "kilo", "qwen"])
def test_what_a_client_gives_no_agent_is_denied_where_another_gives_it(target: str) -> None:
    _, made = converted(".gemini/agents/smith.md", GEMINI, target)
    (back,) = read_files(made, REGISTRY)
    assert "agent" in {tool.name for tool in back.tools.deny}
    assert [d.field for d in made.diagnostics if "gemini does not give it" in d.message] == ["tools.deny"]


def test_a_list_says_it_by_itself() -> None:
    listed = GEMINI.replace("description: d", "description: d\ntools: [read_file]")
    _, made = converted(".gemini/agents/smith.md", listed, "claude")
    assert "disallowedTools" not in made.files[0].text


SERVER = "mcpServers:\n  - gh: {command: x, trust: true, alwaysAllow: [a], odd: 1}"


@pytest.mark.parametrize("target", ["gemini", "qwen", "kiro-json", "amazonq", "codex", "factory"])
def test_a_key_of_a_server_that_its_own_client_does_not_know_means_nothing_elsewhere(target: str) -> None:
    made = claude(SERVER, target)
    assert not [word for word in ("trust", "alwaysAllow", "odd") if word in made.files[0].text]
    assert "mcp_servers" in {name for d in made.diagnostics for name in d.fields}


def test_consent_of_a_server_does_not_travel_in_neutral_form_either() -> None:
    servers = {"gh": {"command": "x", "trust": True, "description": "d"}}
    neutral = write(Agent("smith", "d", prompt="Shoes the horses.", mcp_servers=servers), "agentconv")
    (file,) = neutral.files
    _, made = converted(file.path, file.text, "gemini")
    assert "trust" not in made.files[0].text
    assert "description: d" in made.files[0].text.partition("mcp_servers")[2]


def test_a_servers_own_client_keeps_its_keys() -> None:
    text = GEMINI.replace("description: d", "description: d\nmcp_servers:\n  gh: {command: x, trust: true}")
    documents = read_source(Source(".gemini/agents/smith.md", text), REGISTRY, Report())
    assert "trust: true" in convert_documents(documents, "gemini", REGISTRY).files[0].text
