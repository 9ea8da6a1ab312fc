"""The main job, end to end."""

import json
from pathlib import Path

import pytest

from agentconv.errors import UsageError
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.writing.options import Options
from tests.conftest import FIXTURES

AGENT = "---\nname: tidy\ndescription: Tidies code.\ntools: Read, Grep\n---\nYou tidy.\n"


def test_claude_agent_becomes_an_assistant(tmp_path: Path) -> None:
    (tmp_path / "tidy.md").write_text(AGENT, encoding="utf-8")
    result = export(ExportRequest((str(tmp_path),), ("openai",), tmp_path / "out"), Registry())
    assert result.ok
    written = json.loads((tmp_path / "out/openai/assistants/tidy.json").read_text("utf-8"))
    assert written["instructions"] == "You tidy.\n"
    assert written["metadata"]["agentconv.tools"] == '["read","grep"]'


def test_scope_user_lays_files_out_for_a_home_folder(tmp_path: Path) -> None:
    source = FIXTURES / "examples" / "reviewer.md"
    options = Options(scope="user")
    assert export(ExportRequest((str(source),), ("claude",), tmp_path, options=options), Registry()).ok
    assert (tmp_path / ".claude" / "agents" / "reviewer.md").is_file()
    with pytest.raises(UsageError, match="no folder for all projects"):
        export(ExportRequest((str(source),), ("openai",), tmp_path, options=options), Registry())


def test_where_other_kinds_are_all_that_is_there_the_hint_names_them(tmp_path: Path) -> None:
    skill = tmp_path / "skills" / "x" / "SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text("---\nname: x\ndescription: d\n---\nHi\n", "utf-8")
    result = export(ExportRequest((str(tmp_path),), ("codex",), tmp_path / "out"), Registry(plugins=False))
    (found,) = [d for d in result.diagnostics if d.code == "no-agents"]
    assert (found.hint or "").startswith("--kinds skills takes what is there; ")


def test_where_agents_that_are_off_are_all_that_is_there_no_hint_says_to_take_agents(tmp_path: Path) -> None:
    agent = tmp_path / ".opencode" / "agent" / "reviewer.md"
    agent.parent.mkdir(parents=True)
    agent.write_text("---\ndescription: Reviews.\ndisable: true\n---\nHi\n", "utf-8")
    result = export(ExportRequest((str(tmp_path),), ("codex",), tmp_path / "out"), Registry(plugins=False))
    (found,) = [d for d in result.diagnostics if d.code == "no-agents"]
    assert found.hint == "--verbose lists why each file was skipped"
