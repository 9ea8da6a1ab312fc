"""A PyYAML without libyaml reads and writes the same, and a note says that it is slow."""

from pathlib import Path

import pytest
import yaml as pyyaml

from agentconv.api import read
from agentconv.containers import yaml, yaml_events
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from tests.conftest import FIXTURES

CLAUDE = [p for p in sorted((FIXTURES / "claude").glob("*.md")) if p.stem != "indented-head"]
"""All but one, with a tab after a colon, which PyYAML's own parser refuses."""


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "Parser", pyyaml.SafeLoader)
    monkeypatch.setattr(yaml, "HAS_LIBYAML", False)


@pytest.mark.parametrize("path", CLAUDE, ids=lambda p: p.stem)
def test_reads_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(path)
    monkeypatch.setattr(yaml_events, "Parser", pyyaml.SafeLoader)
    assert read(path).agents == fast.agents


@pytest.mark.usefixtures("without")
def test_a_note_says_so(tmp_path: Path) -> None:
    result = export(ExportRequest((str(FIXTURES / "examples"),), ("openai",), tmp_path), Registry())
    assert "no-libyaml" in {d.code for d in result.diagnostics}
