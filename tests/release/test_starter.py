"""The manifest that is written for a folder."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.release import starter
from tests.conftest import FIXTURES
from tests.release.projects import run


def test_init_writes_a_manifest_that_builds(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "examples", tmp_path / "My Agents" / "agents")
    folder = tmp_path / "My Agents"
    assert run("init", cwd=folder).returncode == 0
    assert run("init", cwd=folder).returncode == 1
    assert run("build", cwd=folder).returncode == 0
    assert (folder / "dist" / "my-agents-0.1.0.zip").is_file()


SKILL = "---\nname: s\ndescription: A skill.\n---\nKnow it.\n"
COMMAND = "---\ndescription: A command.\n---\nRun $ARGUMENTS.\n"
SERVERS = '{"mcpServers": {"tracker": {"command": "tracker", "env": {"TOKEN": "%s"}}}}\n'


def test_where_nothing_goes_along_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "CLAUDE.md").write_text("Be brief.\n")
    done = run("init", cwd=tmp_path)
    assert done.returncode == 1
    assert b"no-agents" in done.stderr
    assert b"1 rule" in done.stderr
    assert not (tmp_path / "agentconv.toml").exists()


@pytest.mark.parametrize(
    ("files", "kinds", "inside"),
    [
        ({"skills/s/SKILL.md": SKILL, "CLAUDE.md": "Be brief.\n"}, ["skills"], ".agents/skills/s/SKILL.md"),
        ({".claude/commands/c.md": COMMAND}, ["commands"], ".agents/skills/c/SKILL.md"),
        ({".mcp.json": SERVERS % "${TOKEN}"}, ["servers"], ".codex/config.toml"),
        (
            {
                ".claude-plugin/plugin.json": '{"name": "p"}',
                "skills/s/SKILL.md": SKILL,
                "commands/c.md": COMMAND,
            },
            ["skills", "commands"],
            ".agents/skills/c/SKILL.md",
        ),
    ],
)
def test_without_agents_the_other_kinds_are_taken(
    tmp_path: Path, files: dict[str, str], kinds: list[str], inside: str
) -> None:
    laid_out(tmp_path, files)
    done = run("init", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))
    assert found["kinds"] == kinds
    assert f"kinds = {json.dumps(kinds)}: there are no agents here" in done.stdout.decode()
    assert run("build", cwd=tmp_path).returncode == 0
    (archive,) = (tmp_path / "dist").glob("*-0.1.0.zip")
    assert run("verify", str(archive), cwd=tmp_path).returncode == 0
    assert (tmp_path / "dist" / archive.stem / "targets" / "codex" / inside).is_file()


def test_a_kind_that_stands_against_a_release_is_left(tmp_path: Path) -> None:
    laid_out(
        tmp_path,
        {"skills/s/SKILL.md": SKILL, ".mcp.json": SERVERS % "ghp_Zk3pQ9rT5vX1yB7nM2wC8dF4gH6jL0sAaE5u"},
    )
    assert run("init", cwd=tmp_path).returncode == 0
    assert tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))["kinds"] == ["skills"]
    assert run("build", cwd=tmp_path).returncode == 0


def test_with_agents_it_is_said_how_the_rest_comes_along(tmp_path: Path) -> None:
    laid_out(tmp_path, {"agents/a.md": AGENT.format("a"), "skills/s/SKILL.md": SKILL})
    done = run("init", "-t", "claude", cwd=tmp_path)
    line = 'kinds = ["agents", "skills"]'
    assert f"it takes agents and what they name; {line} takes those along, too" in done.stdout.decode()
    text = (tmp_path / "agentconv.toml").read_text("utf-8")
    assert f"\n# {line}  # takes along what else is here\n" in text
    assert "kinds" not in tomllib.loads(text)


AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\n---\nDo the work.\n"


def test_a_collection_is_built_as_it_was_found(tmp_path: Path) -> None:
    for path, text in {
        "plugins/one/agents/a.md": AGENT.format("a"),
        "plugins/one/commands/c.md": "---\ndescription: A command.\n---\nRun $ARGUMENTS.\n",
        "plugins/one/skills/s/SKILL.md": "---\nname: s\ndescription: A skill.\n---\nKnow it.\n",
        "plugins/one/README.md": "# One\n",
        "docs/page.md": "# Page\n",
        "top.md": AGENT.format("top"),
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert run("init", "-t", "claude", cwd=tmp_path).returncode == 0
    manifest = tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))
    assert manifest["sources"] == ["*.md", "plugins"]
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (index,) = (tmp_path / "dist").glob("*/manifest.json")
    assert sorted(agent["name"] for agent in json.loads(index.read_text("utf-8"))["agents"]) == ["a", "top"]


def laid_out(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


PLUGIN = {
    ".claude-plugin/plugin.json": json.dumps(
        {
            "name": "ops-kit",
            "version": "2.0.1",
            "description": "Keeps things running.",
            "author": {"name": "Ada"},
            "license": "MIT",
            "homepage": "https://example.org/ops",
            "keywords": ["ops"],
        }
    ),
    "agents/a.md": AGENT.format("a"),
    "agents/README.md": "# Agents\n",
    "skills/s/SKILL.md": "---\nname: s\ndescription: A skill.\n---\nKnow it.\n",
}


def test_a_hidden_file_is_named_as_a_source(tmp_path: Path) -> None:
    mode = {"slug": "a", "name": "A", "roleDefinition": "Work.", "groups": ["read"]}
    laid_out(tmp_path, {".roomodes": json.dumps({"customModes": [mode]}), "README.md": "# Modes\n"})
    report = Report()
    started = starter.start(tmp_path, (), Registry(), report)
    assert (started.builds, started.agents) == (True, {"roo": 1}), report.errors()
    assert tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))["sources"] == [".roomodes"]


def test_a_package_says_what_the_release_is(tmp_path: Path) -> None:
    laid_out(tmp_path, PLUGIN)
    done = run("init", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == [
        "agentconv.toml: 1 agent of 1 package, for claude, codex, prompts, claude-plugin; "
        "left: 1 skill, 2 other files",
        'it takes agents and what they name; kinds = ["agents", "skills"] takes those along, too',
        "build it with: agentconv build",
    ]
    found = tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))
    assert found | {"targets": None} == {
        "name": "ops-kit",
        "version": "2.0.1",
        "description": "Keeps things running.",
        "license": "MIT",
        "authors": ["Ada"],
        "homepage": "https://example.org/ops",
        "keywords": ["ops"],
        "sources": ["."],
        "targets": None,
    }
    assert run("build", cwd=tmp_path).returncode == 0
    plugin = tmp_path / "dist/ops-kit-2.0.1/targets/claude-plugin/.claude-plugin/plugin.json"
    assert json.loads(plugin.read_text("utf-8"))["keywords"] == ["ops"]
    assert run("verify", "dist/ops-kit-2.0.1.zip", cwd=tmp_path).returncode == 0


def test_a_list_of_packages_says_it_for_all(tmp_path: Path) -> None:
    listed = {
        "name": "market",
        "owner": {"name": "Bo"},
        "metadata": {"version": "3.1.0", "description": "Many."},
        "plugins": [
            {"name": name, "source": f"./{name}", "version": "1.0.0", "license": "MIT"}
            for name in ("one", "two")
        ],
    }
    files = {f"{name}/agents/{name}.md": AGENT.format(name) for name in ("one", "two")}
    laid_out(tmp_path, {".claude-plugin/marketplace.json": json.dumps(listed), **files})
    assert b"2 agents of 2 packages" in run("init", "-t", "prompts", cwd=tmp_path).stdout
    found = tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))
    assert [found[key] for key in ("name", "version", "description", "license", "authors")] == [
        "market",
        "3.1.0",
        "Many.",
        "MIT",
        ["Bo"],
    ]


def test_a_usual_target_that_refuses_an_agent_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starter, "DEFAULT_TARGETS", ("claude", "agents-md"))
    laid_out(tmp_path, {"agents/a.md": AGENT.format("a"), "agents/b.md": AGENT.format("b")})
    report = Report()
    started = starter.start(tmp_path, (), Registry(plugins=False), report)
    assert (started.targets, started.refused) == (("claude",), {"agents-md": 2})
    assert started.builds
    assert not report.errors()
    manifest = (tmp_path / "agentconv.toml").read_text("utf-8")
    assert "# [targets.agents-md]  # refuses some of the agents" in manifest
    wanted = starter.start(tmp_path, ("agents-md",), Registry(plugins=False), report, force=True)
    assert (wanted.targets, wanted.builds) == (("agents-md",), False)


def test_what_cannot_be_built_is_said_at_once(tmp_path: Path) -> None:
    laid_out(tmp_path, {"agents/a.md": AGENT.format("a"), "agents/b.md": "---\nname: b\nname: c\n---\nx\n"})
    done = run("init", cwd=tmp_path)
    assert done.returncode == 1
    assert b"error[duplicate-key]" in done.stderr
    assert b"--skip-bad leaves out what has them" in done.stderr
    built = run("build", "--skip-bad", cwd=tmp_path)
    assert built.returncode == 1
    (index,) = (tmp_path / "dist").glob("*/manifest.json")
    assert [agent["name"] for agent in json.loads(index.read_text("utf-8"))["agents"]] == ["a"]


def test_of_two_with_one_name_the_first_is_kept(tmp_path: Path) -> None:
    two = {f"agents/{n}.md": AGENT.format("same").replace("the work", n) for n in ("x", "y")}
    laid_out(tmp_path, {**two, "agents/other.md": AGENT.format("other")})
    run("init", "-t", "prompts", cwd=tmp_path)
    assert run("build", cwd=tmp_path).returncode == 1
    assert not (tmp_path / "dist").exists()
    done = run("build", "--skip-bad", cwd=tmp_path)
    assert done.returncode == 1
    line = next(line for line in done.stderr.decode().splitlines() if "name-collision" in line)
    assert line.startswith("agents/y.md: warning[name-collision]: ")
    assert "agents/x.md" in line
    (prompt,) = (tmp_path / "dist").glob("*/targets/prompts/prompts/same.md")
    assert prompt.read_text("utf-8") == "Do x.\n"
    exported = run("export", "agents", "-t", "prompts", "-o", "out", "--skip-bad", cwd=tmp_path)
    assert exported.returncode == 1
    assert (tmp_path / "out/prompts/same.md").read_text("utf-8") == "Do x.\n"


def test_what_a_project_says_of_checks_is_kept_below_the_manifest(tmp_path: Path) -> None:
    laid_out(
        tmp_path,
        {"agents/a.md": AGENT.format("a"), "agentconv.toml": "# ours\n[check]\nignore = ['secret']\n"},
    )
    assert run("init", "-t", "prompts", cwd=tmp_path).returncode == 0
    text = (tmp_path / "agentconv.toml").read_text("utf-8")
    assert text.endswith("\n# ours\n[check]\nignore = ['secret']\n")
    assert run("build", cwd=tmp_path).returncode == 0
    again = run("init", cwd=tmp_path)
    assert (again.returncode, b"--force replaces it" in again.stderr) == (1, True)
    (tmp_path / "agentconv.toml").write_text("[check\n")
    assert run("init", cwd=tmp_path).returncode == 1, "what cannot be read is kept"
