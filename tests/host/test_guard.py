"""What a plugin changes in passing is its own: agents cannot be changed, trees and native values are copies."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from agentconv.api import read
from agentconv.checking.explain import explain
from agentconv.checking.run import CheckRequest, check
from agentconv.checking.sarif import to_sarif
from agentconv.conformance import matrix
from agentconv.diagnostics import Report
from agentconv.errors import AgentconvError, SyntaxProblem
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.kit.format import Writing
from agentconv.kit.model_map import load as load_models
from agentconv.model.agent import Agent, with_fields
from agentconv.model.frozen import thawed
from agentconv.reading.read import decode_native, documents_of, tree_of
from agentconv.text.source import Source
from tests.conftest import FIXTURES
from tests.host.broken import good

AGENT = """---
name: a
description: d
tools: Read, mcp__docs
mcpServers:
- docs:
    type: stdio
    command: docs
    args: [--quiet]
hooks:
  PreToolUse:
  - matcher: Bash
    hooks:
    - type: command
      command: check
x-notes:
  kept: [1, 2]
---
Hi
"""


def export_of(folder: Path, registry: Registry, *targets: str) -> tuple[dict[str, str], list[Any]]:
    """The files of an export by their paths, and its diagnostics."""
    (folder / "a.md").write_text(AGENT)
    result = export(ExportRequest((str(folder / "a.md"),), targets), registry)
    files = {f.path: f.text for conversion in result.conversions for f in conversion.files}
    return files, [d.to_json() for d in result.diagnostics]


TARGETS = ("agentconv", "claude", "claude-json", "copilot", "openai", "qwen")

CHANGES = {
    "hooks": "agent.hooks.pop('PreToolUse')",
    "inside hooks": "agent.hooks['PreToolUse'][0]['hooks'].pop()",
    "servers": "agent.mcp_servers.clear()",
    "inside servers": "agent.mcp_servers['docs']['args'].append('--all')",
    "extensions": "agent.extensions['claude'].pop('x-notes')",
    "inside extensions": "agent.extensions['claude']['x-notes']['kept'] += [3]",
    "the formats of extensions": "agent.extensions.setdefault('pops', {})",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_writer_that_changes_its_agent_is_named_and_other_targets_write_the_same(
    change: str, use: Any, tmp_path: Path
) -> None:
    wanted, told = export_of(tmp_path, Registry(plugins=False), *TARGETS)
    assert len(wanted) >= len(TARGETS)
    body = f"def encode(self, agent, writing):\n    {change}\n    return super().encode(agent, writing)"
    files, diagnostics = export_of(tmp_path, use(pops=good("pops", body)), "pops", *TARGETS)
    assert files == wanted
    mine = [d for d in diagnostics if d.get("target") == "pops"]
    assert [d for d in diagnostics if d not in mine] == told
    (found,) = mine
    assert (found["code"], found["severity"]) == ("plugin-raised", "error")
    assert "encode of the format 'pops' of agentconv-pops 0.5 failed: TypeError" in found["message"]
    assert "an agent's values are frozen: make a copy with" in found["message"]


THAWS = """
more_keys = frozenset({"config"})

def encode(self, agent, writing):
    from agentconv import thawed
    servers = thawed(agent.mcp_servers)
    servers["docs"]["args"].append("--all")
    native = super().encode(agent, writing)
    native["servers"] = servers
    native.get("config", {}).get("list", []).append("written")
    return native
"""


def test_a_writer_may_change_copies_and_its_own_native_values(use: Any, tmp_path: Path) -> None:
    files, diagnostics = export_of(tmp_path, use(thaws=good("thaws", THAWS)), "thaws", *TARGETS)
    assert {d["code"] for d in diagnostics if d["severity"] == "error"} == {
        "power-widened"
    }  # it has no tools
    assert "--quiet\n    - --all\n" in files[".thaws/a.md"]
    del files[".thaws/a.md"]
    assert files == export_of(tmp_path, Registry(plugins=False), *TARGETS)[0]


def test_native_values_that_a_writer_starts_from_are_plain_at_any_depth(use: Any) -> None:
    registry = use(thaws=good("thaws", THAWS))
    agent = Agent(
        "a", mcp_servers={"docs": {"args": []}}, extensions={"thaws": {"config": {"list": ["mine"]}}}
    )
    native = registry.get("thaws").encode(agent, Writing(Report(), load_models()))
    assert native["config"] == {"list": ["mine", "written"]}
    assert agent.extensions["thaws"] == {"config": {"list": ["mine"]}}


GRABS = """
def recognises(self, path, tree):
    for value in tree.values.values():
        if isinstance(value, (dict, list)):
            value.clear()
    tree.values.clear()
    return 0
