"""Keys that nobody has, and that somebody wrote to bound something: no reader passes over one in silence."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from agentconv.api import write
from agentconv.conformance import components as held
from agentconv.containers import SUFFIXES, container
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.formats import GENERATIONS
from agentconv.formats.components import COMPONENTS
from agentconv.host.components import formats_of
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.bounds import bounding
from agentconv.kit.component import ComponentFormat, Material
from agentconv.kit.format import Format, Reading, Writing
from agentconv.model.agent import Agent, Value
from agentconv.text.source import Source, decode
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
KEYS = """
    disallow-tools deny_tools mayNotUse never_use toolBlacklist forbidden_commands blocked_paths restrict_to
    only_tools no_shell read_only_mode sandboxed sandboxPolicy approval require_approval ask_before
    permissions_policy permissionRules allowed_mcp mcp-denylist networkAccess allow_network write_access
    can_edit scope_limit guardrails restrictions capabilities_denied tool_policy excludeCommands
""".split()  # noqa: SIM905
PROSE = "agents-md"
"""A format without keys: all that it says is the prompt."""
READERS = [p.format.name for p in REGISTRY.all() if p.format.reads and p.format.name != PROSE]
PLAIN = Agent("abc", description="Does it.", prompt="Do it, and say what was done.")


def test_there_are_thirty() -> None:
    assert len(KEYS) == len(set(KEYS)) == 30
    assert [key for key in KEYS if bounding(key) is None] == []


@pytest.mark.parametrize(
    "key",
    ["when_not_to_use", "do-not-use-for", "category", "tool_choice", "max_files", "permit", "allowance"],
)
def test_advice_and_ordinary_words_bound_nothing(key: str) -> None:
    assert bounding(key) is None


@pytest.mark.parametrize("word", [*READERS, *GENERATIONS])
def test_no_reader_of_agents_is_silent(word: str) -> None:
    fmt = REGISTRY.whole(word)
    native = REGISTRY.get(word).encode(
        PLAIN, Writing(Report(), model_map.load(), slug="abc", source="agentconv")
    )
    for key in KEYS:
        values: list[Value] = [["x"], "none", False]
        for value in values:
            assert key in told(fmt, beside(native, key, value)), f"{key}: {value}"


def beside(native: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """Native values with one more key of the agent's."""
    inner = native.get(PLAIN.name)  # where all agents of a file stand by name
    return {PLAIN.name: {**inner, key: value}} if isinstance(inner, dict) else {**native, key: value}


def told(fmt: Format, native: dict[str, Value]) -> str:
    """What is said of native values when they are read, and when what was read goes to another tool."""
    reading = Reading.aside(native, "abc")
    agent = replace(fmt.read(native, reading), name="abc")
    made = write(agent, "opencode" if fmt.name == "codex" else "codex", registry=REGISTRY)
    said = (*reading.report.diagnostics, *made.diagnostics)
    return " ".join(f"{d.message} {d.field} {d.fields}" for d in said)


def planted(fmt: ComponentFormat[Any], key: str) -> Iterator[Material]:
    """The tool's fixtures with a key beside those that are there."""
    for material in held.materials(FIXTURES / "components" / fmt.kind / fmt.target, fmt).values():
        syntax = SUFFIXES.get(PurePosixPath(material.path).suffix, "frontmatter")
        try:
            tree = container(syntax).read(Source(material.path, decode(material.main.data)))
        except (NotAnAgent, SyntaxProblem):  # a text without a head; comments in JSON
            continue
        values = json.loads(json.dumps(tree.values))
        if plant(values, key, fmt.kind):
            data = container(syntax).write(values).encode()
            files = (replace(f, data=data) if f is material.main else f for f in material.files)
            yield replace(material, files=tuple(files))


def plant(values: Any, key: str, kind: str) -> bool:
    """Put a key where a component of the kind has its own; whether there was such a place."""
    marks = {"server": {"command", "url", "httpUrl", "serverUrl", "cmd", "uri"}, "hook": {"command", "bash"}}
    if kind not in marks:
        values[key] = ["x"]
        return True
    if isinstance(values, dict) and not marks[kind].isdisjoint(values):
        values[key] = ["x"]
        return True
    inner = values.values() if isinstance(values, dict) else values
    return isinstance(values, (dict, list)) and any(plant(value, key, kind) for value in list(inner))


@pytest.mark.parametrize(
    "fmt",
    [fmt for kind in COMPONENTS for fmt in formats_of(kind) if fmt.reads],
    ids=lambda fmt: f"{fmt.target}-{fmt.kind}",
)
def test_no_reader_of_anything_else_is_silent(fmt: ComponentFormat[Any]) -> None:
    for key in KEYS:
        for material in planted(fmt, key):
            found, said = held.read(fmt, material)
            kept_whole = fmt.kind == "rule" and key in material.text and any(key in str(c) for c in found)
            assert kept_whole or any(repr(key) in d.message for d in said), f"{key} in {material.path}"
