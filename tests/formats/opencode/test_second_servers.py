"""Servers of OpenCode 2 in words of OpenCode 1."""

from __future__ import annotations

import json

import pytest

from agentconv.diagnostics import Report
from agentconv.formats.opencode.second_servers import as_first
from agentconv.host.components import format_of
from agentconv.kit.component import ComponentReading, Material
from agentconv.kit.server_files import ServerFormat
from agentconv.model.agent import Value
from agentconv.model.components import SERVER, File
from agentconv.model.server import Server

LOCAL: Value = {"type": "local", "command": ["npx", "x"]}


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ({"servers": {"a": LOCAL}}, {"a": LOCAL}),
        ({"servers": {"command": LOCAL, "servers": LOCAL}}, {"command": LOCAL, "servers": LOCAL}),
        ({"servers": LOCAL, "timeout": LOCAL}, {"servers": LOCAL, "timeout": LOCAL}),
        ({"servers": {"enabled": False}}, {"servers": {"enabled": False}}),
        ({"a": {"url": "u"}, "b": LOCAL, "servers": {"a": LOCAL}}, {"a": LOCAL, "b": LOCAL}),
        ({"servers": {}, "timeout": 5}, {}),
        ({"servers": {"a": {"disabled": True}}}, {"a": {"enabled": False}}),
        ({"servers": {"a": {"disabled": False}}}, {"a": {"enabled": True}}),
        ({"servers": {"a": {"timeout": {"execution": 7, "startup": 1}}}}, {"a": {"timeout": 7}}),
        ({"servers": {"a": {"timeout": 9}}, "timeout": {"request": 7}}, {"a": {"timeout": 9}}),
        ({"servers": {"a": {}}, "timeout": {"request": 7}}, {"a": {"timeout": 7}}),
        ({"servers": {"a": {"oauth": {"client_id": "c"}}}}, {"a": {"oauth": {"clientId": "c"}}}),
        ({"servers": {"a": {"oauth": False}}}, {"a": {"oauth": False}}),
    ],
)
def test_what_an_entry_of_version_2_is_in_version_1(
    entries: dict[str, Value], found: dict[str, Value]
) -> None:
    assert as_first(entries) == found


def read(target: str, path: str, mcp: object) -> tuple[tuple[Server, ...], list[str]]:
    fmt, report = format_of(SERVER, target), Report()
    assert isinstance(fmt, ServerFormat)
    file = File(path, json.dumps({"mcp": mcp}).encode())
    found = fmt.read(Material(path, (file,)), ComponentReading(report))
    return found, [d.code for d in report.diagnostics]


@pytest.mark.parametrize(("target", "path"), [("opencode", "opencode.json"), ("kilo", "kilo.json")])
def test_the_servers_below_are_read_and_what_is_left_of_them_is_told(target: str, path: str) -> None:
    mcp = {
        "timeout": {"startup": 1},
        "servers": {"a": LOCAL, "b": {"type": "remote", "url": "https://e.org/m"}},
    }
    found, told = read(target, path, mcp)
    assert [(s.name, s.command, s.url) for s in found] == [("a", "npx", ""), ("b", "", "https://e.org/m")]
    assert told == []
    assert read(target, path, {"servers": {"a": {**LOCAL, "disabled": True}}})[0][0].enabled is False
    limits = {"startup": 1, "execution": 7}
    assert read(target, path, {"servers": {"a": {**LOCAL, "timeout": limits}}})[1] == ["component-unread"]
