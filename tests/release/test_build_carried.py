"""Carry files of releases and folders: built, verified, compared, installed and taken out again."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from agentconv.bundle import contents
from agentconv.cli import group
from agentconv.formats import PACKAGED
from agentconv.reading import carry
from tests.folder.exports import tree
from tests.packages import files, make, written

TARGETS = sorted(PACKAGED)
MANIFEST = 'name = "x"\nversion = "1.0.0"\nkinds = ["all"]\nsources = ["tools"]\n' + "".join(
    f"[targets.{target}]\nallow-wider = true\nshorten = true\ncarry = true\n" for target in TARGETS
)


def cli(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, [*words])
    assert not done.exception or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    make(folder / "tools", "claude-plugin")
    (folder / "agentconv.toml").write_text(MANIFEST)
    status, output = cli("build", str(folder), "--out", str(folder / "dist"))
    assert status == 0, output
    return folder


def test_what_was_built_is_proved(built: Path) -> None:
    status, output = cli("verify", str(built / "dist/x-1.0.0"))
    assert status == 0, output
    text = (built / "dist/x-1.0.0/targets/gemini-extension" / carry.NAME).read_text()
    (hook,) = [one for one in json.loads(text)["components"] if one["kind"] == "hook"]
    assert hook["component"]["name"] == "SessionStart"


def test_a_hook_that_nobody_built_is_refused(built: Path, tmp_path: Path) -> None:
    """Also where every hash was made to fit."""
    folder = tmp_path / "x-1.0.0"
    for path, data in tree(built / "dist/x-1.0.0").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    place = f"targets/gemini-extension/{carry.NAME}"
    text = (folder / place).read_text()
    assert "hello.sh" in text
    (folder / place).write_text(text.replace("hello.sh", "other.sh"))
    index = json.loads((folder / contents.INDEX).read_text())
    entries = {
        path: data for path, data in tree(folder).items() if path not in (contents.INDEX, contents.SUMS)
    }
    for path, data in contents.finished(index, entries).items():
        (folder / path).write_bytes(data)
    status, output = cli("verify", str(folder))
    assert status == 1
    assert carry.NAME in output


@pytest.mark.parametrize("target", TARGETS)
def test_installed_it_comes_back_and_uninstalled_nothing_is_left(
    target: str, built: Path, tmp_path: Path
) -> None:
    bundle = str(built / "dist/x-1.0.0.zip")
    assert zipfile.is_zipfile(bundle)
    into = tmp_path / "into"
    into.mkdir()
    (into / "mine.txt").write_text("mine\n")
    status, output = cli("install", bundle, "-t", target, "--into", str(into))
    assert status == 0, output
    back = written(into, "claude-plugin", tmp_path / "back")
    assert back.summaries[0].components == {"skill": 4, "command": 4, "server": 1, "hook": 1}
    status, output = cli("install", bundle, "-t", target, "--into", str(into), "--uninstall")
    assert status == 0, output
    assert tree(into) == {"mine.txt": b"mine\n"}


@pytest.mark.parametrize("target", [t for t in TARGETS if t != "claude-plugin"])
def test_what_comes_back_does_not_differ(target: str, built: Path, tmp_path: Path) -> None:
    written(built / "tools", target, tmp_path / "there", carry=True)
    status, output = cli("diff", str(built / "tools"), str(tmp_path / "there"), "--kinds", "all")
    assert status == 0, output
    (tmp_path / "there" / carry.NAME).unlink()
    status, output = cli("diff", str(built / "tools"), str(tmp_path / "there"), "--kinds", "all")
    assert status == 1
    assert "model" in output or "hook" in output or "command" in output


def test_the_next_export_without_carry_keeps_what_is_not_its_own(built: Path, tmp_path: Path) -> None:
    """Two targets in one folder, one after the other: each has its part of the carry file."""
    out = tmp_path / "out"
    for target in ("gemini-extension", "codex-plugin"):
        written(built / "tools", target, out, carry=True)
    components = json.loads((out / carry.NAME).read_text())["components"]
    assert {one["target"] for one in components} == {"gemini-extension", "codex-plugin"}
    written(out, "claude-plugin", tmp_path / "back")
    own, back = files(built / "tools"), files(tmp_path / "back")
    assert {p: own[p] for p in own if p.startswith(("skills/", "commands/"))} == {
        p: back[p] for p in back if p.startswith(("skills/", "commands/"))
    }
