"""What the vendors' clients make of the packages that are written: ours, and real collections where they are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.writing.options import Options
from tests.clients import claude, codex, copilot, gemini, qwen
from tests.conftest import CORPUS, ROOT

pytestmark = pytest.mark.clients
REGISTRY = Registry(plugins=False)
MARKET = ROOT / "tests" / "commands" / "files" / "market"
NO_AGENTS = "obra+superpowers"
REAL = sorted(p for p in (CORPUS.parent / "collections").glob("*") if p.is_dir() and p.name != NO_AGENTS)
COLLECTIONS = [MARKET, *REAL]
ONE = [ROOT / "tests" / "commands" / "files" / "market" / "plugins" / "ops"]
"""A package alone, without a list of packages."""


def asks(client: object) -> pytest.MarkDecorator:
    """Skips where a client cannot be asked."""
    why = client.missing()  # type: ignore[attr-defined]
    return pytest.mark.skipif(why is not None, reason=why or "")


def named(collection: Path) -> str:
    return collection.name


def written(source: Path, target: str, out: Path) -> dict[str, list[str]]:
    """The packages of a source in a target: the folder of each, and its agents as the record lists them."""
    options = Options(allow_wider=True, shorten=True)
    result = export(ExportRequest((str(source),), (target,), out, options=options), REGISTRY)
    assert result.ok, [d for d in result.diagnostics if d.severity == "error"]
    (summary,) = result.summaries
    fmt = REGISTRY.get(target)
    manifests = sorted(out.rglob(fmt.manifest_path))  # type: ignore[attr-defined]
    folder, _, ending = fmt.paths[0].partition("*")
    found = {}
    for manifest in manifests:
        package = manifest.parents[fmt.manifest_path.count("/")]  # type: ignore[attr-defined]
        files = sorted((package / folder).glob(f"*{ending}"))
        found[package.relative_to(out).as_posix()] = [f.name.removesuffix(ending) for f in files]
    if not fmt.beside:  # type: ignore[attr-defined]
        assert sum(map(len, found.values())) == summary.agents > 0
    return found


def name_of(manifest: Path) -> str:
    found = json.loads(manifest.read_text("utf-8"))["name"]
    assert isinstance(found, str)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], Path]:
    def made(name: str) -> Path:
        (tmp_path / name).mkdir()
        return tmp_path / name

    return made


@asks(claude)
@pytest.mark.parametrize("source", COLLECTIONS, ids=named)
def test_claude_code_takes_every_plugin_and_the_list(source: Path, tmp_path: Path) -> None:
    packages = written(source, "claude-plugin", tmp_path)
    for place in {"", *packages}:
        assert claude.validate(tmp_path / place) == []


@asks(codex)
@pytest.mark.parametrize("source", [*COLLECTIONS, *ONE], ids=named)
def test_codex_installs_every_plugin_of_the_list(
    source: Path, tmp_path: Path, folder: Callable[[str], Path]
) -> None:
    out = tmp_path / "out"
    packages = written(source, "codex-plugin", out)
    installed = codex.plugins(out, folder("home"))
    assert set(installed) == {name_of(out / place / ".codex-plugin" / "plugin.json") for place in packages}


@asks(codex)
def test_codex_starts_the_roles_beside_its_plugins(tmp_path: Path, folder: Callable[[str], Path]) -> None:
    out = tmp_path / "out"
    written(MARKET, "codex-plugin", out)
    answer = codex.load(out, folder("home"))
    assert set(answer.agents) == {"docs-reviewer", "guide", "ops-reviewer", "pilot"}
    assert answer.errors == ()


@asks(copilot)
@pytest.mark.parametrize("source", [*COLLECTIONS, *ONE], ids=named)
def test_copilot_loads_every_agent_of_every_plugin(
    source: Path, tmp_path: Path, folder: Callable[[str], Path]
) -> None:
    out, home = tmp_path / "out", folder("home")
    packages = written(source, "copilot-plugin", out)
    names = {place: name_of(out / place / ".github" / "plugin" / "plugin.json") for place in packages}
    for said in copilot.plugins(out, [*names.values()], home):
        assert "arning" not in said
        assert "rror" not in said
    answer = copilot.of_plugins(folder("project"), home)
    assert set(answer.agents) == {f"{names[place]}:{a}" for place, all_of in packages.items() for a in all_of}


@asks(copilot)
@pytest.mark.parametrize("source", COLLECTIONS[:2], ids=named)
def test_copilot_loads_the_agents_of_an_agent_plugin(
    source: Path, tmp_path: Path, folder: Callable[[str], Path]
) -> None:
    out, home = tmp_path / "out", folder("home")
    packages = written(source, "agent-plugin", out)
    for place in packages:
        assert "installed successfully" in copilot.install(out / place, home)
    answer = copilot.of_plugins(folder("project"), home)
    names = {place: name_of(out / place / "plugin.json") for place in packages}
    assert set(answer.agents) == {f"{names[place]}:{a}" for place, all_of in packages.items() for a in all_of}


@asks(gemini)
@pytest.mark.parametrize("source", COLLECTIONS, ids=named)
def test_gemini_loads_every_agent_of_every_extension(
    source: Path, tmp_path: Path, folder: Callable[[str], Path]
) -> None:
    out, home = tmp_path / "out", folder("home")
    packages = written(source, "gemini-extension", out)
    seen: set[str] = set()
    for place, agents in packages.items():
        answer = gemini.of_extension(out / place, home)
        assert answer.errors == ()
        assert len(answer.agents) == len(agents)
        assert seen.isdisjoint(answer.agents)  # what has no name space must not share a name
        seen |= set(answer.agents)


@asks(qwen)
@pytest.mark.parametrize("source", COLLECTIONS[:2], ids=named)
def test_qwen_code_lists_every_agent_of_an_extension(
    source: Path, tmp_path: Path, folder: Callable[[str], Path]
) -> None:
    out = tmp_path / "out"
    packages = written(source, "qwen-extension", out)
    place, agents = max(packages.items(), key=lambda item: len(item[1]))
    assert len(qwen.of_extension(out / place, folder("home"))) == len(agents)
