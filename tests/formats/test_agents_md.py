"""AGENTS.md: what is ours and what is somebody else's, and sections that hold anything."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.containers import container
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from agentconv.testing import read_files
from agentconv.text.source import Source

REGISTRY = Registry(plugins=False)


def test_a_file_of_somebody_else_is_no_agent_unless_it_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    path = folder / "AGENTS.md"
    path.write_text("# How we work\n\nTests first.\n", encoding="utf-8")
    assert {d.code for d in read(path, registry=REGISTRY).diagnostics} == {"not-an-agent"}
    assert read(folder, registry=REGISTRY).documents == ()
    (agent,) = read(path, "agents-md", registry=REGISTRY).agents
    assert agent == Agent("shop", prompt="# How we work\n\nTests first.\n")


def test_a_file_with_a_head_stays_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "AGENTS.md"
    path.write_text("---\nname: a\ndescription: d\n---\nBody.\n", encoding="utf-8")
    (document,) = read(path, registry=REGISTRY).documents
    assert document.format == "claude"


@pytest.mark.parametrize("text", ["", "\n", "\r", "a\r\n", "<!-- /section: a -->", "<!-- section: b -->\n"])
def test_a_section_holds_any_text(text: str) -> None:
    agents = [Agent("a", description=text, prompt=text), Agent("b", prompt=text), Agent("c", prompt="c")]
    assert list(read_files(write(agents, "agents-md", registry=REGISTRY), REGISTRY)) == agents


def test_a_restriction_stops_the_export() -> None:
    from agentconv.model.agent import Tool, Tools

    agent = Agent("a", prompt="p", tools=Tools((Tool("read"),)))
    conversion = write(agent, "agents-md", registry=REGISTRY)
    assert "power-widened" in {d.code for d in conversion.diagnostics}
    assert not conversion.ok


def test_lines_may_end_as_on_windows() -> None:
    text = (
        "<!-- section: a -->\r\n## A\r\n\r\nWhat.\r\n\r\n<!-- prompt -->\r\nDo.\r\n<!-- /section: a -->\r\n"
    )
    tree = container("sections").read(Source("AGENTS.md", text))
    assert tree.values == {"a": "## A\r\n\r\nWhat.\r\n\r\n<!-- prompt -->\r\nDo."}
