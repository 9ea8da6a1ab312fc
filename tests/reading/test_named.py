"""What files are that were named themselves, by their places."""

import json
from pathlib import Path

import pytest

from agentconv.checking.run import CheckRequest, check
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


def test_a_command_that_looks_like_an_agent_is_one_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "---\nname: c\ndescription: A command.\nargument-hint: FILE\n---\nGo.\n"
    for path in ("commands/c.md", "agents/c.md"):
        put = tmp_path / path
        put.parent.mkdir()
        put.write_text(text)
    monkeypatch.chdir(tmp_path)
    done = check(CheckRequest(("commands/c.md",)), REGISTRY)
    assert (done.agents, done.components["command"], done.files, done.ok) == (0, 1, 1, True)
    assert check(CheckRequest(("agents/c.md",)), REGISTRY).agents == 1
    assert check(CheckRequest(("commands/c.md",), format="claude"), REGISTRY).agents == 1, (
        "it is said to be one"
    )


def test_named_files_of_two_packages_are_checked_as_a_hook_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hooks = {
        "PreToolUse": [{"hooks": [{"type": "command", "command": "${CLAUDE_PLUGIN_ROOT}/scripts/s.sh"}]}]
    }
    files = {
        "commands/c.md": "---\ndescription: In {}.\n---\nGo.\n",
        "skills/s/SKILL.md": "---\nname: s\ndescription: In {}.\nmore: |\n  x\n---\nSee more.md.\n",
        "skills/s/more.md": "More.\n",
        "hooks/hooks.json": json.dumps({"hooks": hooks}),
        "scripts/s.sh": "true\n",
    }
    for package in ("one", "two"):
        for path, text in files.items():
            put = tmp_path / package / path
            put.parent.mkdir(parents=True, exist_ok=True)
            put.write_text(text.replace("{}", package))
    named = [f"{p}/{path}" for p in ("one", "two") for path in files if not path.endswith(("more.md", ".sh"))]
    done = check(CheckRequest(tuple(named)), REGISTRY)
    assert [d for d in done.diagnostics if d.severity != "note"] == []
    assert (done.agents, done.components["command"], done.components["skill"]) == (0, 2, 2)
