"""The main job, end to end."""

import json
from pathlib import Path

import pytest

from agentconv.errors import UsageError
from agentconv.export import ExportRequest, ExportResult, export
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


NAMED = {
    "CLAUDE.md": ("rule", "Use tabs.\n"),
    "GEMINI.md": ("rule", "Use tabs.\n"),
    "below/AGENTS.md": ("rule", "Use tabs.\n"),
    ".cursor/rules/x.mdc": ("rule", '---\nglobs: "*.py"\n---\nUse tabs.\n'),
    ".claude/skills/x/SKILL.md": ("skill", "---\nname: x\ndescription: d\n---\nHi\n"),
    ".claude/commands/x.md": ("command", "---\ndescription: Ships.\n---\nShip $ARGUMENTS\n"),
    ".mcp.json": ("server", '{"mcpServers": {"x": {"command": "x"}}}'),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_is_named_is_taken_as_the_kind_that_was_asked_for(tmp_path: Path, name: str) -> None:
    kind, text = NAMED[name]
    source = tmp_path / "in" / name
    source.parent.mkdir(parents=True)
    source.write_text(text, "utf-8")
    if kind == "skill":
        (source.parent / "notes.txt").write_text("more", "utf-8")
    registry = Registry(plugins=False)

    def run(*kinds: str) -> ExportResult:
        request = ExportRequest((str(source),), ("cursor",), tmp_path / "out", kinds=frozenset(kinds))
        return export(request, registry)

    result = run("hook")
    (wrong,) = [d for d in result.diagnostics if d.code in ("not-an-agent", "no-agents")]
    if kind == "skill":  # it is also an agent, where its file is named
        assert (wrong.hint or "").startswith("--kinds agents")
    else:
        assert f"this file is a {kind}, and hooks were asked for" == wrong.message
        assert (wrong.hint or "").startswith(f"--kinds {kind}s takes it")
    taken = run(kind)
    assert (taken.ok, taken.summaries[0].components) == (True, {kind: 1})


def test_a_rule_that_is_named_counts_for_the_project_that_its_folder_is(tmp_path: Path) -> None:
    (tmp_path / "CLAUDE.md").write_text("Use tabs.\n", "utf-8")
    request = ExportRequest(
        (str(tmp_path / "CLAUDE.md"),), ("cursor",), tmp_path / "out", kinds=frozenset({"rule"})
    )
    assert export(request, Registry(plugins=False)).ok
    assert (tmp_path / "out" / "AGENTS.md").read_text("utf-8") == "Use tabs.\n"


def test_what_an_earlier_run_wrote_elsewhere_is_no_source_of_any_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "CLAUDE.md").write_text("Use tabs.\n", "utf-8")
    (tmp_path / ".mcp.json").write_text('{"mcpServers": {"x": {"command": "x"}}}', "utf-8")
    kinds = frozenset({"rule", "server"})

    def run(source: str, target: str, out: str) -> ExportResult:
        return export(ExportRequest((source,), (target,), Path(out), kinds=kinds), Registry(plugins=False))

    first = run(".", "copilot", "for-copilot")
    second = run(".", "cursor", "for-cursor")
    assert (first.diagnostics, first.summaries[0].components) == ((), {"rule": 1, "server": 1})
    (note,) = second.diagnostics
    assert note.message == "left: 2 files that an earlier run wrote"
    assert second.summaries[0].components == {"rule": 1, "server": 1}
    assert run("for-copilot", "cursor", "back").summaries[0].components == {"rule": 1, "server": 1}
