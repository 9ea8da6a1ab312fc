"""Real collections, where they are at hand: what goes into each target, by kind, and that all of it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from agentconv.cli import group
from agentconv.diagnostics import Report, Severity
from agentconv.export import ExportRequest, ExportResult, export
from agentconv.host.registry import Registry
from agentconv.model.components import KINDS
from agentconv.reading.listing import listing
from agentconv.writing.options import Options
from tests.conftest import CORPUS
from tests.folder.exports import tree

COLLECTIONS = CORPUS.parent / "collections"
pytestmark = pytest.mark.skipif(
    not COLLECTIONS.is_dir(), reason="the shared collections are not beside this checkout"
)
REGISTRY = Registry(plugins=False)
TARGETS = ("claude-plugin", "codex-plugin", "gemini-extension", "opencode", "copilot", "cursor-plugin")

RING, SUPER, OBRA, SHOP = (
    "LerianStudio+ring",
    "SuperClaude-Org+SuperClaude_Framework",
    "obra+superpowers",
    "wshobson+agents",
)
IN = {
    RING: (17, 31, 10, 0, 2, 4),
    SUPER: (40, 9, 60, 2, 2, 2),
    OBRA: (0, 14, 0, 0, 3, 2),
    SHOP: (29, 42, 31, 0, 2, 1),
}
"""Collection -> how many agents, skills, commands, servers, rules and hooks it has, copies among them."""
OUT: dict[tuple[str, str], tuple[int, ...]] = {
    **{(RING, target): (17, 31, 10, 0, 0, 0) for target in TARGETS},
    (RING, "claude-plugin"): (17, 31, 10, 0, 0, 4),
    (RING, "codex-plugin"): (17, 31, 10, 0, 0, 4),
    **{(RING, target): (17, 31, 10, 0, 1, 0) for target in ("gemini-extension", "opencode", "copilot")},
    **{(SUPER, target): (20, 7, 60, 2, 1, 0) for target in TARGETS},
    (SUPER, "claude-plugin"): (20, 7, 60, 2, 0, 3),
    (SUPER, "codex-plugin"): (20, 7, 60, 2, 0, 1),
    (SUPER, "cursor-plugin"): (20, 7, 60, 2, 0, 0),
    **{(OBRA, target): (0, 14, 0, 0, 1, 0) for target in TARGETS},
    (OBRA, "claude-plugin"): (0, 14, 0, 0, 0, 1),
    (OBRA, "codex-plugin"): (0, 14, 0, 0, 0, 0),
    (OBRA, "cursor-plugin"): (0, 14, 0, 0, 0, 0),
    **{(SHOP, target): (29, 42, 31, 0, 1, 0) for target in TARGETS},
    (SHOP, "claude-plugin"): (29, 42, 31, 0, 0, 2),
    (SHOP, "codex-plugin"): (29, 42, 31, 0, 0, 2),
    (SHOP, "cursor-plugin"): (29, 42, 31, 0, 0, 0),
}
"""Collection and target -> how many agents, skills, commands, servers, rules and events with hooks come out.

Copies are one, a file of servers has several, and a file of hooks has several events. A plugin has no place for
the rules of a whole project, and most clients' hooks are asked and answer in words of their own.
"""
RENAMED = {"claude-plugin": 0}
"""Target -> how many skills have another name there than in their file; elsewhere two of SuperClaude's."""
PAIRS = [pytest.param(c, t, id=f"{c}-{t}") for c in IN for t in TARGETS]


def request(collection: str, target: str, out: Path, *, check: bool = False) -> ExportRequest:
    options = Options(allow_wider=True, shorten=True)
    kinds = frozenset(KINDS)
    return ExportRequest(
        (str(COLLECTIONS / collection),), (target,), out, options=options, kinds=kinds, check=check
    )


def counted(result: ExportResult) -> tuple[int, ...]:
    (summary,) = result.summaries
    return (summary.agents, *(summary.components.get(kind, 0) for kind in KINDS[1:]))


