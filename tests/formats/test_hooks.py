"""Hooks: written only where the event and the contract are equal, else named as left behind."""

from __future__ import annotations

import pytest

from agentconv.conformance.components import tried
from agentconv.diagnostics import Report
from agentconv.host.components import AnyFormat, format_of, formats_of
from agentconv.kit.component import ComponentReading, Entry, Material
from agentconv.model.components import File
from agentconv.model.hook import Action, Hook

LOG = Action("log")


def fmt(target: str) -> AnyFormat:
    found = format_of("hook", target)
    assert found is not None
    return found


def read(text: str, target: str) -> tuple[Hook, ...]:
    path = fmt(target).paths[0].replace("*", "a")
    material = Material(path, (File(path.rpartition("/")[2], text.encode()),))
    return tuple(h for h in fmt(target).read(material, ComponentReading(Report())) if isinstance(h, Hook))


def value(hook: Hook, target: str) -> object:
    entries = [one for one in tried(hook, fmt(target)).converted.written if isinstance(one, Entry)]
    return entries[-1].value if entries else None


def left(hook: Hook, target: str) -> list[str]:
    return [d.message for d in tried(hook, fmt(target)).said if d.code == "component-left"]


def test_an_equal_event_goes_over() -> None:
    hook = Hook("Stop", (LOG,), "claude")
    for target in ("codex", "codex-plugin", "copilot-plugin", "qwen", "factory", "claude-plugin"):
        assert value(hook, target) == [{"hooks": [{"type": "command", "command": "log"}]}]
        assert left(hook, target) == []


@pytest.mark.parametrize(
    ("hook", "target", "why"),
    [
        (Hook("Stop", (LOG,), "claude"), "gemini", "has other events"),
        (Hook("Stop", (LOG,), "claude"), "cursor", "has other events"),
        (Hook("Stop", (LOG,), "claude"), "copilot", "has other events"),
        (Hook("WorktreeCreate", (LOG,), "claude"), "codex", "has no such event"),
        (Hook("PreToolUse", (Action("log", "Write|Bash"),), "claude"), "codex", "call tools Write"),
        (Hook("Stop", (Action(type="prompt"),), "claude"), "qwen", "is not known to have prompt"),
        (
            Hook("Stop", (Action("log", more={"async": True}),), "claude"),
            "qwen",
            "is not known to have async",
        ),
        (
            Hook("Stop", (Action("$CLAUDE_PROJECT_DIR/x"),), "claude"),
            "codex",
            "does not set CLAUDE_PROJECT_DIR",
        ),
        (
            Hook("Stop", (Action("${CLAUDE_PLUGIN_ROOT}/x"),), "claude"),
            "claude",
            "does not set CLAUDE_PLUGIN_ROOT",
        ),
    ],
)
def test_what_is_not_equal_is_named(hook: Hook, target: str, why: str) -> None:
    assert value(hook, target) is None
    (what,) = left(hook, target)
    assert why in what


def test_what_is_equal_goes_without_the_rest() -> None:
    hook = Hook("PreToolUse", (LOG, Action("check", "Write")), "claude")
    assert value(hook, "codex") == [{"hooks": [{"type": "command", "command": "log"}]}]
    done = tried(hook, fmt("codex"))
    assert [d.code for d in done.said] == ["component-left", "power-narrowed"]
    assert done.said[0].hint == "what it refuses there is not refused here"


def test_milliseconds_are_seconds() -> None:
    text = '{"hooks": {"BeforeTool": [{"hooks": [{"type": "command", "command": "x", "timeout": 1500}]}]}}'
    (hook,) = read(text, "gemini")
    assert hook.actions[0].timeout == 1.5
    assert value(hook, "gemini") == [{"hooks": [{"type": "command", "command": "x", "timeout": 1500}]}]


@pytest.mark.parametrize("target", [f.target for f in formats_of("hook")])
def test_a_file_that_has_no_hooks_has_none(target: str) -> None:
    assert read('{"other": 1}' if target != "factory" else "{}", target) == ()
    assert read("[1]", target) == ()


def test_code_is_power() -> None:
    (hook,) = read('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "rm x"}]}]}}', "claude")
    assert fmt("claude").power(hook) == {"at Stop: rm x"}
