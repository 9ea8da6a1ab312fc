"""Any package in, any package out: from one format of packages to another and back, with what a carry file keeps."""

import json
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.export import ExportRequest, export
from agentconv.formats import PACKAGED
from agentconv.host.registry import Registry
from agentconv.reading import carry
from agentconv.reading.sources import load
from agentconv.writing.options import Options

REGISTRY = Registry(plugins=False)
AGENT = "---\nname: {0}\ndescription: Does {0}.\n{1}---\n{2}\n"
FILES = {
    ".claude-plugin/marketplace.json": json.dumps(
        {
            "name": "market",
            "metadata": {"version": "3.0.0", "description": "Both"},
            "owner": {"name": "Bo", "email": "bo@example.org", "url": "https://example.org/bo"},
            "renames": {"old": "one"},
            "plugins": [
                {"name": "one", "source": "./plugins/one", "version": "1.1.0", "category": "Coding", "tags": ["x"]},
                {"name": "two", "source": "./plugins/two"},
            ],
        }
    ),
    "plugins/two/.claude-plugin/plugin.json": json.dumps(
        {
            "name": "two",
            "displayName": "Two!",
            "version": "2.2.0",
            "license": "MIT",
            "author": {"name": "Ann", "email": "ann@example.org", "url": "https://example.org/ann"},
            "keywords": ["k"],
            "repository": "https://example.org/two",
            "userConfig": {"key": {"type": "string"}},
        }
    ),
    "plugins/two/.codex-plugin/plugin.json": json.dumps({"name": "two", "interface": {"brandColor": "#f00"}}),
    "plugins/two/.cursor-plugin/plugin.json": json.dumps({"name": "two", "logo": "a.png"}),
    "plugins/one/agents/code-reviewer.md": AGENT.format(
        "code-reviewer", "tools: Read\ncolor: red\n", "One. Use `two:helper`, or the agent `two:code-reviewer`."
    ),
    "plugins/two/agents/code-reviewer.md": AGENT.format(
        "code-reviewer", "", 'Two. Everything is mine. subagent_type: "one:code-reviewer"'
    ),
    "plugins/two/agents/helper.md": AGENT.format("Helper Of All", "tools: Bash(git:*)\n", "Help with ${words}."),
}  # fmt: skip


def put(folder: Path, files: dict[str, str]) -> Path:
    for place, text in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, "utf-8")
    return folder


def exported(source: Path, target: str, out: Path, *, keep: bool) -> dict[str, bytes]:
    options = Options(allow_wider=True, shorten=True)
    result = export(ExportRequest((str(source),), (target,), out, carry=keep, options=options), REGISTRY)
    assert result.ok, [d.message for d in result.diagnostics if d.severity == "error"]
    ours = (".agentconv.json", carry.NAME)
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in out.rglob("*")
        if p.is_file() and p.name not in ours
    }


def told_apart(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    return sorted(path for path in {*first, *second} if first.get(path) != second.get(path))


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("market"), FILES)


@pytest.mark.parametrize("home", sorted(PACKAGED))
def test_there_and_back(home: str, market: Path, tmp_path: Path) -> None:
    exported(market, home, tmp_path / "a", keep=False)
    as_it_is = exported(tmp_path / "a", home, tmp_path / "aa", keep=False)
    for abroad in sorted(PACKAGED - {home}):
        exported(tmp_path / "a", abroad, tmp_path / abroad, keep=True)
        back = exported(tmp_path / abroad, home, tmp_path / f"{abroad}-back", keep=False)
        assert told_apart(as_it_is, back) == [], abroad


@pytest.mark.parametrize("abroad", sorted(PACKAGED - {"claude-plugin"}))
def test_all_that_is_said_of_packages_comes_back(abroad: str, market: Path, tmp_path: Path) -> None:
    """Also what only other tools know of them."""
    exported(market, abroad, tmp_path / abroad, keep=True)
    there, back = (load([str(f)], REGISTRY, Report()).survey for f in (market, tmp_path / abroad))
    assert there.facts() == back.facts()
    assert there.whole() == back.whole()
    assert there.whole() is not None


def test_what_was_edited_since_stands(market: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported(market, "gemini-extension", out, keep=True)
    place = out / "plugins" / "two" / "gemini-extension.json"
    # The record knows that the file is another one now, so that it is a source like any other.
    place.write_text(place.read_text("utf-8").replace("2.2.0", "2.3.0"), "utf-8")
    facts = load([str(out)], REGISTRY, Report()).survey.facts()["two"]
    assert facts.version == "2.3.0"


def test_without_a_carry_file_nothing_is_made_up(market: Path, tmp_path: Path) -> None:
    exported(market, "gemini-extension", tmp_path / "out", keep=False)
    facts = load([str(tmp_path / "out")], REGISTRY, Report()).survey.facts()["two"]
    assert (facts.license, facts.keywords, facts.extensions) == (None, (), {})


def test_an_extension_has_the_agents_of_its_own_tool_as_they_are(tmp_path: Path) -> None:
    odd = "---\nname: odd\ndescription: 'Odd'\ntimeout_mins:   5\n---\nBody\n"
    files = {"gemini-extension.json": '{"name": "kit", "version": "1.0.0"}', "agents/odd.md": odd}
    found = exported(put(tmp_path / "in", files), "gemini-extension", tmp_path / "out", keep=False)
    assert found["agents/odd.md"] == odd.encode()


LIVE = "---\nname:  live\ndescription: 'Runs'\n---\nRun ${CLAUDE_PLUGIN_ROOT}/x.sh\n"


def test_what_a_plugin_s_agent_has_filled_in_stays_so_in_a_plugin(tmp_path: Path) -> None:
    plugin = put(tmp_path / "in", {".claude-plugin/plugin.json": '{"name": "kit"}', "agents/live.md": LIVE})
    assert exported(plugin, "claude-plugin", tmp_path / "out", keep=False)["agents/live.md"] == LIVE.encode()
    exported(plugin, "cursor-plugin", tmp_path / "abroad", keep=True)
    back = exported(tmp_path / "abroad", "claude-plugin", tmp_path / "back", keep=False)
    assert b"Run ${CLAUDE_PLUGIN_ROOT}/x.sh" in back["agents/live.md"]


def test_what_is_plain_text_in_a_project_is_not_filled_in_in_a_plugin(tmp_path: Path) -> None:
    project = put(tmp_path / "in", {".claude/agents/live.md": LIVE})
    found = exported(project, "claude-plugin", tmp_path / "out", keep=False)
    assert b"Run $\\{CLAUDE_PLUGIN_ROOT}/x.sh" in found["agents/live.md"]
