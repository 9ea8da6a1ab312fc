"""From sources to batches: what lies in a client's places is asked as it lies, all else is exported first."""

import json
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.proving.component_values import Batch
from tests.proving.components import BROKEN, REGISTRY, SKILL, put, read


def batches(folder: Path, kind: str, target: str, *, as_is: bool = False) -> tuple[list[Batch], bool]:
    return read(folder, kind).batches(kind, target, REGISTRY, Report(), as_is=as_is)


def test_a_skill_at_its_place_is_asked_as_it_lies(tmp_path: Path) -> None:
    more = {".claude/skills/fill/scripts/run.py": "x = 1\n"}
    put(tmp_path / "inner", {".claude/skills/fill/SKILL.md": SKILL, **more})
    (batch,), exported = batches(tmp_path, "skill", "claude")
    assert not exported
    assert batch.files == {
        ".claude/skills/fill/SKILL.md": SKILL.encode(),
        ".claude/skills/fill/scripts/run.py": b"x = 1\n",
    }
    assert batch.subjects["fill"].component.body == "Fill them.\n"


def test_a_skill_of_another_tool_is_exported(tmp_path: Path) -> None:
    put(tmp_path, {".claude/skills/fill/SKILL.md": SKILL})
    (batch,), exported = batches(tmp_path, "skill", "codex")
    assert exported
    assert batch.files == {".agents/skills/fill/SKILL.md": SKILL.encode()}
    assert batches(tmp_path, "skill", "codex", as_is=True) == ([], False)


@pytest.mark.parametrize("place", ["opencode.json", ".opencode/opencode.json"])
def test_a_command_that_stands_among_settings_is_exported(place: str, tmp_path: Path) -> None:
    put(tmp_path, {place: '{"command": {"greet": {"template": "hello"}}}'})
    (batch,), exported = batches(tmp_path, "command", "opencode")
    assert (exported, [*batch.files]) == (True, [".opencode/commands/greet.md"])


def test_a_skill_of_a_package_is_exported(tmp_path: Path) -> None:
    manifest = '{"name": "kit", "version": "1.0.0"}'
    put(tmp_path, {".claude-plugin/plugin.json": manifest, "skills/fill/SKILL.md": SKILL})
    (batch,), exported = batches(tmp_path, "skill", "claude")
    assert exported
    assert [*batch.files] == [".claude/skills/fill/SKILL.md"]


def test_two_of_one_name_go_to_two_starts(tmp_path: Path) -> None:
    put(tmp_path, {"a/.claude/skills/fill/SKILL.md": SKILL, "b/.claude/skills/fill/SKILL.md": SKILL})
    assert [[*batch.subjects] for batch in batches(tmp_path, "skill", "claude")[0]] == [["fill"], ["fill"]]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("x/.claude/skill-s/fill/SKILL.md", ".claude/skill-s/fill/SKILL.md"),
        ("x/.claude/skills/group/fill/SKILL.md", ".claude/skills/group/fill/SKILL.md"),
    ],
)
def test_what_lies_in_a_wrong_folder_is_asked_where_it_lies(path: str, place: str, tmp_path: Path) -> None:
    put(tmp_path, {path: SKILL})
    (batch,), exported = batches(tmp_path, "skill", "claude")
    assert not exported
    assert [*batch.files] == [place]


def test_a_file_of_which_nothing_is_read_goes_along(tmp_path: Path) -> None:
    put(tmp_path, {".opencode/skills/fill/SKILL.md": SKILL, ".opencode/skills/open/SKILL.md": "---\nname: x"})
    (batch,), _ = batches(tmp_path, "skill", "opencode")
    assert [*batch.loose] == [".opencode/skills/open/SKILL.md"]
    assert [*batch.subjects] == ["fill"]


def test_what_a_person_has_at_home_goes_to_a_project(tmp_path: Path) -> None:
    text = json.dumps({"mcp": {"a": {"type": "local", "command": ["x"]}}})
    folder = ".config/opencode"
    put(tmp_path, {f"{folder}/skills/fill/SKILL.md": SKILL, f"{folder}/opencode.json": text})
    (skills,), _ = batches(tmp_path, "skill", "opencode")
    assert ([*skills.files], skills.home) == ([".opencode/skills/fill/SKILL.md"], {})
    (servers,), _ = batches(tmp_path, "server", "opencode")
    assert [*servers.files] == ["opencode.json"]


def test_a_main_file_at_home_stays_there(tmp_path: Path) -> None:
    put(tmp_path, {".codex/AGENTS.md": "Always.\n", "AGENTS.md": "Here.\n", "a/AGENTS.md": "Only here.\n"})
    found = batches(tmp_path, "rule", "codex")[0]
    assert sorted(path for batch in found for path in (*batch.files, *batch.home)) == [
        ".codex/AGENTS.md",
        "AGENTS.md",
        "a/AGENTS.md",
    ]


def test_a_file_that_several_clients_read_is_each_ones_own(tmp_path: Path) -> None:
    put(tmp_path, {".mcp.json": json.dumps({"mcpServers": {"a": {"command": "x"}}})})
    for target in ("claude", "copilot"):
        (batch,), exported = batches(tmp_path, "server", target)
        assert (exported, [*batch.files]) == (False, [".mcp.json"])
    assert batches(tmp_path, "server", "codex")[1]


def test_a_head_that_is_no_yaml_is_a_subject_nevertheless(tmp_path: Path) -> None:
    put(tmp_path, {".opencode/skills/broken/SKILL.md": BROKEN})
    (batch,), _ = batches(tmp_path, "skill", "opencode")
    assert [*batch.subjects, *batch.loose] == ["broken"]


@pytest.mark.parametrize(
    ("kind", "path"), [("command", ".claude/commands/out.md"), ("skill", ".claude/skills/out")]
)
def test_a_link_out_of_the_project_is_told_and_the_rest_is_asked(
    kind: str, path: str, tmp_path: Path
) -> None:
    here = tmp_path / "project"
    own = {"command": ".claude/commands/run.md", "skill": ".claude/skills/fill/SKILL.md"}[kind]
    put(here, {own: SKILL})
    (tmp_path / "out.md").write_text("Theirs.\n")
    (here / path).symlink_to(tmp_path / "out.md")
    found, report = read(here, kind), Report()
    (batch,), _ = found.batches(kind, "claude", REGISTRY, report, as_is=False)
    assert [*batch.files] == [own]
    assert {d.code for d in (*found.said, *report.diagnostics)} <= {"link-outside"}
    assert kind == "skill" or "link-outside" in {d.code for d in report.diagnostics}
