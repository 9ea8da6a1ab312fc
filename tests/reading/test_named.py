"""What files are that were named themselves, by their places."""

import pytest

from agentconv.host.registry import Registry
from agentconv.reading.named import kind_of

REGISTRY = Registry(plugins=False)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".claude/commands/c.md", "command"),
        ("commands/c.md", "command"),
        ("skills/s/SKILL.md", "skill"),
        ("/home/me/rules/a.md", ""),
        ("/home/me/.claude/commands/a.md", "command"),
        (".mcp.json", "server"),
        ("CLAUDE.md", "rule"),
        ("AGENTS.md", "rule"),
        ("hooks/hooks.json", "hook"),
        ("p/.claude-plugin/plugin.json", "manifest"),
        ("README.md", ""),
        ("notes.txt", ""),
    ],
)
def test_a_place_tells_the_kind(path: str, kind: str) -> None:
    assert kind_of(path, REGISTRY) == kind
