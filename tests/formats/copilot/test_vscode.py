"""VS Code: Copilot's files, and servers with what a person is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentconv.containers import container
from agentconv.host.components import format_of
from agentconv.model.components import COMMAND, RULE, SERVER, SKILL
from agentconv.text.source import Source
from tests.folder.exports import tree
from tests.reading.test_components import AGENT, put, run
from tests.reading.test_components import COMMAND as TEXT
from tests.reading.test_components import SKILL as FOLDER
from tests.release.test_components import cli

SERVERS = {
    "tracker": {"command": "t", "env": {"TRACKER_TOKEN": "${TRACKER_TOKEN}", "REGION": "${REGION}"}},
    "docs": {"type": "http", "url": "https://d.example", "headers": {"X-Who": "a ${WHO}", "Authorization": "Bearer ${TRACKER_TOKEN}"}},
}  # fmt: skip
THEIRS = '{\n  // mine\n  "inputs": [\n    {"id": "x", "type": "promptString"}\n  ]\n}\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "p"
    put(root / ".claude/agents/fill.md", AGENT.format("fill", "mcpServers:\n  - tracker\n"))
    put(root / ".claude/skills/count/SKILL.md", FOLDER.format("count", "Counts."))
    put(root / ".claude/commands/commit.md", TEXT)
    put(root / ".claude/rules/py.md", "---\npaths: ['**/*.py']\n---\nBe typed.\n")
    put(root / ".mcp.json", json.dumps({"mcpServers": SERVERS}))
    return root


def values(place: Path) -> dict[str, object]:
    return dict(container("jsonc").read(Source("", place.read_text())).values)


def test_each_kind_goes_where_vs_code_looks(project: Path) -> None:
    assert run(project, "vscode", kinds=("all",)).written
    assert {path for path in tree(project.parent / "out") if not path.startswith(".agentconv")} == {
        ".github/agents/fill.agent.md",
        ".github/skills/count/SKILL.md",
        ".github/prompts/commit.prompt.md",
        ".github/instructions/py.instructions.md",
        ".vscode/mcp.json",
    }


def test_secrets_are_asked_for_and_the_rest_comes_from_the_environment(project: Path) -> None:
    place = project.parent / "out/.vscode/mcp.json"
    put(place, THEIRS)
    assert run(project, "vscode", kinds=("servers",)).written
    found = values(place)
    assert found["servers"] == {
        "tracker": {"type": "stdio", "command": "t", "env": {"TRACKER_TOKEN": "${input:TRACKER_TOKEN}", "REGION": "${env:REGION}"}},
        "docs": {"type": "http", "url": "https://d.example", "headers": {"X-Who": "a ${input:WHO}", "Authorization": "Bearer ${input:TRACKER_TOKEN}"}},
    }  # fmt: skip
    asked = [
        {"id": name, "type": "promptString", "description": name, "password": True}
        for name in ("TRACKER_TOKEN", "WHO")
    ]
    assert found["inputs"] == [{"id": "x", "type": "promptString"}, *asked]
    assert not run(project, "vscode", kinds=("servers",), check=True).stale
    (project / ".mcp.json").unlink()
    assert run(project, "vscode", kinds=("servers", "skills")).written
    assert place.read_text() == THEIRS


OWN = """{
  "inputs": [
    {"type": "pickString", "id": "where-to", "description": "Region", "options": ["a", "b"]},
    {"type": "promptString", "id": "key", "description": "Key of docs", "password": true},
  ],
  "servers": {"docs": {"type": "http", "url": "https://d.example/${input:where-to}", "headers": {"X-Key": "${input:key}"}}}
}
"""


def test_what_a_file_asks_for_stays_and_is_a_variable_elsewhere(tmp_path: Path) -> None:
    put(tmp_path / "p/.vscode/mcp.json", OWN)
    result = run(tmp_path / "p", "vscode", "claude", kinds=("servers",))
    assert result.written, result.diagnostics
    assert values(tmp_path / "out/.vscode/mcp.json") == values(tmp_path / "p/.vscode/mcp.json")
    (server,) = json.loads((tmp_path / "out/.mcp.json").read_text())["mcpServers"].values()
    assert (server["url"], server["headers"]) == ("https://d.example/${INPUT_WHERE_TO}", {"X-Key": "${key}"})
    dropped = [d.field for d in result.diagnostics if d.code == "field-dropped"]
    assert dropped == ["extensions.vscode.inputs"]


def test_a_bundle_brings_them_and_takes_them_away(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        project / "agentconv.toml",
        'name = "x"\nversion = "1.0.0"\nsources = ["."]\nkinds = ["all"]\n[targets.vscode]\n',
    )
    monkeypatch.chdir(project)
    status, output = cli("build")
    assert status == 0, output
    assert cli("verify", "dist/x-1.0.0.zip")[0] == 0
    put(project / "into/.vscode/mcp.json", THEIRS)
    words = ("install", "dist/x-1.0.0.zip", "-t", "vscode", "--into", "into")
    assert cli(*words)[0] == 0
    assert (project / "into/.github/agents/fill.agent.md").is_file()
    assert "${input:TRACKER_TOKEN}" in (project / "into/.vscode/mcp.json").read_text()
    assert cli(*words, "--uninstall")[0] == 0
    assert {path: data.decode() for path, data in tree(project / "into").items()} == {
        ".vscode/mcp.json": THEIRS
    }


def test_the_tool_has_what_copilot_has_but_for_its_servers() -> None:
    for kind in (SKILL, COMMAND, RULE):
        assert format_of(kind, "vscode") is format_of(kind, "copilot")
    own = format_of(SERVER, "vscode")
    assert own is not None
    assert own.target == "vscode"
