"""Prompts of Codex, which lie in a home folder: they are read, and not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folder.exports import tree
from tests.reading.test_components import codes, put, run
from tests.release.test_components import cli

TEXT = "---\ndescription: Drafts.\nargument-hint: FILE=x [rest]\n---\nDraft $FILE for $1 with $ARGUMENTS at $$5.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put(tmp_path / "home/.codex/prompts/draft.md", TEXT)
    return tmp_path / "home"


@pytest.mark.parametrize("below", ["", ".codex", ".codex/prompts"])
def test_a_prompt_is_a_command_that_counts_from_one(home: Path, below: str, tmp_path: Path) -> None:
    result = run(home / below, "claude", kinds=("commands",))
    assert result.written
    (place,) = tmp_path.rglob(".claude/commands/draft.md")
    text = place.read_text()
    assert text.endswith("---\nDraft $FILE for $0 with $ARGUMENTS at \\$5.\n")
    assert "arguments:\n- FILE\n" in text
    assert "counted-from-one" not in codes(result)


def test_it_becomes_a_skill_where_prompts_are_gone(home: Path) -> None:
    result = run(home, "codex", kinds=("commands",))
    assert "kind-changed" in codes(result)
    found = tree(home.parent / "out")
    assert {path for path in found if not path.startswith(".agentconv")} == {
        ".agents/skills/draft/SKILL.md",
        ".agents/skills/draft/agents/openai.yaml",
    }
    assert found[".agents/skills/draft/SKILL.md"].startswith(b"---\nname: draft\ndescription: Drafts.\n---\n")


def test_a_bundle_reads_it_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = 'name = "x"\nversion = "1.0.0"\nsources = ["."]\nkinds = ["commands"]\n[targets.gemini]\n[targets.codex]\n'
    put(home / "agentconv.toml", manifest)
    monkeypatch.chdir(home)
    status, output = cli("build")
    assert status == 0, output
    assert cli("verify", "dist/x-1.0.0.zip")[0] == 0
