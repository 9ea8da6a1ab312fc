"""Files go where their client looks, and nothing goes along that would start a program."""

from pathlib import Path

import pytest

from agentconv.api import read
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.proving.placing import disarmed, files_of, lies_at, may_start, placed

REGISTRY = Registry(plugins=False)

ARMED = """---
name: a
description: d
tools: Read
hooks:
  Stop:
    - hooks:
        - type: command
          command: touch /tmp/ran
mcpServers:
  - own:
      command: run
---
Text.
"""


@pytest.mark.parametrize(
    ("path", "target", "place"),
    [
        ("/x/p/.claude/agents/a.md", "claude", ".claude/agents/a.md"),
        ("p/.claude/agents/deep/er/a.md", "claude", ".claude/agents/deep/er/a.md"),
        ("a.md", "claude", ".claude/agents/a.md"),
        ("some/folder/a.toml", "codex", ".codex/agents/a.toml"),
        (".github/agents/a.agent.md", "copilot", ".github/agents/a.agent.md"),
        ("x/opencode.json", "opencode", "opencode.json"),
    ],
)
def test_a_file_lies_where_its_client_looks(path: str, target: str, place: str) -> None:
    assert placed(path, REGISTRY.get(target)) == place


def test_what_lies_at_a_place() -> None:
    claude = REGISTRY.get("claude")
    assert lies_at("p/.claude/agents/a.md", claude)
    assert not any(
        lies_at(path, claude) for path in ("p/agents/a.md", ".claude/a.md", ".claude/agents/a.txt")
    )


def one(place: Path, text: str) -> Document:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    (document,) = read(place, registry=REGISTRY).documents
    return document


def test_what_would_start_a_program_is_taken_out_and_its_tools_stay(tmp_path: Path) -> None:
    document = one(tmp_path / ".claude" / "agents" / "a.md", ARMED)
    found = disarmed(document, REGISTRY)
    assert found is not None
    bare, what = found
    assert what == ("servers", "hooks")
    assert bare.tree.source.text == "---\nname: a\ndescription: d\ntools: Read, mcp__own\n---\nText.\n"
    assert files_of(bare, REGISTRY.get("claude")) == {".claude/agents/a.md": bare.tree.source.text.encode()}


def test_of_a_role_also_what_names_a_place_to_ask(tmp_path: Path) -> None:
    text = (
        'name = "a"\ndescription = "d"\ndeveloper_instructions = "Do."\nmodel_provider = "theirs"\n'
        'notify = ["touch", "x"]\n[mcp_servers.own]\ncommand = "run"\n'
    )
    found = disarmed(one(tmp_path / ".codex" / "agents" / "a.toml", text), REGISTRY)
    assert found is not None
    left = found[0].tree.source.text
    assert not any(word in left for word in ("notify", "mcp_servers", "model_provider", "touch", "run"))
    assert 'developer_instructions = "Do."' in left


def test_an_agent_that_starts_nothing_stays_as_it_is(tmp_path: Path) -> None:
    document = one(tmp_path / ".claude" / "agents" / "a.md", "---\nname: a\ndescription: d\n---\nHi\n")
    assert disarmed(document, REGISTRY) == (document, ())


def test_of_settings_only_what_concerns_agents_goes_along(tmp_path: Path) -> None:
    text = '{"plugin": ["evil"], "mcp": {"x": {"command": ["run"]}}, "agent": {"a": {"prompt": "Do.", "description": "d"}}}'
    document = one(tmp_path / "opencode.json", text)
    (data,) = files_of(document, REGISTRY.get("opencode")).values()
    assert b"evil" not in data
    assert b"mcp" not in data
    assert b"Do." in data


def test_a_file_that_is_not_read_may_start_something() -> None:
    assert may_start(b"hooks: [")
    assert may_start(b"[MCP_servers.x]")
    assert not may_start(b"---\nname: [\n---\nText")
