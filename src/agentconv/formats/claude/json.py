"""Claude Code agents in one JSON object, as the option `--agents` takes them.

`{"name": {"description": ..., "prompt": ..., ...}}`: give the text to `claude --agents`, or with
`--print` the path of the file.

Facts: https://code.claude.com/docs/en/sub-agents (read 2026-08-22) and the client itself, version
2.1.328, observed offline on some 200 objects on 2026-11-20:

* One bad value refuses the whole object, with an error that names the key. `null` is bad everywhere.
* `description` and `prompt` are required; a description is not empty. Unknown keys do no harm.
* `tools`, `disallowedTools` and `skills` take lists of texts, each cut like a list in a file. No `tools`
  or a `*` among them gives every tool, an empty list none.
* A pattern in parentheses gives, or takes away, the whole tool; only the names in `Agent(...)` count.
* `effort` is one of five words or a whole number; `maxTurns` is above zero; unknown hook events are bad.
* A server that is defined in `mcpServers` gives the agent all its tools, whatever `tools` says; only
  `disallowedTools` takes them away. One that is named there gives nothing beyond `tools`.
* `memory` gives Read, Write and Edit besides `tools`.
* Texts are taken as they are: a backslash and n stay so in a description, a prompt is not trimmed, and
  nothing in either is run or expanded.
* A name may hold anything, also a colon, but does not start with a dash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.formats.claude.codecs import (
    NAMES,
    AllowCodec,
    DenyCodec,
    ServersCodec,
    SkillsCodec,
    tool_words,
    whole,
)
from agentconv.formats.claude.power import with_implied, without_excess
from agentconv.kit.codecs import BOOLEAN, INTEGER, MAP, TEXT, WordsCodec, as_text
from agentconv.kit.document import kept_source
from agentconv.kit.format import (
    BY_PATH,
    BY_SHAPE,
    Field,
    Format,
    Native,
    OutputFile,
    Reading,
    Rendered,
    Writing,
)
from agentconv.model.agent import Agent, Tool, Value

MODES = {
    "default": "default",
    "manual": "default",
    "acceptEdits": "accept-edits",
    "auto": "auto",
    "dontAsk": "dont-ask",
    "bypassPermissions": "bypass",
    "plan": "plan",
}
EFFORTS = ("low", "medium", "high", "xhigh", "max")
EVENTS = frozenset(
    [
        "PreToolUse",
        "PostToolUse",
        "PostToolUseFailure",
        "UserPromptSubmit",
        "Notification",
        "Stop",
        "SubagentStart",
        "SubagentStop",
        "PreCompact",
        "PostCompact",
        "SessionStart",
        "SessionEnd",
        "PermissionRequest",
        "TeammateIdle",
        "TaskCompleted",
        "Setup",
        "ConfigChange",
        "WorktreeCreate",
    ]
)
"""Hook events that the client was seen to take; one that it does not know refuses the object."""
HOOKS = {
    "command": ("command",),
    "prompt": ("prompt",),
    "agent": ("prompt",),
    "http": ("url",),
    "mcp_tool": ("server", "tool"),
}
"""Type of a hook -> the texts that it must have."""
CHECKED_HOOK_KEYS = frozenset(
    ["timeout", "statusMessage", "async", "once", "if", "shell", "asyncRewake", "args", "rewakeMessage"]
)
"""Keys of a hook whose type the client checks."""
TEXT_HOOK_KEYS = frozenset({"statusMessage", "if", "rewakeMessage"})
REMOTE = frozenset({"http", "sse", "ws", "streamable-http"})
CHECKED_SERVER_KEYS = frozenset(["alwaysLoad", "headersHelper", "oauth", "tools"])
"""Keys of a server, besides the usual ones, whose type the client checks."""
MAX_TURNS = 2**53 - 1


def _names(tools: tuple[Tool, ...]) -> list[Value]:
    """The native names of tools, without those that a list would say something else with."""
    names = dict.fromkeys(name for tool in tools if (name := NAMES.encode(tool)))
    return [name for name in names if name != "*" and tool_words(name) == [name]]


class AllowList(AllowCodec):
    """`tools` as a list: a pattern gives the whole tool, so a tool that is bounded by one is left out."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        found = super().decode(value)
        return None if found is None else tuple(dict.fromkeys(map(whole, found)))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return _names(tuple(tool for tool in value if whole(tool) == tool))