"""
MARKED = "marks = frozenset({'marked-only'})"


def test_a_judge_that_changes_the_tree_leaves_it_as_it_was_for_the_next(use: Any, tmp_path: Path) -> None:
    registry = use(grabs=good("grabs", GRABS), works=good("works", MARKED))
    place = tmp_path / "x.md"
    place.write_text("---\nmarked-only: {deep: [1]}\n---\nHi\n")
    result = read(place, registry=registry)
    assert [d.format for d in result.documents] == ["works"]
    assert result.agents[0].extensions == {"works": {"marked-only": {"deep": [1]}}}


EMPTIES = """
def decode(self, native, reading):
    agent = super().decode(native, reading)
    for values in (native, reading.tree.values):
        for value in values.values():
            if isinstance(value, (dict, list)):
                value.clear()
        values.clear()
    return agent
"""


def test_a_reader_that_changes_what_it_reads_changes_no_document(use: Any, tmp_path: Path) -> None:
    registry = use(empties=good("empties", EMPTIES))
    place = tmp_path / "x.md"
    place.write_text("---\nname: a\nmore: {deep: [1]}\n---\nHi\n")
    (document,) = read(place, "empties", registry=registry).documents
    assert document.tree.values["name"] == "a"
    assert document.tree.values["more"] == {"deep": ["1"]}
    assert document.agent.extensions == {"empties": {"more": {"deep": [1]}}}


def test_a_reader_that_changes_what_it_reads_back_changes_no_file(use: Any, tmp_path: Path) -> None:
    files, diagnostics = export_of(tmp_path, use(empties=good("empties", EMPTIES)), "empties")
    assert files[".empties/a.md"] == "---\nname: a\ndescription: d\n---\nHi\n"
    assert not [d for d in diagnostics if d["code"] == "plugin-raised"]


LISTS = """
def decode(self, native, reading):
    from agentconv import Agent, OutputContract, Tool, Tools
    return {made}
