"""Keys that read like a limit in a format that has no such key."""

import pytest

from agentconv.diagnostics import Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit.bounds import bounding
from agentconv.reading.detect import read_source
from agentconv.text.source import Source

REGISTRY = Registry(plugins=False)


def said(path: str, head: str) -> list[tuple[str, str | None]]:
    report = Report()
    read_source(Source(path, f"---\nname: abc\ndescription: d\n{head}\n---\nSome words.\n"), REGISTRY, report)
    found = [d for d in report.diagnostics if d.code == "restriction-ignored"]
    assert all(d.severity is Severity.WARNING for d in found)
    return [(d.message.split("'")[1], d.hint) for d in found]


@pytest.mark.parametrize(
    ("path", "head", "key", "hint"),
    [
        (".claude/agents/a.md", "allowedTools: [Read]", "allowedTools", "'tools' bounds an agent"),
        (".claude/agents/a.md", "allowed_tools: [Read]", "allowed_tools", "'tools' bounds an agent"),
        (".claude/agents/a.md", "allowed-tools: Read", "allowed-tools", "'tools' bounds an agent"),
        (".claude/agents/a.md", "deny: [Bash]", "deny", "'disallowedTools' bounds an agent"),
        (".claude/agents/a.md", "permission: {}", "permission", "'permissionMode' bounds an agent"),
        (".opencode/agents/a.md", "permissions: [a]", "permissions", "'permission' bounds an agent"),
        (".gemini/agents/a.md", "disallowedTools: [x]", "disallowedTools", "'tools' bounds an agent"),
        (".qwen/agents/abc.md", "allowedTools: [x]", "allowedTools", "'tools' bounds an agent"),
        (".factory/droids/a.md", "disallowedTools: [x]", "disallowedTools", "'tools' bounds an agent"),
    ],
)
def test_such_a_key_is_named_with_the_one_that_was_meant(path: str, head: str, key: str, hint: str) -> None:
    assert said(path, head) == [(key, hint)]


@pytest.mark.parametrize("key", ["tools", "disallowedTools", "permissionMode", "model", "team", "allowance"])
def test_the_ordinary_keys_are_not(key: str) -> None:
    assert said(".claude/agents/a.md", f"{key}: default") == []


def test_words_have_no_capitals_and_signs() -> None:
    assert bounding("Allowed-Tools") == bounding("allowed_tools") == "tools.allow"
    assert bounding("colour") is None
