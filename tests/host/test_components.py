"""Which format reads a component."""

import pytest

from agentconv.host.components import reader_of


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


def test_a_kind_that_there_is_not_has_no_reader() -> None:
    assert reader_of("song", "a.md") is None
