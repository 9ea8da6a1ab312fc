"""Declarative agents of Microsoft 365: text that the vendor's toolchain fills in."""

import json
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.reading.sources import load


def read(folder: Path, **values: str) -> tuple[list[str], Report]:
    manifest = {"version": "v1.6", "name": "Helper", "description": "d", **values}
    (folder / "appPackage").mkdir()
    (folder / "appPackage" / "declarativeAgent.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "appPackage" / "instruction.txt").write_text("Be good.\n", "utf-8")
    report = Report()
    loaded = load([str(folder)], Registry(plugins=False), report)
    return [d.agent.prompt for d in loaded.documents], report


@pytest.mark.parametrize("place", ["$[file('instruction.txt')]", '$[file("./instruction.txt")]'])
def test_a_file_that_instructions_name_is_read(tmp_path: Path, place: str) -> None:
    prompts, report = read(tmp_path, instructions=place)
    assert prompts == ["Be good.\n"]
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [("../secret.txt", "link-outside"), ("none.txt", "not-found"), ("/etc/passwd", "link-outside")],
)
def test_a_file_that_cannot_be_had_is_an_error(tmp_path: Path, name: str, code: str) -> None:
    prompts, report = read(tmp_path, instructions=f"$[file('{name}')]")
    assert prompts == []
    assert [d.code for d in report.errors()] == [code]


def test_variables_of_the_toolchain_are_told(tmp_path: Path) -> None:
    prompts, report = read(tmp_path, name="Helper${{APP_NAME_SUFFIX}}", instructions="Use ${{PLACE}}.")
    assert prompts == ["Use ${{PLACE}}."]
    assert [(d.code, d.field) for d in report.diagnostics] == [
        ("live-source", "name"),
        ("live-source", "instructions"),
    ]
