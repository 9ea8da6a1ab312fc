"""Release builds: the same bytes everywhere, nothing unlisted, and a project as it was after uninstalling."""

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentconv.bundle import archive, contents
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.host.registry import Registry
from agentconv.model import names
from agentconv.release import build, install, manifest
from agentconv.release.built import Built
from agentconv.text.source import Source
from tests.conftest import FIXTURES

TARGETS = Registry(plugins=False).names()
TEXT = """
name = "acme-agents"
version = "1.4.0"
description = "Agents for Acme"
license = "MIT"
authors = ["Acme"]
sources = ["agents"]

[targets.claude]
[targets.openai]
model = "gpt-5.6-luna"
exclude = ["scribe"]
[targets.prompts]

[agents.reviewer]
description = "Reviews, as the manifest says."
[agents.reviewer.targets.openai]
model = "gpt-special"
"""


def run(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "agentconv", *words]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "examples", folder / "agents")
    (folder / "agentconv.toml").write_text(TEXT, encoding="utf-8")
    (folder / "LICENSE").write_text("MIT\n", encoding="utf-8")
    return folder


def built(folder: Path) -> Built:
    registry, report = Registry(plugins=False), Report()
    found = build.load_manifest(folder, registry, report)
    assert found is not None, report.diagnostics
    result = build.build(found, folder, registry, report)
    assert result is not None, report.diagnostics
    return result


def test_a_bundle_holds_what_the_manifest_asks_for(project: Path) -> None:
    result = built(project)
    index = json.loads(result.entries["manifest.json"])
    by_name = {agent["name"]: agent for agent in index["agents"]}
    assert by_name["reviewer"]["description"] == "Reviews, as the manifest says."
    assert "openai" not in by_name["scribe"]["targets"]
    models = {
        name: json.loads(result.entries[by_name[name]["targets"]["openai"]["files"][0]])["model"]
        for name in ("reviewer", "release-pilot")
    }
    assert models == {"reviewer": "gpt-special", "release-pilot": "gpt-5.6-luna"}
    assert result.entries["LICENSE"] == b"MIT\n"
    assert by_name["release-pilot"]["contract"] in result.entries
    sums = dict(reversed(line.split("  ", 1)) for line in result.entries["SHA256SUMS"].decode().splitlines())
    assert sums == {p: contents.digest(d) for p, d in result.entries.items() if p != "SHA256SUMS"}
    parts = {name for name in result.archives if name.endswith(".zip")}
    assert parts == {
        "acme-agents-1.4.0.zip",
        *(f"acme-agents-1.4.0-{t}.zip" for t in ("claude", "openai", "prompts")),
    }
    for name, data in result.archives.items():
        contents.check({p.partition("/")[2]: d for p, d in archive.read_archive(data).items()})
        assert all(
            p.startswith(f"{name.removesuffix('.zip').removesuffix('.tar.gz')}/")
            for p in archive.read_archive(data)
        )


def test_two_builds_anywhere_give_the_same_bytes(project: Path, tmp_path: Path) -> None:
    results = []
    for index, env in enumerate(
        [
            {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "America/Lima", "PYTHONHASHSEED": "2"},
        ]
    ):
        copy = tmp_path / f"somewhere{index}" / "else"
        shutil.copytree(project, copy)
        for path in copy.rglob("*"):
            os.utime(path, (index * 10**6, index * 10**6))
        before = os.umask(0o077 if index else 0o022)
        try:
            done = run(
                "build", str(copy) if index else ".", "-o", str(tmp_path / f"out{index}"), cwd=copy, **env
            )
        finally:
            os.umask(before)
        assert done.returncode == 0, done.stderr
        out = tmp_path / f"out{index}"
        results.append({p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()})
        results[-1]["lock"] = (copy / "agentconv.lock").read_bytes()
    assert results[0] == results[1]


