"""A server that an agent names is found among the sources, the nearest of several, and what is missing is told."""

import json
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.folder import apply
from agentconv.folder.plan import WantedEntry, plan
from agentconv.folder.record import Generated
from agentconv.model.agent import Agent
from agentconv.reading.finding import Found
from agentconv.reading.servers_beside import Declared, names_in, server_for, servers_in, servers_named


def write(place: Path, data: object) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(data if isinstance(data, str) else json.dumps(data))


def found_in(root: Path, *packages: str) -> list[Found]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [
        Found(
            str(path),
            shown,
            root,
            str(path),
            package=next((p for p in packages if shown.startswith(f"{p}/")), ""),
        )
        for path in files
        for shown in [path.relative_to(root).as_posix()]
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(
        tmp_path / ".mcp.json",
        {
            "mcpServers": {
                "tracker": {"command": "root"},
                "docs": {"type": "http", "url": "https://x.example"},
            }
        },
    )
    write(tmp_path / "one/.mcp.json", {"mcpServers": {"tracker": {"command": "one"}}})
    write(
        tmp_path / "two/mcp.json", {"mcpServers": {"tracker": {"command": "two"}, "only": {"command": "two"}}}
    )
    write(tmp_path / ".codex/config.toml", '[mcp_servers.toml]\ncommand = "x"\n')
    write(
        tmp_path / ".gemini/settings.json",
        '{"mcpServers": {"gem": {"httpUrl": "https://x.example"}}, // c\n}',
    )
    write(
        tmp_path / "three/gemini-extension.json",
        {"name": "three", "mcpServers": {"ext": {"command": "${extensionPath}/x"}}},
    )
    write(tmp_path / "settings.json", {"mcpServers": {"no": {"command": "x"}}})
    write(tmp_path / "readme.md", "x")
    return tmp_path


def test_the_files_of_all_tools_are_read(root: Path) -> None:
    report = Report()
    found = servers_in(found_in(root, "one", "two"), report)
    assert {(d.path, d.server.name, d.format.target, d.package) for d in found} == {
        (".codex/config.toml", "toml", "codex", ""),
        (".gemini/settings.json", "gem", "gemini", ""),
        ("three/gemini-extension.json", "ext", "gemini-extension", ""),
        (".mcp.json", "tracker", "claude", ""),
        (".mcp.json", "docs", "claude", ""),
        ("one/.mcp.json", "tracker", "claude", "one"),
        ("two/mcp.json", "tracker", "claude", "two"),
        ("two/mcp.json", "only", "claude", "two"),
    }
    assert report.diagnostics == ()
    (ext,) = (d.server for d in found if d.server.name == "ext")
    assert ext.command == "${CLAUDE_PLUGIN_ROOT}/x"


def test_the_package_says_in_whose_words_a_file_is(root: Path) -> None:
    files = [file for file in found_in(root) if file.shown.startswith("two/")]
    assert {d.format.target for d in servers_in(files, Report(), tool="cursor-plugin")} == {"cursor-plugin"}


def test_the_nearest_of_a_name_is_meant(root: Path) -> None:
    found = servers_in(found_in(root, "one", "two"), Report())

    def command(wanted: str, path: str) -> str | None:
        declared = server_for(wanted, path, found)
        return declared and declared.server.command

    assert command("tracker", "agents/a.md") == "root"
    assert command("tracker", "one/agents/a.md") == "one"
    assert command("two:tracker", "one/agents/a.md") == "two"
    assert command("plugin:two:tracker", "one/agents/a.md") == "two"
    assert command("three:tracker", "one/agents/a.md") is None
    assert command("absent", "a.md") is None


def test_what_agents_name_is_gathered_and_what_is_missing_told(root: Path) -> None:
    found = servers_in(found_in(root), Report())
    one = Agent(name="one", mcp_servers={"docs": None, "own": {"command": "x"}, "absent": None})
    assert names_in(one) == ("docs", "absent")
    report = Report()
    named = servers_named([("a.md", "one", names_in(one)), ("b.md", "two", ("docs",))], found, report)
    assert [(d.server.name, agents) for d, agents in named] == [("docs", ["one", "two"])]
    (missing,) = report.diagnostics
    assert (missing.code, missing.path, missing.agent) == ("server-missing", "a.md", "one")
    assert "'absent'" in missing.message


def test_a_file_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path / ".mcp.json", "{")
    report = Report()
    assert servers_in(found_in(tmp_path), report) == []
    assert [(d.code, d.severity.value, d.path) for d in report.diagnostics] == [
        ("syntax", "warning", ".mcp.json")
    ]


def test_what_agentconv_wrote_is_no_source(root: Path) -> None:
    entry = WantedEntry(".mcp.json", "json", ("mcpServers", "ours"), {"command": "x"}, "claude")
    made = plan([], root, ["claude"], [], Report(), entries=[entry])
    assert made is not None
    assert apply.carry_out(made, Report())
    files = [file for file in found_in(root) if file.shown == ".mcp.json"]

    def names(found: list[Declared]) -> list[str]:
        return [declared.server.name for declared in found]

    assert names(servers_in(files, Report())) == ["tracker", "docs", "ours"]
    assert names(servers_in(files, Report(), generated=Generated(root))) == ["tracker", "docs"]
