"""Files that are named and are not there."""

from pathlib import Path

import pytest

from tests.checking.test_components import SKILL, found_in, told

PLACE = ".claude/skills/s/SKILL.md"


@pytest.mark.parametrize(
    "line",
    ["[more](references/gone.md)", "[more](../other/SKILL.md#part)", "Run `python scripts/gone.py` first."],
)
def test_a_file_that_is_not_there_is_told_with_its_line(line: str, tmp_path: Path) -> None:
    files = {PLACE: f"{SKILL}\n{line}\n", ".claude/skills/s/scripts/there.py": "pass\n"}
    (found,) = found_in(tmp_path, files)
    assert (found.code, found.line) == ("file-missing", 7)


@pytest.mark.parametrize(
    "line",
    [
        "[more](references/there.md#top)",
        "[more](link) and [more](URL)",
        "[more](https://example.com/x.md)",
        "[more](references/<name>.md)",
        "Write `[text](references/name.md)`.",
        "```\n[text](references/name.md)\n```",
        "[out](../../../../../far/away.md)",
        "Run `python scripts/there.py`.",
        "Run `pytest scripts/gone.py`, and put it in `references/gone.md`.",
    ],
)
def test_what_is_there_or_an_example_is_not(line: str, tmp_path: Path) -> None:
    files = {
        PLACE: f"{SKILL}\n{line}\n",
        ".claude/skills/s/references/there.md": "x\n",
        ".claude/skills/s/scripts/there.py": "pass\n",
    }
    assert told(tmp_path, files) == []


def test_scripts_of_a_project_are_its_own(tmp_path: Path) -> None:
    """A skill without a folder of scripts speaks of those of whoever uses it."""
    assert told(tmp_path, {PLACE: f"{SKILL}Run python scripts/build.py\n"}) == []


def test_files_of_a_package_are_looked_for_in_it(tmp_path: Path) -> None:
    root = "${CLAUDE_PLUGIN_ROOT}"
    files = {
        ".claude-plugin/plugin.json": '{"name": "p", "version": "1.0.0"}',
        "commands/c.md": f"Run {root}/bin/there.sh and {root}/bin/gone.sh $ARGUMENTS\n",
        "bin/there.sh": "ls\n",
        ".mcp.json": f'{{"mcpServers": {{"m": {{"command": "node", "args": ["{root}/dist/m.js"]}}}}}}',
    }
    found = found_in(tmp_path, files)
    assert [(d.code, Path(d.path or "").name) for d in found] == [
        ("file-missing", ".mcp.json"),
        ("file-missing", "c.md"),
    ]
