"""What Amazon Q's and Kiro's JSON agents have in common: one schema, two sets of tool names.

A prompt may be a `file://` URI; it is read from the agent's own folder, and kept as it stands where it
leads elsewhere. `tools` absent grants nothing, `*` everything, `@builtin` all but MCP servers. A tool that
`toolsSettings` bounds (`deniedCommands` and the like) stays native: no other format can bound it so.
`allowedTools` is what runs unasked, so writing it off hand makes `accept-edits`, writing and shell `auto`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import ClassVar

from agentconv.diagnostics import Severity
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.kit.codecs import MAP, as_null, exact, text_items
from agentconv.kit.format import Format, Native, OutputFile, Reading, Rendered, Writing
from agentconv.kit.tools import Limit, ToolNames, given, native_tools
from agentconv.model.agent import MISSING, Agent, Tool, Tools, Value, same, with_field
from agentconv.model.vocabulary import ALL, EXECUTE, WRITE
from agentconv.model.vocabulary import TOOLS as NEUTRAL

FILE = "file://"
BUILT_IN = "@builtin"
_BOUNDS = ("denied", "denyByDefault", "blocked", "available")
"""How the keys of `toolsSettings` start that take a part of a tool away."""

SERVER_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "type": str,
    "command": str,
    "args": list,
    "env": dict,
    "url": str,
    "headers": dict,
    "oauthScopes": list,
    "oauth": dict,
    "timeout": int,
    "disabled": bool,
}
"""The keys of an MCP server, and the types of their values."""


def read_mcp(name: str) -> tuple[str, str | None] | None:
    """Server and tool of `@server` or `@server/tool`; None for anything else, patterns included."""
    if not name.startswith("@") or name in ("@", BUILT_IN):
        return None
    server, _, tool = name[1:].partition("/")
    tool = "" if tool == ALL else tool
    return None if not server or re.search(r"[*?]", server + tool) else (server, tool or None)


def write_mcp(server: str, tool: str | None) -> str | None:
    """The name of a server's tool; None for every server, which has no name."""
    name = f"@{server}/{tool}" if tool else f"@{server}"
    return name if read_mcp(name) == (server, tool) else None


class NamesCodec:
    """`tools`: a list of native names. What they give is worked out by the format."""

    def __init__(self, names: ToolNames, others: Iterable[str]) -> None:
        self.names, self.others = names, tuple(others)

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        words = words_of(value)
        if ALL in words:
            return None
        every = (*self.names.names, *self.others)
        return given((w for word in words for w in (every if word == BUILT_IN else (word,))), self.names)

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return [name for tool in value if (name := self.names.encode(tool))]


class ServersCodec:
    """`mcpServers`: server name -> its configuration; an entry that cannot be started is left out."""

    def __init__(self, *, needs_command: bool = False) -> None:
        self.needs_command = needs_command

    def decode(self, value: Value) -> dict[str, Value]:
        found = MAP.decode(value)
        for name, config in found.items():
            if not isinstance(config, dict):
                raise WrongType("a map of servers", (name,))
            if config.get("command") == "" and config.get("url"):
                found[name] = {k: v for k, v in config.items() if k != "command"}
        return found

    def encode(self, value: Mapping[str, Value]) -> Value:
        return {
            name: {"command": "", **server} if self.needs_command else server
            for name, config in value.items()
            if (server := _server(config))
        }


def _server(config: Value) -> Native | None:
    """A server's configuration, as far as the clients take it; None when it names no program or address."""
    if not isinstance(config, dict):
        return None
    out = {
        key: item
        for key, item in config.items()
        if key in SERVER_KEYS and isinstance(item, SERVER_KEYS[key]) and _texts(item)
    }
    if out.get("type") not in ("stdio", "http"):
        out.pop("type", None)
    if isinstance(out.get("timeout"), bool):
        del out["timeout"]
    return out if out.get("command") or out.get("url") else None


def _texts(value: Value) -> bool:
    """Whether a list or a map of a server holds texts only."""
    items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return all(isinstance(item, str) for item in items)


def words_of(value: Value) -> list[str]:
    """The names of a list."""
    if as_null(value):
        return []
    if not isinstance(value, list):
        raise WrongType("a list of tool names")
    return text_items(value)


