"""A server that a client is given starts and reaches nothing, whatever it was."""

import json
from pathlib import Path
from typing import Any

import pytest

from agentconv.diagnostics import Report
from agentconv.kit.component import Entry
from agentconv.proving.running import NOWHERE
from agentconv.proving.stubs import PROGRAM, stubbed
from tests.proving.components import REGISTRY, put, read

SERVERS = {
    "local": {"command": "../../bin/touch", "args": ["-v", "a b"], "env": {"LEVEL": "info"}},
    "remote": {"type": "http", "url": "https://x.example/mcp", "headers": {"X": "y"}},
    "odd": {"type": "foo", "command": "touch"},
}


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ({"command": "touch", "args": ["x"]}, {"command": f"{PROGRAM}7", "args": ["x"]}),
        ({"command": ["touch", "x"]}, {"command": [f"{PROGRAM}7", "x"]}),
        ({"httpUrl": "https://x.example"}, {"httpUrl": f"{NOWHERE}/7"}),
        ({"command": "", "url": ""}, {"command": "", "url": ""}),
    ],
)
def test_what_starts_or_is_reached_is_replaced(value: dict[str, Any], left: dict[str, Any]) -> None:
    assert stubbed(Entry("x.json", "json", ("mcpServers", "x"), value), 7).value == left


@pytest.mark.parametrize("target", ["claude", "codex", "copilot", "gemini", "kilo", "opencode", "qwen"])
def test_no_client_gets_a_program_or_an_address(target: str, tmp_path: Path) -> None:
    put(tmp_path, {".mcp.json": json.dumps({"mcpServers": SERVERS})})
    (batch,), _ = read(tmp_path, "server").batches("server", target, REGISTRY, Report(), as_is=False)
    assert {"local", "remote"} <= batch.subjects.keys()
    text = b"\n".join(batch.files.values()).decode()
    assert "touch" not in text
    assert "x.example" not in text
    assert "a b" in text
    assert batch.subjects["local"].component.command.startswith(PROGRAM)


def test_what_lies_there_keeps_its_words(tmp_path: Path) -> None:
    put(tmp_path, {".mcp.json": json.dumps({"mcpServers": SERVERS, "other": {"x": 1}})})
    (batch,), exported = read(tmp_path, "server").batches("server", "claude", REGISTRY, Report(), as_is=True)
    assert not exported
    kept = json.loads(batch.files[".mcp.json"])
    assert kept.keys() == {"mcpServers"}, "settings that are no servers stay behind"
    assert kept["mcpServers"]["odd"]["type"] == "foo"
