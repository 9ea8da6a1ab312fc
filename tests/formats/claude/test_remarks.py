"""A tool that its source bounds is not given whole to Claude Code, unless more power is allowed."""

import pytest

from agentconv.api import write
from agentconv.diagnostics import Loss, Report
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents
from agentconv.writing.options import Options

REGISTRY = Registry(plugins=False)
BOUNDED = """---
description: d
mode: subagent
permission: {"*": deny, edit: allow, webfetch: allow, bash: {"git status *": allow}}
---
x
"""


def documents(path: str, text: str) -> list[Document]:
    return read_source(Source(path, text), REGISTRY, Report())


@pytest.mark.parametrize("target", ["claude", "claude-json", "claude-plugin"])
def test_a_bounded_tool_is_left_out(target: str) -> None:
    made = convert_documents(documents(".opencode/agents/a.md", BOUNDED), target, REGISTRY)
    assert not any("Bash" in file.text for file in made.files)
    (narrowed,) = [d for d in made.diagnostics if d.loss is Loss.NARROWED]
    assert "execute(git status:*)" in narrowed.message


@pytest.mark.parametrize("target", ["claude", "claude-plugin"])
def test_where_more_power_is_allowed_it_is_written_and_counted(target: str) -> None:
    options = Options(allow_wider=True)
    made = convert_documents(documents(".opencode/agents/a.md", BOUNDED), target, REGISTRY, options)
    assert any("Bash(git status:*)" in file.text for file in made.files)
    assert [d.code for d in made.diagnostics if d.loss is Loss.UNENFORCED] == ["tool-granted-whole"]


def test_the_clients_own_files_keep_their_patterns() -> None:
    text = "---\nname: a\ndescription: d\ntools: Read, Bash(git:*)\n---\nx\n"
    found = documents(".claude/agents/a.md", text)
    assert convert_documents(found, "claude", REGISTRY).files[0].text == text
    made = convert_documents(found, "claude-plugin", REGISTRY)
    assert any("Bash(git:*)" in file.text for file in made.files)
    assert Loss.UNENFORCED not in {d.loss for d in made.diagnostics}


def test_a_record_of_tools_bounds_nothing_itself() -> None:
    agent = Agent("a", "d", prompt="x", tools=Tools((Tool("read"), Tool("shell", "git:*"))))
    made = write(agent, "claude", registry=REGISTRY)
    assert "Bash(git:*)" in made.files[0].text
    assert [d.code for d in made.diagnostics if d.loss is Loss.UNENFORCED] == ["tool-granted-whole"]


@pytest.mark.parametrize(("effort", "kept"), [("minimal", None), ("high", "high"), ("8000", "8000")])
def test_an_effort_that_claude_code_does_not_know_is_left_out(effort: str, kept: str | None) -> None:
    """It would be none to the client; in Claude Code's own file it stays as it is written."""
    made = write(Agent("a", "d", prompt="x", effort=effort), "claude", registry=REGISTRY)
    (found,) = documents("a.md", made.files[0].text)
    assert found.agent.effort == kept
    own = f"---\nname: a\ndescription: d\neffort: {effort}\n---\nx\n"
    again = convert_documents(documents(".claude/agents/a.md", own), "claude", REGISTRY)
    assert again.files[0].text == own
