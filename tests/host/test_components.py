"""Which format reads a component."""

from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.export import ExportRequest, export
from agentconv.host.components import reader_of
from agentconv.host.registry import Registry
from agentconv.writing.options import Options


@pytest.mark.parametrize(
    ("path", "package", "target"),
    [
        ("x/.claude/skills/pdf/SKILL.md", "", "claude"),
        (".cursor/skills/pdf/SKILL.md", "claude-plugin", "cursor"),
        ("skills/pdf/SKILL.md", "codex-plugin", "codex-plugin"),
        ("skills/pdf/SKILL.md", "", "claude"),
        ("plugins/a/skills/pdf/SKILL.md", "gemini-extension", "gemini-extension"),
        (".agents/skills/a/b/SKILL.md", "", "codex"),
        ("docs/pdf/SKILL.md", "", "claude"),
    ],
)
def test_a_skill_is_read_as_its_place_and_its_package_say(path: str, package: str, target: str) -> None:
    found = reader_of("skill", path, package)
    assert found is not None
    assert found.target == target


@pytest.mark.parametrize(
    ("kind", "path", "package", "target"),
    [
        ("rule", "instructions/a.instructions.md", "claude-plugin", "copilot"),
        ("rule", "standards/a.mdc", "", "cursor"),
        ("rule", "rules/a.md", "", "claude"),
        ("command", "prompts/a.prompt.md", "", "copilot"),
        ("command", "commands/a.toml", "", "gemini"),
        ("command", "commands/a.md", "copilot-plugin", "copilot-plugin"),
        ("hook", "hooks/hooks.json", "", "claude"),
    ],
)
def test_outside_all_places_an_ending_says_what_only_one_tool_has(
    kind: str, path: str, package: str, target: str
) -> None:
    found = reader_of(kind, path, package)
    assert found is not None
    assert found.target == target


def test_a_prompt_file_anywhere_keeps_its_tools_and_a_rule_its_name(tmp_path: Path) -> None:
    """Read as another tool's, its list of tools bounded nothing."""
    for path, text in {
        "prompts/tidy.prompt.md": "---\ndescription: d\ntools: ['read']\n---\nTidy ${input:what}.\n",
        "standards/c.instructions.md": "---\napplyTo: '**/*.c'\n---\nC.\n",
    }.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text, "utf-8")
    request = ExportRequest((str(tmp_path),), ("claude",), tmp_path / "out", kinds=KINDS)
    result = export(request, Registry(plugins=False))
    assert [d.code for d in result.diagnostics if d.severity == "error"] == ["power-widened"]
    allowed = export(replace(request, options=Options(allow_wider=True)), Registry(plugins=False))
    assert allowed.written
    assert {path.name for path in (tmp_path / "out").rglob("*.md")} == {"tidy.md", "c.md"}


KINDS = frozenset({"command", "rule"})


def test_a_kind_that_there_is_not_has_no_reader() -> None:
    assert reader_of("song", "a.md") is None
