"""What a collection is said to hold."""

import json
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.reading.excluding import Choice
from agentconv.reading.listing import Listing, listing
from tests.release.projects import TEXT, run

AGENT = "---\nname: {0}\ndescription: Does {0}.\nversion: {1}\n---\nDo the work.\n"
FILES = {
    ".claude-plugin/marketplace.json": json.dumps(
        {
            "name": "market",
            "plugins": [
                {"name": "one", "source": "./plugins/one", "category": "testing"},
                {"name": "far", "source": {"source": "github", "repo": "a/b"}},
            ],
        }
    ),
    "plugins/one/.claude-plugin/plugin.json": '{"name": "one", "version": "1.2.0", "license": "MIT"}',
    "plugins/one/agents/a.md": AGENT.format("a", "2.0"),
    "plugins/one/commands/git/commit.md": "---\ndescription: Commits.\n---\nCommit $ARGUMENTS.\n",
    "plugins/one/skills/s/SKILL.md": "---\nname: s\ndescription: A skill.\n---\nKnow it.\n",
    "plugins/one/skills/s/scripts/run.py": "print()\n",
    "plugins/one/.mcp.json": '{"mcpServers": {"track": {"command": "t"}, "ask": {"command": "a"}}}',
    "README.md": "# Read\n",
    ".claude/agents/own.md": AGENT.format("own", "1"),
    "CLAUDE.md": "Be good.\n",
}


def listed(folder: Path, files: dict[str, str] = FILES, choice: Choice | None = None) -> Listing:
    for place, text in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    report = Report()
    found = listing([str(folder)], Registry(plugins=False), report, choice or Choice())
    assert not report.errors()
    return found


def test_packages_hold_what_lies_in_them(tmp_path: Path) -> None:
    found = listed(tmp_path)
    assert [content.name for content in found.contents] == ["one", ""]
    one, free = found.contents
    assert one.package is not None
    assert (one.package.version, one.package.license, one.package.category) == ("1.2.0", "MIT", "testing")
    assert [(i.kind, i.name) for i in one.items] == [
        ("agent", "a"), ("skill", "s"), ("command", "git:commit"), ("server", "ask"), ("server", "track"),
    ]  # fmt: skip
    assert (one.items[0].version, one.items[0].format) == ("2.0", "claude")
    assert one.items[1].size == len(FILES["plugins/one/skills/s/SKILL.md"]) + len("print()\n")
    assert [(i.kind, i.name) for i in free.items] == [("agent", "own"), ("rule", "CLAUDE.md")]
    assert (found.others, found.elsewhere) == (3, ["far"])


def test_servers_are_listed_by_name_also_from_files_that_hold_other_things(tmp_path: Path) -> None:
    servers = json.dumps({"mcpServers": {"track": {"command": "t"}}})
    files = {
        ".gemini/settings.json": servers,
        "kit/gemini-extension.json": servers.replace("{", '{"name": "kit", "version": "1.0.0", ', 1),
        ".mcp.json": "{}",
        ".cursor/mcp.json": "{no",
    }
    found = {content.name: content for content in listed(tmp_path, files).contents}
    assert [(i.kind, i.name) for i in found["kit"].items] == [("server", "track")]
    assert [(i.kind, i.name, i.path.removeprefix(f"{tmp_path}/")) for i in found[""].items] == [
        ("server", "mcp.json", ".cursor/mcp.json"),
        ("server", "track", ".gemini/settings.json"),
        ("settings", "settings.json", ".gemini/settings.json"),
    ]


def test_a_choice_counts_here_too(tmp_path: Path) -> None:
    found = listed(tmp_path, choice=Choice(exclude=("plugins/one/skills/", "plugins/one/agents/")))
    assert list(found.contents[0].counts()) == ["command", "server"]


def test_a_bundle_is_a_package(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    listed(folder, {"agents/reviewer.md": AGENT.format("reviewer", "1.1"), "agentconv.toml": TEXT})
    assert run("build", "-t", "claude", cwd=folder).returncode == 0
    report = Report()
    bundle = folder / "dist" / "acme-agents-1.4.0.zip"
    (content,) = listing([str(bundle)], Registry(plugins=False), report).contents
    assert content.package is not None
    assert (content.name, content.package.version, content.package.authors) == (
        "acme-agents",
        "1.4.0",
        ("Acme",),
    )
    assert [(i.name, i.version) for i in content.items] == [("reviewer", "1.1")]
    bundle.write_bytes(b"PK")
    assert listing([str(bundle)], Registry(plugins=False), report).contents == []
    assert report.errors()
