"""The values of components' files and their places."""

import pytest

from agentconv.containers.base import BODY
from agentconv.host.components import AnyFormat, format_of
from agentconv.kit.component_trees import tree_in
from agentconv.text.source import Source


def fmt(kind: str, target: str) -> AnyFormat:
    found = format_of(kind, target)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "target", "path", "text", "key", "line"),
    [
        ("skill", "claude", ".claude/skills/s/SKILL.md", "---\nname: s\n---\nHi\n", "name", 2),
        ("command", "gemini", ".gemini/commands/c.toml", "\nprompt = 'Hi'\n", "prompt", 2),
        ("command", "claude", ".claude/commands/c.md", "---\nmodel: opus\n---\nHi\n", "model", 2),
        ("rule", "cursor", ".cursor/rules/r.mdc", "---\nalwaysApply: true\n---\nHi\n", "alwaysApply", 2),
        ("server", "claude", ".mcp.json", '{\n"mcpServers": {}}\n', "mcpServers", 2),
        ("hook", "claude", ".claude/settings.json", '{// so\n"hooks": {}}\n', "hooks", 2),
    ],
)
def test_values_have_their_places(kind: str, target: str, path: str, text: str, key: str, line: int) -> None:
    tree = tree_in(fmt(kind, target), path, Source(path, text))
    assert tree is not None
    assert tree.position((key,))[0] == line


def test_a_rule_without_a_head_is_all_text() -> None:
    text = "---\nname: x\n---\n"
    tree = tree_in(fmt("rule", "codex"), "AGENTS.md", Source("AGENTS.md", text))
    assert tree is not None
    assert tree.values == {BODY: text}


def test_what_cannot_be_read_has_none() -> None:
    assert tree_in(fmt("server", "claude"), ".mcp.json", Source(".mcp.json", "{")) is None
