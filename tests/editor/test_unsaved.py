"""What an editor holds is what is looked at, and a check of the saved file says the same."""

from pathlib import Path

import pytest

from agentconv.checking.run import CheckRequest, check
from agentconv.editor.unsaved import look
from agentconv.host.registry import Registry
from tests.conftest import ROOT

REGISTRY = Registry(plugins=False)
BAD = "---\nname: a\ndescription: do it: now\ntools: Read, BashOutput\n---\nHi\n"


def codes(path: str, text: str, *targets: str) -> list[tuple[str, int | None]]:
    root = Path("/nowhere/project")
    return [(d.code, d.line) for d in look(root / path, text, root, REGISTRY, targets).diagnostics]


def test_findings_of_a_text_that_is_on_no_disk() -> None:
    assert codes(".claude/agents/a.md", BAD) == [("frontmatter-not-yaml", 3), ("tool-retired", 4)]
    assert ("field-carried", 4) in codes(".claude/agents/a.md", BAD, "openai")


@pytest.mark.parametrize("path", ["commands/a.md", "README.md", "skills/x/SKILL.md", "docs/a.md"])
def test_where_no_agent_belongs_there_is_nothing_to_say(path: str) -> None:
    assert codes(path, BAD) == []


@pytest.mark.parametrize("text", ["", "# Notes\n", "---\n", "\ud800", "---\nname: [\n", "x" * 100_000])
def test_any_text_is_taken(text: str) -> None:
    for path in (".claude/agents/a.md", "a.md", ".codex/agents/a.toml", "x.json", "a"):
        codes(path, text)


def test_the_repair_is_that_of_fix() -> None:
    root = Path("/nowhere/project")
    found = look(root / ".claude/agents/a.md", BAD, root, REGISTRY).repaired
    assert found is not None
    assert found.text == BAD.replace("do it: now", "'do it: now'")


def test_a_check_of_the_saved_file_says_the_same() -> None:
    folder = ROOT / "fixtures" / "claude"
    files = sorted(folder.rglob("*.md"))
    for path in files:
        said = look(path, path.read_text("utf-8"), None, REGISTRY).diagnostics
        saved = check(CheckRequest((path.as_posix(),)), REGISTRY).diagnostics
        assert {(d.code, d.line, d.column) for d in said} <= {(d.code, d.line, d.column) for d in saved}
    assert len(files) > 3
