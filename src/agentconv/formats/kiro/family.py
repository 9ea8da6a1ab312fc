"""What Amazon Q's and Kiro's JSON agents have in common: one schema, two sets of tool names.

A prompt may be a `file://` URI; it is read from the agent's own folder, and kept as it stands where it
leads elsewhere. `tools` absent grants nothing, `*` everything, `@builtin` all but MCP servers. A tool that
`toolsSettings` bounds (`deniedCommands` and the like) stays native: no other format can bound it so.
`allowedTools` is what runs unasked, so writing it off hand makes `accept-edits`, writing and shell `auto`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import ClassVar

from agentconv.diagnostics import Severity
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.kit.codecs import as_null, exact, text_items
from agentconv.kit.format import Format, Native, OutputFile, Reading, Rendered, Writing
from agentconv.kit.keys import Key
from agentconv.kit.servers import HTTP, SSE, STDIO, Spelling
from agentconv.kit.shapes import Shape
from agentconv.kit.tools import NOTHING, Limit, Listed, ToolNames, given
from agentconv.model.agent import MISSING, Agent, Tool, Tools, Value, same, with_field
from agentconv.model.vocabulary import ALL, EXECUTE, WRITE
from agentconv.model.vocabulary import TOOLS as NEUTRAL

FILE = "file://"
BUILT_IN = "@builtin"
_BOUNDS = ("denied", "denyByDefault", "blocked", "available")
"""How the keys of `toolsSettings` start that take a part of a tool away."""

SERVERS = Spelling(
    keys={
        "command": "command",
        "args": "args",
        "env": "env",
        "url": "url",
        "headers": "headers",
        "timeout": "timeout",
    },
    words={STDIO: STDIO, HTTP: HTTP, SSE: HTTP},  # one word for both: without it an address is not reached
    off=("disabled", True),
    more={"oauthScopes": [str], "oauth": dict},
)
"""How a server is spelled; `timeout` is in milliseconds."""


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


@dataclass(frozen=True)
class Words(Listed):
    """`tools`: a list of native names, less what the settings of a tool take away."""

    grants: tuple[Tool, ...] | None = NOTHING
    all_tools: Value = field(default_factory=lambda: list[Value]((ALL,)))
    others: tuple[str, ...] = ()
    """The built-in tools that have no neutral names."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        words = words_of(value)
        if ALL in words:
            return None
        every = (*self.names.names, *self.others)
        return given((w for word in words for w in (every if word == BUILT_IN else (word,))), self.names)

    def write(self, agent: Agent) -> Value:
        limit = Limit(agent)
        natives = limit.listed(self.names)
        if natives is None:
            return self.all_tools
        if agent.tools.allow is None:
            servers = (f"@{name}" for name in agent.mcp_servers)
            return [*natives, *(s for s in servers if read_mcp(s) and limit.allows_name(s, self.names))]
        settings = agent.extensions.get(self.names.format, {}).get("toolsSettings")
        bounded = bound_names(settings) if IS_SETTINGS.fits(settings) else []
        gone = {tool for name in bounded for tool in self.names.tools(name)}
        own = (tool.name for tool in agent.tools.allow if tool.native == self.names.format)
        return [*natives, *(w for w in own if w not in natives and gone.intersection(self.names.tools(w)))]


def words_of(value: Value) -> list[str]:
    """The names of a list."""
    if as_null(value):
        return []
    if not isinstance(value, list):
        raise WrongType("a list of tool names")
    return text_items(value)


IS_SETTINGS = Key({"*": dict}, "a map of maps")
COMMAND: Shape = {"command!": str, "*": object}


HOOKS = Key(
    {
        "agentSpawn": [COMMAND],
        "userPromptSubmit": [COMMAND],
        "preToolUse": [COMMAND],
        "postToolUse": [COMMAND],
        "stop": [COMMAND],
    },
    "a map from triggers to lists of commands",
)


def harmless(text: str) -> str:
    """A prompt that the client does not take for the address of a file."""
    return f"\n{text}" if text.startswith(FILE) else text


class KiroFamily(Format):
    """What the two formats share."""

    containers = ("json",)
    separate = True
    names: ClassVar[ToolNames]
    """The built-in tools that have neutral names."""
    others: ClassVar[tuple[str, ...]]
    """The built-in tools that have none."""
    known_only = True

    # reading

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        return super().decode({**native, **self._prompt(native.get("prompt"), reading)}, reading)

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if reading.report.errors():
            return agent
        words = words_of(native.get("tools"))
        agent = replace(agent, tools=self._bounded(agent.tools, words, native.get("toolsSettings")))
        approved = exact(native.get("allowedTools"))
        if not isinstance(approved, list):
            return agent
        agent = replace(agent, permission_mode=self._mode(approved, words))
        if same(approved, self._approved(agent, words)):
            agent = with_field(agent, f"extensions.{self.name}.allowedTools", MISSING)
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

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        if reading.report.errors() or agent.tools.allow is None:
            return
        strange = []
        for word in words_of(native.get("tools")):
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
        """The permission mode that a list of approved tools comes to.

        A lone star approves nothing: unlike `tools`, the list has no word for every tool.
        """
        patterns = [p for p in approved if isinstance(p, str) and p.strip("*")]

        def has(capability: str) -> bool:
            names = self._giving(capability, words)
            return bool(names) and all(any(fnmatchcase(n, p) for p in patterns) for n in names)

        if not has(WRITE):
            return None
        return "auto" if has(EXECUTE) else "accept-edits"

    def _approved(self, agent: Agent, words: Sequence[str]) -> list[str]:
        """The list of approved tools that a permission mode comes to."""
        mode = agent.permission_mode
        wanted = {"accept-edits": (WRITE,), "auto": (WRITE, EXECUTE), "bypass": (WRITE, EXECUTE)}
        return [name for c in wanted.get(mode or "", ()) for name in self._giving(c, words)]

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if writing.source != self.name:
            agent = replace(agent, name=writing.stem(agent))
        own = dict(agent.extensions.get(self.name, {}))
        listed = next(row.codec for row in self.fields if isinstance(row.codec, Listed)).write(agent)
        words = words_of(listed)
        approved = own.get("allowedTools")
        if not isinstance(approved, list) or self._mode(approved, words) != agent.permission_mode:
            own.pop("allowedTools", None)
            if approves := self._approved(agent, words):
                own["allowedTools"] = list(approves)
        return replace(agent, extensions={self.name: own})

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
