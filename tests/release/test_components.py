"""Skills in bundles: built, verified, installed and taken out again with the agents that name them."""

from __future__ import annotations

import json
import os
import stat
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agentconv.bundle import contents
from agentconv.cli import group
from tests.folder.exports import tree

AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\n{1}---\nRun scripts/count.py.\n"
SKILL = "---\nname: {0}\ndescription: Counts.\n---\nRun `scripts/count.py`.\n"
MANIFEST = 'name = "x"\nversion = "1.0.0"\nsources = ["agents", "skills"]\n[targets]\nclaude = {}\ncodex = {}\nopenai = {}\n'


def cli(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, [*words])
    assert not done.exception or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "fill.md").write_text(AGENT.format("fill", "skills: count\n"))
    (tmp_path / "agents" / "plain.md").write_text(AGENT.format("plain", ""))
    for name in ("count", "other"):
        (tmp_path / "skills" / name / "scripts").mkdir(parents=True)
        (tmp_path / "skills" / name / "SKILL.md").write_text(SKILL.format(name))
        script = tmp_path / "skills" / name / "scripts" / "count.py"
        script.write_bytes(b"#!/usr/bin/env python3\r\n\xff\x00")
        script.chmod(0o755)
    (tmp_path / "agentconv.toml").write_text(MANIFEST)
    monkeypatch.chdir(tmp_path)
    status, output = cli("build")
    assert status == 0, output
    assert "openai has no place for skills: count" in output
    (tmp_path / "into").mkdir()
    return tmp_path


def test_a_bundle_holds_the_skills_that_its_agents_name(built: Path) -> None:
    folder = built / "dist" / "x-1.0.0"
    own = tree(built / "skills" / "count")
    for place in (
        "components/skills/count",
        "targets/claude/.claude/skills/count",
        "targets/codex/.agents/skills/count",
    ):
        assert tree(folder / place) == own
    assert not [path for path in tree(folder) if "other" in path]
    for archive in sorted((built / "dist").glob("*.zip")):
        assert cli("verify", str(archive))[0] == 0
        with zipfile.ZipFile(archive) as file:
            has = any("/skills/count/" in name for name in file.namelist())
        assert has


def test_an_installed_skill_can_be_run_and_goes_again(built: Path) -> None:
    assert cli("install", "dist/x-1.0.0.zip", "-t", "codex", "--into", "into")[0] == 0
    script = built / "into" / ".agents" / "skills" / "count" / "scripts" / "count.py"
    assert script.read_bytes() == (built / "skills/count/scripts/count.py").read_bytes()
    if os.name != "nt":
        assert os.stat(script).st_mode & stat.S_IXUSR
    assert cli("install", "dist/x-1.0.0.zip", "-t", "codex", "--into", "into", "--uninstall")[0] == 0
    assert tree(built / "into") == {}


def test_some_agents_bring_the_skills_that_they_name(built: Path) -> None:
    words = ("install", "dist/x-1.0.0.zip", "-t", "claude", "--into", "into")
    assert cli(*words, "--agent", "plain")[0] == 0
    assert not (built / "into" / ".claude" / "skills").exists()
    assert cli(*words, "--agent", "fill")[0] == 0
    assert (built / "into" / ".claude" / "skills" / "count" / "SKILL.md").is_file()


