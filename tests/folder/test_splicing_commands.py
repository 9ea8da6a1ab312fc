"""Servers come into files of settings that people wrote, and go again, by the commands: every byte stays."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agentconv.folder import record
from tests import processes
from tests.folder.exports import tree

SERVER = {"command": "npx", "args": ["-y", "@example/server"], "env": {"TOKEN": "${TOKEN}"}}

ODD = '{\n   "theme" : "dark", "list": [ 1,2,\t3 ],\n\n  "a": {"b": {}}\n}'
JSONC = '// mine\n{\n\t"theme": "dark", // as it was\n\t"list": [\n\t\t1,\n\t\t2,\n\t],\n\t/* end */\n}\n'
TOML = (
    '# mine\n\nmodel   =  "gpt-5.4"   # as it was\n\n[ profiles . fast ]\nlist=[1,\n  2,  # two\n]\n\n\n# end'
)
YAML = "# mine\nGOOSE_MODEL:   gpt-5.4   # as it was\nextensions:\n    developer: {enabled: true, type: builtin}\n# end\n"


def with_map(key: str) -> str:
    """Settings that hold servers of their own already, with a comment and a comma at the end."""
    own = '"own": {"command": "x", "url": "", }, // keep'
    return f'{{\r\n  // mine\r\n  "{key}": {{\r\n    {own}\r\n  }},\r\n  "theme": "dark",\r\n}}\r\n'


SETTINGS = {
    "antigravity": (".agents/mcp_config.json", '{"mcpServers": {}}'),
    "claude": (".mcp.json", '{ "mcpServers": { "own": {"command":"x"} } }\n'),
    "codex": (".codex/config.toml", TOML),
    "codex, with servers": (
        ".codex/config.toml",
        '[mcp_servers.own]\ncommand = "x"\n\n[tools]\nsearch = true\n',
    ),
    "codex, without a line's end": (".codex/config.toml", 'mcp_servers.own = {command = "x"}\r\nmodel = "m"'),
    "copilot": (".mcp.json", ODD),
    "cursor": (".cursor/mcp.json", "{}"),
    "factory": (".factory/mcp.json", '{\n\t"mcpServers": {\n\t}\n}\n'),
    "gemini": (".gemini/settings.json", JSONC),
    "gemini, with servers": (".gemini/settings.json", with_map("mcpServers")),
    "goose": (".config/goose/config.yaml", YAML),
    "goose, without a line's end": (".config/goose/config.yaml", "extensions:\n  own:\n    type: builtin"),
    "kilo": ("kilo.jsonc", with_map("mcp")),
    "kiro": (".kiro/settings/mcp.json", ODD),
    "opencode": ("opencode.json", JSONC),
    "opencode, with a second file": ("opencode.jsonc", JSONC),
    "opencode, with servers": ("opencode.json", with_map("mcp")),
    "qwen": (".qwen/settings.json", with_map("mcpServers")),
    "roo": (".roo/mcp.json", '{"mcpServers":{"own":{"command":"x"}}}'),
}
"""Where a tool keeps servers, and what a person has there."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with an agent and two servers."""
    agents = tmp_path / "source" / ".claude" / "agents"
    agents.mkdir(parents=True)
    (agents / "one.md").write_text("---\nname: one\ndescription: First.\n---\nDo it.\n")
    declare(tmp_path / "source", "tracker", "docs")
    return tmp_path / "source"


def declare(source: Path, *names: str) -> None:
    """Say which servers there are."""
    text = json.dumps({"mcpServers": dict.fromkeys(names, SERVER)})
    (source / ".mcp.json").write_text(text)


def agentconv(*words: str) -> None:
    """Run a command that has to succeed."""
    done = processes.agentconv(*words)
    assert done.returncode == 0, done.stderr.decode()


def of_settings(test: Callable[..., None]) -> Callable[..., None]:
    """A test for each of the settings."""
    cases = [pytest.param(name.partition(",")[0], *file, id=name) for name, file in SETTINGS.items()]
    return pytest.mark.parametrize(("target", "path", "text"), cases)(test)


def settings(project: Path, path: str, text: str) -> None:
    """Make a project with a file of settings."""
    place = project / path
    place.parent.mkdir(parents=True)
    place.write_bytes(text.encode())


def names_in(project: Path) -> set[str]:
    """The servers of the source that a project's settings name."""
    files = (data for path, data in tree(project).items() if path != record.NAME)
    text = b"".join(files).decode()
    return {name for name in ("tracker", "docs") if name in text}


@of_settings
def test_exported_servers_go_with_their_source(
    target: str, path: str, text: str, source: Path, tmp_path: Path
) -> None:
    settings(tmp_path / "project", path, text)
    words = (
        "export",
        str(source),
        "-t",
        target,
        "--kinds",
        "agents,servers",
        "-o",
        str(tmp_path / "project"),
    )
    agentconv(*words)
    first = tree(tmp_path / "project")
    assert names_in(tmp_path / "project") == {"tracker", "docs"}
    agentconv(*words)
    assert tree(tmp_path / "project") == first
    declare(source, "docs")
    agentconv(*words)
    assert names_in(tmp_path / "project") == {"docs"}
    (source / ".mcp.json").unlink()
    agentconv(*words)
    assert names_in(tmp_path / "project") == set()
    assert (tmp_path / "project" / path).read_bytes() == text.encode()


@of_settings
def test_installed_servers_go_with_their_bundle(
    target: str, path: str, text: str, source: Path, tmp_path: Path
) -> None:
    manifest = (
        f'name = "pack"\nversion = "1.0.0"\nsources = ["source"]\nkinds = ["all"]\n[targets.{target}]\n'
    )
    (tmp_path / "agentconv.toml").write_text(manifest)
    agentconv("build", str(tmp_path), "-o", str(tmp_path / "dist"))
    settings(tmp_path / "project", path, text)
    words = (
        "install",
        str(tmp_path / "dist/pack-1.0.0.zip"),
        "-t",
        target,
        "--into",
        str(tmp_path / "project"),
    )
    agentconv(*words)
    assert names_in(tmp_path / "project") == {"tracker", "docs"}
    agentconv(*words, "--uninstall")
    assert tree(tmp_path / "project") == {path: text.encode()}