"""
MADE = {
    "tools.allow": "Agent('a', tools=Tools([Tool('read')]))",
    "tools.deny": "Agent('a', tools=Tools(None, [Tool('read')]))",
    "output_contract.sections": "Agent('a', output_contract=OutputContract(None, []))",
    "skills": "Agent('a', skills=['s'])",
}


@pytest.mark.parametrize("name", MADE)
def test_an_agent_that_holds_a_list_where_a_tuple_belongs_is_refused(
    name: str, use: Any, tmp_path: Path
) -> None:
    registry = use(lists=good("lists", LISTS.format(made=MADE[name])))
    place = tmp_path / "x.md"
    place.write_text("---\nname: a\n---\nHi\n")
    result = read(place, "lists", registry=registry)
    assert result.documents == ()
    assert f"gave an agent whose {name} is no tuple" in result.diagnostics[0].message


# the built-in formats are not guarded: they must keep to it by themselves

BUILT_IN = [p.format for p in Registry(plugins=False).all()]


@pytest.mark.parametrize("fmt", [f for f in BUILT_IN if f.reads], ids=lambda f: f.name)
def test_a_built_in_format_leaves_what_it_reads_as_it_was(fmt: Any) -> None:
    files = sorted(p for p in (FIXTURES / fmt.name).rglob("*") if p.is_file())
    seen = 0
    for file in files:
        try:
            source = Source(file.as_posix(), file.read_text("utf-8"))
            tree = tree_of(fmt, PurePosixPath(source.path), source)
        except (AgentconvError, UnicodeDecodeError):
            continue
        before = thawed(tree.values)
        for other in BUILT_IN:
            other.recognises(PurePosixPath(source.path), tree)
            assert tree.values == before, f"{other.name} changes what it looks at"
        documents_of(fmt, tree, Report(), lambda name, place=file: _beside(place, name))
        assert tree.values == before, file
        seen += 1
    assert seen


def _beside(file: Path, name: str) -> Source:
    try:
        return Source(name, (file.parent / name).read_text("utf-8"))
    except OSError:
        raise SyntaxProblem("not-found", "it is not there", 0) from None


@pytest.mark.parametrize("fmt", [f for f in BUILT_IN if f.writes], ids=lambda f: f.name)
def test_a_built_in_format_leaves_what_it_wrote_as_it_was(fmt: Any) -> None:
    full = with_fields(Agent("a", description="d", prompt="Hi\n"), matrix.SAMPLES)
    for agent in (full, Agent("a", description="d")):
        native = fmt.encode(agent, Writing(Report(), load_models(), slug="a"))
        before = thawed(native)
        decode_native(fmt, native, "a")
        assert native == before


def test_a_wrong_type_is_the_finding_that_it_is(use: Any, tmp_path: Path) -> None:
    body = "def decode(self, native, reading):\n    from agentconv import WrongType\n    raise WrongType('a list')"
    place = tmp_path / "x.md"
    place.write_text("---\nname: a\n---\nHi\n")
    result = read(place, "strict", registry=use(strict=good("strict", body)))
    (found,) = result.diagnostics
    assert (found.code, found.message, found.path) == ("wrong-type", "expected a list", place.as_posix())


def test_an_error_that_names_no_agent_writes_nothing_outside(use: Any, tmp_path: Path) -> None:
    out = tmp_path / "q" / "o"
    (tmp_path / "a.md").write_text(AGENT)
    path_of = "def path_of(self, slug, scope=''):\n    return f'../esc-{slug}'"
    registry = use(escapes=good("escapes", path_of))
    request = ExportRequest((str(tmp_path / "a.md"),), ("escapes", "codex"), out=out, skip_bad=True)
    result = export(request, registry)
    assert "unsafe-path" in {d.code for d in result.diagnostics}
    written = {p.relative_to(tmp_path / "q").as_posix() for p in (tmp_path / "q").rglob("*") if p.is_file()}
    assert written == {"o/.agentconv.json", "o/.codex/agents/a.toml"}


def remarks(code: str) -> str:
    return f"def remark(self, agent, native, reading):\n    reading.add({code!r}, 'the engine is stale', 'name', hint='take another')"


def test_a_format_may_have_codes_of_its_own(use: Any, tmp_path: Path) -> None:
    registry = use(memo=good("memo", remarks("memo/stale-engine")))
    place = tmp_path / ".memo" / "a.md"
    place.parent.mkdir()
    place.write_text("---\nname: a\ndescription: d\n---\nHi\n")
    (found,) = read(place, registry=registry).diagnostics
    assert (found.code, str(found.severity), found.line, found.field) == (
        "memo/stale-engine",
        "warning",
        2,
        "name",
    )

    def codes(**facts: Any) -> list[str]:
        return [d.code for d in check(CheckRequest((str(tmp_path),), **facts), registry).diagnostics]

    assert (
        codes() == codes(select=("memo/*",)) == codes(select=("memo/stale-engine", "syntax")) == [found.code]
    )
    assert codes(ignore=("memo/*",)) == codes(select=("syntax",)) == []
    (run,) = to_sarif([found])["runs"]  # type: ignore[union-attr,misc]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [found.code]  # type: ignore[index,call-overload]
    assert next(iter(explain(found.code))).startswith(
        "memo/stale-engine (warning): a finding of the format 'memo'"
    )


@pytest.mark.parametrize("code", ["stale-engine", "other/stale-engine", "memo/", "memo/Stale Engine"])
def test_any_other_code_is_the_plugins_failure(code: str, use: Any, tmp_path: Path) -> None:
    registry = use(memo=good("memo", remarks(code)))
    place = tmp_path / "a.md"
    place.write_text("---\nname: a\ndescription: d\n---\nHi\n")
    (found,) = read(place, "memo", registry=registry).diagnostics
    assert found.code == "plugin-raised"
    assert code in found.message
