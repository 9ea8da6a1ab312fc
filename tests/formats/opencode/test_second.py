"""OpenCode 2: rules as a list, agents under another key, and nothing that was denied is given."""

from pathlib import Path

import pytest

from agentconv.api import Options, read, write
from agentconv.errors import WrongType
from agentconv.formats.opencode.rules import Rule, as_map, rules_of
from agentconv.formats.opencode.second import as_first, as_list, rules_in
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Tools, Value
from agentconv.testing import read_files
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
DENY_ALL: Value = [{"action": "*", "resource": "*", "effect": "deny"}]
HEAD = "---\nname: a\ndescription: d\npermissions:\n  - {action: '*', resource: '*', effect: deny}\n---\nDo it.\n"


def documents(path: Path, text: str) -> tuple[Document, ...]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read(path, registry=REGISTRY).documents


@pytest.mark.parametrize("place", [".opencode/agents/a.md", "agents/a.md", "a.md", ".opencode/mode/a.md"])
def test_a_denied_agent_stays_one_wherever_it_lies(tmp_path: Path, place: str) -> None:
    (found,) = documents(tmp_path / place, HEAD)
    assert (found.format, found.agent.tools) == ("opencode", Tools(()))
    for target in ("claude", "opencode", "gemini", "factory"):
        conversion = write(found.agent, target, registry=REGISTRY)
        assert "power-widened" not in {d.code for d in conversion.diagnostics}
    (back,) = read_files(write(found.agent, "opencode", registry=REGISTRY), REGISTRY)
    assert back.tools == Tools(())


@pytest.mark.parametrize(
    "rules",
    [
        "[{action: '*', effect: deny}]",
        "[{action: '*', resource: '*', effect: never}]",
        "[deny]",
        "[{action: '*', resource: '*', effect: deny, more: 1}]",
    ],
)
def test_rules_that_cannot_be_read_are_an_error(tmp_path: Path, rules: str) -> None:
    path = tmp_path / ".opencode" / "agents" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\ndescription: d\npermissions: {rules}\n---\nDo it.\n", encoding="utf-8")
    result = read(path, registry=REGISTRY)
    assert "wrong-type" in {d.code for d in result.diagnostics}
    assert all(document.agent.tools == Tools(()) for document in result.documents)


def test_names_of_actions_are_those_of_the_first() -> None:
    rules: Value = [
        {"action": "shell", "resource": "git *", "effect": "ask"},
        {"action": "subagent", "resource": "x", "effect": "allow"},
        {"action": "read", "resource": "*", "effect": "deny"},
    ]
    assert rules_in(rules) == [
        Rule("bash", "git *", "ask"),
        Rule("task", "x", "allow"),
        Rule("read", "*", "deny"),
    ]
    with pytest.raises(WrongType):
        rules_in(["read"])


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (["* * deny"], ["* * deny"]),
        (["sh* * deny"], ["sh* * deny", "bash * deny"]),
        (["sub* x ask"], ["sub* x ask", "task* x ask"]),
        (["s* * deny"], ["s* * deny", "bash * deny", "task* * deny"]),
        (["b* * deny"], ["b* * deny"]),
        (
            ["* * deny", "shell ls ask", "b* * allow"],
            ["* * deny", "bash ls ask", "b* * allow", "bash * deny", "bash ls ask"],
        ),
        (["subagent a deny", "t* * allow"], ["task a deny", "t* * allow", "task* a deny"]),
    ],
)
def test_a_wildcard_means_tools_by_their_new_names(rules: list[str], wanted: list[str]) -> None:
    words = [dict(zip(("action", "resource", "effect"), rule.split(), strict=True)) for rule in rules]
    value: Value = [{**word} for word in words]
    assert [" ".join(rule) for rule in rules_in(value)] == wanted


def test_both_generations_in_one_file_count_together() -> None:
    assert as_first({"permission": {"edit": "deny"}, "permissions": DENY_ALL}) == {
        "permission": {"*": "deny"}
    }


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"model": "a/b#high"}, {"model": "a/b", "variant": "high"}),
        ({"model": "a/b"}, {"model": "a/b"}),
        ({"model": {"providerID": "a", "model": "b"}}, {"model": "a/b"}),
        ({"disabled": True}, {"disable": True}),
        ({"system": "s"}, {"prompt": "s"}),
        ({"request": {"body": {"top_p": 1}, "headers": {}}}, {"top_p": 1, "request": {"headers": {}}}),
        ({"request": {"body": {"temperature": 1}}}, {"temperature": 1}),
        ({"request": "x"}, {"request": "x"}),
    ],
)
def test_keys_are_those_of_the_first(values: dict[str, Value], wanted: dict[str, Value]) -> None:
    assert as_first(values) == wanted


def test_an_agent_that_is_changed_in_place_keeps_its_bounds() -> None:
    (document,) = read(FIXTURES / "opencode" / "second.md", registry=REGISTRY).documents
    from agentconv.writing.convert import convert_documents

    options = Options(model="openai/gpt-6-luna")
    (file,) = convert_documents([document], "opencode", REGISTRY, options).files
    (back,) = read_files(convert_documents([document], "opencode", REGISTRY, options), REGISTRY)
    assert "openai/gpt-6-luna" in file.text
    assert back.tools == document.agent.tools


def test_the_rules_of_the_settings_bound_agents_of_both_keys(tmp_path: Path) -> None:
    text = (
        '{"permissions": [{"action": "shell", "resource": "*", "effect": "deny"}],'
        ' "agents": {"new": {"system": "s"}}, "agent": {"old": {"prompt": "p"}}}'
    )
    found = documents(tmp_path / "opencode.json", text)
    assert {d.agent.name for d in found} == {"new", "old"}
    assert all("shell" in {tool.name for tool in d.agent.tools.deny} for d in found)


@pytest.mark.parametrize("rules", ["{'*': deny}", "deny"])
def test_what_is_no_list_is_read_by_no_version(tmp_path: Path, rules: str) -> None:
    path = tmp_path / ".opencode" / "agents" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\ndescription: d\npermissions: {rules}\n---\nDo it.\n", encoding="utf-8")
    result = read(path, registry=REGISTRY)
    assert [d.code for d in result.diagnostics] == ["restriction-ignored"]
    assert [document.agent.tools for document in result.documents] == [Tools()]


def test_a_part_of_what_a_key_without_patterns_means_is_read_and_written() -> None:
    closed: Value = {"action": "*", "resource": "*", "effect": "deny"}
    page: Value = {"action": "webfetch", "resource": "https://a.example/*", "effect": "allow"}
    said: Value = [closed, page, {"action": "websearch", "resource": "**", "effect": "ask"}]
    found = as_map(rules_in(said))
    assert found == {"*": "deny", "webfetch*": {"https://a.example/*": "allow"}, "websearch": "ask"}
    rest: Value = {"action": "websearch", "resource": "*", "effect": "ask"}
    assert as_list(rules_of(None, found)) == [closed, page, rest]
