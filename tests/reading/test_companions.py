"""The skills that agents name travel with them, whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from agentconv.export import ExportRequest, ExportResult, export
from agentconv.formats import BUILT_IN
from agentconv.host.components import format_of
from agentconv.host.registry import Registry
from agentconv.reading.companions import Skill, skill_for
from agentconv.writing.options import Options
from tests.folder.exports import tree

AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\nskills: {1}\n---\nRun scripts/count.py.\n"
SKILL = "---\nname: {0}\ndescription: Counts.\n---\nRun `scripts/count.py`.\n"
DATA = bytes(range(256)) * 3


def add_skill(folder: Path, text: str = "count") -> Path:
    (folder / "scripts").mkdir(parents=True)
    (folder / "SKILL.md").write_text(SKILL.format(text))
    (folder / "logo.bin").write_bytes(DATA)
    script = folder / "scripts" / "count.py"
    script.write_bytes(b"#!/usr/bin/env python3\r\nprint(1)\n")
    script.chmod(0o755)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    agents = tmp_path / "p" / ".claude" / "agents"
    agents.mkdir(parents=True)
    (agents / "fill.md").write_text(AGENT.format("fill", "count"))
    add_skill(tmp_path / "p" / ".claude" / "skills" / "count")
    (tmp_path / "p" / ".claude" / "skills" / "other").mkdir()
    (tmp_path / "p" / ".claude" / "skills" / "other" / "SKILL.md").write_text(SKILL.format("other"))
    return tmp_path / "p"


def run(source: Path, *targets: str, **more: object) -> ExportResult:
    options = Options(allow_wider=True)
    request = ExportRequest((str(source),), targets, source.parent / "out", options=options, **more)  # type: ignore[arg-type]
    return export(request, Registry(plugins=False))


def codes(result: ExportResult) -> list[str]:
    return [d.code for d in result.diagnostics if d.code.startswith(("skill-", "kinds-", "component-"))]


PLACES = {
    f.name: found.path_of("count").removesuffix("/count/SKILL.md")
    for f in map(Registry(plugins=False).get, BUILT_IN)
    if f.writes and (found := format_of("skill", f.name))
}


@pytest.mark.parametrize("target", PLACES)
def test_every_file_of_a_named_skill_is_there_to_the_byte(target: str, project: Path) -> None:
    result = run(project, target)
    written = project.parent / "out" / PLACES[target] / "count"
    assert tree(written) == tree(project / ".claude" / "skills" / "count") != {}
    if os.name != "nt":
        assert os.stat(written / "scripts" / "count.py").st_mode & stat.S_IXUSR
        assert not os.stat(written / "logo.bin").st_mode & stat.S_IXUSR
    assert not (written.parent / "other").exists()
    assert "skill-missing" not in codes(result)


def test_a_second_run_changes_nothing_and_a_skill_that_is_gone_goes(project: Path) -> None:
    run(project, "codex")
    before = tree(project.parent / "out")
    assert not run(project, "codex", check=True).stale
    run(project, "codex", cache=True)
    run(project, "codex", cache=True)
    assert tree(project.parent / "out") == before
    (project / ".claude" / "agents" / "fill.md").write_text(AGENT.format("fill", "other"))
    run(project, "codex", cache=True)
    assert not (project.parent / "out" / ".agents" / "skills" / "count").exists()
    assert (project.parent / "out" / ".agents" / "skills" / "other" / "SKILL.md").is_file()
    (project / ".claude" / "agents" / "fill.md").write_text(AGENT.format("fill", "[]"))
    run(project, "codex", cache=True)
    assert not (project.parent / "out" / ".agents").exists()


def test_what_was_edited_there_is_kept(project: Path) -> None:
    run(project, "codex")
    place = project.parent / "out" / ".agents" / "skills" / "count" / "logo.bin"
    place.write_bytes(b"mine")
    result = run(project, "codex")
    assert place.read_bytes() == b"mine"
    assert "kept-edited" in [d.code for d in result.diagnostics]


def test_one_that_is_not_there_is_told(project: Path) -> None:
    (project / ".claude" / "agents" / "fill.md").write_text(AGENT.format("fill", "count, gone"))
    assert codes(run(project, "codex")) == ["kinds-left", "skill-missing"]


def test_where_there_is_no_place_for_skills_is_told(project: Path) -> None:
    assert codes(run(project, "openai")) == ["kinds-left", "component-left"]


def test_the_skills_that_travel_are_not_left(project: Path) -> None:
    assert [left.path.rpartition("skills/")[2] for left in run(project, "codex").skipped] == [
        "other/SKILL.md"
    ]


def test_links_out_of_the_sources_are_not_followed(project: Path) -> None:
    secret = project.parent / "secret.txt"
    secret.write_text("secret\n")
    (project / ".claude" / "skills" / "count" / "link.txt").symlink_to(secret)
    result = run(project, "codex")
    assert "link-outside" in [d.code for d in result.diagnostics]
    assert not (project.parent / "out").exists()


def skill(name: str, shown: str, package: str = "") -> Skill:
    return Skill(name, shown, shown, f"{shown}/SKILL.md", Path(), package)


SKILLS = [
    skill("count", "plugins/a/skills/count", "a"),
    skill("count", "plugins/b/skills/count", "b"),
    skill("count", ".claude/skills/count"),
]


@pytest.mark.parametrize(
    ("wanted", "path", "folder"),
    [
        ("count", "plugins/b/agents/x.md", "plugins/b/skills/count"),
        ("count", "plugins/a/agents/x.md", "plugins/a/skills/count"),
        ("count", ".claude/agents/x.md", ".claude/skills/count"),
        ("count", "x.md", "plugins/a/skills/count"),
        ("b:count", "plugins/a/agents/x.md", "plugins/b/skills/count"),
        ("c:count", "plugins/a/agents/x.md", None),
        ("gone", "plugins/a/agents/x.md", None),
    ],
)
def test_the_nearest_skill_of_the_name_is_meant(wanted: str, path: str, folder: str | None) -> None:
    found = skill_for(wanted, path, SKILLS)
    assert (found.folder if found else None) == folder


def test_a_plugin_for_each_package_has_its_own_skills(tmp_path: Path) -> None:
    for name in ("a", "b"):
        plugin = tmp_path / "p" / "plugins" / name
        (plugin / ".claude-plugin").mkdir(parents=True)
        (plugin / ".claude-plugin" / "plugin.json").write_text(f'{{"name": "{name}", "version": "1.0.0"}}')
        (plugin / "agents").mkdir()
        (plugin / "agents" / f"fill-{name}.md").write_text(AGENT.format(f"fill-{name}", "count"))
        add_skill(plugin / "skills" / "count", f"count of {name}")
    run(tmp_path / "p", "claude-plugin")
    for name in ("a", "b"):
        skill = tmp_path / "out" / "plugins" / name / "skills" / "count"
        assert tree(skill) == tree(tmp_path / "p" / "plugins" / name / "skills" / "count") != {}