def files_of(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Path below a folder -> the bytes, and whether it can be run."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def skills_of(collection: str) -> tuple[dict[str, tuple[bytes, bool]], ...]:
    return tuple(files_of(p.parent) for p in sorted((COLLECTIONS / collection).rglob("SKILL.md")))


@pytest.mark.parametrize("collection", IN)
def test_everything_is_found(collection: str) -> None:
    found = listing([str(COLLECTIONS / collection)], REGISTRY, Report())
    counts: dict[str, int] = {}
    for content in found.contents:
        for kind, number in content.counts().items():
            counts[kind] = counts.get(kind, 0) + number
    assert tuple(counts.get(kind, 0) for kind in KINDS) == IN[collection]


@pytest.mark.parametrize(("collection", "target"), PAIRS)
def test_all_of_it_is_written_whole_and_once(collection: str, target: str, tmp_path: Path) -> None:
    result = export(request(collection, target, tmp_path), REGISTRY)
    assert [d for d in result.diagnostics if d.severity is Severity.ERROR] == []
    assert result.written
    assert counted(result) == OUT[collection, target]
    kept, renamed = skills_in(tmp_path, collection)
    assert renamed == (RENAMED.get(target, 2) if collection == SUPER else 0)
    assert kept + renamed == OUT[collection, target][1]
    again = export(request(collection, target, tmp_path, check=True), REGISTRY)
    assert again.ok
    assert not again.stale


def skills_in(out: Path, collection: str) -> tuple[int, int]:
    """How many skills are there as in the sources, and how many with nothing changed but their frontmatter."""
    sources = skills_of(collection)
    bare = [(without_head(one), one.keys()) for one in sources]
    kept = renamed = 0
    for path in sorted(out.rglob("SKILL.md")):
        own = files_of(path.parent)
        kept += own in sources
        renamed += own not in sources and (without_head(own), own.keys()) in bare
    return kept, renamed


def without_head(skill: Mapping[str, tuple[bytes, bool]]) -> dict[str, tuple[bytes, bool]]:
    """A skill's files, its `SKILL.md` without the frontmatter."""
    data, runs = skill["SKILL.md"]
    return {**skill, "SKILL.md": (data.split(b"\n---\n", 1)[-1], runs)}


@pytest.fixture(scope="module", params=IN)
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a bundle of a collection for all targets, and an archive for each."""
    folder = tmp_path_factory.mktemp("bundle")
    shutil.copytree(COLLECTIONS / request.param, folder / "all")  # sources lie beside their manifest
    text = 'name = "all"\nversion = "1.0.0"\nkinds = ["all"]\nsources = ["all"]\n'
    text += "".join(f"[targets.{target}]\nshorten = true\nallow-wider = true\n" for target in TARGETS)
    (folder / "agentconv.toml").write_text(text)
    cli("build", str(folder), "--out", str(folder / "dist"))
    return folder / "dist"


def cli(*words: str) -> None:
    done = CliRunner().invoke(group, [*words])
    assert done.exit_code == 0, done.output[-2000:]


def test_a_bundle_is_proved_installed_and_taken_out(bundle: Path, tmp_path: Path) -> None:
    cli("verify", str(bundle / "all-1.0.0.zip"))
    for target in TARGETS:
        words = ("install", str(bundle / f"all-1.0.0-{target}.zip"), "--into", str(tmp_path), "-t", target)
        cli(*words)
        assert len(tree(tmp_path)) > 14
        cli(*words, "--uninstall")
        assert tree(tmp_path) == {}


@pytest.mark.parametrize("collection", IN)
def test_what_init_writes_is_built_and_verified(collection: str, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    shutil.copytree(COLLECTIONS / collection, folder)
    cli("init", str(folder))
    cli("build", str(folder), "--out", str(tmp_path / "dist"))
    (archive,) = (path for path in (tmp_path / "dist").glob("*.zip") if not path.stem.endswith(USUAL))
    cli("verify", str(archive))


USUAL = ("-claude", "-codex", "-prompts", "-claude-plugin")
"""How the archives end that hold one of the usual targets alone."""
