"""Claude Code plugins: a folder with `.claude-plugin/plugin.json` and its agents in `agents/*.md`.

Facts: https://code.claude.com/docs/en/plugins-reference and /plugin-marketplaces (read 2026-08-22), and
Claude Code 2.1.328, observed offline on 2026-11-20 with `--plugin-dir` and `plugin validate --strict`:

* An agent is called `plugin:name`, with the `name` of its file, spaces and capitals as they are.
* `hooks`, `mcpServers` and `permissionMode` are ignored there, so that none is written; `plan` becomes a
  deny list. `memory`, `isolation: worktree`, `tools` and `disallowedTools` work as in any subagent.
* `${CLAUDE_PLUGIN_ROOT}`, `${CLAUDE_PLUGIN_DATA}` and `${CLAUDE_PROJECT_DIR}` in a body are filled in; with a
  backslash after the `$` they are not. Other variables, `$ARGUMENTS` and !`command` are inert.
* A plugin's name is kebab-case. `validate --strict` wants its version, description and author too, an
  author that is an object, and a homepage that is a URL; its findings on README and icon are no errors.
* Names with the words `claude` and `anthropic` are refused, and those that start with `cc-plugin-`. A
  marketplace may not be called `inline` or `builtin` either; the documentation reserves more.
* `"source": "./"` in a marketplace is the plugin in whose folder it lies.
* The agents of a plugin are Claude Code subagents: they are read as those, so this format is only written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from agentconv.formats.claude.agents import Claude
from agentconv.formats.claude.codecs import EVERYWHERE, EXPERIMENTAL, OBSERVED
from agentconv.formats.claude.power import without_mode
from agentconv.kit.format import BODY, Field, Writing
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import ABOUT, NAME, PARTS, Listing, Packaged
from agentconv.model import names
from agentconv.model.agent import Agent

_VARIABLE = re.compile(r"\$(?=\{CLAUDE_(?:PLUGIN_ROOT|PLUGIN_DATA|PROJECT_DIR)\})")
_RESERVED = frozenset({"inline", "builtin", "agent-skills", "life-sciences", "knowledge-work-plugins"})
_ANTHROPICS = re.compile(r"(?:^cc-plugin|(?<![a-z0-9])(?:claude(?:code)?|anthropics?))(?![a-z0-9])-?")


IGNORED = frozenset({"permissionMode", "mcpServers", "hooks", "initialPrompt"})
"""The keys of a subagent that count for nothing in a plugin."""
COUNTING = frozenset(row.top for row in (*EVERYWHERE, EXPERIMENTAL))
"""Further keys that do; a plugin's agent names no observer (2.1.328, its code, 2026-11-28)."""


_MORE = "displayName metadata defaultEnabled userConfig channels dependencies optionalDependencies $schema"

MANIFEST = Manifest(
    (*ABOUT, Fact("displayName", "display_name")),
    PARTS | {"experimental"},
    frozenset(_MORE.split()),
)
"""What `plugin.json` says: any other key is an error of `validate --strict`."""
MARKETPLACE = Manifest(
    (
        Fact("name", "name"),
        Fact("description", "description"),
        Fact(("metadata", "description"), "description", read_only=True),
        Fact("version", "version"),
        Fact(("metadata", "version"), "version", read_only=True),
        Fact("owner", "authors"),
    ),
    frozenset({"plugins", "metadata"}),
    frozenset({"$schema", "renames", "allowCrossMarketplaceDependenciesOn"}),
)
ENTRY = Manifest(
    (
        *(replace(row, read_only=row.attr not in ("name", "description")) for row in ABOUT),
        Fact("category", "category"),
    ),
    PARTS | {"source", "strict"},
    frozenset({"tags", "relevance", "defaultEnabled"}),
)


def inert(body: str) -> str:
    """The body without the variables for which the client would put its own values."""
    return _VARIABLE.sub(r"$\\", body)


class ClaudePlugin(Packaged, Claude):
    """Claude Code plugin with its marketplace file."""

    name = "claude-plugin"
    agents_of = "claude"
    title = "Claude Code plugin (a folder)"
    containers = ("frontmatter",)
    paths = ("agents/*.md",)
    reference = "https://code.claude.com/docs/en/plugins-reference"
    checked = "2026-11-20, Claude Code 2.1.328"
    sure = "client"
    validated = "Claude Code 2.1.328: `plugin validate --strict` and the agents that it starts"
    models_of = "claude"
    fields = (
        *(row for row in Claude.fields if row.key not in IGNORED and row.key != BODY),
        *EVERYWHERE,
        EXPERIMENTAL,
        Field(BODY, "prompt", inert=inert),
    )
    reasons = {
        **Claude.reasons,
        "hooks": "Claude Code ignores hooks in a plugin's agents",
        "mcp_servers": "Claude Code ignores servers in a plugin's agents",
        "permission_mode": "Claude Code ignores permissionMode in a plugin's agents",
        **dict.fromkeys((row.attr for row in OBSERVED), "a plugin's agents name no observer"),
        "prompt": "a backslash keeps Claude Code from filling in a part of the text",
        "isolation": "an agent of a plugin knows worktree alone",
    }

    manifest_path = ".claude-plugin/plugin.json"
    manifest = MANIFEST
    listing = Listing(".claude-plugin/marketplace.json", MARKETPLACE, ENTRY, reserved=_RESERVED)
    name_told = "a name is a-z, 0-9 and single dashes, without 'claude'"

    @cached_property
    def dialect(self) -> str:
        return self.name  # what a plugin's agents say counts for less than what a project's say

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        isolation = agent.isolation if agent.isolation == "worktree" else None
        own = {k: v for k, v in agent.extensions.get("claude", {}).items() if k in COUNTING}
        extensions = {"claude": own} if own else {}
        agent = replace(agent, isolation=isolation, mcp_servers={}, hooks={}, extensions=extensions)
        return super().fit(without_mode(agent), writing)

    def named_package(self, name: str) -> str:
        return _ANTHROPICS.sub("", names.slug(name)).strip("-") or NAME
