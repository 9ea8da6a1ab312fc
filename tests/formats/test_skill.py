"""Skills: text that Claude Code would fill in or run, and names by folder."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.formats.skill import LiveText
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent

REGISTRY = Registry(plugins=False)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("$ARGUMENTS $ARGUMENTS[1] $0 $12", "\\$ARGUMENTS \\$ARGUMENTS[1] \\$0 \\$12"),
        ("$1a $x ${1} US$ $", "$1a $x ${1} US$ $"),
        ("\\$1 \\\\$1", "\\$1 \\$1"),
        ("!`a` (!`b`) x!`c` \\!`d`", "\\!`a` (!`b`) x!`c` \\!`d`"),
        ("```!\na\n```", "```\\!\na\n```"),
        ("!``", "!``"),
        ("${CLAUDE_SKILL_DIR} ${CLAUDE_OTHER}", "$\\{CLAUDE_SKILL_DIR} ${CLAUDE_OTHER}"),
    ],
)
def test_live_text_is_kept_inert(text: str, written: str) -> None:
    codec = LiveText()
    assert codec.encode(text) == written
    assert codec.encode(codec.decode(written) or "") == written


def test_what_has_an_escape_reads_back_as_it_was() -> None:
    codec = LiveText()
    text = "Say $ARGUMENTS, $1 and $ARGUMENTS[2]."
    assert codec.decode(codec.encode(text)) == text


@pytest.mark.parametrize("place", [".claude/skills", ".agents/skills", ".github/skills", "elsewhere"])
def test_the_folder_is_the_name(place: str, tmp_path: Path) -> None:
    path = tmp_path / place / "Folder Name" / "SKILL.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\nname: other\ndescription: d\n---\nBody.", encoding="utf-8")
    (document,) = read(path, registry=REGISTRY).documents
    assert (document.format, document.agent.name) == ("skill", "Folder Name")


def test_only_keys_of_the_specification_are_written() -> None:
    agent = Agent(
        "a", description="d", model="opus", effort="high", version="1.0", license="MIT", color="red"
    )
    (file,) = write(agent, "skill", registry=REGISTRY).files
    assert file.path == ".claude/skills/a/SKILL.md"
    assert file.text == "---\nname: a\ndescription: d\nlicense: MIT\nmetadata:\n  version: '1.0'\n---\n"


def test_the_user_scope_and_its_places() -> None:
    assert REGISTRY.get("skill").path_of("a", "user") == ".claude/skills/a/SKILL.md"
