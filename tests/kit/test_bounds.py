"""Keys that read like a limit in a format that has no such key."""

import pytest

from agentconv.diagnostics import Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit.bounds import bounding
from agentconv.model.agent import Tools
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
        (".kilo/agents/a.md", "permissions: [a]", "permissions", "'permission' bounds an agent"),
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


LISTS = """
    allow allowed allowlist allowedTools allowed_tools allowed-tools includeTools include_tools enabledTools
    enabled-tools toolList whitelist deny denied denylist deniedTools denyTools disallowed disallowedTools
    disallowed-tools disabledTools disabled_tools excludeTools exclude_tools excludedTools blockedTools
    forbiddenTools blacklist
""".split()  # noqa: SIM905
MODES = [
    "permission",
    "permissions",
    "permissionMode",
    "permission_mode",
    "approvalPolicy",
    "readonly",
    "read-only",
    "sandbox",
]
PLACES = {
    fmt.name: fmt.path_of("abc")
    for fmt in (p.format for p in REGISTRY.all())
    if fmt.reads and fmt.containers[0] == "frontmatter" and fmt.name != "skill"
}


NO_BOUND = {("kiro", "allowedTools")}  # there it is what goes unasked


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("key", [*LISTS, *MODES])
def test_no_reader_passes_over_a_bound_in_silence(name: str, key: str) -> None:
    """An agent that somebody meant to bound is bounded, or it is said that it is not."""
    if (name, key) in NO_BOUND:
        return
    value = "[zzz]" if key in LISTS else "plan"
    report = Report()
    head = f"---\nname: abc\ndescription: d\n{key}: {value}\n---\nSome words that are long enough.\n"
    found = read_source(Source(PLACES[name], head), REGISTRY, report)
    bounded = all(d.agent.tools != Tools() or d.agent.permission_mode for d in found)
    assert (found and bounded) or report.diagnostics