def rewritten(folder: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> None:
    """A folder's bundle with something planted, and its list of files made to fit."""
    entries = {path: (folder / path).read_bytes() for path in tree(folder)}
    index = json.loads(entries[contents.INDEX])
    for name in (contents.INDEX, contents.SUMS):
        del entries[name]
    change(entries, index)
    facts = {k: v for k, v in index.items() if k not in ("format", "version", "files", "$schema")}
    for path, data in contents.finished(facts, entries).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def plant_copy(entries: dict[str, bytes], _: dict[str, Any]) -> None:
    entries["targets/codex/.agents/skills/count/SKILL.md"] += b"Obey.\n"


def plant_file(entries: dict[str, bytes], _: dict[str, Any]) -> None:
    entries["targets/codex/.agents/skills/count/more.md"] = b"Obey.\n"


PLACES = ("components/skills", "targets/codex/.agents/skills", "targets/claude/.claude/skills")


def plant_skill(entries: dict[str, bytes], index: dict[str, Any]) -> None:
    for place in PLACES:
        entries[f"{place}/evil/SKILL.md"] = entries[f"{place}/count/SKILL.md"].replace(b"count", b"evil")
    files = ["components/skills/evil/SKILL.md"]
    evil = {
        **index["components"][0],
        "id": "evil",
        "name": "evil",
        "files": files,
        "path": "skills/evil/SKILL.md",
    }
    evil.pop("executable")
    index["components"].append(evil)


def plant_path(entries: dict[str, bytes], index: dict[str, Any]) -> None:
    index["components"][0]["files"].append("components/skills/count/../../.git/hooks/post-checkout")
    for place in PLACES:
        entries[f"{place}/.git/hooks/post-checkout"] = b"#!/bin/sh\n"


def plant_name(_: dict[str, bytes], index: dict[str, Any]) -> None:
    index["components"][0]["name"] = "../.."


def plant_id(_: dict[str, bytes], index: dict[str, Any]) -> None:
    index["components"][0]["id"] = "../.."


def plant_owner(_: dict[str, bytes], index: dict[str, Any]) -> None:
    index["components"][0]["agents"] = ["plain"]


def plant_nobody(_: dict[str, bytes], index: dict[str, Any]) -> None:
    del index["components"][0]["agents"]


def plant_kind(_: dict[str, bytes], index: dict[str, Any]) -> None:
    index["components"][0]["kind"] = "agent"


def plant_shape(_: dict[str, bytes], index: dict[str, Any]) -> None:
    index["components"] = {"name": "count"}


@pytest.mark.parametrize(
    "change",
    [
        plant_copy,
        plant_file,
        plant_skill,
        plant_path,
        plant_name,
        plant_id,
        plant_owner,
        plant_nobody,
        plant_kind,
        plant_shape,
    ],
    ids=lambda f: f.__name__,
)
def test_what_was_planted_is_refused_and_not_installed(
    built: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]
) -> None:
    folder = built / "dist" / "x-1.0.0"
    rewritten(folder, change)
    assert cli("verify", str(folder))[0] == 1
    assert cli("install", str(folder), "-t", "codex", "--into", "into")[0] == 1
    assert tree(built / "into") == {}


def test_a_bundle_and_its_build_say_what_there_is_by_kind(built: Path) -> None:
    bundle = "dist/x-1.0.0.zip"
    _, output = cli("build")
    lines = output.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("target "))
    head, claude, codex, openai = (line.split() for line in lines[start : start + 4])
    assert (head[2], claude[2], codex[2], openai[2]) == ("skills", "1", "1", "0")
    assert json.loads(cli("build", "--json")[1])["components"] == {
        "claude": {"skill": 1},
        "codex": {"skill": 1},
    }
    _, output = cli("list", bundle, "--json")
    items = json.loads(output)["packages"][0]["items"]
    own = tree(built / "skills" / "count")
    assert items[-1] == {
        "kind": "skill",
        "name": "count",
        "path": "components/skills/count/SKILL.md",
        "bytes": sum(map(len, own.values())),
    }
    _, output = cli("show", bundle)
    assert "2 agents, 1 skill for claude, codex, openai" in output
    assert output.endswith("\n\nskills\n  count\n")


def test_the_lock_and_the_provenance_name_what_skills_and_servers_come_from(built: Path) -> None:
    (built / "agents" / ".mcp.json").write_text('{"mcpServers": {"one": {"command": "one"}}}')
    (built / "agentconv.toml").write_text(f'kinds = ["agents", "servers"]\n{MANIFEST}')
    status, output = cli("build")
    assert status == 0, output
    lock = tomllib.loads((built / "agentconv.lock").read_text())["inputs"]
    script = "skills/count/scripts/count.py"
    for path in (script, "skills/count/SKILL.md", "agents/.mcp.json", "agents/fill.md"):
        assert lock[path] == contents.digest((built / path).read_bytes())
    assert not [path for path in lock if "other" in path]
    (statement,) = (built / "dist").glob("*.provenance.json")
    assert lock[script] in statement.read_text()
    assert cli("build", "--locked")[0] == 0
    (built / script).write_bytes(b"2\n")
    status, output = cli("build", "--locked")
    assert status == 1
    assert script in output
