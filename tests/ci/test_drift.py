"""The watch over vendors' packages: with small packages that lie where downloads are kept, so without a network."""

import importlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

MODULES = ("drift_taking", "drift_table", "drift_fetching", "drift_comparing", "drift_telling")
ZOD = """
var a={maxTurns:1,tools:x};var S=o(()=>z.object({name:z.string().describe("no {brace: 1}, no 'end"),%s
tools:z.union([z.string(),z.array(z.string())]).optional(),nested:z.object({deep:z.string()}),
'quoted-key':f(`x`),maxTurns:z.number().int()}));run({maxTurns:t(1),other:2})
"""


@pytest.fixture
def ci(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The modules, by the ends of their names."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return type("Ci", (), {name.removeprefix("drift_"): importlib.import_module(name) for name in MODULES})


def put_npm(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    with tarfile.open(folder / "it.tgz", "w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))


def put_wheel(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "it.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


@pytest.fixture
def package(ci: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    take, known = ci.taking.keys_of_object("maxTurns", "tools"), ci.table.keys("claude")
    monkeypatch.setitem(ci.table.FACTS, "some-cli", (ci.table.Fact("keys", "package/*.js", take, known),))
    return ci.table.Package("some-cli", ("claude",))


def compared(ci: Any, work: Path, package: Any, new: str = "2.0.0", proofs: bool = False) -> Any:
    versions = ({"some-cli": "1.0.0"}, {"some-cli": new})
    return ci.comparing.compare(
        *versions, work, packages=[package], limits=ci.comparing.Limits(), proofs=proofs
    )


def test_a_new_key_in_a_bundle_is_found_and_that_we_do_not_state_it(
    ci: Any, package: Any, tmp_path: Path
) -> None:
    put_npm(tmp_path / "some-cli_1.0.0", {"a.js": ZOD % "old:z.string(),"})
    put_npm(tmp_path / "some-cli_2.0.0", {"a.js": ZOD % "model:z.string(),observer:z.string(),"})
    drift = compared(ci, tmp_path, package)
    (change,) = drift.changes
    assert (change.new, change.gone) == (["model", "observer"], ["old"])
    assert change.unknown == ["nested", "quoted-key"]
    assert drift.failed == []
    told = ci.telling.text(drift)
    assert "some-cli 1.0.0 -> 2.0.0" in told
    assert "  new: observer\n" in told
    body = ci.telling.issue(drift)
    assert "| `some-cli` | `1.0.0` | `2.0.0` |" in body
    assert "    - not ours: `nested`, `quoted-key`" in body


def test_the_same_version_is_held_against_what_we_state_alone(ci: Any, package: Any, tmp_path: Path) -> None:
    put_npm(tmp_path / "some-cli_1.0.0", {"a.js": ZOD % ""})
    drift = compared(ci, tmp_path, package, new="1.0.0")
    assert drift.newer == {}
    assert ci.comparing.same("3.51", "3.51.0")
    assert not ci.comparing.same("3.5", "3.50")
    assert [(c.new, c.gone, c.unknown) for c in drift.changes] == [([], [], ["nested", "quoted-key"])]


def test_lists_that_are_not_where_they_were_are_named(ci: Any, package: Any, tmp_path: Path) -> None:
    put_npm(tmp_path / "some-cli_1.0.0", {"a.js": ZOD % ""})
    put_npm(tmp_path / "some-cli_2.0.0", {"b.js": "var all=decode('...')"})
    drift = compared(ci, tmp_path, package)
    assert drift.failed == ["some-cli 2.0.0: its keys are not where they were"]
    assert "NOT LOOKED AT: some-cli 2.0.0" in ci.telling.text(drift)


def test_what_cannot_be_fetched_is_named(
    ci: Any, package: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    drift = compared(ci, tmp_path, replace(package, client="claude"), proofs=True)
    assert drift.failed == ["some-cli: npm is not installed", "some-cli, asked: npm is not installed"]
    assert drift.changed


def test_what_clients_do_is_compared_as_well(
    ci: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"1.0.0": {"scribe: equal", "tester: equal"}, "2.0.0": {"scribe: equal", "tester: ignored"}}
    monkeypatch.setattr(ci.comparing, "_asked", lambda package, version, *rest: frozenset(told[version]))
    drift = compared(ci, tmp_path, ci.table.Package("some-cli", ("cursor",), client="claude"), proofs=True)
    ours, odd = drift.changes
    assert (ours.new, ours.gone, ours.unknown) == (
        ["tester: ignored"],
        ["tester: equal"],
        ["tester: ignored"],
    )
    assert (odd.new, odd.gone, odd.unknown) == (["tester: ignored"], ["tester: equal"], [])


def test_models_without_a_tier_and_newer_ones_are_told(ci: Any) -> None:
    said = ci.table.models(["claude-opus-4-5-20251101", "claude-opus-99", "somebody-1"])
    assert said == ["claude-opus-99: newer than the one that is taken of claude-opus", "somebody-1: no tier"]


def test_names_in_python_are_read_without_importing(ci: Any) -> None:
    source = b"Model: X = Union[Literal['a', 'b'], str]\nOLD = {'c': 'text'}\nclass P(T):\n    x: int\n    y: 'str'\n1/0"
    assert ci.taking.literals_of("Model")(source) == {"a", "b"}
    assert ci.taking.literals_of("OLD")(source) == {"c"}
    assert ci.taking.fields_of("P")(source) == {"x", "y"}


def test_all_that_is_watched_has_a_version_that_we_state(ci: Any) -> None:
    assert {*ci.table.pinned()} == {package.name for package in ci.table.PACKAGES}


def test_the_command_prints_json_and_ends_with_1_for_a_change(tmp_path: Path) -> None:
    for version, names in (("1.0.0", "'claude-opus-4-5'"), ("2.0.0", "'claude-opus-4-5', 'claude-opus-99'")):
        files = {
            "anthropic/types/model.py": f"Model = Literal[{names}]",
            "anthropic/_data/deprecated_models.py": "DEPRECATED_MODELS = {'claude-2.0': ''}",
            "anthropic/types/beta/agent_create_params.py": "class AgentCreateParams:\n    name: str\n    'At most 9.'",
        }
        put_wheel(tmp_path / f"anthropic_{version}", files)
        (tmp_path / version).write_text(
            json.dumps({"dependencies": {"anthropic": version}}), encoding="utf-8"
        )
    command = [
        sys.executable,
        "-B",
        ROOT / ".ci" / "drift",
        "anthropic",
        "--no-proofs",
        "--json",
        "--keep",
        tmp_path,
    ]
    ends = {}
    for to in ("1.0.0", "2.0.0"):
        words = [*command, "--from", tmp_path / "1.0.0", "--to", tmp_path / to]
        ends[to] = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (ends["1.0.0"].returncode, ends["2.0.0"].returncode) == (0, 1), ends["2.0.0"].stderr
    (change,) = json.loads(ends["2.0.0"].stdout)["changes"]
    assert change["new"] == ["claude-opus-99"]


def test_defaults_and_limits_that_are_only_said_are_compared_too(ci: Any) -> None:
    source = b'class C(T):\n    """All are off. Omission\n    means on."""\n    a: int\n    """How many. At most 20."""\n'
    assert ci.taking.sentences()(source) == {"C: Omission means on.", "C.a: At most 20."}


def test_what_is_not_watched_is_named(ci: Any) -> None:
    bare, formats = ci.table.unwatched()
    assert "pi-subagents" in bare
    assert {"cursor,", "docker-agent,"} <= {*formats.split()}
    assert "claude," not in formats.split()
    assert formats in ci.telling.text(ci.comparing.Drift())


def test_what_a_vendor_deprecates_is_told(ci: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = '{"version": "1.0.0", "deprecated": "use another"}'
    monkeypatch.setattr(ci.fetching, "run", lambda words, cwd, seconds: said)
    limits = ci.comparing.Limits()
    package = ci.table.Package("some-cli", ("cursor",))
    drift = ci.comparing.compare(
        {"some-cli": "1.0.0"}, {}, tmp_path, packages=[package], limits=limits, proofs=False
    )
    assert [(change.what, change.new) for change in drift.changes] == [
        ("deprecated by its vendor", ["use another"])
    ]


def test_what_packages_say_is_code_in_an_issue_and_never_too_long(ci: Any) -> None:
    drift = ci.comparing.Drift(failed=["@some/cli: `x`\n@you | <b>"])
    assert "- `@some/cli: 'x' @you / <b>`\n" in ci.telling.issue(drift)
    assert len(ci.telling.issue(ci.comparing.Drift(failed=["x" * 90_000]))) < 65_536


def steps(folder: Path, programs: dict[str, str]) -> list[subprocess.CompletedProcess[str]]:
    """The steps of the workflow that look and tell, with these programs instead of the real ones."""
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    workflow = yaml.safe_load((ROOT / ".github/workflows/drift.yml").read_text("utf-8"))
    facts = {"PATH": f"{folder}:{os.environ['PATH']}", "TITLE": "changed"}
    facts |= {name: str(folder / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    runs = [step["run"] for step in workflow["jobs"]["drift"]["steps"] if step.get("shell") == "bash"]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
    return [
        subprocess.run(
            [*command, run], cwd=folder, env=facts, capture_output=True, text=True, timeout=60, check=False
        )
        for run in runs
    ]


@pytest.mark.parametrize(("number", "call"), [("", "issue create --title changed"), ("7", "issue edit 7")])
def test_the_workflow_opens_an_issue_or_brings_its_own_up_to_date(
    tmp_path: Path, number: str, call: str
) -> None:
    gh = f'test "$2" != list && echo "$@" >> calls || echo "{number}"'
    look, tell = steps(tmp_path, {"python": "echo body; exit 1", "gh": gh})
    assert (look.returncode, tell.returncode) == (0, 0), look.stderr + tell.stderr
    assert (tmp_path / "GITHUB_OUTPUT").read_text("utf-8") == "changed=1\n"
    assert (tmp_path / "calls").read_text("utf-8") == f"{call} --body-file drift.md\n"


@pytest.mark.parametrize("python", ["exit 1", "echo usage; exit 2"])
def test_a_watch_that_breaks_down_fails_its_job(tmp_path: Path, python: str) -> None:
    look, _ = steps(tmp_path, {"python": python, "gh": "exit 0"})
    assert look.returncode != 0
