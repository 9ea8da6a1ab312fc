"""What --json prints has one shape, and it is the published one."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentconv.cli.schema_of_json import report_schema
from agentconv.diagnostics import CODES
from tests import processes
from tests.conftest import FIXTURES

SRC = Path(__file__).parents[2] / "src" / "agentconv"


THREE = Path(__file__).parents[1] / "commands" / "files" / "three"


def run(*words: str) -> tuple[dict[str, Any], int]:
    done = processes.agentconv(*words, "--json")
    return json.loads(done.stdout), done.returncode


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["export", str(FIXTURES / "claude"), "-t", "openai", "-t", "prompts"], 0),
        (["export", str(FIXTURES / "broken"), "-t", "openai"], 1),
        (["export", str(FIXTURES / "broken"), "-t", "openai", "--skip-bad"], 1),
        (["export", str(FIXTURES / "neutral"), "-t", "claude", "--check"], 1),
        (["export", str(FIXTURES / "neutral"), "-t", "claude", "--diff"], 0),
        (["export", "nowhere", "-t", "openai"], 1),
        (["list", str(FIXTURES / "neutral")], 0),
        (["list", "nowhere"], 1),
        (["formats"], 0),
        (["formats", "claude"], 0),
        (["check", str(FIXTURES / "examples"), "--power"], 1),
        (["diff", str(FIXTURES / "examples"), str(FIXTURES / "neutral")], 1),
        (["diff", str(FIXTURES / "examples"), str(FIXTURES / "examples")], 0),
        (["merge", "--base", *[str(THREE / f"{side}.md") for side in ("base", "ours", "theirs")]], 0),
        (["merge", "--base", *[str(THREE / f"{side}.md") for side in ("base", "ours", "conflict")]], 1),
        (["verify", "nowhere"], 1),
        (["prove", str(FIXTURES / "examples"), "-t", "codex", "--client", "codex=nowhere"], 1),
        (["install", "nowhere", "-t", "claude", "--into", "."], 1),
    ],
)
def test_what_is_printed_fits_the_schema(words: list[str], status: int, tmp_path: Path) -> None:
    more = ["-o", str(tmp_path / "out")] if words[0] == "export" else []
    data, found = run(*words, *more)
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    assert found == status
    assert data["ok"] is (status == 0)


def test_what_a_release_prints_fits_the_schema(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "examples", tmp_path / "agents")
    text = 'name = "a"\nversion = "1.0"\nsources = ["agents"]\n[targets.claude]\n'
    (tmp_path / "agentconv.toml").write_text(text, encoding="utf-8")
    (tmp_path / "into").mkdir()
    dist, into = str(tmp_path / "dist"), str(tmp_path / "into")
    validator = jsonschema.Draft202012Validator(report_schema())
    for words, keys in (
        (["build", str(tmp_path), "-o", dist], {"archives", "beside"}),
        (["verify", f"{dist}/a-1.0.zip"], {"verified"}),
        (["install", f"{dist}/a-1.0.zip", "-t", "claude", "--into", into, "--dry-run"], {"written", "dry"}),
    ):
        data, status = run(*words)
        validator.validate(data)
        assert (data["ok"], status) == (True, 0)
        assert keys <= data.keys()


def test_every_loss_is_in_the_report(tmp_path: Path) -> None:
    words = ["export", str(FIXTURES / "neutral"), "-t", "claude", "-o", str(tmp_path / "out")]
    data, _ = run(*words)
    classes = {d.get("class") for d in data["diagnostics"]}
    assert {"dropped", "approximated"} <= classes


def test_every_code_is_used_and_every_used_code_is_known() -> None:
    text = "".join(p.read_text("utf-8") for p in SRC.rglob("*.py") if p.name != "diagnostics.py")
    assert {code for code in CODES if f'"{code}"' not in text} == set()