class DenyList(DenyCodec):
    """`disallowedTools` as a list."""

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return _names(tuple(map(whole, value)))


class EffortCodec:
    """`effort`: a word or a whole number."""

    def decode(self, value: Value) -> str | None:
        return as_text(value)

    def encode(self, value: str) -> Value:
        return int(value) if re.fullmatch(r"-?(?:0|[1-9]\d{0,14})", value) else value


class ClaudeJson(Format):
    """Claude Code `--agents` JSON."""

    name = "claude-json"
    title = "Claude Code --agents JSON"
    containers = ("json",)
    paths = ("claude-agents.json",)
    name_rule = re.compile(r"(?s)(?!-|__proto__\Z).+")
    reference = "https://code.claude.com/docs/en/sub-agents"
    checked = "2026-11-20, Claude Code 2.1.328"
    validated = "Claude Code itself"
    fields = (
        Field("description", "description"),
        Field("prompt", "prompt", TEXT),
        Field("tools", "tools.allow", AllowList()),
        Field("disallowedTools", "tools.deny", DenyList()),
        Field("model", "model"),
        Field("permissionMode", "permission_mode", WordsCodec(MODES)),
        Field("maxTurns", "max_turns", INTEGER),
        Field("effort", "effort", EffortCodec()),
        Field("skills", "skills", SkillsCodec()),
        Field("mcpServers", "mcp_servers", ServersCodec()),
        Field("hooks", "hooks", MAP),
        Field("memory", "memory"),
        Field("background", "background", BOOLEAN),
        Field("isolation", "isolation"),
        Field("initialPrompt", "initial_prompt"),
    )
    reasons = {
        "description": "Claude Code needs one",
        "effort": f"Claude Code knows {', '.join(EFFORTS)} and whole numbers",
        "hooks": "one event or hook that Claude Code does not know would refuse the whole object",
        "isolation": "Claude Code knows worktree and remote",
        "max_turns": "Claude Code takes a number above zero",
        "mcp_servers": "a server defined in an agent gives it all its tools; refer to one by name",
        "memory": "Claude Code knows user, project and local; each gives Read, Write and Edit",
        "permission_mode": f"Claude Code knows {', '.join(MODES)}",
        "tools.allow": "tools that Claude Code has no name for, or would give whole, are left out",
    }

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if self.lies_at(path):
            return BY_PATH
        return BY_SHAPE if tree.values and all(map(_is_entry, tree.values.values())) else 0

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        if not values:
            raise NotAnAgent("the object holds no agent")
        if not any(isinstance(entry, dict) for entry in values.values()):
            raise NotAnAgent("the file is not an object of agents by name")
        return [self.decode({name: entry}, reading) for name, entry in values.items()]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        ((name, entry),) = native.items()
        if not isinstance(entry, dict):
            reading.add("wrong-type", f"the agent {name!r} takes an object", name)
            return Agent(name=name)
        below = reading.below(name)
        agent = replace(super().decode(entry, below), name=name)
        self._remark(name, entry, agent, below)
        return with_implied(agent, below)

    def _remark(self, name: str, entry: Native, agent: Agent, reading: Reading) -> None:
        """Say why the client would refuse the object, and which names it gives nothing for."""
        if not self.name_rule.fullmatch(name):
            reading.add("client-ignores", f"Claude Code does not take an agent of the name {name!r}")
        for key in ("description", "prompt"):
            if not isinstance(entry.get(key), str) or (key == "description" and not entry[key]):
                what = f"Claude Code refuses the whole object: {name!r} has no {key}"
                reading.add("client-ignores", what, key)
        for key, valid in _VALID.items():
            if key in entry and not valid(entry[key]):
                what = f"Claude Code refuses the whole object: it does not take this value of {key!r}"
                reading.add("client-ignores", what, key)
        for key, code in (("tools", "tool-granted-whole"), ("disallowedTools", "tool-denied-whole")):
            patterns = [word for word in _words(entry.get(key)) if whole(NAMES.decode(word)).argument is None]
            if patterns := [word for word in patterns if NAMES.decode(word).argument is not None]:
                what = f"Claude Code takes each for the whole tool: {', '.join(patterns[:10])}"
                reading.add(code, what, key)
        for key, tools in (("tools", agent.tools.allow or ()), ("disallowedTools", agent.tools.deny)):
            for tool in tools:
                if tool.native and (meant := NAMES.near(tool.name)):
                    what = f"{tool.name!r} matches no tool: names are case-sensitive"
                    reading.add("tool-case", what, key, hint=f"probably {meant!r} was meant")

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        name = agent.name if self.name_rule.fullmatch(agent.name) else writing.stem(agent)
        servers = {n: c for n, c in agent.mcp_servers.items() if c is None or _valid_server(c)}
        agent = without_excess(replace(agent, mcp_servers=servers))
        entry = super().encode(replace(agent, description=agent.description or name), writing)
        entry = {key: v for key, v in entry.items() if key not in _VALID or _VALID[key](v)}
        if not entry.get("disallowedTools", True):
            del entry["disallowedTools"]
        return {name: {**entry, "prompt": agent.prompt}}

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        from agentconv.containers.json import dump

        names = tuple(item.agent.name for item in items)
        kept = kept_source([item.document for item in items])
        text = kept.tree.source.text if kept else items[0].text if len(items) == 1 else None
        if text is None:
            found: Native = {}
            for item in sorted(items, key=lambda i: i.slug):
                found |= item.native or (item.document.tree.values if item.document else {})
            text = dump(found)
        return [OutputFile(self.paths[0], text, names)]

    def is_native(self, name: str) -> bool:
        return name == "name" or super().is_native(name)


