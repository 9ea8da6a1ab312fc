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
from collections.abc import Sequence
from dataclasses import replace

from agentconv.containers.json import dump
from agentconv.formats.claude.agents import Claude
from agentconv.formats.claude.power import without_mode
from agentconv.kit.exchange import Home
from agentconv.kit.format import BODY, Field, Native, OutputFile, Package, Rendered, Writing
from agentconv.model import names
from agentconv.model.agent import Agent, Value

MANIFEST = ".claude-plugin/plugin.json"
MARKETPLACE = ".claude-plugin/marketplace.json"
NAME, VERSION = "agents", "0.1.0"
"""What a plugin is called, and its version, when nobody says."""
OWN_MARKETPLACE = "agent-bundles"
"""The marketplace's name where the plugin's own is not free."""
_VARIABLE = re.compile(r"\$(?=\{CLAUDE_(?:PLUGIN_ROOT|PLUGIN_DATA|PROJECT_DIR)\})")
_RESERVED = frozenset({"inline", "builtin", "agent-skills", "life-sciences", "knowledge-work-plugins"})
_ANTHROPICS = re.compile(r"(?:^cc-plugin|(?<![a-z0-9])(?:claude(?:code)?|anthropics?))(?![a-z0-9])-?")


IGNORED = frozenset({"permissionMode", "mcpServers", "hooks", "initialPrompt"})
"""The keys of a subagent that count for nothing in a plugin."""


def inert(body: str) -> str:
    """The body without the variables for which the client would put its own values."""
    return _VARIABLE.sub(r"$\\", body)


class ClaudePlugin(Claude):
    """Claude Code plugin with its marketplace file."""

    name = "claude-plugin"
    skills = "skills"
    family = "claude"
    title = "Claude Code plugin (a folder)"
    containers = ("frontmatter",)
    paths = ("agents/*.md",)
    user_paths = ()
    reference = "https://code.claude.com/docs/en/plugins-reference"
    checked = "2026-11-20, Claude Code 2.1.328"
    validated = "Claude Code 2.1.328: `plugin validate --strict` and the agents that it starts"
    reads = False
    models_of = "claude"
    fields = (
        *(row for row in Claude.fields if row.key not in IGNORED and row.key != BODY),
        Field(BODY, "prompt", inert=inert),
    )
    reasons = {
        **Claude.reasons,
        "hooks": "Claude Code ignores hooks in a plugin's agents",
        "mcp_servers": "Claude Code ignores servers in a plugin's agents",
        "permission_mode": "Claude Code ignores permissionMode in a plugin's agents",
        "prompt": "a backslash keeps Claude Code from filling in a part of the text",
        "isolation": "an agent of a plugin knows worktree alone",
    }

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        isolation = agent.isolation if agent.isolation == "worktree" else None
        agent = replace(agent, isolation=isolation, mcp_servers={}, hooks={}, extensions={})
        return super().fit(without_mode(agent), writing)

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        """The agents of each package with its manifest, and the marketplace that lists the packages."""
        groups: dict[Home, list[Rendered]] = {}
        for item in items:
            groups.setdefault(item.home, []).append(item)
        found: list[OutputFile] = []
        entries: list[Value] = []
        for home, part in groups.items():
            package = _facts(part, home.package or writing.package, writing)
            files = zip(part, super().files(part, writing), strict=True)
            found += [OutputFile(home.folder + f.path, f.text, (_known(item),)) for item, f in files]
            named = tuple(map(_known, part))
            found.append(OutputFile(home.folder + MANIFEST, dump(_plugin(package)), named, is_index=True))
            source = f"./{home.folder}".rstrip("/") if home.folder else "./"
            entries.append({"name": package.name, "source": source, "description": package.description})
        whole = package if len(groups) == 1 else _facts(items, writing.package, writing)
        market: Native = {
            "name": OWN_MARKETPLACE if whole.name in _RESERVED else whole.name,
            "description": whole.description,
            "owner": {"name": ", ".join(whole.authors)},
            "plugins": entries,
        }
        index = OutputFile(MARKETPLACE, dump(market), tuple(map(_known, items)), is_index=True)
        return [*found, index]

    def natives(self, files: Sequence[OutputFile]) -> list[Native]:
        """Those of the agents' own files; the manifests say nothing of them."""
        return super().natives([file for file in files if not file.is_index])


def _known(item: Rendered) -> str:
    return item.known_as or item.agent.name


def _plugin(package: Package) -> Native:
    """A plugin's manifest."""
    plugin: Native = {"name": package.name, "version": package.version, "description": package.description}
    plugin["author"] = {"name": ", ".join(package.authors)}
    if package.homepage and re.match(r"https?://[^\s/]+", package.homepage):
        plugin["homepage"] = package.homepage
    if package.license:
        plugin["license"] = package.license
    if package.keywords:
        plugin["keywords"] = [*package.keywords]
    return plugin


def _facts(items: Sequence[Rendered], said: Package | None, writing: Writing) -> Package:
    """What a plugin says of itself: what is said of it, and what its agents say for the rest."""
    given = said or Package(NAME)
    if said is None:
        what = f"no manifest: the plugin is called {NAME!r}, version {VERSION}"
        hint = "`agentconv build` takes name, version, description and authors from agentconv.toml"
        writing.report.add("package-defaulted", what, hint=hint)
    name = _ANTHROPICS.sub("", names.slug(given.name)).strip("-") or NAME
    if name != given.name:
        what = f"the plugin is called {name!r}: a name is a-z, 0-9 and single dashes, without 'claude'"
        writing.report.add("name-slugged", what, field="name")
    listed = ", ".join(sorted(str(item.native["name"]) for item in items)[:8])
    authors = given.authors or tuple(dict.fromkeys(a for i in items for a in i.agent.authors))
    return replace(
        given,
        name=name,
        version=given.version or VERSION,
        description=given.description or f"Agents: {listed}{', …' if len(items) > 8 else ''}",
        authors=authors or (f"The authors of {name}",),
    )
