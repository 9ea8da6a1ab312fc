"""What the vendors' clients list of whole collections: all agents, skills and commands, with no line of error.

Observed with Claude Code 2.1.328, Codex 0.169.0, gemini-cli-core 0.61.0, OpenCode 1.18.33 and Copilot CLI 1.0.102
(2026-11-28). What loads the commands of Gemini CLI is not in its core: their files are read as TOML. Cursor has no
client that could be asked.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.model.components import KINDS
from agentconv.writing.options import Options
from tests.clients import claude, codex, commands, copilot, gemini, opencode, skills
from tests.conftest import CORPUS, NIGHTLY

COLLECTIONS = CORPUS.parent / "collections"
pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(
        not COLLECTIONS.is_dir(), reason="the shared collections are not beside this checkout"
    ),
]
REGISTRY = Registry(plugins=False)
ALL = [p for p in sorted(COLLECTIONS.glob("*")) if p.is_dir()]
SOURCES = [pytest.param(p, id=p.name) for p in (ALL if NIGHTLY else ALL[-1:])]
"""All collections at night; before a change lands one, the last, of which a client takes half a minute."""
OWN_WORDS = re.compile(r"^: (?:This plugin has no|No icon found)", re.MULTILINE)
"""Advice of Claude Code for those who publish a plugin, which it gives besides where something else is wrong."""
FAILED = re.compile(r"\[(?:ERROR|WARN)\] (.*(?:[Ss]kill|[Cc]ommand|[Aa]gent|[Hh]ook|[Pp]lugin|MCP).*)")
OF_SOURCE = ("Claude Code does not recognize or apply",)
"""What Claude Code says of keys that stand in the sources, too."""


def asks(why: str | None) -> pytest.MarkDecorator:
    return pytest.mark.skipif(why is not None, reason=why or "")


def written(source: Path, target: str, out: Path) -> Path:
    options = Options(allow_wider=True, shorten=True)
    kinds = frozenset(KINDS)
    result = export(ExportRequest((str(source),), (target,), out, options=options, kinds=kinds), REGISTRY)
    assert result.written, [d for d in result.diagnostics if d.severity == "error"]
    return out


def packages(out: Path, manifest: str) -> dict[str, Path]:
    """The packages below a folder, by their names."""
    found = sorted(out.rglob(manifest))
    names = [json.loads(path.read_text("utf-8"))["name"] for path in found]
    assert len({*names}) == len(names) > 0
    return {n: path.parents[manifest.count("/")] for n, path in zip(names, found, strict=True)}


def names_in(folder: Path, pattern: str, prefix: str = "", between: str = ":") -> set[str]:
    """The names that files have by their paths: the folder of a skill, the stem of others with their folders."""
    found = set()
    for path in folder.rglob(pattern) if folder.is_dir() else ():
        if path.name == "SKILL.md":
            found.add(prefix + path.parent.name)
        else:
            inside = path.relative_to(folder).as_posix().removesuffix(pattern.removeprefix("*"))
            found.add(prefix + inside.replace("/", between))
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / ".git").mkdir(parents=True)
    return tmp_path / "project"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@asks(claude.missing())
@pytest.mark.parametrize("source", SOURCES)
def test_claude_code_lists_all_of_every_plugin(
    source: Path, tmp_path: Path, project: Path, home: Path
) -> None:
    found = packages(written(source, "claude-plugin", tmp_path / "out"), ".claude-plugin/plugin.json")
    options = [word for folder in found.values() for word in ("--plugin-dir", str(folder))]
    run = claude.ask(project, home, *options, launch=False)
    first = next(event for event in run.events if event.get("subtype") == "init")
    agents, called, taught = set[str](), set[str](), set[str]()
    for name, folder in found.items():
        agents |= names_in(folder / "agents", "*.md", f"{name}:")
        called |= names_in(folder / "commands", "*.md", f"{name}:")
        taught |= names_in(folder / "skills", "SKILL.md", f"{name}:")
    assert {a for a in first["agents"] if ":" in a} == agents
    assert {c for c in first["slash_commands"] if ":" in c} == called | taught
    assert {p["name"] for p in first["plugins"]} >= found.keys()
    said = [line for line in FAILED.findall(run.log) if not any(word in line for word in OF_SOURCE)]
    assert said == []


@asks(claude.missing())
@pytest.mark.parametrize("source", SOURCES)
def test_claude_code_finds_nothing_wrong_that_was_not_in_the_source(source: Path, tmp_path: Path) -> None:
    out = written(source, "claude-plugin", tmp_path / "out")
    found = {
        f for place in (out, *packages(out, ".claude-plugin/plugin.json").values()) for f in wrong(place)
    }
    if not found:
        return
    before = {f for place in sorted({source, *places_of(source)}) for f in wrong(place)}
    assert found <= before


def places_of(source: Path) -> Iterator[Path]:
    """The folders of a collection that may be plugins."""
    for name in ("agents", "commands", "skills", "hooks", ".claude-plugin"):
        yield from (path.parent for path in source.rglob(name) if path.is_dir())


def wrong(folder: Path) -> set[str]:
    """What is wrong with a plugin, without the place where."""
    said = (line for line in claude.validate(folder) if not OWN_WORDS.match(line))
    return {line.partition(": ")[2] for line in said}


@asks(codex.missing())
@pytest.mark.parametrize("source", SOURCES)
def test_codex_lists_all_of_every_plugin_and_starts_the_roles(
    source: Path, tmp_path: Path, project: Path, home: Path
) -> None:
    out = written(source, "codex-plugin", tmp_path / "out")
    found = packages(out, ".codex-plugin/plugin.json")
    assert codex.plugins(out, home).keys() == found.keys()
    expected = {
        n for name, folder in found.items() for n in names_in(folder / "skills", "SKILL.md", f"{name}:")
    }
    listed, errors = codex.skills(project, home)
    assert {name for name in listed if ":" in name} == expected
    assert errors == []
    roles = [*(out / ".codex" / "agents").glob("*.toml")]
    if roles:
        answer = codex.load(out, home)
        assert len(answer.agents) == len(roles)
        assert answer.errors == ()


@asks(gemini.missing())
@pytest.mark.parametrize("source", SOURCES)
def test_gemini_loads_all_of_every_extension(source: Path, tmp_path: Path, project: Path, home: Path) -> None:
    found = packages(written(source, "gemini-extension", tmp_path / "out"), "gemini-extension.json")
    agents = 0
    for folder in found.values():
        answer = gemini.of_extension(folder, home)
        assert answer.errors == ()
        assert len(answer.agents) == len([*(folder / "agents").glob("*.md")])
        agents += len(answer.agents)
        for path in (folder / "commands").rglob("*.toml"):
            assert tomllib.loads(path.read_text("utf-8"))["prompt"].strip()
    listed, errors = gemini.skills_of_extensions(found.values(), project, home)
    written_ones = [name for folder in found.values() for name in names_in(folder / "skills", "SKILL.md")]
    assert sorted(listed) == sorted(written_ones)
    assert errors == []


@asks(opencode.missing())
@pytest.mark.parametrize("source", SOURCES)
def test_opencode_lists_all(source: Path, project: Path, home: Path) -> None:
    written(source, "opencode", project)
    answer = opencode.load(project, home)
    assert answer.errors == ()
    assert answer.agents.keys() == names_in(project / ".opencode" / "agents", "*.md")
    has = commands.of_opencode(project, home)
    assert names_in(project / ".opencode" / "commands", "*.md", between="/") <= has.keys()
    assert skills.names("opencode", project, home) == names_in(project / ".opencode" / "skills", "SKILL.md")


@asks(copilot.missing())
@pytest.mark.parametrize("source", SOURCES)
def test_copilot_lists_all(source: Path, project: Path, home: Path) -> None:
    written(source, "copilot", project)
    answer = copilot.load(project, home)
    assert answer.errors == ()
    assert len(answer.agents) == len([*(project / ".github" / "agents").glob("*.agent.md")])
    assert skills.names("copilot", project, home) == names_in(project, "SKILL.md")
