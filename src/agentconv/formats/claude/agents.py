"""Claude Code subagents: Markdown with YAML frontmatter in `.claude/agents/`.

Facts: https://code.claude.com/docs/en/sub-agents (read 2026-08-22) and the client itself, versions
2.1.197 and 2.1.328, observed offline on 490 files on 2026-11-20:

* `tools` absent or with a lone `*` among its names gives every tool; present but empty gives none
  (the agent list then shows "All tools", the request carries zero).
* Names are cut at commas and spaces outside parentheses, not at tabs or line breaks, and are
  case-sensitive. `Task` is the old name of `Agent`.
* `disallowedTools` takes the whole tool away for `Bash(rm:*)`, and ignores `*`.
* Every backslash followed by n in a description becomes a line break, in any quoting.
* `memory` gives Read, Write and Edit besides `tools`, a server that is defined in the file all its tools.
* `autoCompactWindow`, `omitClaudeMd`, `observer`, `observerMessage`, `observeSubagents`,
  `observeToolResults` and `experimental` (`cacheTtl`) are keys of its own schema for such files (2.1.328, its
  code, 2026-11-28).
* Unknown keys and unknown values of `model`, `color`, `permissionMode` do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent
from agentconv.formats.claude.client import KEYS, NAME, REQUIRED, dropped, read_as_client
from agentconv.formats.claude.codecs import (
    EFFORTS,
    EVERYWHERE,
    EXPERIMENTAL,
    MODES,
    OBSERVED,
    OWN_AGENTS,
    SERVERS,
    AllowCodec,
    ChangelogCodec,
    ContractCodec,
    DenyCodec,
    DescriptionCodec,
    OneOrMany,
    ServerList,
    SkillsCodec,
    known_effort,
)
from agentconv.formats.claude.power import with_implied, without_excess
from agentconv.formats.claude.remarks import granted_whole, held, remark_tools
from agentconv.kit.codecs import BOOLEAN, INTEGER, MAP, TEXT, WordsCodec
from agentconv.kit.format import BODY, BY_PATH, BY_SHAPE, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Refusal
from agentconv.model.agent import Agent, Value, with_field
from agentconv.text.source import Source

_AGENT_KEYS_WORDS = (
    "tools disallowedTools model permissionMode maxTurns skills mcpServers hooks memory background "
    "effort isolation color initialPrompt autoCompactWindow omitClaudeMd observer observerMessage "
    "observeSubagents observeToolResults"
)
AGENT_KEYS = frozenset(_AGENT_KEYS_WORDS.split())
"""Keys that only an agent has: a file with a description and one of them is meant as one."""


class Claude(Format):
    """Claude Code subagent."""

    name = "claude"
    family = "claude"
    host = Host("https://code.claude.com/docs/en/permissions", "2026-11-28")
    title = "Claude Code subagent"
    containers = ("frontmatter",)
    name_rule = NAME
    paths = (".claude/agents/**/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".claude/agents/**/*.md",)
    reference = "https://code.claude.com/docs/en/sub-agents"
    checked = "2026-11-28, Claude Code 2.1.197 and 2.1.328"
    sure = "client"
    validated = "Claude Code 2.1.328: its agent list and `plugin validate`"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("name", "name"),
        Field("description", "description", DescriptionCodec()),
        Field("tools", "tools.allow", AllowCodec()),
        Field("disallowedTools", "tools.deny", DenyCodec()),
        Field("model", "model"),
        Field("permissionMode", "permission_mode", WordsCodec(MODES)),
        Field("maxTurns", "max_turns", INTEGER),
        Field("effort", "effort"),
        Field("skills", "skills", SkillsCodec()),
        Field("mcpServers", "mcp_servers", ServerList(SERVERS, names=True)),
        Field("hooks", "hooks", MAP),
        Field("memory", "memory"),
        Field("background", "background", BOOLEAN),
        Field("isolation", "isolation"),
        Field("color", "color"),
        Field("initialPrompt", "initial_prompt"),
        Field("version", "version"),
        Field("last_updated", "updated"),
        Field("author", "authors", OneOrMany()),
        Field("license", "license"),
        Field("tags", "tags", OneOrMany()),
        Field("changelog", "changelog", ChangelogCodec()),
        Field("output_schema", "output_contract", ContractCodec()),
        Field(BODY, "prompt", TEXT),
    )
    keys = KEYS
    required = REQUIRED
    client = "Claude Code"
    needs = {"description": ("name",)}
    blank = ""
    more_keys = frozenset({"type", "input_schema", "specialization", "category", "priority"}).union(
        row.top for row in (*EVERYWHERE, *OBSERVED, EXPERIMENTAL)
    )
    tool_keys = ("tools", "disallowedTools")
    retired_tools = {
        "Task": "Agent",
        "BashOutput": "TaskStop",
        "KillShell": "TaskStop",
        "MultiEdit": "",
        "LS": "",
    }  # the tools that 2.1.328 sends for these names, observed 2026-11-20
    own_agents = OWN_AGENTS
    reasons = {
        "memory": "memory would give the agent tools that it must not have",
        "mcp_servers": "a server defined in an agent gives it all its tools; refer to one by name",
        "description": "Claude Code needs one, and reads a backslash followed by n as a line break",
        "tools.allow": "tools that Claude Code has no name for are left out",
        "effort": f"Claude Code knows {', '.join(EFFORTS)} and whole numbers",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if self.lies_at(path):
            return BY_PATH
        keys = tree.values
        if "name" in keys or ("description" in keys and not AGENT_KEYS.isdisjoint(keys)):
            return BY_SHAPE
        return 0

    def agents(self, reading: Reading) -> list[Agent]:
        tree = reading.tree
        if "name" not in tree.values and AGENT_KEYS.isdisjoint(tree.values) and not reading.in_place:
            raise NotAnAgent("the frontmatter has no name")
        return [self.read(tree.values, reading)]

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        return with_implied(agent)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        remark_tools(agent, native, reading)
        super().remark(agent, native, reading)

    def refusal(self, native: Mapping[str, Value], tree: Tree) -> Refusal | None:
        return dropped(tree, native)

    def client_ignores(self, tree: Tree) -> bool:
        return dropped(tree, tree.values) is not None

    def client_reading(self, source: Source) -> Native | None:
        view = read_as_client(source.text)
        return {} if view.refusal else {**view.keys, BODY: view.prompt}

    def unheld(self, agent: Agent) -> str:
        return granted_whole(agent)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if writing.source != self.name:
            agent = with_field(agent, "effort", known_effort(agent.effort))
        return held(without_excess(agent), writing)
