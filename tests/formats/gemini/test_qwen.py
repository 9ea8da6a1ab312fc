"""What the contract suite cannot hold for Qwen Code: no tools, deny lists, modes, stand-ins."""

import pytest

from agentconv.api import write
from agentconv.containers import container
from agentconv.containers.base import BODY
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.formats.gemini.qwen import Qwen
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.reading.detect import read_source
from agentconv.text.source import Source

REGISTRY = Registry(plugins=False)
PATH = ".qwen/agents/a.md"


def mcp(server: str, tool: str | None = None) -> Tool:
    return Tool("mcp", server=server, tool=tool)


def written(agent: Agent) -> dict[str, object]:
    (file,) = write(agent, "qwen", registry=REGISTRY).files
    tree = container("frontmatter").read(Source(PATH, file.text))
    assert Qwen().refusal(tree.values, tree) is None
    return tree.values


def found(text: str) -> tuple[list[Agent], list[str]]:
    report = Report()
    documents = read_source(Source(PATH, text), REGISTRY, report)
    return [d.agent for d in documents], [d.code for d in report.diagnostics]


@pytest.mark.parametrize(
    "tools",
    [(), (Tool("shell", "git:*"),), (mcp("s"),), (Tool("Paint", native="elsewhere"),), (Tool("todo"),)],
)
def test_an_agent_without_tools_never_gets_an_empty_list(tools: tuple[Tool, ...]) -> None:
    assert written(Agent("aa", tools=Tools(tools)))["tools"] == ["ask_user_question"]


def test_a_denied_shell_takes_its_double_with_it() -> None:
    values = written(Agent("aa", tools=Tools(None, (Tool("shell"), mcp("s")))))
    assert values["disallowedTools"] == ["run_shell_command", "monitor", "mcp__s"]
    assert "tools" not in values


def test_what_cannot_be_denied_is_not_listed() -> None:
    values = written(Agent("aa", tools=Tools(None, (Tool("shell", "rm:*"),))))
    assert "disallowedTools" not in values
    assert "read_file" in values["tools"]  # type: ignore[operator]
    assert not {"run_shell_command", "monitor"} & set(values["tools"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("mode", "word"),
    [
        (None, "default"),
        ("default", "default"),
        ("dont-ask", "default"),
        ("plan", "plan"),
        ("bypass", "yolo"),
    ],
)
def test_modes(mode: str | None, word: str) -> None:
    assert written(Agent("aa", permission_mode=mode))["approvalMode"] == word


def test_that_an_agent_asks_is_said_in_a_note() -> None:
    told = [
        d for d in write(Agent("aa"), "qwen", registry=REGISTRY).diagnostics if d.field == "permission_mode"
    ]
    assert [(d.severity, d.loss) for d in told] == [(Severity.NOTE, Loss.APPROXIMATED)]


@pytest.mark.parametrize("prompt", ["", "Short.", " \ufeff 123456789 ", "🙂🙂🙂🙂"])
def test_a_short_prompt_gets_a_stand_in(prompt: str) -> None:
    body = str(written(Agent("aa", prompt=prompt))[BODY])
    assert body.endswith("Do the task that you are given.\n")
    assert not body.startswith("\n")


def test_ten_characters_are_enough() -> None:
    assert written(Agent("aa", prompt="🙂🙂🙂🙂🙂"))[BODY] == "🙂🙂🙂🙂🙂"


@pytest.mark.parametrize(
    "name", ["a", "config", "x" * 200, "a.b", "-", "Ünï cödé", "main", "\U00020000" * 30]
)
def test_names_that_the_client_does_not_take(name: str) -> None:
    written(Agent(name))


@pytest.mark.parametrize("description", [None, "", " ", "\ufeff", "\u2028"])
def test_blank_descriptions(description: str | None) -> None:
    assert written(Agent("aa", description=description))["description"] == "aa"


@pytest.mark.parametrize(
    "line", ["tools: {a: b}", "tools: [[a]]", "maxTurns: many", "model: [a]", "background: 7"]
)
def test_wrong_types_are_reported(line: str) -> None:
    assert "wrong-type" in found(f"---\nname: aa\ndescription: d\n{line}\n---\nLong enough.\n")[1]


def test_a_server_is_spelled_by_its_kind() -> None:
    http = {"type": "http", "url": "https://a.example"}
    servers = {"a": http, "b": {**http, "type": "sse"}, "c": {"command": "x", "env": {"N": 1}}, "d": None}
    assert written(Agent("aa", mcp_servers=servers))["mcpServers"] == {
        "a": {"httpUrl": "https://a.example"},
        "b": {"url": "https://a.example"},
        "c": {"command": "x", "env": {"N": "1"}},
    }