def test_source_date_epoch_is_the_time_of_the_files(project: Path) -> None:
    done = run("build", cwd=project, SOURCE_DATE_EPOCH="1700000000")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(project / "dist" / "acme-agents-1.4.0.zip") as file:
        assert {i.date_time for i in file.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert {i.external_attr >> 16 for i in file.infolist()} == {0o100644}
    with tarfile.open(project / "dist" / "acme-agents-1.4.0.tar.gz") as file:
        assert {(m.mtime, m.mode, m.uid, m.uname) for m in file.getmembers()} == {(1700000000, 0o644, 0, "")}
    assert run("build", cwd=project, SOURCE_DATE_EPOCH="soon").returncode == 2


def test_the_lock_pins_inputs_and_outputs(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    assert run("build", "--locked", cwd=project).returncode == 0
    path = project / "agents" / "reviewer.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    done = run("build", "--locked", cwd=project)
    assert done.returncode == 1
    assert b"lock-changed" in done.stderr
    assert b"inputs: agents/reviewer.md" in done.stderr


def test_every_changed_byte_is_refused_or_means_nothing() -> None:
    entries = contents.finished(
        {"name": "a", "bundle_version": "1", "targets": [], "agents": []}, {"x.md": b"text\n"}
    )
    for write in (archive.zip_bytes, archive.tar_bytes):
        data = write({f"a-1/{path}": content for path, content in entries.items()})
        good = archive.read_archive(data)
        kept = 0
        for index in range(len(data)):
            for bit in (1, 0x80):
                changed = bytearray(data)
                changed[index] ^= bit
                try:
                    found = archive.read_archive(bytes(changed))
                    contents.check({p.partition("/")[2]: d for p, d in found.items()})
                except Problem:
                    continue
                kept += 1
                assert found == good, index
        assert kept < 40  # only the bytes that hold the time


def planted(**more: Any) -> bytes:
    """A zip with something in it that no bundle has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in more.get("files", {"a/x": b"1"}).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, more.get("mode", 0o100644) << 16
            info.compress_type = more.get("method", zipfile.ZIP_STORED)
            file.writestr(info, data)
        for name, data in more.get("again", {}).items():
            with pytest.warns(UserWarning, match="Duplicate"):
                file.writestr(name, data)
    return buffer.getvalue()


def tarred(info: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        file.addfile(info, io.BytesIO(b"x" * info.size))
    return archive._gzip(buffer.getvalue(), 0)


def link(kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo("a/x")
    info.type, info.linkname = kind, "/etc/passwd"
    return info


HOSTILE = {
    "leads out": planted(files={"a/../../x": b"1"}),
    "absolute": planted(files={"/etc/x": b"1"}),
    "drive": planted(files={"C:/x": b"1"}),
    "backslash": planted(files={"a\\..\\x": b"1"}),
    "link": planted(mode=stat.S_IFLNK | 0o777),
    "twice": planted(again={"a/x": b"2"}),
    "by case": planted(files={"a/x": b"1", "a/X": b"2"}),
    "bomb": planted(files={"a/x": bytes(200 << 20)}, method=zipfile.ZIP_DEFLATED),
    "many": planted(files={f"a/{i}": b"" for i in range(5_000)}),
    "device name": planted(files={"a/NUL": b"1"}),
    "half": planted()[:-10],
    "no archive": b"hello",
    "empty": b"",
    "tar link": tarred(link(tarfile.SYMTYPE)),
    "tar hard link": tarred(link(tarfile.LNKTYPE)),
    "tar device": tarred(link(tarfile.CHRTYPE)),
    "tar pipe": tarred(link(tarfile.FIFOTYPE)),
    "tar leads out": tarred(tarfile.TarInfo("../x")),
    "gzip half": archive.tar_bytes({"a/x": b"1"})[:-3],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused_and_leave_nothing(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(HOSTILE[name])
    into = tmp_path / "into"
    into.mkdir()
    done = run("install", str(path), "-t", "claude", "--into", str(into), cwd=tmp_path)
    assert done.returncode == 1
    assert b"bundle.zip: error[" in done.stderr
    assert b"Traceback" not in done.stderr
    assert list(into.iterdir()) == []


def test_a_lying_size_is_refused() -> None:
    data = bytearray(planted(files={"a/x": b"12345678"}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1 << 30).to_bytes(4, "little")
    with pytest.raises(Problem):
        archive.read_archive(bytes(data))


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        p.relative_to(folder).as_posix(): (p.lstat().st_mode, p.read_bytes() if p.is_file() else b"")
        for p in sorted(folder.rglob("*"))
    }


def test_install_and_uninstall_leave_a_project_as_it_was(project: Path, tmp_path: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle = str(project / "dist" / "acme-agents-1.4.0.tar.gz")
    into = tmp_path / "target"
    (into / ".claude" / "empty").mkdir(parents=True)
    (into / ".claude" / "mine.md").write_text("mine\n", encoding="utf-8")
    (into / ".claude" / "mine.md").chmod(0o640)
    before = state(into)
    dry = run("install", bundle, "-t", "claude", "--into", str(into), "--dry-run", cwd=project)
    assert dry.returncode == 0
    assert state(into) == before
    assert run("install", bundle, "-t", "claude", "--into", str(into), cwd=project).returncode == 0
    assert (into / ".claude/agents/reviewer.md").is_file()
    assert (
        run("install", bundle, "-t", "claude", "--into", str(into), "--uninstall", cwd=project).returncode
        == 0
    )
    assert state(into) == before


def test_an_edited_file_is_kept(project: Path, tmp_path: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle, into = str(project / "dist" / "acme-agents-1.4.0.zip"), tmp_path / "target"
    into.mkdir()
    run("install", bundle, "-t", "claude", "--into", str(into), cwd=project)
    edited = into / ".claude/agents/reviewer.md"
    edited.write_text("mine now\n", encoding="utf-8")
    assert b"kept-edited" in run("install", bundle, "-t", "claude", "--into", str(into), cwd=project).stderr
    assert (
        b"kept-edited"
        in run("install", bundle, "-t", "claude", "--into", str(into), "--uninstall", cwd=project).stderr
    )
    assert edited.read_text("utf-8") == "mine now\n"
    assert [p.name for p in into.rglob("*.md")] == ["reviewer.md"]
    assert (
        b"it has claude, openai, prompts"
        in run("install", bundle, "-t", "agentconv", "--into", str(into), cwd=project).stderr
    )


def test_verify_says_which_file_is_wrong(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    folder = project / "dist" / "acme-agents-1.4.0"
    assert b"good: acme-agents 1.4.0: 3 agents" in run("verify", str(folder), cwd=project).stdout
    (folder / "LICENSE").write_text("mine\n", encoding="utf-8")
    assert b"error[hash-mismatch]: 'LICENSE'" in run("verify", str(folder), cwd=project).stderr
    (folder / "LICENSE").write_text("MIT\n", encoding="utf-8")
    (folder / "extra.md").write_text("x", encoding="utf-8")
    assert b"error[unlisted]: 'extra.md'" in run("verify", str(folder), cwd=project).stderr
    (folder / "extra.md").unlink()
    (folder / "CHANGELOG.md").symlink_to("LICENSE")
    assert b"error[not-a-file]" in run("verify", str(folder), cwd=project).stderr


def parsed(text: str) -> tuple[manifest.Manifest | None, list[str]]:
    report = Report()
    found = manifest.parse(Source("agentconv.toml", text), TARGETS, report)
    return found, [f"{d} ({d.hint})" for d in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TEXT.replace("license =", "licence ="), "5:1: error[unknown-key]: the manifest has no key 'licence' (did you mean 'license'?)"),
        (TEXT.replace("sources =", "#"), "error[missing-key]: the manifest needs 'sources'"),
        (TEXT.replace('version = "1.4.0"', "version = 1.4"), "3:11: error[wrong-type]: 'version' takes text in quotes"),
        (TEXT.replace("[targets.claude]", "[targets.claud]"), "error[unknown-key]: there is no target 'claud' (did you mean 'claude'?)"),
        (TEXT.replace("exclude =", "exlude ="), "error[unknown-key]: [targets.openai] has no key 'exlude' (did you mean 'exclude'?)"),
        (TEXT.replace('"acme-agents"', '"Acme/../x"'), "error[unsafe-name]"),
        (TEXT.replace('"1.4.0"', '"../1"'), "error[wrong-type]: the version"),
        ("name = ", "error[syntax]"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_is_told_with_its_place(text: str, wanted: str) -> None:
    found, lines = parsed(text)
    assert found is None
    assert any(wanted in line for line in lines), lines


def test_the_schema_takes_what_the_reader_takes() -> None:
    import tomllib

    validator = jsonschema.Draft202012Validator(manifest.schema())
    validator.validate(tomllib.loads(TEXT))
    for wrong in (TEXT.replace("license =", "licence ="), TEXT.replace("sources =", "#")):
        assert not validator.is_valid(tomllib.loads(wrong))


def test_a_source_outside_the_folder_is_refused(project: Path) -> None:
    (project / "agentconv.toml").write_text(TEXT.replace('["agents"]', '["../x"]'), encoding="utf-8")
    done = run("build", cwd=project)
    assert done.returncode == 1
    assert b"error[link-outside]" in done.stderr
    assert not (project / "dist").exists()


def test_init_writes_a_manifest_that_builds(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "examples", tmp_path / "My Agents" / "agents")
    folder = tmp_path / "My Agents"
    assert run("init", cwd=folder).returncode == 0
    assert run("init", cwd=folder).returncode == 1
    assert run("build", cwd=folder).returncode == 0
    assert (folder / "dist" / "my-agents-0.1.0.zip").is_file()


def test_paths_in_bundles_are_safe_everywhere(project: Path) -> None:
    assert all(names.unsafe_path(path) is None for path in built(project).entries)
    assert install.owner("a", "b") == "b of bundle a"
