"""OpenCode agent: Markdown with YAML frontmatter in `.opencode/agents/`, or `agent` in `opencode.json`.

Facts: https://opencode.ai/docs/agents (read 2026-11-20) and the client itself, opencode-ai 1.18.33,
observed offline on 130 folders on 2026-11-20:

* An agent's name is its path below `agent/` or `agents/`; a `name` key goes over it. `mode/` and `modes/`
  hold primary agents.
* A value of the wrong type, an empty key, a colour that is neither #rrggbb nor a theme's word, `tools` as a
  list or text: the whole program does not start.
* A key that it does not know goes to the model's provider as an option, so no foreign key is written.
* Frontmatter that is not YAML, and that its repair of colons does not change, is not read at all: the whole
  file becomes the prompt of an agent with every tool. The same for a blank line before the first `---`.
* Of the permission rules the last that matches counts, in the order of the file. `"*": deny` first and single
  grants after it give a closed list. `edit` stands for edit, write and apply_patch, `read` also for MCP
  resources; a key `write` does nothing. `todowrite`, `question`, `webfetch`, `websearch` and `doom_loop`
  take no patterns.
* The host asks before it reads `.env` files; an agent's `read: allow` would end that, so it is spelled out.
* `allow` acts without asking, `ask` with a person's consent: here a permission mode. What may change or send
  something is written `ask` unless the agent's mode says otherwise.
* Where no rule speaks of a tool the host lets it go unasked: its own rules are `* allow`, and `ask` for
  `.env` files, folders outside and loops. So an agent of a host that asks is written with `"*": ask`.
* MCP tools are `<server>_<tool>`, with `_` for every character but letters, digits, `_` and `-`. A tool of a
  server with `_` in its name cannot be told from another's and is left out.
* A subagent delegates and keeps a todo list only when a rule names `task` or `todowrite`.
* Nothing in Markdown is expanded. In `opencode.json` the texts `{env:...}` and `{file:...}` are, before the
  JSON is read. Comments there, which the client takes, are an error here.
* What `.opencode/agents/x.md` says goes over what `opencode.json` says of `x`, key by key, and the rules of
  both count, the settings' first; with `disable: true` in either there is no agent. Rules at the top of
  `opencode.json` bound the agents of both (observed 2026-11-28).
* Version 2 is current since 2026-10; `second` tells what it writes otherwise. It reads what version 1 reads.
* `model` is provider/id; one without a slash fails when it is used. A `variant` counts only beside a `model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.errors import WrongType
from agentconv.formats.opencode import second
from agentconv.formats.opencode.family import OpenCodeFamily
from agentconv.formats.opencode.settings import GROUPS
from agentconv.kit.codecs import as_null
from agentconv.kit.format import BY_MARK, Native, Reading, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.options import Option
from agentconv.model.agent import Agent, Value

GENERATION = Option(
    "generation",
    "For which version of OpenCode: what 1 writes is read by both, what 2 writes by version 2 alone.",
    # On 2026-11-28 npm's `opencode-ai` is 1.18.33 and nothing newer is published there, though the vendor's
    # documentation is of version 2. That reads files of version 1, to which rules of version 2 bound nothing.
    default="1",
    choices=("1", "2"),
)
"""Whose form is written; either is read."""


class OpenCode(OpenCodeFamily):
    """OpenCode agent."""

    name = "opencode"
    title = "OpenCode agent"
    client = "OpenCode"
    refuses = "does not start"
    host = Host(
        "OpenCode 1.18.33: the rules that its server lists",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
        listed=False,
    )
    native_agents = frozenset({"build", "plan", "general", "explore", "compaction", "title", "summary"})
    own_agents = native_agents
    options: ClassVar[tuple[Option, ...]] = (GENERATION,)
    settings = "opencode.json"
    user_settings = ".config/opencode/"
    paths: ClassVar[tuple[str, ...]] = (
        ".opencode/agents/**/*.md",
        ".opencode/agent/**/*.md",
        ".opencode/modes/*.md",
        ".opencode/mode/*.md",
        "opencode.json",
        "opencode.jsonc",
    )
    user_paths: ClassVar[tuple[str, ...]] = (
        ".config/opencode/agents/**/*.md",
        ".config/opencode/agent/**/*.md",
        ".config/opencode/modes/*.md",
        ".config/opencode/mode/*.md",
    )
    reference = "https://opencode.ai/docs/agents"
    checked = "2026-11-28, opencode-ai 1.18.33; of version 2 its documentation"
    sure = "client"
    validated = "OpenCode 1.18.33: the agents that its server lists"
    more_keys = OpenCodeFamily.more_keys | second.KEYS | {"cache"}
    groups = (*GROUPS, second.GROUP)

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        sure = super().recognises(path, tree)
        return sure or (BY_MARK if second.is_native(tree.values.get("permissions")) else 0)

    def agents(self, reading: Reading) -> list[Agent]:
        if foreign := second.unread(reading.tree.values):
            what = f"version 2 takes a file with {foreign[0]!r} for one of version 1, without these rules"
            hint = f"there they bound nothing: take {', '.join(foreign)} out"
            reading.add("restriction-ignored", what, "permissions", hint=hint)
        values = self.as_first(dict(reading.tree.values), reading)
        for group in self.groups:
            entries = values.get(group)
            if isinstance(entries, dict):
                values[group] = {name: self._entry(group, name, entries[name], reading) for name in entries}
        return super().agents(replace(reading, tree=replace(reading.tree, values=values)))

    def _entry(self, group: str, name: str, entry: Value, reading: Reading) -> Value:
        return self.as_first(entry, reading.below(group, name)) if isinstance(entry, dict) else entry

    def as_first(self, values: Native, reading: Reading) -> Native:
        """Keys as version 1 has them. Rules that cannot be read are an error, and leave no tool."""
        if second.KEYS.isdisjoint(values) and not isinstance(values.get("model"), dict):
            split = second.WITH_VARIANT.fullmatch(str(values.get("model", "")))
            return second.as_first(values) if split else values
        try:
            return second.as_first(values)
        except WrongType as problem:
            reading.add("wrong-type", f"'permissions' takes {problem.expected}", "permissions", *problem.at)
            return second.closed(values)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        if not as_null(native.get("permissions")):
            what = "nothing reads 'permissions' here, so it bounds nothing"
            hint = "'permission' bounds an agent; `permissions` is a list of rules in version 2"
            reading.add("restriction-ignored", what, "permissions", hint=hint)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if found := second.WITH_VARIANT.fullmatch(agent.model or ""):  # read as two things by version 2
            agent = replace(agent, model=found[1], effort=agent.effort or found[2])
        return super().fit(agent, writing)
