"""Claude Code agents in one JSON object, as the option `--agents` takes them.

`{"name": {"description": ..., "prompt": ..., ...}}`: give the text to `claude --agents`, or with
`--print` the path of the file.

Facts: https://code.claude.com/docs/en/sub-agents (read 2026-08-22) and the client itself, version
2.1.328, observed offline on some 200 objects on 2026-11-20:

* One bad value refuses the whole object, with an error that names the key. `null` is bad everywhere.
* `description` and `prompt` are required; a description is not empty. Unknown keys do no harm.
* `tools`, `disallowedTools` and `skills` take lists of texts, each cut like a list in a file. No `tools`
  or a `*` among them gives every tool, an empty list none.
* `disallowedTools` is taken off `tools`, though the client's own words say otherwise (seen 2026-11-28).
* A pattern in parentheses gives, or takes away, the whole tool; only the names in `Agent(...)` count.
* `autoCompactWindow`, `omitClaudeMd`, `observer` and its kin are keys of the client's own schema for this
  object, and `experimental` is none (its code, 2026-11-28).
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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent
from agentconv.formats.claude.codecs import (
    EFFORTS,
    EVERYWHERE,
    MODES,
    NAMES,
    OBSERVED,
    SERVERS,
    AllowCodec,
    DenyCodec,
    ServerList,
    SkillsCodec,
    tool_words,
    whole,
)
from agentconv.formats.claude.power import with_implied, without_excess
from agentconv.formats.claude.remarks import granted_whole, remark_tools
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
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key, refusals_of
from agentconv.kit.shapes import Shape
from agentconv.model.agent import Agent, Tool, Value

_EVENTS_WORDS = (
    "PreToolUse PostToolUse PostToolUseFailure UserPromptSubmit Notification Stop SubagentStart "
    "SubagentStop PreCompact PostCompact SessionStart SessionEnd PermissionRequest TeammateIdle "
    "TaskCompleted Setup ConfigChange WorktreeCreate"
)
EVENTS = frozenset(_EVENTS_WORDS.split())
"""Hook events that the client was seen to take; one that it does not know refuses the object."""
MAX_TURNS = 2**53 - 1
WINDOW = 100_000
"""The least `autoCompactWindow`: the client's own constant (2.1.328, 2026-11-28)."""


