"""What the contract suite cannot know of Copilot's files."""

from pathlib import Path

import pytest

from agentconv.api import convert, read, write
from agentconv.containers import container
from agentconv.formats.copilot.agents import KEYS
from agentconv.kit.codecs import exact
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.testing import read_files
from agentconv.text.source import Source
from agentconv.writing.options import Options
from tests.formats import real_files
from tests.formats.real_files import REGISTRY

REFUSED = {"scoper.agent.md": "frontmatter-unclosed"}


def agent_of(text: str) -> Agent:
    result = read(text, "copilot", registry=REGISTRY)
    assert result.ok, result.diagnostics
    return result.agents[0]


@pytest.mark.parametrize(("path", "source_path"), real_files.of("copilot"), ids=str)
def test_real_files(path: Path, source_path: str) -> None:
    real_files.check(path, source_path, "copilot", REFUSED)


def test_a_prompt_over_the_limit_is_an_error_or_cut() -> None:
    agent = Agent("a", description="d", prompt="One more word. " * 2500)
    assert "over-limit" in {d.code for d in write(agent, "copilot", registry=REGISTRY).diagnostics}
    result = convert(
        "---\nname: a\ndescription: d\n---\n" + agent.prompt, "copilot", options=Options(shorten=True)
    )
    assert result.ok
    assert "shortened" in {d.code for d in result.diagnostics}
    (back,) = read_files(result, REGISTRY)
    assert len(back.prompt) <= 30_000
    assert back.prompt.endswith("word.")


def test_a_list_of_models_comes_back_while_its_first_is_the_model() -> None:
    text = "---\nname: a\ndescription: d\nmodel: [GPT-5.4, Claude Opus 4.7]\n---\nBody\n"
    agent = agent_of(text)
    assert agent.model == "GPT-5.4"
    (back,) = read_files(write(agent, "copilot", registry=REGISTRY), REGISTRY)
    assert (back.model, back.extensions) == (agent.model, agent.extensions)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("user-invocable", "true"),
        ("model-policy", "sometimes"),
        ("hooks", {"noSuchEvent": []}),
        ("hooks", {"preToolUse": [{"type": "prompt", "prompt": "x"}]}),
        ("github", "x"),
        ("model", []),
        ("metadata", {"a": {"b": "c"}}),
    ],
)
def test_an_entry_for_which_the_client_drops_the_file_is_left_out(key: str, value: object) -> None:
    agent = Agent("a", description="d", extensions={"copilot": {key: value}})  # type: ignore[dict-item]
    conversion = write(agent, "copilot", registry=REGISTRY)
    assert conversion.ok
    assert f"{key}:" not in conversion.files[0].text
    assert f"extensions.copilot.{key}" in {name for d in conversion.diagnostics for name in d.fields}


def test_the_power_of_a_file_is_not_read_from_its_metadata() -> None:
    bag = '{agentconv.tools: "*", agentconv.version: "2"}'
    text = f"---\nname: a\ntools: [read]\nmetadata: {bag}\n---\nBody\n"
    agent = agent_of(text)
    assert agent.tools == Tools((Tool("read"),))
    assert agent.version == "2"
    assert agent.extensions["copilot"]["metadata"] == {"agentconv.tools": "*"}


@pytest.mark.parametrize(
    ("server", "written", "read_back"),
    [
        ({"command": "x"}, {"type": "local", "args": [], "tools": ["*"]}, {"command": "x"}),
        ({"type": "stdio", "command": "x"}, {"type": "local", "args": [], "tools": ["*"]}, {"command": "x"}),
        ({"type": "http", "url": "u"}, {"type": "http", "tools": ["*"]}, {"type": "http", "url": "u"}),
        ({"type": "streamable-http", "url": "u"}, {"tools": ["*"]}, {"type": "http", "url": "u"}),
        ({"url": "u"}, {"type": "http"}, {"type": "http", "url": "u"}),
        ({"type": "sse", "url": "u"}, {"type": "sse"}, {"type": "sse", "url": "u"}),
        ({"type": "ws", "url": "u"}, None, None),
        ({"command": "x", "env": {"A": 5}}, {"env": {"A": "5"}}, {"command": "x", "env": {"A": "5"}}),
        ({"command": "x", "timeout": 0.5}, {"timeout": 1}, {"command": "x", "timeout": 1}),
        ({"command": "x", "includeTools": ["a"]}, {"tools": ["a"]}, {"command": "x", "includeTools": ["a"]}),
        ({"command": "x", "excludeTools": ["a"]}, None, None),
        ({"command": "x", "enabled": False}, None, None),
        ({"command": ["x"]}, None, None),
        (None, None, None),
    ],
)
def test_a_server_is_written_as_the_client_takes_it(
    server: object, written: dict[str, object] | None, read_back: object
) -> None:
    agent = Agent("a", description="d", mcp_servers={"s": server})  # type: ignore[dict-item]
    conversion = write(agent, "copilot", registry=REGISTRY)
    (back,) = read_files(conversion, REGISTRY)
    values = container("frontmatter").read(Source("a.md", conversion.files[0].text), frozenset()).values
    assert back.mcp_servers == ({} if read_back is None else {"s": read_back})
    servers = exact(values.get("mcp-servers", {}))
    assert isinstance(servers, dict)
    assert bool(servers) == (written is not None)
    assert KEYS["mcp-servers"].fits(servers)
    assert (written or {}).items() <= servers.get("s", {}).items()  # type: ignore[union-attr]


def test_server_names_that_look_like_built_in_sets_grant_nothing() -> None:
    agent = Agent("a", description="d", tools=Tools((Tool("mcp", server="edit", tool="editFiles"),)))
    (back,) = read_files(write(agent, "copilot", registry=REGISTRY), REGISTRY)
    assert back.tools == Tools(())
    assert power(back) <= power(agent)
