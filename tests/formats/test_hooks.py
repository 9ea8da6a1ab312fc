"""Hooks: written only where the event and the contract are equal, else named as left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentconv.conformance.components import tried
from agentconv.diagnostics import Report
from agentconv.export import ExportRequest, export
from agentconv.host.components import AnyFormat, format_of, formats_of
from agentconv.host.registry import Registry
from agentconv.kit.component import ComponentReading, Entry, Material
from agentconv.model.components import File
from agentconv.model.hook import Action, Hook

LOG = Action("log")
GROUPS = {"PreToolUse": [{"hooks": [{"type": "command", "command": "log"}]}]}
OWN = {"version": 1, "hooks": {"preToolUse": [{"type": "command", "bash": "log"}]}}
AGENT = "---\nname: a\ndescription: d\n---\nBody\n"


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


@pytest.mark.parametrize(
    ("files", "target", "place", "events"),
    [
        ({".claude-plugin/plugin.json": {"hooks": GROUPS}}, "claude", ".claude/settings.json", GROUPS),
        (
            {".claude-plugin/plugin.json": {"hooks": {"hooks": GROUPS}}},
            "claude-plugin",
            "hooks/hooks.json",
            GROUPS,
        ),
        ({"plugin.json": {}, "hooks.json": OWN}, "copilot", ".github/hooks/hooks.json", OWN["hooks"]),
        ({"plugin.json": {}, "hooks.json": OWN}, "copilot-plugin", "hooks.json", OWN["hooks"]),
        (
            {".github/plugin/plugin.json": {"hooks": OWN["hooks"]}},
            "copilot-plugin",
            "hooks.json",
            OWN["hooks"],
        ),
        ({".copilot/hooks/x.json": OWN}, "copilot", ".github/hooks/x.json", OWN["hooks"]),
        ({"hooks.json": OWN}, "copilot", ".github/hooks/hooks.json", None),
    ],
)
def test_hooks_in_other_places_go_along(
    tmp_path: Path, files: dict[str, dict[str, object]], target: str, place: str, events: object
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    for path, said in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        about = {"name": "p", "description": "d"} if path.endswith("plugin.json") else {}
        (source / path).write_text(json.dumps({**about, **said}), "utf-8")
    (source / "agents").mkdir()
    (source / ("agents/a.agent.md" if "copilot" in target else "agents/a.md")).write_text(AGENT, "utf-8")
    request = ExportRequest((str(source),), (target,), out, kinds=frozenset({"agent", "hook"}))
    result = export(request, Registry(plugins=False))
    assert not result.failed, result.diagnostics
    found = json.loads((out / place).read_text("utf-8"))["hooks"] if (out / place).is_file() else None
    assert found == events
