"""Cursor subagents: Markdown with YAML frontmatter in `.cursor/agents/`.

Facts: https://cursor.com/docs/subagents (its table of fields, as quoted in several public repositories,
and Cursor's forum; read 2026-11-20). Cursor cannot be asked offline, so what is not documented is
unverified:

* Five keys: `name` (lower case and hyphens; the file's stem when absent), `description`, `model`,
  `readonly`, `is_background`. Anything else is not read: a `tools` list bounds nothing.
* An agent has all tools of its parent, MCP included. `readonly: true` is the only switch: no edits, and
  no commands that change anything. agentconv reads it as reading and searching; that it also keeps web
  and MCP tools away, as the forum says of Ask mode, is unverified, and a warning says so.
* `model` is `inherit` (the default), or an id of Cursor's with options in brackets:
  `composer-2.5[fast=false]`. One that is not available falls back without an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from agentconv.kit.codecs import BOOLEAN, TEXT
from agentconv.kit.format import BODY, Field, Format, Reading, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.tools import Limit
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power
from agentconv.model.vocabulary import NETWORK

READONLY = tuple(map(Tool, ("read", "glob", "grep", "list")))
"""What an agent with `readonly` may use."""

_RESTRICTIONS = ("tools", "allowedTools", "disallowedTools", "permissionMode", "permissions")


class ReadonlyCodec:
    """`readonly`: true = reading only; false, the default, = every tool."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        return READONLY if BOOLEAN.decode(value) else None

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return True


class Cursor(Format):
    """Cursor subagent."""

    name = "cursor"
    host = Host(
        "https://cursor.com/docs/agent/tools/terminal",  # commands run in a sandbox
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        search=ALLOW,
    )
    title = "Cursor subagent"
    containers = ("frontmatter",)
    paths: ClassVar[tuple[str, ...]] = (".cursor/agents/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".cursor/agents/*.md",)
    marks = frozenset({"is_background"})
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    reference = "https://cursor.com/docs/subagents"
    checked = "2026-11-20, its documentation at second hand"
    sure = "told"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("model", "model"),
        Field("readonly", "tools.allow", ReadonlyCodec()),
        Field("is_background", "background", BOOLEAN),
        Field(BODY, "prompt", TEXT),
    )
    more_keys = frozenset(_RESTRICTIONS)
    stem_names = True
    needs = {"description": ("name",)}
    reasons = {
        "name": "Cursor takes lower case letters, digits and hyphens",
        "description": "Cursor needs one to delegate by",
        "tools.allow": "Cursor has one switch, readonly: nothing may be changed, or every tool is given",
        "tools.deny": "Cursor has one switch, readonly, and no list of tools",
        "permission_mode": "Cursor has one switch, readonly",
        "model": "Cursor has model ids of its own: its nearest is taken, or choose one with --model",
    }

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        for key in _RESTRICTIONS:
            if key in native:
                what = f"Cursor does not read {key!r}, so it bounds nothing"
                reading.add("restriction-ignored", what, key, hint="readonly is its only switch")

    def unheld(self, agent: Agent) -> str:
        limited = agent.tools.allow is not None
        return "that readonly keeps web and MCP tools away is not documented" if limited else ""

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        limit = Limit(agent)
        if limit.is_open:
            return replace(agent, tools=Tools())
        if limit.allows(*READONLY):
            self._warn(agent, writing)
        return replace(agent, tools=Tools(READONLY))

    def _warn(self, agent: Agent, writing: Writing) -> None:
        limit = power(agent)
        if limit.grants is not None and NETWORK not in limit.grants and writing.source != self.dialect:
            what = "readonly stops changes; that it keeps web and MCP tools away is not documented"
            writing.report.add("field-approximated", what, field="tools.allow")
