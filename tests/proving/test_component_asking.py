"""Which clients are asked of which kinds; and a file of which one wrong entry takes all others along."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.model.components import KINDS
from agentconv.proving import component_asking
from agentconv.proving.clients import proved
from agentconv.proving.component_asking import ask, why_not
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.expected import FIELDS
from agentconv.proving.values import ClientFailed, Installed
from tests.proving.components import REGISTRY, put, read

CLIENT = Installed("claude", ())


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    servers = {"good": {"command": "x"}, "odd": {"type": "foo", "command": "x"}}
    put(tmp_path, {".mcp.json": json.dumps({"mcpServers": servers})})
    (made,), _ = read(tmp_path, "server").batches("server", "claude", REGISTRY, Report(), as_is=True)
    return made


def test_who_is_not_asked_is_said_by_name() -> None:
    assert why_not("skill", "codex") == ""
    assert why_not("hook", "gemini") == "Gemini CLI tells nothing of hooks when it is asked"
    assert "VS Code" in why_not("command", "copilot")
    assert {*component_asking.ASKERS} == {*FIELDS} == {*KINDS[1:]}
    assert all(target in proved() for asked in component_asking.ASKERS.values() for target in asked)


def test_a_wrong_entry_takes_no_other_along(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_client: Installed, batch: Batch, project: Path, _home: Path) -> Answered:
        text = (project / ".mcp.json").read_text()
        if "foo" in text:
            return Answered({}, (f"{project}/.mcp.json: no",))
        return Answered({name: {} for name in json.loads(text)["mcpServers"]})

    monkeypatch.setitem(component_asking.ASKERS, "server", {"claude": answer})
    found = ask(CLIENT, batch)
    assert ([*found.found], found.errors) == (["good"], ("'odd': .mcp.json: no",))


def test_an_answer_that_nobody_knows_is_a_failure(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_client: Installed, _batch: Batch, _project: Path, _home: Path) -> Answered:
        broken: Mapping[str, Mapping[str, Answered]] = {}
        return broken["a"]["b"]

    monkeypatch.setitem(component_asking.ASKERS, "server", {"claude": answer})
    with pytest.raises(ClientFailed, match="form that is not known"):
        ask(CLIENT, batch)
