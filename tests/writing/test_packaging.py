"""Agents of several packages: flat targets, a target that keeps packages apart, and bundles of either."""

import json
from pathlib import Path

import pytest

from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from tests.release.projects import run

REGISTRY = Registry(plugins=False)
AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: {1}\n---\n{2}\n"
FILES = {
    ".claude-plugin/marketplace.json": json.dumps(
        {
            "name": "market",
            "metadata": {"version": "3.0.0", "description": "Both"},
            "owner": {"name": "Bo"},
            "plugins": [
                {"name": "one", "source": "./plugins/one", "version": "1.1.0"},
                {"name": "two", "source": "./plugins/two"},
            ],
        }
    ),
    "plugins/two/.claude-plugin/plugin.json": json.dumps(
        {"name": "two", "version": "2.2.0", "license": "MIT", "author": {"name": "Ann"}, "keywords": ["k"]}
    ),
    "plugins/one/agents/code-reviewer.md": AGENT.format(
        "code-reviewer", "Read", "One. Use `two:helper`, or one:code-reviewer.\nThe skill `two:helper` is none."
    ),
    "plugins/two/agents/code-reviewer.md": AGENT.format(
        "code-reviewer", "Read, Agent(one:code-reviewer)", 'Two. subagent_type: "one:code-reviewer"; a://two:helper'
    ),
    "plugins/two/agents/helper.md": AGENT.format(
        "helper", "Read", 'Help. subagent_type: "code-reviewer". The `other:helper` agent.'
    ),
}  # fmt: skip


@pytest.fixture
def market(tmp_path: Path) -> Path:
    folder = tmp_path / "market"
    for place, text in FILES.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def exported(folder: Path, *targets: str, out: str = "out", jobs: int | None = None) -> dict[str, str]:
    place = folder.parent / out
    result = export(ExportRequest((str(folder),), targets, place, jobs=jobs), REGISTRY)
    assert result.ok, result.diagnostics
    paths = [p for p in place.rglob("*") if p.is_file() and p.name != ".agentconv.json"]
    return {p.relative_to(place).as_posix(): p.read_text("utf-8") for p in paths}


def body(text: str) -> str:
    return text.rpartition("---\n")[2].strip()


FLAT = {
    "one-code-reviewer": "One. Use `helper`, or one-code-reviewer.\nThe skill `two:helper` is none.",
    "two-code-reviewer": 'Two. subagent_type: "one-code-reviewer"; a://two:helper',
    "helper": 'Help. subagent_type: "two-code-reviewer". The `other:helper` agent.',
}


@pytest.mark.parametrize("targets", [("claude",), ("claude", "claude-plugin"), ("claude-plugin", "claude")])
def test_a_flat_target_has_names_and_references_that_fit(market: Path, targets: tuple[str, ...]) -> None:
    files = exported(market, *targets)
    flat = {Path(p).stem: body(t) for p, t in files.items() if p.startswith(".claude/")}
    assert flat == FLAT
    assert "Agent(one-code-reviewer)" in files[".claude/agents/two-code-reviewer.md"]
    assert exported(market, *targets) == files


def test_a_target_with_packages_keeps_them(market: Path) -> None:
    files = exported(market, "claude-plugin", "codex")
    plugin = json.loads(files["plugins/two/.claude-plugin/plugin.json"])
    assert (plugin["name"], plugin["version"], plugin["author"]["name"]) == ("two", "2.2.0", "Ann")
    assert (plugin["license"], plugin["keywords"]) == ("MIT", ["k"])
    plugin = json.loads(files["plugins/one/.claude-plugin/plugin.json"])
    assert (plugin["version"], plugin["author"]) == ("1.1.0", {"name": "Bo"})
    listed = json.loads(files[".claude-plugin/marketplace.json"])
    assert (listed["name"], [p["source"] for p in listed["plugins"]]) == (
        "market",
        ["./plugins/one", "./plugins/two"],
    )
    for place, text in FILES.items():
        if place.endswith(".md"):
            assert files[place] == text


def test_one_package_stays_itself(market: Path) -> None:
    files = exported(market / "plugins" / "two", "claude-plugin", out="../out")
    assert sorted(files) == [
        ".claude-plugin/marketplace.json",
        ".claude-plugin/plugin.json",
        "agents/code-reviewer.md",
        "agents/helper.md",
    ]
    assert json.loads(files[".claude-plugin/plugin.json"])["version"] == "2.2.0"


def test_what_lies_in_no_package_has_one_of_its_own(market: Path) -> None:
    (market / "agents").mkdir()
    (market / "agents" / "free.md").write_text(AGENT.format("free", "Read", "Call two:helper."), "utf-8")
    files = exported(market, "claude-plugin")
    assert json.loads(files["plugins/market/.claude-plugin/plugin.json"])["version"] == "3.0.0"
    assert body(files["plugins/market/agents/free.md"]) == "Call two:helper."


def test_several_processes_do_the_same(market: Path) -> None:
    for number in range(80):
        path = market / "plugins/one/agents" / f"more-{number}.md"
        path.write_text(AGENT.format(path.stem, "Read", "Ask two:helper."), "utf-8")
    alone = exported(market, "claude", "claude-plugin", jobs=1)
    assert exported(market, "claude", "claude-plugin", out="again", jobs=2) == alone
    assert body(alone[".claude/agents/more-7.md"]) == "Ask helper."


def test_a_bundle_holds_both(market: Path, tmp_path: Path) -> None:
    assert run("init", "-t", "claude", "-t", "claude-plugin", cwd=market).returncode == 0
    done = run("build", cwd=market)
    assert done.returncode == 0, done.stderr
    targets = market / "dist/market-3.0.0/targets"
    flat = {p.stem: body(p.read_text("utf-8")) for p in (targets / "claude").rglob("*.md")}
    assert flat == FLAT
    plugin = json.loads((targets / "claude-plugin/plugins/two/.claude-plugin/plugin.json").read_text("utf-8"))
    assert plugin["version"] == "2.2.0"
    assert (targets / "claude-plugin/plugins/one/agents/code-reviewer.md").read_text("utf-8") == FILES[
        "plugins/one/agents/code-reviewer.md"
    ]
    assert run("build", "--locked", cwd=market).returncode == 0
    bundle = "dist/market-3.0.0.zip"
    for archive in (bundle, "dist/market-3.0.0-claude-plugin.zip"):
        done = run("verify", archive, cwd=market)
        assert done.returncode == 0, done.stderr
    (tmp_path / "into").mkdir()
    words = ("install", bundle, "-t", "claude-plugin", "--into", str(tmp_path / "into"))
    assert run(*words, "--agent", "two-code-reviewer", cwd=market).returncode == 0
    assert [p.name for p in (tmp_path / "into").rglob("*.md")] == ["code-reviewer.md"]
