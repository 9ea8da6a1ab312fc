"""Hooks of Kiro: a list in a file, of which each is owned by itself."""

from __future__ import annotations

import json
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.formats.kiro.hooks import Hooks
from agentconv.kit.component import ComponentReading, Material
from agentconv.model.components import File
from agentconv.model.hook import Action
from tests.conftest import FIXTURES
from tests.reading.test_components import codes, put, run

FILE = FIXTURES / "components/hook/kiro/.kiro/hooks/checks.json"


def read(text: str) -> tuple[dict[str, tuple[Action, ...]], list[str]]:
    report = Report()
    material = Material(".kiro/hooks/a.json", (File("a.json", text.encode()),))
    found = Hooks().read(material, ComponentReading(report))
    return {hook.name: hook.actions for hook in found}, [d.code for d in report.diagnostics]


def test_each_trigger_is_an_event_with_its_actions() -> None:
    lint = Action("npm run lint", "\\.ts$", "command", 30, {"name": "lint", "enabled": True})
    tests = Action(None, "fs_write", "agent", more={"name": "tests", "prompt": "Are the tests written?"})
    assert read(FILE.read_text()) == ({"PostFileSave": (lint,), "PreToolUse": (tests,)}, [])


def test_what_is_no_hook_is_told() -> None:
    listed = [
        1,
        {"name": "a"},
        {"trigger": "Stop", "action": "x"},
        {"trigger": "Stop", "action": {"command": "y"}},
    ]
    assert read(json.dumps({"hooks": listed})) == ({"Stop": (Action("y"),)}, ["wrong-type"] * 3)
    assert read("[]") == ({}, [])
    assert read('{"hooks": {}}') == ({}, [])
    assert read("{") == ({}, ["syntax"])


def test_each_goes_into_the_list_that_is_there_and_out_again(tmp_path: Path) -> None:
    source, place = tmp_path / "p/.kiro/hooks/checks.json", tmp_path / "out/.kiro/hooks/checks.json"
    put(source, FILE.read_text())
    theirs = '{\n  "version": "v1",\n  "hooks": [\n    {"name": "own", "trigger": "Stop", "action": {"type": "command", "command": "x"}}\n  ]\n}\n'
    put(place, theirs)
    assert run(tmp_path / "p", "kiro", kinds=("hooks",)).written
    own, *ours = json.loads(place.read_text())["hooks"]
    assert own["name"] == "own"
    assert ours == json.loads(FILE.read_text())["hooks"]
    source.unlink()
    put(tmp_path / "p/.claude/commands/c.md", "Hi.\n")
    assert run(tmp_path / "p", "kiro", kinds=("hooks", "commands")).written
    assert place.read_text() == theirs


def test_no_other_tool_gets_them(tmp_path: Path) -> None:
    put(tmp_path / "p/.kiro/hooks/checks.json", FILE.read_text())
    result = run(tmp_path / "p", "claude", kinds=("hooks",))
    assert codes(result).count("component-left") == 2
