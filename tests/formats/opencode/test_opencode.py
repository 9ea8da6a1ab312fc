"""OpenCode's permission rules, its settings file, and the real files of the corpus."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from agentconv.api import write
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, Problem
from agentconv.formats.opencode.meaning import meaning
from agentconv.formats.opencode.permission import permission_for
from agentconv.formats.opencode.rules import rules_of
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_files
from agentconv.text.source import Source, decode
from agentconv.writing.convert import convert_documents
from tests.conftest import CORPUS

REGISTRY = Registry(plugins=False)
SHELL = Tool("shell")
READ = Tool("read")


def tools_of(permission: Value, tools: Value = None) -> Tools:
    return meaning(rules_of(tools, permission), "opencode").tools


@pytest.mark.parametrize(
    ("permission", "allow"),
    [
        ({"*": "deny", "read": "allow"}, (READ,)),
        ({"read": "allow", "*": "deny"}, ()),
        ({"*": "deny", "bash": {"*": "ask", "rm *": "deny"}}, (SHELL,)),
        ({"*": "deny", "bash": {"git *": "allow", "*": "deny"}}, ()),
        ({"*": "deny", "bash": {"git *": "allow"}}, (Tool("shell", "git:*"),)),
        ({"*": "deny", "task": {"a": "allow", "b": "ask"}}, (Tool("agent", "a, b"),)),
        ({"*": "deny", "github_*": "ask"}, (Tool("mcp", server="github"),)),
        ({"*": "deny", "github_get_issue": "ask"}, (Tool("mcp", server="github", tool="get_issue"),)),
        ({"*": "deny", "gre?": "allow"}, (Tool("gre?", native="opencode"), Tool("grep"))),
        ("deny", ()),
        ({"*": "deny", "external_directory": "allow", "doom_loop": "ask"}, ()),
    ],
)
def test_a_closed_list_holds_what_comes_after_the_star(permission: Value, allow: tuple[Tool, ...]) -> None:
    assert tools_of(permission).allow == allow


def test_patterns_that_are_denied_in_a_granted_tool_are_denied() -> None:
    assert tools_of({"bash": {"*": "allow", "rm *": "deny"}}).deny == (Tool("shell", "rm:*"),)
    github = tools_of({"*": "deny", "github_*": "allow", "github_push": "deny"})
    assert github.deny == (Tool("mcp", server="github", tool="push"),)


def test_a_partly_granted_tool_without_a_closed_list_counts_as_denied() -> None:
    assert tools_of({"edit": {"*": "deny", "a.md": "allow"}}).deny == (Tool("write"), Tool("edit"))


@pytest.mark.parametrize(
    ("permission", "mode"),
    [
        ({}, None),
        ("allow", "bypass"),
        ({"*": "allow", "bash": "ask"}, "accept-edits"),
        ({"*": "allow", "edit": "ask"}, "default"),
        ({"*": "ask"}, "default"),
        ({"edit": "ask"}, None),
        ({"*": "allow", "external_directory": "deny"}, "accept-edits"),
        ({"edit": {"*": "deny", "docs/**": "allow"}}, None),
        ({"edit": {"*": "ask", "docs/**": "allow"}}, None),
        ({"edit": {"*": "allow", "src/**": "ask"}}, None),
        ({"edit": "deny", "bash": {"*": "deny", "git status": "allow"}}, None),
        ({"*": "deny", "edit": "allow", "webfetch": "allow", "bash": {"git *": "allow"}}, "accept-edits"),
        ({"edit": "allow"}, "accept-edits"),
        ({"edit": "allow", "bash": "allow"}, "auto"),
        ({"bash": "allow"}, None),
        ({"*": "deny", "bash": "allow"}, "auto"),
        ({"*": "deny", "edit": "ask", "bash": "allow"}, None),
        ({"*": "deny", "edit": "allow", "bash": "allow", "webfetch": "allow"}, "bypass"),
    ],
)
def test_allow_and_ask_are_a_permission_mode(permission: Value, mode: str | None) -> None:
    assert meaning(rules_of(None, permission), "opencode").mode == mode


def documents(texts: dict[str, str]) -> list[Document]:
    (item,) = texts.items()
    return read_source(Source(*item), REGISTRY, Report())


CONSENT = ("edit", "bash", "webfetch", "github_push", "notebook_edit")


def last(permission: dict[str, Value], key: str) -> Value:
    """What a permission map says of a tool, as the client finds it."""
    return [v for k, v in permission.items() if k in ("*", key)][-1] if permission else "allow"


@pytest.mark.parametrize("target", ["opencode", "kilo"])
@pytest.mark.parametrize(
    ("mode", "actions"),
    [
        (None, ["ask", "ask", "ask", "ask", "ask"]),
        ("default", ["ask", "ask", "ask", "ask", "ask"]),
        ("accept-edits", ["allow", "ask", "ask", "ask", "ask"]),
        ("auto", ["allow", "allow", "ask", "ask", "ask"]),
        ("dont-ask", ["deny", "deny", "deny", "deny", "deny"]),
        ("plan", ["deny", "deny", "ask", "ask", "deny"]),
        ("bypass", ["allow", "allow", "allow", "allow", "allow"]),
    ],
)
def test_an_agent_of_a_host_that_asks_is_written_so_that_it_asks(
    target: str, mode: str | None, actions: list[str]
) -> None:
    made = write(Agent("a", "d", permission_mode=mode), target)
    (document,) = documents({f.path: f.text for f in made.files})
    permission = document.tree.values.get("permission", {})
    assert isinstance(permission, dict)
    asked = CONSENT if target == "kilo" else CONSENT[:-1]  # only one has a tool for notebooks
    assert [last(permission, key) for key in asked] == actions[: len(asked)]


@pytest.mark.parametrize(
    ("source", "target", "permission"),
    [
        ("opencode", "opencode", None),
        ("opencode", "kilo", None),
        ("kilo", "opencode", "ask"),
    ],
)
def test_members_keep_what_their_hosts_do(source: str, target: str, permission: str | None) -> None:
    texts = {f".{source}/agent/a.md": "---\ndescription: d\nmode: subagent\n---\nx\n"}
    made = convert_documents(documents(texts), target, REGISTRY)
    assert ("'*': ask" in made.files[0].text) is (permission == "ask")


def test_rules_go_to_another_member_as_they_are() -> None:
    head = '---\ndescription: d\nmode: subagent\npermission: {"*": allow, external_directory: deny}\n---\nx\n'
    made = convert_documents(documents({".opencode/agent/a.md": head}), "kilo", REGISTRY)
    assert "external_directory: deny" in made.files[0].text
    assert not [d for d in made.diagnostics if d.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("above", "own", "deny"),
    [
        ({"permission": {"bash": "deny"}}, {}, (SHELL,)),
        ({"tools": {"bash": False}}, {}, (SHELL,)),
        ({"permission": {"bash": "deny"}}, {"permission": {"bash": "ask"}}, ()),
        ({"permission": {"bash": "ask"}}, {"permission": {"bash": "deny"}}, (SHELL,)),
        ({"permission": {"bash": "deny"}}, {"tools": {"read": False}}, (SHELL, READ)),
    ],
)
@pytest.mark.parametrize("name", ["opencode.json", "kilo.json"])
def test_rules_above_the_agents_bound_each(
    name: str, above: dict[str, Value], own: dict[str, Value], deny: tuple[Tool, ...]
) -> None:
    text = json.dumps({**above, "agent": {"a": {"description": "d", "prompt": "p", **own}}})
    (document,) = documents({name: text})
    assert document.agent.tools.deny == deny


def test_reading_keeps_asking_for_env_files() -> None:
    permission = permission_for(Agent("a", tools=Tools((READ,))), "opencode")
    assert permission["read"] == {"*": "allow", "*.env": "ask", "*.env.*": "ask", "*.env.example": "allow"}


def test_a_tool_of_a_server_with_an_underscore_is_left_out() -> None:
    tool = Tool("mcp", server="my_server", tool="look")
    assert permission_for(Agent("a", tools=Tools((tool,))), "opencode") == {"*": "deny"}
    whole = replace(tool, tool=None)
    assert permission_for(Agent("a", tools=Tools((whole,))), "opencode") == {
        "*": "deny",
        "my_server_*": "ask",
    }


@pytest.mark.parametrize("name", ["constructor", "title", "plan"])
def test_names_of_the_program_itself_are_not_taken(name: str) -> None:
    conversion = write(Agent(name, prompt="p"), "opencode", registry=REGISTRY)
    assert read_files(conversion, REGISTRY)[0].name == f"{name}-agent"


def test_a_changed_agent_of_a_settings_file_gets_a_file_of_its_own() -> None:
    text = json.dumps({"model": "a/b", "agent": {"miller": {"prompt": "Grind.", "temperature": 0.5}}})
    (document,) = read_source(Source("opencode.json", text), REGISTRY, Report())
    assert convert_documents([document], "opencode", REGISTRY).files[0].text == text
    agent = replace(document.agent, description="Grinds")
    (file,) = write(agent, "opencode", onto=document, registry=REGISTRY).files
    assert file.path == ".opencode/agents/miller.md"
    (again,) = read_source(Source(file.path, file.text), REGISTRY, Report())
    assert again.agent == agent


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("tools: *", "takes the whole file"),
        ("description: a: b\nfoo: [", "skips this file"),
        ("description: a: b", None),
    ],
)
def test_what_the_program_makes_of_frontmatter_that_is_not_yaml(head: str, what: str | None) -> None:
    report = Report()
    read_source(Source(".opencode/agents/a.md", f"---\n{head}\n---\nBody\n"), REGISTRY, report)
    said = [d.message for d in report.diagnostics if d.code == "client-ignores"]
    assert [what in message for message in said] == [True] if what else said == []


def ignored(name: str, head: str) -> list[str | None]:
    report = Report()
    read_source(Source(f".{name}/agents/a.md", f"---\n{head}\n---\nBody\n"), REGISTRY, report)
    return [d.field for d in report.diagnostics if d.code == "client-ignores"]


@pytest.mark.parametrize("line", ["hidden: 'yes'", "disable: 1", "options: 3", "color: null", "mode: null"])
@pytest.mark.parametrize("name", ["opencode", "kilo"])
def test_values_of_another_type_are_named(name: str, line: str) -> None:
    assert ignored(name, f"description: d\n{line}") == [line.partition(":")[0]]


@pytest.mark.parametrize("key", ["description", "model", "variant", "temperature", "top_p", "steps"])
def test_kilo_takes_null_for_an_absent_text_or_number(key: str) -> None:
    assert ignored("kilo", f"{key}: null") == []
    assert ignored("opencode", f"{key}: null") == [key]


@pytest.mark.parametrize(
    ("permission", "told"),
    [
        ("{mcp: deny}", True),
        ("{mcp: allow}", False),
        ("{'*': deny, mcp: deny}", False),
        ("{mcp: deny, '*_*': deny}", False),
    ],
)
def test_a_key_that_denies_no_server_is_told_and_no_target_is_wider(permission: str, told: bool) -> None:
    report = Report()
    source = Source(".kilo/agents/a.md", f"---\ndescription: d\npermission: {permission}\n---\nBody\n")
    (document,) = read_source(source, REGISTRY, report)
    assert ("restriction-ignored" in [d.code for d in report.diagnostics]) is told
    for target in ("claude", "gemini", "codex", "opencode", "kilo", "qwen", "copilot"):
        conversion = convert_documents([document], target, REGISTRY)
        assert "power-widened" not in [d.code for d in conversion.diagnostics], target


def test_a_prompt_beside_the_body_does_no_harm() -> None:
    assert ignored("opencode", "prompt: 3") == []


@pytest.mark.parametrize("name", ["opencode", "kilo"])
def test_a_prompt_beside_the_body_is_told(name: str) -> None:
    text, report = "---\ndescription: d\nprompt: Do it.\n---\n", Report()
    (document,) = read_source(Source(f".{name}/agents/a.md", text), REGISTRY, report)
    assert document.agent.prompt == ""
    assert [d.code for d in report.diagnostics] == ["text-unread"]


def test_a_settings_file_may_start_with_a_blank_line() -> None:
    report = Report()
    (document,) = read_source(
        Source("opencode.json", '\n{"agent": {"a": {"prompt": "P"}}}'), REGISTRY, report
    )
    assert document.agent.prompt == "P"
    assert not [d for d in report.diagnostics if d.code == "client-ignores"]


def test_the_corpus_is_read_and_kept() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not at hand")
    with (CORPUS / "index.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["format"] == "opencode"]
    assert rows
    refused = set()
    for row in rows:
        data, report = (CORPUS / row["path"]).read_bytes(), Report()
        try:
            source = Source(row["source_path"], decode(data))
            documents = read_source(source, REGISTRY, report, sibling=_no_sibling)
        except NotAnAgent:
            assert "not-agents" in row["path"]
            continue
        if not documents:
            refused |= {d.code for d in report.diagnostics if d.severity is Severity.ERROR}
            continue
        assert {d.format for d in documents} == {"opencode"}
        assert convert_documents(documents, "opencode", REGISTRY).files[0].text.encode() == data
        for document in documents:
            conversion = write(document.agent, "claude", registry=REGISTRY)
            assert power(read_files(conversion, REGISTRY)[0]) <= power(document.agent)
    assert refused <= {"not-found", "wrong-type"}  # a prompt's file that is not there; `tools` as a list


def _no_sibling(name: str) -> Source:
    raise Problem("not-found", "no such file")
