"""Factory droids: Markdown with YAML frontmatter in `.factory/droids/`.

Facts: droid 0.215.0 itself, asked offline on 2026-11-28 (`agentconv prove`), and its code where it cannot
be asked; https://docs.factory.ai/cli/configuration/custom-droids (Factory-AI/factory, read 2026-11-20) says
less:

* Every file in the folder, not those of folders in it, is a droid, also one without a head or a prompt.
  Without `name` it has that of its file.
* A value of a wrong type makes the whole head count for nothing: such a droid has every tool (`head.py`).
* `tools` absent gives every tool that a subagent has. A text names one category, or tools where it has
  commas; a list names tools, which are case-sensitive. An empty text, an empty list, `*` and `all` give
  none, and a name that is not known gives nothing. `read-only` also gives `Execute`, for commands that only
  read.
* `TodoWrite` and `Skill` are always there; the first stands alone in the list of a droid that may use
  nothing. `Edit` brings `ApplyPatch`, and so does any way to write where the model is the parent's.
* A server's tool is `server___tool`. `mcpServers` (names, in a list or a text with commas) gives none of
  them, and takes none away.
* A model is shown all descriptions, cut alike where they come to more than a hundredth of its context.
* A droid starts no other, and asks a person nothing.
* `model` is `inherit`, an id of Factory's or `custom:` and a name; for an unknown one the droid has its
  parent's. `reasoningEffort` counts only beside a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv.containers.base import Tree
from agentconv.errors import WrongType
from agentconv.formats.factory.head import KEYS, read_as_client
from agentconv.kit.codecs import as_null, text_items
from agentconv.kit.format import BODY, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import DENY, Host
from agentconv.kit.model_map import INHERIT
from agentconv.kit.tools import Limit, Listed, ToolNames
from agentconv.model.agent import Agent, Value
from agentconv.text.source import Source

CATEGORIES: dict[str, tuple[str, ...]] = {
    "read-only": ("Read", "LS", "Grep", "Glob"),
    "edit": ("Create", "Edit", "ApplyPatch"),
    "execute": ("Execute",),
    "execution": ("Execute",),
    "web": ("WebSearch", "FetchUrl"),
    "mcp": (),
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
    "MultiEdit": "edit",
}

ALWAYS = "TodoWrite"

EVERY_MODELS = ("low", "medium", "high")
"""The efforts that every model with any has, as far as was seen."""
EFFORTS = dict.fromkeys(("claude-opus-5", "claude-sonnet-5"), (*EVERY_MODELS, "xhigh", "max"))
"""Model -> the efforts that it has, where these are more: of others the droid would not be loaded."""


_SERVERS_TOOL = re.compile(r"([A-Za-z0-9-]+(?:_{1,2}[A-Za-z0-9-]+)*)___([\w-]+)")


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    """Server and tool of an id such as `server___tool`."""
    found = _SERVERS_TOOL.fullmatch(name)
    return (found[1], found[2]) if found else None


def _write_mcp(server: str, tool: str | None) -> str | None:
    """The id of one tool; what stands for all of a server's was not found."""
    name = f"{server}___{tool}"
    return name if tool is not None and _read_mcp(name) == (server, tool) else None


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
        return []
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
    host = Host("https://docs.factory.ai/cli/user-guides/auto-run", "2026-11-28", delegate=DENY)
    title = "Factory droid"
    containers = ("frontmatter",)
    paths = (".factory/droids/*.md",)
    user_paths = (".factory/droids/*.md",)
    marks = frozenset({"reasoningEffort"})
    name_rule = re.compile(r"[a-z0-9_-]+")
    reference = "https://docs.factory.ai/cli/configuration/custom-droids"
    checked = "2026-11-28, droid 0.215.0"
    sure = "client"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("model", "model"),
        Field("reasoningEffort", "effort"),
        Field("tools", "tools.allow", Listed(NAMES, every="", idle=ALWAYS, words=_words)),
        Field("mcpServers", "mcp_servers", ServersCodec()),
        Field(BODY, "prompt"),
    )
    keys = KEYS
    stem_names = True
    client = "Factory"
    refuses = "reads nothing of this file's head, and gives the droid every tool"
    needs = {"description": ("name",), "prompt": ("description", "name")}
    reasons = {
        "name": "Factory takes lower case letters, digits, - and _",
        "description": "a droid without one gets a warning",
        "prompt": "a droid needs a prompt",
        "model": "for a model that Factory does not know a droid has its parent's: choose one with --model",
        "effort": "it counts only beside a model of Factory's",
        "tools.allow": "tools that Factory has no name for are left out; TodoWrite is always there",
        "tools.deny": "Factory has no deny list: what remains is listed",
        "mcp_servers": "servers stand in the host's mcp.json, and a droid lists their tools one by one",
    }

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        for tool in agent.tools.allow or ():
            if tool.native == self.name and (near := NAMES.near(tool.name)):
                what = f"Factory has no tool {tool.name!r}, and gives the droid nothing for it"
                reading.add("tool-case", what, "tools", hint=f"probably {near!r} was meant")

    def client_ignores(self, tree: Tree) -> bool:
        return False

    def client_reading(self, source: Source) -> Native | None:
        return read_as_client(source.text)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        servers = agent.mcp_servers if writing.source == self.name or Limit(agent).is_open else ()
        effort = None if agent.model in (None, INHERIT) else agent.effort
        if writing.source != self.name and effort not in EFFORTS.get(agent.model or "", EVERY_MODELS):
            effort = None
        return replace(
            agent, effort=effort, mcp_servers={name: None for name in servers if name == name.strip() != ""}
        )
