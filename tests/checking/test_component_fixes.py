"""Skills, commands and rules are repaired where that can be proved."""

from pathlib import Path

import pytest

from agentconv.checking.run import CheckRequest, check
from tests.checking.test_components import REGISTRY, looked_at, told

BROKEN = "---\nname: s\ndescription: Use this: when it is needed\nallowed-tools: Read\n---\nDo it.\n"


def fixed(folder: Path, path: str, text: str) -> str:
    looked_at(folder, {path: text}, fix=True)
    return (folder / path).read_text("utf-8")


@pytest.mark.parametrize(
    "path", [".claude/skills/s/SKILL.md", ".claude/commands/s.md", ".gemini/skills/s/SKILL.md"]
)
def test_a_head_that_is_not_yaml_gets_quotes(path: str, tmp_path: Path) -> None:
    assert "frontmatter-not-yaml" in told(tmp_path, {path: BROKEN})
    assert fixed(tmp_path, path, BROKEN) == BROKEN.replace(
        "Use this: when it is needed", "'Use this: when it is needed'"
    )
    assert "frontmatter-not-yaml" not in [
        d.code for d in check(CheckRequest((str(tmp_path),)), REGISTRY).diagnostics
    ]


def test_text_that_was_decoded_wrongly_is_put_right(tmp_path: Path) -> None:
    text = "---\nname: s\ndescription: d\n---\nGo on â€” then stop.\n"
    assert fixed(tmp_path, ".claude/skills/s/SKILL.md", text) == text.replace("â€”", "—")


def test_a_command_that_would_run_something_else_is_left(tmp_path: Path) -> None:
    text = "---\ndescription: d\n---\nLook: !`echo â€”`\n"
    assert fixed(tmp_path, ".claude/commands/c.md", text) == text


def test_how_many_can_be_repaired_is_said(tmp_path: Path) -> None:
    files = {".claude/skills/s/SKILL.md": BROKEN, "AGENTS.md": "Be kind.\n"}
    assert looked_at(tmp_path, files, count_fixable=True).fixable == 1


def test_other_kinds_are_left_alone(tmp_path: Path) -> None:
    request = {".claude/skills/s/SKILL.md": BROKEN}
    looked_at(tmp_path, request, fix=True, kinds={"agent"})
    assert (tmp_path / ".claude/skills/s/SKILL.md").read_text() == BROKEN
