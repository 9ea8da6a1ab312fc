"""What the tools' formats of hooks have in common: events with what is run at them.

A hook is code that is handed a tool's own words and answers in them. So it is written only where the event
and the contract are equal; anything else is named as left behind, and nothing is translated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers import container
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.kit.bounds import tell_unread
from agentconv.kit.codecs import exact
from agentconv.kit.component import (
    Beside,
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Entry,
    Material,
    Written,
)
from agentconv.kit.exchange import USER
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import HOOK, File
from agentconv.model.frozen import thawed
from agentconv.model.hook import COMMAND, Action, Hook
from agentconv.text.source import Source

CLAUDE = "claude"
"""The contract that most tools took over, and its variables."""

OF_TOOLS = frozenset(
    {"PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionRequest", "PermissionDenied"}
)
"""The events whose matcher names tools."""
MAY_REFUSE = frozenset({"PreToolUse", "PermissionRequest", "UserPromptSubmit", "Stop", "SubagentStop"})
"""The events at which a hook can keep something from happening."""

_VARIABLE = re.compile(r"\$\{?(CLAUDE_[A-Z_]+)")
_ANYTHING = (None, "", "*", ".*")


class HookFormat(ComponentFormat[Hook]):
    """How a tool keeps hooks."""

    kind = HOOK
    power_fields = ("actions",)

    contract: ClassVar[str] = ""
    """Whose events and words these are."""
    events: ClassVar[frozenset[str]] = frozenset()
    """The events of the contract that the tool has; empty = all of them."""
    known_events: ClassVar[frozenset[str]] = frozenset()
    """All events that the tool is known to have, where `events` is empty."""
    wrapped: ClassVar[bool] = True
    """Whether the events stand below a key `hooks`."""
    grouped: ClassVar[bool] = True
    """Whether actions stand in groups, each with a matcher."""
    command_key: ClassVar[str] = "command"
    timeout_key: ClassVar[str] = "timeout"
    timeout_unit: ClassVar[float] = 1
    """How many seconds one of the tool's units has."""
    tools: ClassVar[frozenset[str] | None] = frozenset()
    """The names of tools that mean the same in a matcher; None = all that the contract has."""
    relative: ClassVar[bool] = True
    """Whether a command starts in the folder that its paths are meant from: the project, or the package."""
    variables: ClassVar[frozenset[str]] = frozenset()
    """The variables of the contract that the tool sets for a command."""
    head: ClassVar[Mapping[str, Value]] = {}
    """What else a file of hooks has to say."""

    @property
    def known_keys(self) -> frozenset[str]:
        return self.events | self.known_events

    # reading

    def read(self, material: Material, reading: ComponentReading) -> tuple[Hook, ...]:
        source = Source(material.path, material.text)
        try:
            values = container("jsonc").read(source).values
        except NotAnAgent:
            return ()
        except SyntaxProblem as problem:
            reading.report.add_problem(problem, source)
            return ()
        events = values.get("hooks") if self.wrapped else values
        if not isinstance(events, dict):
            return ()
        return tuple(self._hooks(events, material.path, reading))

    def parts(self, material: Material, reading: ComponentReading, beside: Beside) -> Sequence[Material]:
        """The hooks that stand in a package's manifest, or in another file than usual, as a file of hooks."""
        try:
            values = container("jsonc").read(Source(material.path, material.text)).values
        except (NotAnAgent, SyntaxProblem):
            return ()  # which is told where the file is read for what it is
        events = values.get("hooks")
        if isinstance(events, dict) and isinstance(events.get("hooks"), dict):
            events = events["hooks"]
        if not isinstance(events, dict) or not events:
            return ()
        text = json.dumps(exact({"hooks": events}), ensure_ascii=False)
        return [replace(material, files=(File(material.path.rpartition("/")[2], text.encode()),))]

    def _hooks(self, events: Mapping[str, Value], path: str, reading: ComponentReading) -> Iterator[Hook]:
        for event, value in events.items():
            if names.unsafe(event) is not None or not isinstance(value, list):
                if event not in self.head:
                    what = f"{event!r} takes a list of hooks"
                    reading.report.add("wrong-type", what, severity=Severity.WARNING, field="hooks")
                continue
            yield Hook(event, tuple(self._actions(value, reading)), self.contract, path=path)

    def _actions(self, groups: list[Value], reading: ComponentReading) -> Iterator[Action]:
        for group in groups:
            inner = group.get("hooks") if self.grouped and isinstance(group, dict) else [group]
            matcher = group.get("matcher") if isinstance(group, dict) else None
            if self.grouped and isinstance(group, dict):
                tell_unread(group, reading.report, " of a group of hooks")
            for native in inner if isinstance(inner, list) else [None]:
                if isinstance(native, dict) and (matcher is None or isinstance(matcher, str)):
                    action = self._action(native, matcher)
                    tell_unread(action.more, reading.report, " of a hook")
                    yield action
                else:
                    what = "a hook is a map with a command"
                    reading.report.add("wrong-type", what, severity=Severity.WARNING, field="hooks")

    def _action(self, native: Mapping[str, Value], matcher: str | None) -> Action:
        rest = {key: exact(value) for key, value in native.items()}
        rest.pop("matcher", None)
        kind, command = rest.get("type"), rest.get(self.command_key)
        timeout = rest.get(self.timeout_key)
        known = isinstance(timeout, (int, float)) and not isinstance(timeout, bool)
        action = Action(
            command if isinstance(command, str) else None,
            matcher,
            kind if isinstance(kind, str) else COMMAND,
            timeout * self.timeout_unit if known else None,  # type: ignore[operator]
        )
        said = self._native(action)
        more = {key: value for key, value in rest.items() if key not in said}
        return Action(action.command, action.matcher, action.type, action.timeout, more)

    # writing

    def write(self, hook: Hook, writing: ComponentWriting) -> Sequence[Written]:
        own = type(writing.source) is type(self)
        fitting = []
        for action in hook.actions:
            why = "" if own else self._why_not(hook, action)
            if not why:
                fitting.append(action)
                continue
            hint = "what it refuses there is not refused here" if hook.name in MAY_REFUSE else None
            what = f"the hook {_shown(action)!r} of {hook.name} stays behind: {why}"
            writing.report.add("component-left", what, hint=hint)
        if hook.actions and not fitting:
            return ()
        path = self._path_for(hook, writing.scope)
        keys = ("hooks", hook.name) if self.wrapped else (hook.name,)
        head = [Entry(path, self.syntax, (key,), value) for key, value in self.head.items()]
        return [*head, Entry(path, self.syntax, keys, self._groups(fitting))]

    def _path_for(self, hook: Hook, scope: str) -> str:
        """Where a hook is written: the file that it was read in, where that is a place of the scope."""
        homes = self.homes(PurePosixPath(hook.path)) if hook.path else []
        places = self.user_paths if scope == USER and self.user_paths else self.paths
        if any(home in places for home in homes):
            return hook.path
        return self.path_of(PurePosixPath(hook.path).stem if homes else "hooks", scope)

    syntax: ClassVar[str] = "json"

    def _why_not(self, hook: Hook, action: Action) -> str:
        """Why an action cannot go to the tool; empty when it can."""
        if hook.contract and hook.contract != self.contract:
            return f"{self.target} has other events, and asks and answers in other words"
        if self.events and hook.name not in self.events:
            return f"{self.target} has no such event"
        if self.contract == CLAUDE:
            missing = set(_VARIABLE.findall(action.command or "")) - self.variables
            if missing:
                return f"{self.target} does not set {', '.join(sorted(missing))}"
        if self.tools is None:
            return ""
        if action.type != COMMAND or action.more:
            return f"{self.target} is not known to have {', '.join(action.more) or action.type}"
        if hook.name in OF_TOOLS and action.matcher not in _ANYTHING:
            others = set((action.matcher or "").split("|")) - self.tools
            if others:
                return f"{self.target} is not known to call tools {', '.join(sorted(others))}"
        return ""

    def _groups(self, actions: Sequence[Action]) -> list[Value]:
        if not self.grouped:
            return [{**self._native(a), **self._matched(a.matcher)} for a in actions]
        return [
            {**self._matched(matcher), "hooks": [self._native(action) for action in group]}
            for matcher, group in groupby(actions, key=lambda action: action.matcher)
        ]

    def _matched(self, matcher: str | None) -> dict[str, Value]:
        return {} if matcher is None else {"matcher": matcher}

    def _native(self, action: Action) -> dict[str, Value]:
        """An action in the tool's words."""
        native: dict[str, Value] = {"type": action.type} if self.grouped or action.type != COMMAND else {}
        if action.command is not None:
            native[self.command_key] = action.command
        if action.timeout is not None:
            units = action.timeout / self.timeout_unit
            native[self.timeout_key] = int(units) if units == int(units) else units
        return {**native, **thawed(action.more)}

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Hook | None:
        for entry in written:
            if isinstance(entry, Entry) and entry.keys[-1] not in self.head:
                value = entry.value if isinstance(entry.value, list) else []
                reading = ComponentReading(Report())
                actions = tuple(self._actions(value, reading))
                return Hook(entry.keys[-1], actions, self.contract, path=entry.path)
        return None

    def power(self, hook: Hook) -> frozenset[str]:
        return frozenset(f"at {hook.name}: {_shown(action)}" for action in hook.actions)


def _shown(action: Action) -> str:
    return action.command or action.type


class ClaudeShaped(HookFormat):
    """Hooks of a tool that took over the events, the words and the shape of Claude Code's."""

    contract = CLAUDE
