"""Keys and events that nothing reads."""

from pathlib import Path

import pytest

from tests.checking.test_components import found_in, told


@pytest.mark.parametrize(
    ("path", "text", "near"),
    [
        (
            ".claude/skills/s/SKILL.md",
            "---\nname: s\ndescription: d\nalowed-tools: Read\n---\nHi\n",
            "allowed-tools",
        ),
        (".claude/commands/c.md", "---\ndescripton: d\n---\nHi\n", "description"),
        (".gemini/commands/c.toml", "descripton = 'd'\nprompt = 'Hi'\n", "description"),
        (".cursor/rules/r.mdc", "---\nalwaysapply: true\n---\nHi\n", "alwaysApply"),
        (".mcp.json", '{"mcpServers": {"m": {"comand": "npx"}}}', "command"),
        (".claude/settings.json", '{"hooks": {"PreToolUses": [{"hooks": []}]}}', "PreToolUse"),
    ],
)
def test_what_is_nearly_a_key_is_told_with_it(path: str, text: str, near: str, tmp_path: Path) -> None:
    (found,) = [d for d in found_in(tmp_path, {path: text}) if d.code == "key-misspelt"]
    assert repr(near) in (found.hint or "")
    assert found.line


def test_other_keys_are_one_note(tmp_path: Path) -> None:
    text = "---\nname: s\ndescription: d\ntrigger: x\nsequence: y\n---\nHi\n"
    (found,) = found_in(tmp_path, {".claude/skills/s/SKILL.md": text})
    assert (found.code, found.severity, found.line) == ("key-unknown", "note", 4)
    assert "trigger, sequence" in found.message


def test_what_an_entry_of_a_server_holds_besides_is_its_clients_business(tmp_path: Path) -> None:
    text = '{"mcpServers": {"m": {"command": "npx", "somethingElse": 1}}}'
    assert told(tmp_path, {".mcp.json": text}) == []


@pytest.mark.parametrize("event", ["PreToolUse", "BeforeTool", "preToolUse"])
def test_an_event_of_some_tool_is_no_slip(event: str, tmp_path: Path) -> None:
    text = f'{{"hooks": {{"{event}": [{{"hooks": [{{"type": "command", "command": "ls"}}]}}]}}}}'
    assert told(tmp_path, {".claude/settings.json": text}) == []


def test_a_main_file_has_no_keys(tmp_path: Path) -> None:
    assert told(tmp_path, {"CLAUDE.md": "---\nanything: x\n---\nHi\n"}) == []
