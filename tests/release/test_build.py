"""A build holds what its manifest asks for, and gives the same bytes everywhere."""

import json
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from agentconv.bundle import archive, contents
from agentconv.diagnostics import Report
from agentconv.folder import record
from agentconv.host.registry import Registry
from agentconv.model import names
from agentconv.release import build
from agentconv.release import run as release_run
from tests.conftest import NIGHTLY
from tests.release.projects import built, run


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


def test_no_archive_is_held_and_each_comes_out_the_same(project: Path) -> None:
    archives = built(project).archives
    for name, made in archives.made.items():
        one, other = archives[name], archives[name]
        assert one is not other
        assert [(contents.digest(data), len(data)) for data in (one, other)] == [(made.sha256, made.size)] * 2


def test_paths_in_bundles_are_safe_everywhere(project: Path) -> None:
    assert all(names.unsafe_path(path) is None for path in built(project).entries)
    assert record.owner_of("a", "b") == "b of bundle a"


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


CONDITIONS: list[dict[str, str]] = [
    {"TZ": tz, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    for tz, locale in (("UTC", "C"), ("Asia/Tokyo", "C.UTF-8"), ("America/Lima", "tr_TR.UTF-8"))
    for seed in ("0", "1", "2", "random")
]
if not NIGHTLY:
    CONDITIONS = [CONDITIONS[at] for at in (0, 5, 10, 3)]  # each zone, locale and seed


def test_builds_under_other_conditions_give_one_hash_for_each_file(project: Path, tmp_path: Path) -> None:
    seen: dict[str, set[str]] = {}
    for index, env in enumerate(CONDITIONS):
        copy = tmp_path / f"at{index}" / ("deeper" * index)
        names = sorted(p.relative_to(project) for p in project.rglob("*") if p.is_file())
        for path in reversed(names) if index % 2 else names:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / path, copy / path)
            os.utime(copy / path, (index * 10**7, index * 10**7))
        before = os.umask((0o022, 0o077, 0o002)[index % 3])
        try:
            done = run("build", str(copy), "-o", "dist", cwd=copy if index % 2 else tmp_path, **env)
        finally:
            os.umask(before)
        assert done.returncode == 0, done.stderr
        dist = (copy if index % 2 else tmp_path) / "dist"
        for file in dist.iterdir():
            if file.is_file() and file.name != ".agentconv.json":
                seen.setdefault(file.name, set()).add(contents.digest(file.read_bytes()))
        seen.setdefault("lock", set()).add(contents.digest((copy / "agentconv.lock").read_bytes()))
        shutil.rmtree(dist)
    assert len(seen) == 8 + 3 + 1  # archives; report, bill of materials, provenance; lock
    assert {len(hashes) for hashes in seen.values()} == {1}


def test_source_date_epoch_is_the_time_of_the_files(project: Path) -> None:
    done = run("build", cwd=project, SOURCE_DATE_EPOCH="1700000000")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(project / "dist" / "acme-agents-1.4.0.zip") as file:
        assert {i.date_time for i in file.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert {i.external_attr >> 16 for i in file.infolist()} == {0o100644}
    with tarfile.open(project / "dist" / "acme-agents-1.4.0.tar.gz") as file:
        assert {(m.mtime, m.mode, m.uid, m.uname) for m in file.getmembers()} == {(1700000000, 0o644, 0, "")}
    assert run("build", cwd=project, SOURCE_DATE_EPOCH="soon").returncode == 2


@pytest.mark.parametrize(
    ("limit", "word"), [("MAX_ENTRIES", "files"), ("MAX_BYTES", "bytes"), ("MAX_FILE", "bytes of its index")]
)
def test_a_bundle_that_could_not_be_verified_is_not_built(
    limit: str, word: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, report = Registry(plugins=False), Report()
    manifest = build.load_manifest(project, registry, report)
    assert manifest is not None
    monkeypatch.setattr(contents if limit == "MAX_FILE" else archive, limit, 10)
    request = release_run.BuildRequest(project, project / "dist")
    assert release_run.release(manifest, request, registry, report).failed
    (found,) = report.errors()
    assert found.code == "file-too-large"
    assert f" {word}, and 10 can be verified" in found.message
    assert not (project / "dist").exists()