def _words(value: Value) -> list[str]:
    """The names in a list of tools; none for what is no such list."""
    try:
        return tool_words(value)
    except WrongType:
        return []


def _is_entry(value: Value) -> bool:
    """Whether a value looks like an agent of this format."""
    return isinstance(value, dict) and all(isinstance(value.get(k), str) for k in ("description", "prompt"))


# what the client takes


def _is_texts(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_text_map(value: Value) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_positive(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def _valid_servers(value: Value) -> bool:
    if not isinstance(value, list):
        return False
    return all(
        isinstance(item, str) or (isinstance(item, dict) and all(map(_valid_server, item.values())))
        for item in value
    )


def _valid_server(value: Value) -> bool:
    if not isinstance(value, dict) or not CHECKED_SERVER_KEYS.isdisjoint(value):
        return False
    if "timeout" in value and not _is_positive(value["timeout"]):
        return False
    kind = value.get("type", "stdio")
    if kind == "stdio":
        given = isinstance(value.get("command"), str) and value["command"] != ""
        return given and _is_texts(value.get("args", [])) and _is_text_map(value.get("env", {}))
    return kind in REMOTE and isinstance(value.get("url"), str) and _is_text_map(value.get("headers", {}))


def _valid_hooks(value: Value) -> bool:
    if not isinstance(value, dict) or not value.keys() <= EVENTS:
        return False
    return all(
        isinstance(rules, list) and all(isinstance(rule, dict) and _valid_rule(rule) for rule in rules)
        for rules in value.values()
    )


def _valid_rule(rule: Native) -> bool:
    hooks = rule.get("hooks")
    if not isinstance(rule.get("matcher", ""), str) or not isinstance(hooks, list):
        return False
    return all(isinstance(hook, dict) and _valid_hook(hook) for hook in hooks)


def _valid_hook(hook: Native) -> bool:
    kind = hook.get("type")
    if not isinstance(kind, str) or kind not in HOOKS:
        return False
    checked = CHECKED_HOOK_KEYS & hook.keys()
    texts = (*HOOKS[kind], *(TEXT_HOOK_KEYS & checked))
    if not all(isinstance(hook.get(key), str) for key in texts) or not _is_positive(hook.get("timeout", 1)):
        return False
    return checked <= TEXT_HOOK_KEYS | {"timeout"}


_VALID: dict[str, Callable[[Value], bool]] = {
    "tools": _is_texts,
    "disallowedTools": _is_texts,
    "model": lambda v: isinstance(v, str) and v.strip() != "",
    "permissionMode": lambda v: isinstance(v, str) and v in MODES,
    "maxTurns": lambda v: _is_integer(v) and 0 < int(str(v)) <= MAX_TURNS,
    "effort": lambda v: v in EFFORTS or _is_integer(v),
    "skills": _is_texts,
    "mcpServers": _valid_servers,
    "hooks": _valid_hooks,
    "memory": lambda v: v in ("user", "project", "local"),
    "background": lambda v: isinstance(v, bool),
    "isolation": lambda v: v in ("worktree", "remote"),
    "initialPrompt": lambda v: isinstance(v, str),
}
"""Key -> whether the client takes a value of it."""
