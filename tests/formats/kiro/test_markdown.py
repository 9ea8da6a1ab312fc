"""What the contract suite cannot know of Kiro's files."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.testing import read_files
from tests.formats import real_files
from tests.formats.real_files import REGISTRY


@pytest.mark.parametrize(("path", "source_path"), real_files.of("kiro"), ids=str)
def test_real_files(path: Path, source_path: str) -> None:
    real_files.check(path, source_path, "kiro", {})


def agent_of(head: str) -> Agent:
    result = read(f"---\nname: a\n{head}\n---\nBody\n", "kiro", registry=REGISTRY)
    assert result.ok, result.diagnostics
    return result.agents[0]


MCP_ALL = Tool("mcp", server="*")
RULES = {
    "{capability: shell, effect: deny}": (Tool("shell"),),
    "{capability: shell, effect: ask}": (),
    "{capability: shell, effect: deny, match: ['rm *']}": (Tool("shell", "rm *"),),
    "{capability: shell, effect: deny, match: ['*']}": (Tool("shell"),),
    "{capability: web_fetch, effect: deny}": (Tool("web_fetch"),),
    "{capability: mcp, effect: deny}": (MCP_ALL,),
    "{capability: mcp, effect: deny, match: ['*'], exclude: [rain/today]}": (MCP_ALL,),
    "{capability: mcp, effect: deny, match: [rain/get_*]}": (Tool("mcp", server="rain"),),
    "{capability: aws, effect: deny}": (Tool("aws", native="kiro"),),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("form", ["permissions: [{}]", "permissions: {{rules: [{}]}}"])
def test_rules_that_deny_are_read_in_both_forms(rule: str, form: str) -> None:
    assert agent_of(form.format(rule)).tools.deny == RULES[rule]


@pytest.mark.parametrize(
    "head",
    [
        "permissions: none",
        "permissions: [none]",
        "permissions: {rules: {a: b}}",
        "permissions: [{capability: shell, effect: deny, match: [[a]]}]",
        "permissions: [{capability: [shell], effect: deny}]",
        "excludedTools: {a: b}",
    ],
)
def test_broken_rules_are_errors_with_a_place(head: str) -> None:
    result = read(f"---\nname: a\n{head}\n---\nBody\n", "kiro", registry=REGISTRY)
    (problem,) = result.diagnostics
    assert (problem.code, problem.line) == ("wrong-type", 3)


def test_own_rules_hold_what_they_deny_so_that_the_tags_stay() -> None:
    agent = agent_of(
        "tools: [read, shell]\npermissions: [{capability: shell, effect: deny, match: ['rm *']}]"
    )
    (back,) = read_files(write(agent, "kiro", registry=REGISTRY), REGISTRY)
    assert back.tools == agent.tools


def test_an_agent_with_every_tool_says_so() -> None:
    assert "tools:\n- '*'\n" in write(Agent("a", description="d"), "kiro", registry=REGISTRY).files[0].text


def test_an_agent_with_no_tool_does_not_rest_on_an_empty_list() -> None:
    conversion = write(Agent("a", description="d", tools=Tools(())), "kiro", registry=REGISTRY)
    assert "tools:\n- todo_list\n" in conversion.files[0].text
    assert conversion.ok
