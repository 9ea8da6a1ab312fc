"""Factory droids: Markdown with YAML frontmatter in `.factory/droids/`.

Facts: https://docs.factory.ai/cli/configuration/custom-droids (Factory-AI/factory, read 2026-11-20), and the
client's own code, droid 0.215.0 (npm, read 2026-11-28; not run). Where they differ, the code is followed:

* A droid without `name` has that of its file: lower case letters, digits, `-` and `_`. A body is needed.
  Only the folder's own files are read, not those of folders in it.
* `tools` absent, or an empty text, gives every tool. A text names one category, or tools where it has commas;
  a list names tools, which are case-sensitive. A list without a tool, null, and an unknown name are errors:
  the droid is not loaded, unless the name is the id of a registered MCP tool.
* `TodoWrite` and `Skill` are always there; the first stands alone in the list of a droid that may use
  nothing. `Edit` brings `ApplyPatch`, and so does any way to write where the model is the parent's.
* `mcpServers` names servers of the host, in a list or in a text with commas; each gives all its tools,
  besides `tools`.
* `model` is `inherit`, an id of Factory's or `custom:` and a name; an unknown one is an error, and so is a
  `reasoningEffort` that the model has not. It counts only beside a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv.errors import WrongType
from agentconv.kit.codecs import as_null, text_items
from agentconv.kit.format import BODY, Field, Format, Reading, Writing
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.model_map import INHERIT
from agentconv.kit.tools import Limit, Listed, ToolNames
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.vocabulary import ALL, MCP

EVERY = "\0"
"""How this module words what an empty text gives."""
ANY_SERVER = "mcp__*"
"""How this module words what all servers give; no list of a droid can say it."""

CATEGORIES: dict[str, tuple[str, ...]] = {
    "read-only": ("Read", "LS", "Grep", "Glob"),
    "edit": ("Create", "Edit", "ApplyPatch"),
    "execute": ("Execute",),
    "execution": ("Execute",),
    "web": ("WebSearch", "FetchUrl"),
    "mcp": (ANY_SERVER,),
}
"""Category -> its tools."""

TOOLS: dict[str, str | tuple[str, ...]] = {
    "Read": "read",
    "LS": "list",
    "Grep": "grep",
    "Glob": "glob",
    "Create": "write",
    "Edit": "edit",
    "ApplyPatch": "edit",
    "Execute": "shell",
    "WebSearch": "web_search",
    "FetchUrl": "web_fetch",
    "TodoWrite": "todo",
}

ALWAYS = "TodoWrite"

EVERY_MODELS = ("low", "medium", "high")
"""The efforts that every model with any has, as far as was seen."""
EFFORTS = dict.fromkeys(("claude-opus-5", "claude-sonnet-5"), (*EVERY_MODELS, "xhigh", "max"))
"""Model -> the efforts that it has, where these are more: of others the droid would not be loaded."""


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    """The id of an MCP tool, as it is seen in droids: `mcp__server__tool` or `server___tool`."""
    if name == ANY_SERVER:
        return ALL, None
    found = re.fullmatch(r"mcp__(.+?)__(.+)|(.+?)___(.+)", name)
    return (found[1] or found[3], found[2] or found[4]) if found else None


def _write_mcp(_server: str, _tool: str | None) -> None:
    """Ids of MCP tools are those that the host has registered: none can be written from here."""


NAMES = ToolNames(
    "factory",
    TOOLS,
    _read_mcp,
    _write_mcp,
    {
        "notebook_read": "Read",
        "multi_edit": "Edit",
        "notebook_edit": "Edit",
        "shell_output": "Execute",
        "shell_stop": "Execute",
        "powershell": "Execute",
    },
    arguments=False,
)


def _words(value: Value) -> list[str]:
    """The names of a list, or of a text with commas, or those of the category that a text names."""
    if isinstance(value, dict):
        raise WrongType("a category or a list of tools")
    words = text_items(value)
    if isinstance(value, list):
        return words
    if not words:
        return [] if as_null(value) else [EVERY]
    if "," in words[0]:
        return [name.strip() for name in words[0].split(",") if name.strip()]
    return list(CATEGORIES.get(words[0], words))


class ServersCodec:
    """`mcpServers`: names of servers that the host knows, as a list or as a text with commas."""

    def decode(self, value: Value) -> dict[str, Value]:
        words = () if as_null(value) else text_items(value)
        if not isinstance(value, list):
            words = [name.strip() for word in words for name in word.split(",")]
        return dict.fromkeys(name for name in words if name)

    def encode(self, value: Mapping[str, Value]) -> Value:
        return list(value)


class Factory(Format):
    """Factory droid."""

    name = "factory"
    host = Host("https://docs.factory.ai/cli/user-guides/auto-run", "2026-11-28")
    title = "Factory droid"
    containers = ("frontmatter",)
    paths = (".factory/droids/*.md",)
    user_paths = (".factory/droids/*.md",)
    marks = frozenset({"reasoningEffort"})
    name_rule = re.compile(r"[a-z0-9_-]+")
    reference = "https://docs.factory.ai/cli/configuration/custom-droids"
    checked = "2026-11-28, its documentation and the code of droid 0.215.0"
    sure = "source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("model", "model"),
        Field("reasoningEffort", "effort"),
        Field("tools", "tools.allow", Listed(NAMES, every=EVERY, idle=ALWAYS, words=_words)),
        Field("mcpServers", "mcp_servers", ServersCodec()),
        Field(BODY, "prompt"),
    )
    keys = {
        "name": Key(name_rule, "lower case letters, digits, - and _"),
        "tools": Key(
            (str, lambda value: isinstance(value, list) and bool(value)), "a category, or names of tools"
        ),
    }
    stem_names = True
    client = "Factory"
    needs = {"description": ("name",), "prompt": ("description", "name")}
    reasons = {
        "name": "Factory takes lower case letters, digits, - and _",
        "description": "a droid without one gets a warning",
        "prompt": "a droid needs a prompt",
        "model": "Factory refuses a model that it does not know: choose one with --model",
        "effort": "it counts only beside a model of Factory's",
        "tools.allow": "tools that Factory has no name for are left out; TodoWrite is always there",
        "tools.deny": "Factory has no deny list: what remains is listed",
        "mcp_servers": "a droid names servers, which the host's mcp.json defines",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if agent.tools.allow is None or not agent.mcp_servers:
            return agent
        servers = tuple(Tool(MCP, server=name) for name in agent.mcp_servers)
        more = tuple(tool for tool in servers if tool not in agent.tools.allow)
        return replace(agent, tools=Tools(agent.tools.allow + more), mcp_servers={})

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        if not agent.prompt.strip():
            reading.add("client-ignores", "Factory does not load this file: it has no prompt")
        for tool in agent.tools.allow or ():
            if tool.native == self.name:
                what = f"Factory does not load this file: it has no tool {tool.name!r}"
                near = NAMES.near(tool.name)
                hint = f"probably {near!r} was meant" if near else "the id of a registered MCP tool would do"
                reading.add("client-ignores", what, "tools", hint=hint)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        limit = Limit(agent)
        named = (t.server for t in agent.tools.allow or () if t.name == MCP and t.tool is None)
        wanted = agent.mcp_servers if limit.is_open else [n for n in named if n and n != ALL]
        servers = [n for n in wanted if n and n == n.strip() and limit.allows(Tool(MCP, server=n))]
        effort = None if agent.model in (None, INHERIT) else agent.effort
        if writing.source != self.name and effort not in EFFORTS.get(agent.model or "", EVERY_MODELS):
            effort = None
        return replace(agent, effort=effort, mcp_servers=dict.fromkeys(servers))
