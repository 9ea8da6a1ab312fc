"""Checking models: one with a date for its end is told, where it stands."""

from pathlib import Path

import pytest

from agentconv.checking.run import CheckRequest, check
from agentconv.diagnostics import Diagnostic
from agentconv.host.registry import Registry


def found(tmp_path: Path, name: str, text: str) -> list[Diagnostic]:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    request = CheckRequest((str(path),), select=("model-retired",))
    return list(check(request, Registry(plugins=False)).diagnostics)


def test_a_retired_model_is_told_at_its_key(tmp_path: Path) -> None:
    text = "---\nname: a\ndescription: d\nmodel: claude-3-5-haiku-20241022\n---\nDo it.\n"
    (one,) = found(tmp_path, ".claude/agents/a.md", text)
    assert (one.line, one.field) == (4, "model")
    assert "2026-02-19" in one.message


def test_one_of_several_in_a_file_is_told_at_its_own(tmp_path: Path) -> None:
    entry = '"description": "d", "prompt": "p"'
    text = f'{{"a": {{{entry}}},\n "b": {{{entry},\n "model": "claude-opus-4-1"}}}}\n'
    (one,) = found(tmp_path, "x/claude-agents.json", text)
    assert (one.line, one.agent) == (3, "b")


@pytest.mark.parametrize("model", ["opus", "claude-opus-5-5", "my-own"])
def test_a_living_model_is_no_finding(tmp_path: Path, model: str) -> None:
    text = f"---\nname: a\ndescription: d\nmodel: {model}\n---\nDo it.\n"
    assert not found(tmp_path, ".claude/agents/a.md", text)
