"""Snapshots: one folder for each format, and nothing outside it is ever touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agentconv.api import write
from agentconv.conformance import scaffold, snapshots
from agentconv.conformance.kept import Kept
from agentconv.conformance.specimens import AGENTS
from agentconv.host.registry import Registry
from agentconv.writing.convert import Conversion
from tests.conftest import NIGHTLY, ROOT

REGISTRY = Registry(plugins=False)


def conversion(target: str, case: str) -> Conversion:
    return write(AGENTS[case], target, registry=REGISTRY)


def test_one_file_has_the_name_of_its_case() -> None:
    assert list(snapshots.of_writing("full", conversion("claude", "full"))) == ["full.md", "full.losses.txt"]


def test_several_files_are_told_apart() -> None:
    found = snapshots.of_writing("full", conversion("claude-plugin", "full"))
    assert list(found) == ["full.md", "full.plugin.json", "full.marketplace.json", "full.losses.txt"]


@pytest.mark.parametrize("target", REGISTRY.targets())
def test_every_file_has_a_place_of_its_own(target: str) -> None:
    places: list[str] = []
    for case in AGENTS:
        made = conversion(target, case)
        places += snapshots.of_writing(case, made)
        assert len(snapshots.of_writing(case, made)) == len(made.files) + 1
    assert len(places) == len(set(map(str.casefold, places)))


def test_fixtures_of_one_stem_are_told_apart(tmp_path: Path) -> None:
    assert snapshots.case_names([tmp_path / "a.md", tmp_path / "a.yaml", tmp_path / "b.1.md"]) == [
        "a.md",
        "a.yaml",
        "b.1",
    ]


def test_a_text_is_held_to_the_byte(tmp_path: Path) -> None:
    Kept(tmp_path, update=True).holds("reads/a.json", "one\r\ntwo\n")
    assert (tmp_path / "reads/a.json").read_bytes() == b"one\r\ntwo\n"
    kept = Kept(tmp_path, update=False)
    kept.holds("reads/a.json", "one\r\ntwo\n")
    with pytest.raises(AssertionError, match="differs"):
        kept.holds("reads/a.json", "one\ntwo\n")
    with pytest.raises(AssertionError, match="there is no snapshot"):
        kept.holds("reads/b.json", "")
    assert (tmp_path / "reads/a.json").read_bytes() == b"one\r\ntwo\n"


def test_what_is_left_over_is_found_and_an_update_removes_it(tmp_path: Path) -> None:
    for place in ("memo/full.md", "memo/reads/gone.json", "other/full.md"):
        Kept(tmp_path, update=True).holds(place, "x")
    folder = tmp_path / "memo"
    Kept(folder, update=False).holds_only(["full.md", "reads/gone.json"])
    with pytest.raises(AssertionError, match=r"memo/reads/gone\.json"):
        Kept(folder, update=False).holds_only(["full.md"])
    Kept(folder, update=True).holds_only(["full.md"])
    left = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert sorted(left) == ["memo/full.md", "other/full.md"]


def test_the_suite_of_a_new_plugin_keeps_to_its_folder(tmp_path: Path) -> None:
    for path, text in scaffold.plugin("memo", "yaml").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    kept = tmp_path / "tests" / "__snapshots__"
    foreign = (kept / "other" / "full.yaml", kept / "test_other" / "TestOther.test_x.json")
    stale = kept / "memo" / "reads" / "gone.json"
    for path in (*foreign, stale):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")

    def suite(*words: str) -> int:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
        outer = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        env = {**outer, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(tmp_path / "src")))}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=False).returncode

    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    assert suite("-k", "reads_as or writes_as") == 0
    assert suite("-k", "reads_as or left_over") == 1
    assert suite("-k", "reads_as or writes_as", "--snapshot-update") == 0
    assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
    assert suite("-k", "reads_as or left_over", "--snapshot-update") == 0
    del before[stale]
    assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
    if NIGHTLY:
        assert suite("--snapshot-update") == 0
        assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
