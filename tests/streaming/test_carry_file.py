"""What a carry file keeps of the runs before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentconv.reading import carry
from tests.packages import files, make, written


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    return make(tmp_path / "plugin", "claude-plugin")


def kept(out: Path) -> set[tuple[str, str]]:
    components = json.loads((out / carry.NAME).read_text()).get("components", [])
    return {(one["target"], one["kind"]) for one in components}


def test_a_target_of_another_run_keeps_what_it_could_not_hold(plugin: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for target in ("gemini-extension", "antigravity-plugin"):
        written(plugin, target, out, carry=True)
    assert {target for target, _ in kept(out)} == {"gemini-extension", "antigravity-plugin"}
    assert {("gemini-extension", "hook"), ("antigravity-plugin", "hook")} <= kept(out)


def test_what_the_source_has_no_more_does_not_come_back(plugin: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written(plugin, "gemini-extension", out, carry=True)
    assert ("gemini-extension", "hook") in kept(out)
    (plugin / "hooks/hooks.json").unlink()
    written(plugin, "gemini-extension", out, carry=True)
    assert ("gemini-extension", "hook") not in kept(out)


def test_a_run_without_carry_takes_its_components_out(plugin: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for target in ("gemini-extension", "antigravity-plugin"):
        written(plugin, target, out, carry=True)
    written(plugin, "gemini-extension", out)
    assert {target for target, _ in kept(out)} == {"antigravity-plugin"}
    result = written(plugin, "gemini-extension", out, check=False)
    assert result.plan is not None
    assert not result.plan.changes


def test_a_carry_file_that_somebody_edited_stays(plugin: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written(plugin, "gemini-extension", out, carry=True)
    text = (out / carry.NAME).read_text() + "\n"
    (out / carry.NAME).write_text(text)
    written(plugin, "gemini-extension", out)
    assert (out / carry.NAME).read_text() == text


def test_an_agents_earlier_entry_stays_whatever_is_kept_beside_its_fields(
    plugin: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    written(plugin, "codex-plugin", out, carry=True)
    first = json.loads((out / carry.NAME).read_text())["carry"][".codex/agents/helper.toml"]
    result = written(plugin, "gemini-extension", out, carry=True)
    assert "carry-ignored" not in {d.code for d in result.diagnostics}
    assert json.loads((out / carry.NAME).read_text())["carry"][".codex/agents/helper.toml"] == first
    assert files(out)