def _is_positive(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def _are_turns(value: Value) -> bool:
    return isinstance(value, int) and _is_positive(value) and value <= MAX_TURNS


def _is_window(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and WINDOW <= value <= MAX_TURNS


def _is_said(value: Value) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_any(_: Value) -> bool:
    return True


def _refused(*keys: str) -> Shape:
    """Keys that the client checks in a way that was not found out: no value of them is safe."""
    return dict.fromkeys(keys, ())


_HOOK = {
    "timeout": _is_positive,
    **dict.fromkeys(("statusMessage", "if", "rewakeMessage"), str),
    **_refused("async", "once", "shell", "asyncRewake", "args"),
    "*": _is_any,
}
HOOKS = (
    {**_HOOK, "type!": {"command"}, "command!": str},
    {**_HOOK, "type!": {"prompt", "agent"}, "prompt!": str},
    {**_HOOK, "type!": {"http"}, "url!": str},
    {**_HOOK, "type!": {"mcp_tool"}, "server!": str, "tool!": str},
)
RULE = {"matcher": str, "hooks!": [HOOKS], "*": _is_any}

_SERVER = {
    "timeout": _is_positive,
    **_refused("alwaysLoad", "headersHelper", "oauth", "tools"),
    "*": _is_any,
}
INLINE_SERVERS = (
    {**_SERVER, "type": {"stdio"}, "command!": re.compile("(?s).+"), "args": [str], "env": {"*": str}},
    {**_SERVER, "type!": {"http", "sse", "ws", "streamable-http"}, "url!": str, "headers": {"*": str}},
)

KEYS = {
    "description": Key(lambda value: isinstance(value, str) and value != "", "text"),
    "prompt": Key(str, "text"),
    "tools": Key([str], "a list of names"),
    "disallowedTools": Key([str], "a list of names"),
    "model": Key(_is_said, "a name"),
    "permissionMode": Key({*MODES}, ", ".join(MODES)),
    "maxTurns": Key(_are_turns, "a whole number above zero"),
    "effort": Key(({*EFFORTS}, int), f"{', '.join(EFFORTS)} or a whole number"),
    "skills": Key([str], "a list of names"),
    "mcpServers": Key([(str, {"*": INLINE_SERVERS})], "a list of names, and of maps of servers"),
    "hooks": Key({event: [RULE] for event in EVENTS}, "a map of events that it knows"),
    "memory": Key({"user", "project", "local"}, "user, project or local"),
    "background": Key(bool, "true or false"),
    "isolation": Key({"worktree", "remote"}, "worktree or remote"),
    "initialPrompt": Key(str, "text"),
    "autoCompactWindow": Key(_is_window, f"a whole number of at least {WINDOW}"),
    **dict.fromkeys(("omitClaudeMd", "observeSubagents", "observeToolResults"), Key(bool, "true or false")),
    **dict.fromkeys(("observer", "observerMessage"), Key(str, "text")),
}
"""What the client takes; one other value refuses the whole object."""


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
        return _names(tuple(map(whole, value))) or None


class EffortCodec:
    """`effort`: a word or a whole number."""

    def decode(self, value: Value) -> str | None:
        return as_text(value)

    def encode(self, value: str) -> Value:
        return int(value) if re.fullmatch(r"-?(?:0|[1-9]\d{0,14})", value) else value


class ClaudeJson(Format):
    """Claude Code `--agents` JSON."""

    name = "claude-json"
    family = "claude"
    host = Host("https://code.claude.com/docs/en/permissions", "2026-11-28")
    title = "Claude Code --agents JSON"
    containers = ("json",)
    paths = ("claude-agents.json",)
    name_rule = re.compile(r"(?s)(?!-|__proto__\Z).+")
    reference = "https://code.claude.com/docs/en/sub-agents"
    checked = "2026-11-28, Claude Code 2.1.328"
    sure = "client"
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
        Field("mcpServers", "mcp_servers", ServerList(replace(SERVERS, more={}), names=True)),
        Field("hooks", "hooks", MAP),
        Field("memory", "memory"),
        Field("background", "background", BOOLEAN),
        Field("isolation", "isolation"),
        Field("initialPrompt", "initial_prompt"),
        *EVERYWHERE,
        *OBSERVED,
    )
    more_fields = frozenset({"name"})
    keys = KEYS
    # "Experimental: Critical reminder added to system prompt": what programs that embed the client give it
    # (2.1.328, its schema, 2026-11-28); an object with it is taken.
    more_keys = frozenset({"criticalSystemReminder_EXPERIMENTAL"})
    required = ("description", "prompt")
    client = "Claude Code"
    needs = {"description": ("name",)}
    blank = ""
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
        return [self.read({name: entry}, reading) for name, entry in values.items()]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        ((name, entry),) = native.items()
        if not isinstance(entry, dict):
            reading.add("wrong-type", f"the agent {name!r} takes an object", name)
            return Agent(name=name)
        return replace(super().decode(entry, reading.below(name)), name=name)

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        return with_implied(agent)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        ((name, entry),) = native.items()
        if not self.name_rule.fullmatch(name):
            reading.add("client-ignores", f"Claude Code does not take an agent of the name {name!r}")
        if isinstance(entry, dict):
            for refusal in refusals_of(entry, self.keys, required=self.required):
                at = () if refusal.key is None else (refusal.key,)
                what = f"Claude Code refuses the whole object: {refusal.why}"
                reading.below(name).add("client-ignores", what, *at)
            remark_tools(agent, entry, reading.below(name))

    def unheld(self, agent: Agent) -> str:
        return granted_whole(agent)

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        return without_excess(agent)

    def encode(self, agent: Agent, writing: Writing) -> Native:
        entry = super().encode(agent, writing)
        entry.setdefault("prompt", "")
        return {agent.name if self.takes_name(agent.name) else writing.stem(agent): entry}

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        from agentconv.containers.json import dump

        names = tuple(item.agent.name for item in items)
        kept = kept_source([item.document for item in items])
        text = items[0].text if len(items) == 1 else None
        if kept is not None:
            text = kept.tree.source.text
        if text is None:
            found: Native = {}
            for item in sorted(items, key=lambda i: i.slug):
                found |= item.native or (item.document.tree.values if item.document else {})
            text = dump(found)
        return [OutputFile(self.paths[0], text, names)]


def _is_entry(value: Value) -> bool:
    """Whether a value looks like an agent of this format."""
    return isinstance(value, dict) and all(isinstance(value.get(k), str) for k in ("description", "prompt"))
