"""What texts of skills and commands name, and what is filled in in them."""

from pathlib import Path

import pytest

from tests.checking.test_components import AGENT, SKILL, found_in, told

PACKAGE = {
    ".claude-plugin/plugin.json": '{"name": "pack", "version": "1.0.0"}',
    "agents/a.md": AGENT,
    "skills/s/SKILL.md": SKILL,
    "commands/c.md": "Do $ARGUMENTS.\n",
}


@pytest.mark.parametrize("name", ["pack:gone", "Pack:gone"])
def test_what_a_package_does_not_have_is_told(name: str, tmp_path: Path) -> None:
    text = f"{SKILL}Then use {name} for the rest.\n"
    (found,) = found_in(tmp_path, {**PACKAGE, "skills/s/SKILL.md": text})
    assert (found.code, found.line) == ("reference-unresolved", 6)


@pytest.mark.parametrize(
    "line",
    [
        "Use pack:s, pack:a and /pack:c.",
        "Use elsewhere:thing.",
        "pack: a box. See http://pack:8080 and `x.pack:gone`.",
        'Task(subagent_type="a"), Task(subagent_type="general-purpose")',
    ],
)
def test_what_is_there_or_of_another_package_is_not(line: str, tmp_path: Path) -> None:
    assert told(tmp_path, {**PACKAGE, "skills/s/SKILL.md": f"{SKILL}{line}\n"}) == []


def test_an_agent_that_is_called_and_missing_is_told(tmp_path: Path) -> None:
    text = 'Call Task(subagent_type="gone") with $ARGUMENTS.\n'
    assert told(tmp_path, {**PACKAGE, "commands/c.md": text}) == ["reference-unresolved"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".claude/commands/c.md", "Look at {{args}}.\n"),
        (".gemini/commands/c.toml", 'prompt = "Look at $ARGUMENTS."\n'),
        (".claude/commands/c.md", "Look at ${input:what}.\n"),
    ],
)
def test_a_place_that_is_not_filled_in_is_told(path: str, text: str, tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, {path: text})
    assert (found.code, found.line) == ("placeholder-dead", 1)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".claude/commands/c.md", "Look at $ARGUMENTS; Gemini writes {{args}}.\n"),
        (".gemini/commands/c.toml", 'prompt = "Look at {{args}}."\n'),
        (".github/prompts/c.prompt.md", "---\ndescription: d\n---\nLook at ${input:what}.\n"),
    ],
)
def test_a_place_that_is_filled_in_is_not(path: str, text: str, tmp_path: Path) -> None:
    assert told(tmp_path, {path: text}) == []


def test_an_agent_may_name_a_skill_of_its_package(tmp_path: Path) -> None:
    files = {**PACKAGE, "agents/a.md": AGENT.replace("Hi", "Use `pack:my-thing` and `pack:my-other`.")}
    files["skills/my-thing/SKILL.md"] = SKILL.replace("name: s", "name: my-thing")
    found = found_in(tmp_path, files)
    assert [d.message for d in found] == ["'pack:my-other' is no agent of the files that were checked"]
