"""Skills, commands, servers, rules and hooks among the sources go along: those that agents name, or that are asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentconv.errors import UsageError
from agentconv.export import ExportRequest, ExportResult, export
from agentconv.host.registry import Registry
from agentconv.model.components import KINDS, kinds_named
from agentconv.writing.options import Options
from tests.folder.exports import tree

AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\n{1}---\nWork.\n"
SKILL = "---\nname: {0}\ndescription: {1}\n---\n{1}\n"
COMMAND = "---\ndescription: Commits.\n---\nCommit $ARGUMENTS.\n"
SERVERS = {
    "mcpServers": {"tracker": {"command": "tracker", "args": ["--quiet"]}, "other": {"command": "other"}}
}


def put(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "p"
    put(root / ".claude/agents/fill.md", AGENT.format("fill", "mcpServers:\n  - tracker\n"))
    put(root / ".claude/skills/count/SKILL.md", SKILL.format("count", "Counts."))
    put(root / ".claude/commands/git/commit.md", COMMAND)
    put(root / ".mcp.json", json.dumps(SERVERS))
    put(root / "CLAUDE.md", "Be brief.\n")
    return root


def run(source: Path, *targets: str, kinds: tuple[str, ...] = (), **more: object) -> ExportResult:
    request = ExportRequest(
        (str(source),),
        targets,
        source.parent / "out",
        options=Options(allow_wider=True),
        kinds=kinds_named(kinds),
        **more,  # type: ignore[arg-type]
    )
    return export(request, Registry(plugins=False))


def codes(result: ExportResult) -> list[str]:
    return [d.code for d in result.diagnostics]


def test_a_server_that_an_agent_names_goes_along_and_no_other(project: Path) -> None:
    result = run(project, "opencode")
    assert result.written
    config = json.loads((project.parent / "out" / "opencode.json").read_text())
    assert list(config["mcp"]) == ["tracker"]
    assert config["mcp"]["tracker"]["command"] == ["tracker", "--quiet"]
    assert not (project.parent / "out" / ".opencode" / "skills").exists()


def test_a_server_that_is_not_there_is_told(project: Path) -> None:
    (project / ".mcp.json").unlink()
    assert "server-missing" in codes(run(project, "opencode"))


def test_an_entry_goes_into_a_file_with_other_settings_and_out_again(project: Path) -> None:
    place = project.parent / "out" / "opencode.jsonc"
    other = project.parent / "out" / "opencode.json"
    before = '{\n  // mine\n  "theme": "dark",\n}\n'
    put(other, before)
    assert run(project, "opencode").written
    assert '"tracker"' in other.read_text()
    assert "// mine" in other.read_text()
    put(project / ".claude/agents/fill.md", AGENT.format("fill", ""))
    assert run(project, "opencode").written
    assert other.read_text() == before
    assert not place.exists()


def test_all_kinds_go_along_when_they_are_asked_for(project: Path) -> None:
    result = run(project, "opencode", kinds=("all",))
    assert {path for path in tree(project.parent / "out") if not path.startswith(".agentconv")} == {
        ".opencode/agents/fill.md",
        ".opencode/commands/git/commit.md",
        ".opencode/skills/count/SKILL.md",
        "AGENTS.md",
        "opencode.json",
    }
    assert "kinds-left" not in codes(result)
    assert not run(project, "opencode", kinds=("all",), check=True).stale


def test_one_kind_goes_without_agents(project: Path) -> None:
    assert run(project, "codex", kinds=("skills",)).ok
    assert set(tree(project.parent / "out")) - {".agentconv.json"} == {".agents/skills/count/SKILL.md"}


def test_what_a_target_has_no_place_for_is_named(project: Path) -> None:
    result = run(project, "openai", kinds=("all",))
    told = [d.message for d in result.diagnostics if d.code == "component-left"]
    assert told == [
        "openai has no place for skills: count",
        "openai has no place for commands: git:commit",
        "openai has no place for servers: other, tracker",
        "openai has no place for rules: project",
    ]


def packages(root: Path, *names: str, text: str = "Counts for {0}.") -> Path:
    for name in names:
        put(root / name / ".claude-plugin/plugin.json", json.dumps({"name": name, "version": "1.0.0"}))
        put(root / name / "agents" / f"{name}-agent.md", AGENT.format(f"{name}-agent", "skills: count\n"))
        put(root / name / "skills/count/SKILL.md", SKILL.format("count", text.format(name)))
    return root


def test_skills_of_two_packages_are_called_after_them_where_there_are_no_packages(tmp_path: Path) -> None:
    root = packages(tmp_path / "p", "ants", "bees")
    result = run(root, "codex", "claude-plugin")
    assert "name-qualified" in codes(result)
    out = tree(tmp_path / "out")
    assert b"Counts for ants." in out[".agents/skills/ants-count/SKILL.md"]
    assert b"Counts for bees." in out["plugins/bees/skills/count/SKILL.md"]


def test_two_that_differ_in_one_place_are_an_error(tmp_path: Path) -> None:
    root = tmp_path / "p"
    for folder in ("one", "two"):
        put(root / folder / "skills/count/SKILL.md", SKILL.format("count", f"Counts as {folder} does."))
    assert "name-collision" in codes(run(root, "codex", kinds=("skills",)))


def test_a_copy_in_a_tools_own_folder_gives_way(tmp_path: Path) -> None:
    root = tmp_path / "p"
    put(root / "skills/count/SKILL.md", SKILL.format("count", "Counts."))
    put(root / ".claude/skills/count/SKILL.md", SKILL.format("count", "Counted, once."))
    result = run(root, "codex", kinds=("skills",))
    assert "copies-left" in codes(result)
    assert b"Counts." in tree(tmp_path / "out")[".agents/skills/count/SKILL.md"]


def test_a_command_makes_room_for_a_skill_of_its_name(tmp_path: Path) -> None:
    root = tmp_path / "p"
    put(root / ".claude/skills/count/SKILL.md", SKILL.format("count", "Counts."))
    put(root / ".claude/commands/count.md", COMMAND)
    assert run(root, "codex", kinds=("skills", "commands")).ok
    out = tree(tmp_path / "out")
    assert b"Counts." in out[".agents/skills/count/SKILL.md"]
    assert b"Commit" in out[".agents/skills/command-count/SKILL.md"]


@pytest.mark.parametrize("words", [("all",), ("agents,skills", "commands, servers"), ("RULES", "hook")])
def test_kinds_are_called_as_people_do(words: tuple[str, ...]) -> None:
    assert kinds_named(words) <= {*KINDS}
    assert kinds_named(()) == {"agent"}


def test_another_word_is_no_kind() -> None:
    with pytest.raises(UsageError, match="there is no kind 'songs'; there are agents, skills"):
        kinds_named(["songs"])


@pytest.mark.parametrize(
    ("target", "there", "usual"),
    [
        ("opencode", "opencode.jsonc", "opencode.json"),
        ("kilo", "kilo.json", "kilo.jsonc"),
        ("copilot", ".github/mcp.json", ".mcp.json"),
    ],
)
def test_servers_go_into_the_file_that_is_there(project: Path, target: str, there: str, usual: str) -> None:
    out = project.parent / "out"
    put(out / there, "{}\n")
    assert run(project, target, kinds=("servers",)).written
    assert "tracker" in (out / there).read_text()
    assert not (out / usual).exists()
    (project / ".mcp.json").unlink()
    assert run(project, target, kinds=("servers", "skills")).written
    assert (out / there).read_text() == "{}\n"


def test_who_reads_the_same_instructions_twice_is_told(project: Path) -> None:
    result = run(project, "claude", "codex", "copilot", kinds=("rules",))
    told = [(d.target, d.message) for d in result.diagnostics if d.code == "rules-twice"]
    assert told == [("copilot", "copilot reads AGENTS.md and CLAUDE.md together, and they say the same")]
    assert "rules-twice" not in codes(run(project, "claude", "codex", kinds=("rules",)))
