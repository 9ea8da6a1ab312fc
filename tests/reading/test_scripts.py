"""The scripts that hooks run travel with them, to each target where the command still finds them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from agentconv.bundle.contents import INDEX
from agentconv.cli import group
from agentconv.errors import Problem
from agentconv.export import ExportRequest, ExportResult, export
from agentconv.host.registry import Registry
from agentconv.model.components import KINDS
from agentconv.model.hook import Action, Hook
from agentconv.reading.scripts import may_hold, named, relative_in
from agentconv.release.components import checked
from tests.folder.exports import codes, tree

REGISTRY = Registry(plugins=False)
ROOT = "${CLAUDE_PLUGIN_ROOT}"


def hooks(command: str) -> str:
    return json.dumps({"hooks": {"SessionStart": [{"hooks": [{"type": "command", "command": command}]}]}})


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A plugin whose hook runs a script, which runs another one."""
    folder = tmp_path / "plugin"
    for path, text in {
        ".claude-plugin/plugin.json": '{"name": "p", "version": "1.0.0"}',
        "hooks/hooks.json": hooks(f'"{ROOT}/hooks/run.sh" start'),
        "hooks/run.sh": "#!/bin/sh\n. ./start\n",
        "hooks/start": "echo hi\r\n",
        "other/run.sh": "exit 1\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    (folder / "hooks" / "run.sh").chmod(0o755)
    return folder


def exported(source: Path, target: str, out: Path) -> ExportResult:
    return export(ExportRequest((str(source),), (target,), out, kinds=frozenset(KINDS)), REGISTRY)


def test_all_that_lies_beside_a_script_travels(plugin: Path, tmp_path: Path) -> None:
    result = exported(plugin, "claude-plugin", tmp_path / "out")
    assert result.ok
    found = tree(tmp_path / "out")
    assert {path for path in found if not path.endswith(".json")} == {"hooks/run.sh", "hooks/start"}
    assert found["hooks/start"] == b"echo hi\r\n"
    if os.name != "nt":
        assert (tmp_path / "out" / "hooks" / "run.sh").stat().st_mode & 0o100
    assert exported(plugin, "codex-plugin", tmp_path / "codex").ok
    assert {"hooks/run.sh", "hooks/start"} <= {p.partition("/p/")[2] or p for p in tree(tmp_path / "codex")}


def test_no_script_travels_where_its_hook_stays_behind(plugin: Path, tmp_path: Path) -> None:
    (plugin / "CLAUDE.md").write_text("Be kind.\n")
    for target in ("codex", "gemini-extension"):
        assert codes(exported(plugin, target, tmp_path / target)) >= {"component-left"}
        assert not [path for path in tree(tmp_path / target) if "run.sh" in path]


def test_a_script_that_is_not_there_is_said(plugin: Path, tmp_path: Path) -> None:
    (plugin / "hooks" / "run.sh").unlink()
    result = exported(plugin, "claude-plugin", tmp_path / "out")
    assert result.ok
    (said,) = [d for d in result.diagnostics if d.code == "script-missing"]
    assert "'hooks/run.sh'" in said.message
    assert "hooks/start" not in tree(tmp_path / "out")


def test_hooks_of_a_project_bring_its_scripts(tmp_path: Path) -> None:
    own = tmp_path / "project" / ".claude" / "hooks"
    own.mkdir(parents=True)
    (own / "a.sh").write_text("true\n")
    (own.parent / "settings.json").write_text(hooks("$CLAUDE_PROJECT_DIR/.claude/hooks/a.sh"))
    assert exported(tmp_path / "project", "qwen", tmp_path / "out").ok
    assert tree(tmp_path / "out")[".claude/hooks/a.sh"] == b"true\n"


def test_hooks_that_no_client_runs_stay_where_they_are(plugin: Path, tmp_path: Path) -> None:
    (plugin / "src").mkdir()
    (plugin / "hooks").rename(plugin / "src" / "hooks")
    (plugin / "commands").mkdir()
    (plugin / "commands" / "a.md").write_text("Do it.\n")
    result = exported(plugin, "claude-plugin", tmp_path / "out")
    assert result.ok
    assert not [path for path in tree(tmp_path / "out") if "hooks" in path]
    assert [left.kind for left in result.skipped if left.path.endswith("hooks.json")] == ["hook"]


def test_a_link_that_leads_out_is_not_followed(plugin: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    (plugin / "hooks" / "run.sh").unlink()
    (plugin / "hooks" / "run.sh").symlink_to(tmp_path / "secret")
    result = exported(plugin, "claude-plugin", tmp_path / "out")
    assert not result.ok
    assert "link-outside" in codes(result)


def test_what_commands_name() -> None:
    for command, scripts in {
        f"{ROOT}/a/b.sh": ["a/b.sh"],
        f'"{ROOT}"/a.sh && "${{CLAUDE_PLUGIN_ROOT}}/b.sh" x': ["a.sh", "b.sh"],
        "$CLAUDE_PLUGIN_ROOT/c.py": ["c.py"],
        f"{ROOT}/../out.sh": [],
        "npx x": [],
        "$CLAUDE_PROJECT_DIR/d.sh": [],
    }.items():
        assert named(Hook("Stop", (Action(command),)), is_package=True) == scripts, command
    hook = Hook("Stop", (Action(f"{ROOT}/a/b.sh"), Action(f"{ROOT}/c.sh")))
    told = {path: may_hold(hook, path, is_package=True) for path in ("a/x", "a/y/z", "c.sh", "d.sh", "ab/x")}
    assert told == {"a/x": True, "a/y/z": True, "c.sh": True, "d.sh": False, "ab/x": False}


def cli(*words: str) -> int:
    return CliRunner().invoke(group, [*words]).exit_code


def test_a_bundle_holds_the_scripts(plugin: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(plugin, work / "plugin")
    text = 'name = "x"\nversion = "1.0.0"\nsources = ["plugin"]\nkinds = ["all"]\n[targets.claude-plugin]\n'
    (work / "agentconv.toml").write_text(text)
    assert cli("build", str(work), "--out", str(work / "dist")) == 0
    archive, into = str(work / "dist" / "x-1.0.0.zip"), tmp_path / "into"
    into.mkdir()
    words = ("install", archive, "-t", "claude-plugin", "--into", str(into))
    assert cli("verify", archive) == cli(*words) == 0
    assert tree(into)["hooks/start"] == b"echo hi\r\n"
    assert cli(*words, "--uninstall") == 0
    assert tree(into) == {}


def test_a_bundle_with_a_file_that_no_hook_runs_is_refused(plugin: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(plugin, work / "plugin")
    text = 'name = "x"\nversion = "1.0.0"\nsources = ["plugin"]\nkinds = ["all"]\n[targets.claude-plugin]\n'
    (work / "agentconv.toml").write_text(text)
    assert cli("build", str(work), "--out", str(work / "dist")) == 0
    entries = tree(work / "dist" / "x-1.0.0")
    index = json.loads(entries[INDEX])
    found, _ = checked(index, {}, entries)
    assert [file.path for one in found for file in one.held.scripts] == ["hooks/run.sh", "hooks/start"]
    (hook,) = index["components"]
    place = f"{hook['files'][1].removesuffix('hooks/run.sh')}other/run.sh"
    hook["files"] = sorted([*hook["files"], place])
    with pytest.raises(Problem, match=r"no hook runs 'other/run\.sh'"):
        checked(index, {}, {**entries, place: b"x"})


COMMANDS = [
    ("./x.sh", ["x.sh"]),
    ("././x.sh --fast", ["x.sh"]),
    ("scripts/x.sh 'a b'", ["scripts/x.sh"]),
    (".cursor/hooks/x.sh", [".cursor/hooks/x.sh"]),
    ("bash scripts/x.sh", ["scripts/x.sh"]),
    ("A=1 /usr/bin/python3 -u x.py; node 'b/c.js' || true", ["x.py", "b/c.js"]),
    ("bun run hooks/x.ts && exec ./y", ["hooks/x.ts"]),
    ("x.sh", []),
    ("bash -c './x.sh'", []),
    ("npm run lint/x", []),
    ("git diff origin/main", []),
    ("/opt/x.sh", []),
    ("~/x.sh", []),
    ("bash ${CLAUDE_PLUGIN_ROOT}/x.sh", []),
    ("bash 'x.sh", []),
    ("", []),
]


@pytest.mark.parametrize(("command", "paths"), COMMANDS)
def test_a_command_runs_a_script_by_its_path(command: str, paths: list[str]) -> None:
    hook = Hook("Stop", (Action(command), Action()))
    assert relative_in(hook) == paths
    assert named(hook, is_package=False, relative=True) == paths
    assert all(may_hold(hook, path, is_package=False, relative=True) for path in paths)
    assert not any(may_hold(hook, path, is_package=False) for path in paths)


def test_what_leads_out_is_no_script() -> None:
    assert (
        named(Hook("Stop", (Action("./../x.sh"), Action("bash ../x.sh"))), is_package=False, relative=True)
        == []
    )


@pytest.mark.parametrize(
    ("tool", "place"), [("claude", ".claude/settings.json"), ("qwen", ".qwen/settings.json")]
)
def test_commands_of_a_project_start_there(tmp_path: Path, tool: str, place: str) -> None:
    source = tmp_path / "project"
    for path, text in {
        place: hooks("./scripts/a.sh"),
        "scripts/a.sh": "true\n",
        "scripts/b.sh": "b\n",
    }.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text)
    assert exported(source, tool, tmp_path / "out").ok
    assert {"scripts/a.sh", "scripts/b.sh"} <= tree(tmp_path / "out").keys()
    (source / "scripts/a.sh").unlink()
    assert "script-missing" in codes(exported(source, tool, tmp_path / "other"))


def test_those_of_a_plugin_start_where_the_client_works(plugin: Path, tmp_path: Path) -> None:
    (plugin / "hooks/hooks.json").write_text(hooks("bash hooks/run.sh"))
    result = exported(plugin, "claude-plugin", tmp_path / "out")
    assert result.ok
    (said,) = [d for d in result.diagnostics if d.code == "script-missing"]
    assert "runs 'hooks/run.sh' where its client works, not in the package" in said.message
    assert "hooks/run.sh" not in tree(tmp_path / "out")
    (plugin / "hooks/run.sh").unlink()  # then it may be the project's own
    assert "script-missing" not in codes(exported(plugin, "claude-plugin", tmp_path / "again"))


def test_those_of_a_plugin_of_cursor_start_in_it(tmp_path: Path) -> None:
    source = tmp_path / "plugin"
    one = json.dumps({"version": 1, "hooks": {"stop": [{"command": "./scripts/a.sh"}]}})
    for path, text in {
        ".cursor-plugin/plugin.json": '{"name": "p"}',
        "hooks/hooks.json": one,
        "scripts/a.sh": "a\n",
    }.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text)
    assert exported(source, "cursor-plugin", tmp_path / "out").ok
    assert tree(tmp_path / "out")["scripts/a.sh"] == b"a\n"
