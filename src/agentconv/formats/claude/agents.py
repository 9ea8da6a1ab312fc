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
* Unknown keys and unknown values of `model`, `color`, `permissionMode` do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.formats.claude.client import read_as_client, refusal, refused_name
from agentconv.formats.claude.codecs import (
    NAMES,
    AllowCodec,
    ChangelogCodec,
    ContractCodec,
    DenyCodec,
    DescriptionCodec,
    OneOrMany,
    ServersCodec,
    SkillsCodec,
    tool_words,
    whole,
)
from agentconv.formats.claude.power import with_implied, without_excess
from agentconv.kit.codecs import BOOLEAN, INTEGER, MAP, TEXT, WordsCodec
from agentconv.kit.format import BODY, BY_PATH, BY_SHAPE, Field, Format, Native, Reading, Writing
from agentconv.model.agent import Agent, Tools, Value
from agentconv.text.source import Source

PERMISSION_MODES = {
    "default": "default",
    "manual": "default",
    "acceptEdits": "accept-edits",
    "auto": "auto",
    "dontAsk": "dont-ask",
    "bypassPermissions": "bypass",
    "plan": "plan",
}

AGENT_KEYS = frozenset(
    [
        "tools",
        "disallowedTools",
        "model",
        "permissionMode",
        "maxTurns",
        "skills",
        "mcpServers",
        "hooks",
        "memory",
        "background",
        "effort",
        "isolation",
        "color",
        "initialPrompt",
    ]
)
"""Keys that only an agent has: a file with a description and one of them is meant as one."""


class Claude(Format):
    """Claude Code subagent."""

    name = "claude"
    title = "Claude Code subagent"
    containers = ("frontmatter",)
    paths = (".claude/agents/**/*.md",)
    user_paths = (".claude/agents/**/*.md",)
    reference = "https://code.claude.com/docs/en/sub-agents"
    checked = "2026-11-20, Claude Code 2.1.197 and 2.1.328"
    validated = "Claude Code 2.1.328: its agent list and `plugin validate`"
    fields = (
        Field("name", "name"),
        Field("description", "description", DescriptionCodec()),
        Field("tools", "tools.allow", AllowCodec()),
        Field("disallowedTools", "tools.deny", DenyCodec()),
        Field("model", "model"),
        Field("permissionMode", "permission_mode", WordsCodec(PERMISSION_MODES)),
        Field("maxTurns", "max_turns", INTEGER),
        Field("effort", "effort"),
        Field("skills", "skills", SkillsCodec()),
        Field("mcpServers", "mcp_servers", ServersCodec()),
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
    more_keys = frozenset({"type", "input_schema", "specialization", "category", "priority"})
    tool_keys = ("tools", "disallowedTools")
    retired_tools = {
        "Task": "Agent",
        "BashOutput": "TaskStop",
        "KillShell": "TaskStop",
        "MultiEdit": "",
        "LS": "",
    }  # the tools that 2.1.328 sends for these names, observed 2026-11-20
    own_agents = frozenset({"general-purpose", "explore", "plan", "statusline-setup", "claude"})
    reasons = {
        "memory": "memory would give the agent tools that it must not have",
        "mcp_servers": "a server defined in an agent gives it all its tools; refer to one by name",
        "description": "Claude Code needs one, and reads a backslash followed by n as a line break",
        "tools.allow": "tools that Claude Code has no name for are left out",
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
        return [self.decode(tree.values, reading)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = with_implied(super().decode(native, reading), reading)
        self._remark_tools(native, agent.tools, reading)
        if reading.stem and (why := refusal(reading.tree)):
            what = f"Claude Code does not load this file: {why}"
            reading.add("client-ignores", what)
        return agent

    def _remark_tools(self, native: Mapping[str, Value], tools: Tools, reading: Reading) -> None:
        for key, found in (("tools", tools.allow or ()), ("disallowedTools", tools.deny)):
            unknown = [tool.name for tool in found if tool.native == self.name]
            near = {name: NAMES.near(name) for name in unknown}
            for name, meant in near.items():
                if meant:
                    what = f"{name!r} matches no tool: names are case-sensitive"
                    reading.add("tool-case", what, key, hint=f"probably {meant!r} was meant")
            patterns = [NAMES.encode(tool) or "" for tool in found if whole(tool) != tool]
            if patterns and key == "tools":
                what = f"Claude Code grants the whole tool, whatever the pattern: {', '.join(patterns)}"
                hint = "bind it with a permission rule in the settings"
                reading.add("tool-granted-whole", what, key, hint=hint)
            if strange := [name for name in unknown if not near[name]]:
                more = f" and {len(strange) - 10} more" if len(strange) > 10 else ""
                what = f"no tool that Claude Code is known to have: {', '.join(strange[:10])}{more}"
                reading.add("tool-unknown", what, key)
        try:
            words = tool_words(native.get("disallowedTools"))
        except WrongType:
            return  # reported by the table
        for word in words:
            if whole(NAMES.decode(word)) != NAMES.decode(word):
                what = f"{word!r} takes the whole tool away: Claude Code ignores the pattern here"
                reading.add("tool-denied-whole", what, "disallowedTools")
        if "*" in words:
            what = "a * in disallowedTools takes nothing away in Claude Code"
            hint = "list the tools, or write `tools: []` for none"
            reading.add("deny-all-ignored", what, "disallowedTools", hint=hint)

    def client_ignores(self, tree: Tree) -> bool:
        return refusal(tree) is not None

    def client_reading(self, source: Source) -> Native | None:
        view = read_as_client(source.text)
        return {} if view.refusal else {**view.keys, BODY: view.prompt}

    def encode(self, agent: Agent, writing: Writing) -> Native:
        if refused_name(agent.name):
            agent = replace(agent, name=writing.stem(agent))
        agent = without_excess(agent)
        if not agent.description:
            agent = replace(agent, description=agent.name)
        native = super().encode(agent, writing)
        patterns = [NAMES.encode(tool) or "" for tool in agent.tools.allow or () if whole(tool) != tool]
        if patterns and writing.source != self.name:
            what = f"Claude Code grants the whole tool, whatever the pattern: {', '.join(patterns)}"
            hint = "bind it with a permission rule in the settings, or take the tool out"
            writing.report.add("tool-granted-whole", what, hint=hint)
        if not native.get("disallowedTools", True):
            del native["disallowedTools"]
        return native
