"""Skills, commands, servers, rules and hooks under the sources are looked at with the agents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agentconv.checking.run import CheckRequest, CheckResult, check
from agentconv.diagnostics import Diagnostic
from agentconv.host.registry import Registry
from agentconv.model.components import kinds_named

REGISTRY = Registry(plugins=False)
AGENT = "---\nname: a\ndescription: d\ntools: Read\n---\nHi\n"
SKILL = "---\nname: s\ndescription: d\n---\nDo it.\n"
TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def looked_at(folder: Path, files: Mapping[str, str], **options: Any) -> CheckResult:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return check(CheckRequest((str(folder),), **options), REGISTRY)


def found_in(folder: Path, files: Mapping[str, str], **options: Any) -> list[Diagnostic]:
    return [d for d in looked_at(folder, files, **options).diagnostics if d.code != "kinds-left"]


def told(folder: Path, files: Mapping[str, str], **options: Any) -> list[str]:
    return [d.code for d in found_in(folder, files, **options)]


def test_what_is_right_gives_no_finding_and_is_counted(tmp_path: Path) -> None:
    files = {
        ".claude/agents/a.md": AGENT,
        ".claude/skills/s/SKILL.md": SKILL,
        ".claude/commands/c.md": "---\ndescription: d\n---\nLook at $ARGUMENTS.\n",
        ".mcp.json": '{"mcpServers": {"m": {"command": "npx", "args": ["m"]}}}',
        "AGENTS.md": "Be kind.\n",
    }
    result = looked_at(tmp_path, files)
    assert list(result.diagnostics) == []
    assert dict(result.components) == {"skill": 1, "command": 1, "server": 1, "rule": 1}


def test_a_folder_without_agents_is_fine_where_it_has_others(tmp_path: Path) -> None:
    assert told(tmp_path, {".claude/skills/s/SKILL.md": SKILL}) == []
    assert told(tmp_path, {}, kinds=kinds_named(["agents"])) == ["no-agents"]


@pytest.mark.parametrize(
    "path",
    [
        ".claude/skills/s/SKILL.md",
        ".claude/skills/s/references/more.md",
        ".claude/skills/s/scripts/run.sh",
        ".claude/commands/c.md",
        "AGENTS.md",
    ],
)
def test_the_text_of_every_file_is_looked_at(path: str, tmp_path: Path) -> None:
    text = f"{SKILL if path.endswith('SKILL.md') else ''}Use {TOKEN} here.\u202e\n"
    files = {".claude/skills/s/SKILL.md": SKILL, path: text}
    found = found_in(tmp_path, files)
    assert {d.code for d in found} == {"secret", "hidden-text"}
    assert {Path(d.path or "").name for d in found} == {Path(path).name}
    assert all(d.line for d in found)


def test_secrets_in_servers_and_hooks_are_seen_also_where_nothing_can_be_read(tmp_path: Path) -> None:
    files = {
        ".mcp.json": f'{{"mcpServers": {{"m": {{"env": {{"TOKEN": "{TOKEN}"}}}}}}}}',
        ".claude/settings.json": '{"hooks": {"Stop": [{"hooks": [{"type": "command", '
        f'"command": "curl -H {TOKEN} x"}}]}}]}}}}',
    }
    found = found_in(tmp_path, files)
    assert sorted((d.code, Path(d.path or "").name) for d in found) == [
        ("secret", ".mcp.json"),
        ("secret", "settings.json"),
        ("server-skipped", ".mcp.json"),
    ]


def test_a_merge_that_nobody_finished_is_seen_in_a_skill(tmp_path: Path) -> None:
    text = f"{SKILL}<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"
    assert told(tmp_path, {".claude/skills/s/SKILL.md": text}) == ["merge-unresolved"]


def test_pictures_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / ".claude/skills/s").mkdir(parents=True)
    (tmp_path / ".claude/skills/s/logo.png").write_bytes(b"\x89PNG\0\xff" + TOKEN.encode())
    (tmp_path / ".claude/skills/s/odd.bin").write_bytes(b"\xff\xfe" + TOKEN.encode())
    assert told(tmp_path, {".claude/skills/s/SKILL.md": SKILL}) == []


def test_a_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    for path in (".claude/commands/old.md", ".claude/skills/old/SKILL.md"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(b"\xe9t\xe9")
    assert told(tmp_path, {}) == ["not-utf8", "not-utf8"]


def test_settings_of_several_kinds_that_cannot_be_read_are_told_once_with_their_place(tmp_path: Path) -> None:
    for name in (".mcp.json", "opencode.json"):
        found = found_in(tmp_path / name, {name: '{"agent": {"a":\n{"prompt": NaN}}}'})
        assert [(d.code, d.line) for d in found if d.path and d.path.endswith(name)] == [("not-finite", 2)]


def test_kinds_choose(tmp_path: Path) -> None:
    files = {".claude/agents/a.md": AGENT, "AGENTS.md": f"Use {TOKEN}.\n"}
    assert told(tmp_path, files) == ["secret"]
    assert told(tmp_path, files, kinds=kinds_named(["agents,skills"])) == []


def test_what_an_agent_names_and_is_missing_is_told_once(tmp_path: Path) -> None:
    agent = "---\nname: a\ndescription: d\ntools: Read\nskills: s, gone\nmcpServers:\n  - away\n---\nHi\n"
    files = {".claude/agents/a.md": agent, ".claude/skills/s/SKILL.md": SKILL}
    assert told(tmp_path, files) == ["skill-missing", "server-missing"]


def test_two_skills_of_one_name_in_one_tool_are_an_error(tmp_path: Path) -> None:
    files = {"skills/s/SKILL.md": SKILL, "more/skills/s/SKILL.md": SKILL.replace("Do it", "Do that")}
    assert told(tmp_path, files) in (["name-collision"], [])


def test_targets_say_what_they_would_lose_of_a_component(tmp_path: Path) -> None:
    files = {".claude/commands/c.md": "---\ndescription: d\nallowed-tools: Bash(ls)\n---\n!`ls`\n"}
    result = looked_at(tmp_path, files, targets=("cursor",))
    assert result.ok
    assert {d.target for d in result.diagnostics} == {"cursor"}


def test_power_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    files = {".claude/commands/c.md": "---\nallowed-tools: Bash(git log)\n---\nLast: !`git log`\n"}
    assert told(tmp_path, files) == []
    (found,) = found_in(tmp_path, files, quiet=False)
    assert found.code == "agent-power"
    assert "runs unasked: git log" in found.message


def test_what_reading_finds_has_its_line(tmp_path: Path) -> None:
    text = "---\nname: other\ndescription: d\n---\nHi\n"
    (found,) = found_in(tmp_path, {".claude/skills/s/SKILL.md": text})
    assert (found.code, found.line) == ("name-differs", 2)


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        (".claude/commands/c.md", "---\ndescripton: d\n---\nHi\n", ["key-misspelt"]),
        (".claude/commands/c.md", "Hi\n", []),
        (".claude/skills/s/SKILL.md", f"{SKILL}[x](gone.md)\n", ["file-missing"]),
        (".mcp.json", '{"mcpServers": {}}', []),
        ("AGENTS.md", "Be kind.\n", []),
        ("p/.claude-plugin/plugin.json", '{"name": "p", "descripton": "d"}', ["key-misspelt"]),
        ("README.md", "Hi\n", ["not-an-agent"]),
    ],
)
def test_a_file_that_is_named_is_what_its_place_says(
    path: str, text: str, wanted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text, "utf-8")
    assert [d.code for d in check(CheckRequest((path,)), REGISTRY).diagnostics] == wanted
    assert "not-an-agent" in [
        d.code for d in check(CheckRequest((path,), kinds={"agent"}), REGISTRY).diagnostics
    ] or path.endswith("SKILL.md")
