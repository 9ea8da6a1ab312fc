"""What a carry file brings back of skills, commands, servers, rules and hooks, and what it may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from agentconv.containers.json import dump
from agentconv.diagnostics import Diagnostic, Severity
from agentconv.export import ExportResult
from agentconv.folder import record
from agentconv.kit.carried import Carried, Part, Trace
from agentconv.model import neutral
from agentconv.reading import carry
from tests.packages import files, put, written

SKILL = "---\nname: tidy\ndescription: Tidies.\ndisable-model-invocation: true\nmodel: haiku\n---\nTidy up.\n"
COMMAND = "---\ndescription: Commits.\nargument-hint: '[title]'\nmodel: haiku\n---\nCommit $ARGUMENTS.\n"
HOOKS = {
    "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "${CLAUDE_PLUGIN_ROOT}/bin/stop.sh"}]}]}
}
SERVERS = {
    "mcpServers": {
        "here": {"command": "here", "args": ["--quiet"]},
        "there": {"type": "http", "url": "https://example.org/mcp", "headers": {"X-Team": "a"}},
    }
}


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    folder = tmp_path / "plugin"
    put(folder / ".claude-plugin/plugin.json", json.dumps({"name": "tools", "version": "1.0.0"}))
    put(folder / "skills/tidy/SKILL.md", SKILL)
    put(folder / "skills/tidy/bin/tidy.sh", b"#!/bin/sh\n\xff", executable=True)
    put(folder / "commands/git/commit.md", COMMAND)
    put(folder / "hooks/hooks.json", json.dumps(HOOKS))
    put(folder / "bin/stop.sh", "#!/bin/sh\nexit 0\n", executable=True)
    put(folder / ".mcp.json", json.dumps(SERVERS))
    return folder


@pytest.fixture
def there(plugin: Path, tmp_path: Path) -> Path:
    """The plugin as one of the neutral standard, which has neither commands nor hooks."""
    written(plugin, "agent-plugin", tmp_path / "there", carry=True)
    return tmp_path / "there"


def back(there: Path, target: str = "claude-plugin", **more: object) -> tuple[Path, ExportResult]:
    out = there.parent / f"back-{target}"
    return out, written(there, target, out, **more)


def said(result: ExportResult, code: str) -> list[Diagnostic]:
    return [d for d in result.diagnostics if d.code == code]


def test_all_of_it_comes_back(plugin: Path, there: Path) -> None:
    out, result = back(there)
    own, found = files(plugin), files(out)
    for path in (
        "skills/tidy/SKILL.md",
        "skills/tidy/bin/tidy.sh",
        "commands/git/commit.md",
        "bin/stop.sh",
    ):
        assert found[path] == own[path]
    for path in ("hooks/hooks.json", ".mcp.json"):
        assert json.loads(found[path][0]) == json.loads(own[path][0])
    assert result.summaries[0].components == {"skill": 1, "command": 1, "server": 2, "hook": 1}
    told = [d.message for d in said(result, "carry-restored") if d.severity is Severity.NOTE]
    assert len(told) == 2
    fields = "disable_model_invocation, model"
    assert told[0] == f"the skill 'tidy': restored from agentconv.carry.json: {fields}"
    assert "the command 'git:commit': restored from agentconv.carry.json: " in told[1]


def test_what_lets_more_happen_is_a_warning(there: Path) -> None:
    _, result = back(there)
    (warning,) = [d for d in said(result, "carry-restored") if d.severity is Severity.WARNING]
    assert "the hook 'Stop' comes back, which no file holds" in warning.message
    assert "at Stop: ${CLAUDE_PLUGIN_ROOT}/bin/stop.sh" in warning.message


def test_only_what_was_asked_for_comes_back(there: Path) -> None:
    out, result = back(there, kinds=frozenset({"agent", "skill"}))
    assert not (out / "hooks").exists()
    assert not (out / "commands").exists()
    assert (out / "skills/tidy/SKILL.md").read_text() == SKILL
    assert result.summaries[0].components == {"skill": 1}


def test_without_the_carry_file_nothing_comes_back(there: Path) -> None:
    (there / carry.NAME).unlink()
    out, _ = back(there)
    assert not (out / "hooks").exists()
    assert "git-commit" in {path.name for path in (out / "skills").iterdir()}


def test_what_was_deleted_stays_deleted(there: Path) -> None:
    (there / "skills/git-commit/SKILL.md").unlink()
    (there / "skills/git-commit/agents/openai.yaml").unlink(missing_ok=True)
    config = json.loads((there / "mcp.json").read_text())
    del config["mcpServers"]["here"]
    (there / "mcp.json").write_text(json.dumps(config))
    out, _ = back(there)
    assert not (out / "commands").exists()
    assert list(json.loads((out / ".mcp.json").read_text())["mcpServers"]) == ["there"]


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_edited_skill_keeps_the_edit_and_gets_back_what_the_target_could_not_hold(there: Path) -> None:
    edited(there / "skills/tidy/SKILL.md", "Tidy up.", "Tidy up well.")
    out, result = back(there)
    text = (out / "skills/tidy/SKILL.md").read_text()
    assert "Tidy up well." in text
    assert "disable-model-invocation: true" in text
    assert "model: haiku" in text
    (note,) = [d for d in said(result, "carry-restored") if "the skill 'tidy'" in d.message]
    assert "disable_model_invocation" in note.message


def test_a_field_that_was_edited_is_not_restored(plugin: Path, tmp_path: Path) -> None:
    written(plugin, "gemini-extension", tmp_path / "there", carry=True)
    place = tmp_path / "there/commands/git/commit.toml"
    edited(place, 'description = "Commits."', 'description = "Commits it all."')
    out, _ = back(tmp_path / "there")
    text = (out / "commands/git/commit.md").read_text()
    assert "Commits it all." in text
    assert "model: haiku" in text


def test_a_command_that_became_a_skill_and_was_edited_is_a_command(there: Path) -> None:
    edited(there / "skills/git-commit/SKILL.md", "Commit ", "Commit and sign ")
    out, _ = back(there)
    (place,) = (out / "commands").rglob("*.md")
    assert "Commit and sign" in place.read_text()
    assert not (out / "skills/git-commit").exists()


def test_an_edited_script_is_not_replaced(plugin: Path, tmp_path: Path) -> None:
    written(plugin, "codex-plugin", tmp_path / "there", carry=True)
    edited(tmp_path / "there/bin/stop.sh", "exit 0", "exit 1")
    out, _ = back(tmp_path / "there")
    assert (out / "bin/stop.sh").read_text() == "#!/bin/sh\nexit 1\n"


def test_a_literal_secret_is_not_carried(plugin: Path, tmp_path: Path) -> None:
    servers = {
        "leaky": {"command": "x", "env": {"API_TOKEN": "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"}}
    }
    (plugin / ".mcp.json").write_text(json.dumps({"mcpServers": servers}))
    written(plugin, "agent-plugin", tmp_path / "there", carry=True, skip_bad=True)
    assert "ghp_" not in (tmp_path / "there" / carry.NAME).read_text()


# a carry file that somebody made


def planted(there: Path, *components: dict[str, Any]) -> None:
    """Have a carry file that says something, and a record that vouches for it."""
    text = dump({"agentconv": 1, "carry": {}, "components": [*components]})
    (there / carry.NAME).write_text(text)
    known = record.load(there)
    known.files[carry.NAME] = record.Entry(sha256(text.encode()).hexdigest(), "carry")
    (there / record.NAME).write_text(known.to_text())


def hook(**more: Any) -> dict[str, Any]:
    action = {"command": "${CLAUDE_PLUGIN_ROOT}/bin/own.sh"}
    component = {
        "agentconv": 1,
        "component": "hook",
        "name": "Stop",
        "actions": [action],
        "contract": "claude",
    }
    facts = {"kind": "hook", "name": "Stop", "format": "claude-plugin", "target": "agent-plugin"}
    return {**facts, "path": "hooks/hooks.json", "package": "tools", "component": component, **more}


def skill(**more: Any) -> dict[str, Any]:
    facts = {"kind": "skill", "name": "own", "format": "claude-plugin", "target": "agent-plugin"}
    own = [{"path": "SKILL.md", "text": "---\nname: own\ndescription: Owns.\n---\nOwn.\n"}]
    return {**facts, "path": "skills/own/SKILL.md", "package": "tools", "files": own, **more}


def test_what_is_planted_counts_and_is_said_like_any_other(there: Path) -> None:
    planted(there, hook(scripts=[{"path": "bin/own.sh", "text": "#!/bin/sh\n", "executable": True}]))
    out, result = back(there)
    assert result.summaries[0].components["hook"] == 1
    assert any("bin/own.sh" in d.message and d.severity is Severity.WARNING for d in result.diagnostics)
    assert (out / "bin/own.sh").is_file()


def test_another_script_for_a_hook_that_is_written_is_a_warning(plugin: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    written(plugin, "codex-plugin", there, carry=True)
    kept = json.loads((there / carry.NAME).read_text())["components"]
    (stop,) = [one for one in kept if one["kind"] == "hook"]
    _, result = back(there)
    assert not [d for d in said(result, "carry-restored") if "bin/stop.sh" in d.message]

    stop["scripts"] = [{"path": "bin/stop.sh", "text": "#!/bin/sh\nother\n", "executable": True}]
    planted(there, *kept)
    _, result = back(there, "copilot-plugin")
    (told,) = [d for d in said(result, "carry-restored") if "bin/stop.sh" in d.message]
    assert told.severity is Severity.WARNING
    assert "the files alone would not let it do: run bin/stop.sh as it is there" in told.message


STRANGE: dict[str, Callable[[], object]] = {
    "no map": lambda: 1,
    "another key": lambda: {**skill(), "more": 1},
    "a kind that is none": lambda: skill(kind="agent"),
    "a tool that is none": lambda: skill(format="nobody"),
    "a path that leads out": lambda: skill(path="../own/SKILL.md"),
    "a file that leads out": lambda: skill(files=[*skill()["files"], {"path": "../../x", "text": "x"}]),
    "no file": lambda: skill(files=[]),
    "another skill's text": lambda: skill(name="other"),
    "a written file that is no file of ours": lambda: skill(written=[{"path": "README.md", "sha256": "0"}]),
    "bytes of a file that is no file of ours": lambda: skill(
        files=[{"path": "SKILL.md", "written": "README.md", "sha256": sha256(b"own").hexdigest()}]
    ),
    "a script that no hook runs": lambda: hook(scripts=[{"path": "lib/other.sh", "text": "x"}]),
    "a script that leads out": lambda: hook(scripts=[{"path": "../own.sh", "text": "x"}]),
    "a neutral form of another kind": lambda: hook(component=neutral.to_json(None) or {}),
    "a neutral form with another name": lambda: hook(name="Start"),
    "a name that is not safe": lambda: hook(name="\n", component={**hook()["component"], "name": "\n"}),
    "deep": lambda: hook(component={**hook()["component"], "extensions": {"x": nested(150)}}),
    "a server without a kind": lambda: hook(kind="server", component={"agentconv": 1, "component": "server"}),
    "half of a pair": lambda: skill(differences={"name": 1}),
}


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"x": value}
    return value


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_planted_and_not_fit_is_told_and_left(name: str, there: Path) -> None:
    put(there / "README.md", "own")
    planted(there, STRANGE[name]())  # type: ignore[arg-type]
    out, result = back(there)
    if name != "deep":
        assert said(result, "carry-ignored")
    assert not (out / "skills/own").exists()
    assert not (out / "bin").exists()
    assert not [path for path in there.parent.iterdir() if path.name == "x"]


def test_a_carry_file_that_no_record_vouches_for_is_ignored(there: Path) -> None:
    known = record.load(there)
    planted(there, hook())
    (there / record.NAME).write_text(known.to_text())
    out, result = back(there)
    assert said(result, "carry-ignored")
    assert not (out / "hooks").exists()


def test_what_is_carried_is_read_as_it_was_written() -> None:
    one = Carried(
        "skill",
        "own",
        "claude-plugin",
        "codex-plugin",
        "skills/own/SKILL.md",
        written=(Trace("a.json", "0", "json", ("mcpServers", "a")),),
        files=(Part("SKILL.md", "text"), Part("x.bin", data=b"\xff", executable=True)),
        differences={"model": {"is": "haiku"}},
    )
    _, components = carry.parsed(carry.to_text([], [one]))
    assert carry.components_from(components, None) == [one]  # type: ignore[arg-type]
