"""docker-agent: keys of versions after 7, which give and take tools."""

from pathlib import Path

import pytest

from agentconv.api import Options, read, write
from agentconv.formats.docker_agent.newer import is_newer
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Value
from agentconv.testing import read_files

REGISTRY = Registry(plugins=False)


def document(tmp_path: Path, own: str, root: str = "", files: dict[str, str] | None = None) -> Document:
    for name, text in (files or {}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    path = tmp_path / "agent.yaml"
    path.write_text(f'version: "12"\n{root}agents:\n  root:\n{own}', encoding="utf-8")
    return read(path, "docker-agent", registry=REGISTRY).documents[0]


def tools(found: Document) -> set[str] | None:
    allow = found.agent.tools.allow
    return None if allow is None else {tool.name for tool in allow}


@pytest.mark.parametrize(
    ("version", "newer"), [("7", False), ("8", True), (16, True), ("17", False), ("x", False)]
)
def test_newer_versions(version: Value, newer: bool) -> None:
    assert is_newer(version) == newer


def test_a_harness_has_tools_of_its_own(tmp_path: Path) -> None:
    found = document(tmp_path, "    harness: {type: codex}\n    toolsets: [{type: think}]\n")
    assert tools(found) is None
    again = write(found.agent, "docker-agent", registry=REGISTRY, options=Options(model="openai/gpt-6-luna"))
    assert "type: think" in again.files[0].text


def test_named_toolsets_count(tmp_path: Path) -> None:
    root = "toolsets: {shed: {type: shell}}\n"
    found = document(tmp_path, "    use_toolsets: [shed, gone]\n    toolsets: [{type: fetch}]\n", root)
    assert tools(found) == {"web_fetch", "shell", "shell_output", "shell_stop"}


def test_readonly_takes_what_changes_something(tmp_path: Path) -> None:
    own = "    readonly: true\n    toolsets: [{type: filesystem}, {type: shell}, {type: mcp, command: x}]\n"
    found = document(tmp_path, own)
    assert not {"edit", "write", "shell", "mcp", "remove_directory"} & (tools(found) or set())
    assert "read" in (tools(found) or set())
    (back,) = read_files(write(found.agent, "docker-agent", registry=REGISTRY), REGISTRY)
    assert back.tools == found.agent.tools


def test_an_instruction_may_stand_in_files(tmp_path: Path) -> None:
    found = document(tmp_path, "    instruction_file: [a.md, b.md]\n", files={"a.md": "One.", "b.md": "Two."})
    assert found.agent.prompt == "One.\n\nTwo."
    text = write(found.agent, "docker-agent", registry=REGISTRY).files[0].text
    assert "instruction_file" not in text
