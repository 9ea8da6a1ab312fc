"""Hooks of Kiro: files of their own, each with a list of named hooks.

Facts: https://kiro.dev/docs/cli/v3/hooks/ (2026-11-28); the tool was not run.

* `.kiro/hooks/*.json` has `version: v1` and `hooks`, each with `name`, `trigger`, `matcher`, `timeout` in
  seconds and `enabled`; its `action` runs a `command`, or gives an agent a `prompt`.
* The triggers are Kiro's own, also where another tool has one of that name: what is handed over and what an
  answer means is Kiro's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from agentconv.containers import container
from agentconv.containers.editor import item_of
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.kit.component import ComponentReading, ComponentWriting, Entry, Material, Written
from agentconv.kit.hooks import HookFormat
from agentconv.model.agent import Value
from agentconv.model.hook import COMMAND, Hook
from agentconv.text.source import Source

_OF_ACTION = ("type", "command", "prompt")


class Hooks(HookFormat):
    """Hooks of a project."""

    target = "kiro"
    owner = "kiro"
    contract = "kiro"
    paths: ClassVar[tuple[str, ...]] = (".kiro/hooks/*.json",)
    grouped = False
    tools = None
    head = {"version": "v1"}
    reference = "https://kiro.dev/docs/cli/v3/hooks/"
    checked = "2026-11-28, documentation"

    def read(self, material: Material, reading: ComponentReading) -> tuple[Hook, ...]:
        source = Source(material.path, material.text)
        try:
            listed = container("jsonc").read(source).values.get("hooks")
        except NotAnAgent:
            return ()
        except SyntaxProblem as problem:
            reading.report.add_problem(problem, source)
            return ()
        events = self._events(listed if isinstance(listed, list) else [], reading)
        return tuple(self._hooks(events, material.path, reading))

    def _events(self, listed: Iterable[Value], reading: ComponentReading) -> dict[str, Value]:
        """The hooks of a list by their triggers, each with its action's keys beside its own."""
        found: dict[str, list[Value]] = {}
        for one in listed:
            action = one.get("action") if isinstance(one, dict) else None
            trigger = one.get("trigger") if isinstance(one, dict) else None
            if not isinstance(one, dict) or not isinstance(action, dict) or not isinstance(trigger, str):
                what = "a hook is a map with a trigger and an action"
                reading.report.add("wrong-type", what, severity=Severity.WARNING, field="hooks")
                continue
            rest = {key: value for key, value in one.items() if key not in ("action", "trigger")}
            if action.get("type") == COMMAND:
                action = {key: value for key, value in action.items() if key != "type"}
            found.setdefault(trigger, []).append({**rest, **action})
        return dict(found)

    def write(self, hook: Hook, writing: ComponentWriting) -> Sequence[Written]:
        found: list[Written] = []
        for one in super().write(hook, writing):
            if isinstance(one, Entry) and isinstance(one.value, list):
                natives = [native for native in one.value if isinstance(native, dict)]
                found += [_item(one, hook.name, at, native) for at, native in enumerate(natives, 1)]
            else:
                found.append(one)
        return found

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Hook | None:
        items = [one for one in written if isinstance(one, Entry) and one.keys[0] == "hooks"]
        reading = ComponentReading(Report())
        events = self._events([one.value for one in items], reading)
        found = self._hooks(events, items[0].path if items else "", reading)
        return next(found, None)


def _item(entry: Entry, event: str, number: int, native: Mapping[str, Value]) -> Entry:
    """A hook as an item of its file's list."""
    name = native.get("name")
    name = name if isinstance(name, str) and name else f"{event}-{number}"
    action = {"type": COMMAND, **{key: native[key] for key in _OF_ACTION if key in native}}
    rest = {key: value for key, value in native.items() if key not in _OF_ACTION}
    first = {"name": name, "trigger": event}
    first |= {"matcher": matcher} if isinstance(matcher := rest.pop("matcher", None), str) else {}
    value: Value = {**first, "action": action, **rest, "name": name}
    return replace(entry, keys=("hooks", item_of("name", name)), value=value)
