"""What --json prints has one shape, and it is the published one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentconv.cli.schema_of_json import report_schema
from agentconv.diagnostics import CODES
from tests.conftest import FIXTURES

SRC = Path(__file__).parents[2] / "src" / "agentconv"


def run(*words: str) -> tuple[dict[str, Any], int]:
    done = subprocess.run(
        [sys.executable, "-m", "agentconv", *words, "--json"], capture_output=True, check=False
    )
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
        (["formats"], 0),
        (["formats", "claude"], 0),
    ],
)
def test_what_is_printed_fits_the_schema(words: list[str], status: int, tmp_path: Path) -> None:
    more = ["-o", str(tmp_path / "out")] if words[0] == "export" else []
    data, found = run(*words, *more)
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    assert found == status
    assert data["ok"] is (status == 0)


def test_every_loss_is_in_the_report(tmp_path: Path) -> None:
    words = ["export", str(FIXTURES / "neutral"), "-t", "claude", "-o", str(tmp_path / "out")]
    data, _ = run(*words)
    classes = {d.get("class") for d in data["diagnostics"]}
    assert {"dropped", "approximated"} <= classes


def test_every_code_is_used_and_every_used_code_is_known() -> None:
    text = "".join(p.read_text("utf-8") for p in SRC.rglob("*.py") if p.name != "diagnostics.py")
    assert {code for code in CODES if f'"{code}"' not in text} == set()
