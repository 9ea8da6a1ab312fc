"""What a file is that is merged, by its place."""

import pytest

from agentconv.host.registry import Registry
from agentconv.merging.places import kind_at

REGISTRY = Registry(plugins=False)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (".claude/commands/git/x.md", "command of claude"),
        ("plugins/p/commands/x.md", "command of claude-plugin"),
        (".claude/skills/s/SKILL.md", "skill of claude"),
        ("./.mcp.json", "server of claude"),
        (".vscode/mcp.json", "server of vscode"),
        (".claude/settings.json", "hook of claude"),
        ("CLAUDE.md", "rule of claude"),
        (".cursor/rules/a.mdc", "rule of cursor"),
        (".gemini/commands/a.toml", "command of gemini"),
        ("p/.claude-plugin/plugin.json", "manifest"),
        (".claude-plugin/marketplace.json", "manifest"),
        (".claude/agents/a.md", ""),
        ("opencode.json", ""),
        ("README.md", ""),
        ("skills/s/references/x.md", ""),
    ],
)
def test_a_place_says_what_it_is(path: str, wanted: str) -> None:
    kind = kind_at(path, REGISTRY)
    said = f"{kind.format.kind} of {kind.format.target}" if kind and kind.format else ""
    assert (said or (kind.manifest and "manifest" if kind else "")) == wanted


def test_a_file_of_agents_that_holds_none_is_one_of_servers() -> None:
    kind = kind_at("opencode.json", REGISTRY, no_agents=True)
    assert kind is not None
    assert kind.format is not None
    assert kind.format.target == "opencode"