def is_map_of(*kinds: type) -> Callable[[Value], bool]:
    """A check that a value is a map whose values have one of some types."""
    return lambda value: isinstance(value, dict) and all(isinstance(v, kinds) for v in value.values())


def is_a(kind: type) -> Callable[[Value], bool]:
    """A check that a value has a type."""
    return lambda value: isinstance(value, kind)


def is_hooks(triggers: frozenset[str]) -> Callable[[Value], bool]:
    """A check that a value is a map from triggers to lists of commands."""

    def check(value: Value) -> bool:
        return (
            isinstance(value, dict)
            and value.keys() <= triggers
            and all(isinstance(items, list) and all(map(_is_hook, items)) for items in value.values())
        )

    return check


def _is_hook(value: Value) -> bool:
    return isinstance(value, dict) and isinstance(value.get("command"), str)


class KiroFamily(Format):
    """What the two formats share."""

    containers = ("json",)
    names: ClassVar[ToolNames]
    """The built-in tools that have neutral names."""
    others: ClassVar[tuple[str, ...]]
    """The built-in tools that have none."""
    checks: ClassVar[Mapping[str, Callable[[Value], bool]]]
    """Own keys -> whether a value is one that the client takes."""
    closed: ClassVar[bool] = False
    """Whether the client refuses a file with a key that it does not know."""

    # reading

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        native = {**native, **self._prompt(native.get("prompt"), reading)}
        agent = super().decode(native, reading)
        if reading.report.errors():
            return agent
        words = words_of(native.get("tools"))
        tools = self._bounded(agent.tools, words, native.get("toolsSettings"))
        if ALL not in words:
            self._remark(words, reading)
        if "tools" not in native:
            tools = Tools(())
        agent = replace(agent, tools=tools)
        approved = exact(native.get("allowedTools"))
        if isinstance(approved, list):
            mode = self._mode(approved, words)
            agent = replace(agent, permission_mode=mode)
            if same(approved, self._approved(agent, words)):
                agent = with_field(agent, f"extensions.{self.name}.allowedTools", MISSING)
        unknown = [key for key in native if key not in self.known_keys]
        if self.closed and unknown and reading.stem:
            what = f"the client does not load a file with keys unknown to it: {', '.join(unknown[:5])}"
            reading.add("client-ignores", what, unknown[0])
        return agent

    def _prompt(self, value: Value, reading: Reading) -> Native:
        """The prompt's text, when the value is a URI of a file in the agent's folder."""
        if not isinstance(value, str) or not value.startswith(FILE) or reading.sibling is None:
            return {}
        path = posixpath.normpath(value.removeprefix(FILE))
        try:
            return {"prompt": reading.sibling(path).text}
        except SyntaxProblem as problem:
            line, column = reading.tree.position((*reading.prefix, "prompt"))
            reading.report.add(
                problem.code,
                f"the prompt stays a link: {path}: {problem.message}",
                severity=Severity.WARNING,
                hint="other formats get the link as the text of the prompt",
                line=line,
                column=column,
                field="prompt",
            )
            return {}

    def _bounded(self, tools: Tools, words: Sequence[str], settings: Value) -> Tools:
        """The tools, with those that the settings bound made native."""
        bounded = {t for name in bound_names(settings) for t in self.names.tools(name) if not t.native}
        if not bounded:
            return tools
        if tools.allow is None:
            return replace(tools, deny=tuple(sorted(bounded, key=lambda t: t.name)))
        own = (Tool(w, native=self.name) for w in words if bounded.intersection(self.names.tools(w)))
        kept = (t for t in tools.allow if t not in bounded)
        return replace(tools, allow=tuple(dict.fromkeys((*kept, *own))))

    def _remark(self, words: Iterable[str], reading: Reading) -> None:
        strange = []
        for word in words:
            if word in self.names.names or word in self.others or word == BUILT_IN or read_mcp(word):
                continue
            if meant := self.names.near(word):
                what = f"{word!r} matches no tool: names are case-sensitive"
                reading.add("tool-case", what, "tools", hint=f"probably {meant!r} was meant")
            else:
                strange.append(word)
        if strange:
            what = f"no tool that the client is known to have: {', '.join(strange[:10])}"
            reading.add("tool-unknown", what, "tools")

    def _giving(self, capability: str, words: Iterable[str]) -> list[str]:
        """The native names that give a capability: those among some words, or the first of all."""
        listed = list(words)
        every = [n for n in self.names.names if NEUTRAL.get(self.names.decode(n).name) == capability]
        return every[:1] if ALL in listed or BUILT_IN in listed else [n for n in listed if n in every]

    def _mode(self, approved: Sequence[Value], words: Sequence[str]) -> str | None:
        """The permission mode that a list of approved tools comes to."""

        def has(capability: str) -> bool:
            names = self._giving(capability, words)
            return any(fnmatchcase(n, p) for n in names for p in approved if isinstance(p, str))

        if not has(WRITE):
            return None
        return "auto" if has(EXECUTE) else "accept-edits"

    def _approved(self, agent: Agent, words: Sequence[str]) -> list[str]:
        """The list of approved tools that a permission mode comes to."""
        mode = agent.permission_mode
        wanted = {"accept-edits": (WRITE,), "auto": (WRITE, EXECUTE), "bypass": (WRITE, EXECUTE)}
        return [name for c in wanted.get(mode or "", ()) for name in self._giving(c, words)]

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        own = agent.extensions.get(self.name, {})
        native = super().encode(agent, writing)
        foreign = writing.source != self.name
        native["name"] = writing.stem(agent) if foreign else agent.name
        if foreign and agent.prompt.startswith(FILE):
            native["prompt"] = f"\n{agent.prompt}"
        words = self._words(agent, own.get("toolsSettings"))
        native["tools"] = list(words)
        if native.get("mcpServers") == {}:
            del native["mcpServers"]
        approved = own.get("allowedTools")
        if not isinstance(approved, list) or self._mode(approved, words) != agent.permission_mode:
            native["allowedTools"] = approved = list(self._approved(agent, words))
            if not approved:
                del native["allowedTools"]
        rows = {row.key: native[row.key] for row in self.fields if row.key in native}
        rest = {k: v for k, v in native.items() if k not in rows}
        return rows | {k: v for k, v in rest.items() if k in self.checks and self.checks[k](v)}

    def _words(self, agent: Agent, settings: Value) -> list[str]:
        """The native tool names of an agent."""
        natives = native_tools(agent, self.names)
        if natives is None:
            return [ALL]
        words = list(natives)
        if agent.tools.allow is None:
            limit = Limit(agent)
            servers = (f"@{name}" for name in agent.mcp_servers)
            words += [s for s in servers if read_mcp(s) and limit.allows_name(s, self.names)]
        else:
            bounded = bound_names(settings) if self.checks["toolsSettings"](settings) else ()
            gone = {t for name in bounded for t in self.names.tools(name)}
            own = (t.name for t in agent.tools.allow if t.native == self.name)
            words += [w for w in own if w not in words and gone.intersection(self.names.tools(w))]
        return words

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        found = {file.path: file for file in super().files(items, writing)}
        linked: dict[str, OutputFile] = {}
        for item in items:
            if item.source is None or not item.source.companions:
                continue
            path = self.path_of(item.slug, writing.scope)
            if item.document is None:
                what = "the prompt is written into the agent's file, which is written anew"
                writing.report.add("layout-lost", what, agent=item.agent.name)
                continue
            found[path] = replace(found[path], text=item.source.tree.source.text)
            for name, text in item.source.companions:
                place = posixpath.join(posixpath.dirname(path), name)
                agents = linked[place].agents if place in linked else ()
                linked[place] = OutputFile(place, text.text, (*agents, item.agent.name))
        if not linked:
            return list(found.values())
        return [*(replace(file, is_index=True) for file in found.values()), *linked.values()]


def bound_names(settings: Value) -> list[str]:
    """The tools of which `toolsSettings` take a part away."""
    if not isinstance(settings, dict):
        return []
    return [
        name
        for name, options in settings.items()
        if isinstance(options, dict) and any(k.startswith(_BOUNDS) and v for k, v in options.items())
    ]
