"""Two folders or bundles side by side, with all kinds that they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.release.test_components import cli

AGENT = "---\nname: a\ndescription: Does a.\nskills: count\n---\nDo it.\n"
SKILL = "---\nname: count\ndescription: {0}\n---\nCount.\n{1}"
OLD = {
    ".claude/agents/a.md": AGENT,
    ".claude/skills/count/SKILL.md": SKILL.format("Counts.", "Slowly.\n"),
    ".claude/skills/count/old.py": "1\n",
    ".claude/skills/count/run.py": "1\n",
    ".claude/skills/count/same.py": "1\n",
    ".claude/commands/go.md": "---\ndescription: Goes.\n---\nGo to $ARGUMENTS now.\n",
    ".mcp.json": '{"mcpServers": {"one": {"command": "one"}}}\n',
}
NEW = {
    ".claude/agents/a.md": AGENT,
    ".claude/skills/count/SKILL.md": SKILL.format("Counts well.", "Fast.\nAnd well.\n"),
    ".claude/skills/count/new.py": "1\n",
    ".claude/skills/count/run.py": "2\n",
    ".claude/skills/count/same.py": "1\n",
    ".claude/commands/go.md": "---\ndescription: Goes.\n---\nGo to !`git log` now.\n",
    ".mcp.json": '{"mcpServers": {"one": {"command": "one"}, "two": {"command": "two"}}}\n',
}
MANIFEST = 'name = "x"\nversion = "1.0.0"\nsources = ["."]\nkinds = ["all"]\n[targets]\nclaude = {}\n'


@pytest.fixture(params=[False, True], ids=["folders", "bundles"])
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[str]:
    """The words that compare two folders, or the bundles that were made of them."""
    monkeypatch.chdir(tmp_path)
    for side, files in (("old", OLD), ("new", NEW)):
        for path, text in {**files, "agentconv.toml": MANIFEST}.items():
            file = tmp_path / side / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if request.param:
            status, output = cli("build", side, "-o", f"{side}-dist")
            assert status == 0, output
    return (
        ["old-dist/x-1.0.0.zip", "new-dist/x-1.0.0.zip"]
        if request.param
        else ["old", "new", "--kinds", "all"]
    )


def test_what_came_went_and_changed_is_said_of_every_kind(sides: list[str]) -> None:
    status, output = cli("diff", *sides, "--json")
    assert status == 1
    found = {(c["kind"], c["name"]): c for c in json.loads(output)["comparisons"]}
    assert [*found] == [("skill", "count"), ("command", "go"), ("server", "two")]
    skill, command, server = found.values()
    assert skill["files"] == {"added": ["new.py"], "removed": ["old.py"], "changed": ["run.py"]}
    assert skill["fields"] == [{"field": "description", "old": "Counts.", "new": "Counts well."}]
    assert skill["lines"] == ["-Slowly.", "+Fast.", "+And well."]
    assert (command["lines"], command["fields"]) == (["-Go to <arguments> now.", "+Go to git log now."], [])
    assert len(command["power"]["gained"]) == 1
    assert "git log" in command["power"]["gained"][0]
    assert "old" not in server
    assert server["new"]["format"] == "claude"


def test_people_read_it_in_full_and_in_short(sides: list[str]) -> None:
    _, output = cli("diff", *sides)
    lines = [line.strip() for line in output.splitlines()]
    for line in ("added", "+ file new.py", "- file old.py", "~ file run.py", "changed: its text (+2 -1)"):
        assert lines.count(line) == 1
    assert any(line.startswith("+ power ") and "git log" in line for line in lines)
    _, output = cli("diff", *sides, "--stat")
    assert "  1 field(s); text, +2 -1 lines; 3 file(s)\n" in output
    assert len(output.splitlines()) == 6


def test_a_side_says_the_same_as_itself(sides: list[str]) -> None:
    assert cli("diff", sides[0], sides[0], *sides[2:]) == (0, "")


def test_kinds_say_what_is_compared(sides: list[str]) -> None:
    _, output = cli("diff", *sides[:2], "--kinds", "servers", "--json")
    assert [c["name"] for c in json.loads(output)["comparisons"]] == ["two"]
    status, output = cli("diff", *sides[:2], "--kinds", "hooks")
    assert status == 1
    assert "there is nothing of the kinds that were asked for" in output
