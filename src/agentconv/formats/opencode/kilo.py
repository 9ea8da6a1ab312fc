"""Kilo Code agent: Markdown with YAML frontmatter in `.kilo/agents/`, or `agent` in `kilo.json`.

Facts: https://kilo.ai/docs/customize/custom-subagents (read 2026-11-20) and the client itself,
@kilocode/cli 7.7.9, observed offline on 35 folders on 2026-11-20. It derives from OpenCode; what differs:

* `.kilo/` and the older `.kilocode/` are searched, `.opencode/` is not, but an `opencode.json` is read too.
* Settings and Markdown of one agent are laid over each other as in OpenCode (observed 2026-11-28).
* A value of the wrong type drops its file and no other. Null is taken for an absent text or number, and for
  nothing else (observed 2026-11-28).
* The host asks before it runs a shell command, except for some that only look; all else goes unasked.
* `{env:...}` and `{file:...}` are live in the body of a Markdown file, not in its frontmatter: the file is
  dropped, or loses the text. There is no escape, so a blank is written after the brace.
* `notebook_edit` and `notebook_execute` are tools of their own that `edit` and `bash` do not cover. The first
  is the tool for notebooks that Claude Code has, too; where `edit` is denied it goes without saying.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import BODY, Tree
from agentconv.formats.opencode.family import OpenCodeFamily
from agentconv.kit.format import BY_PATH, Field, Reading
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.keys import Key
from agentconv.model.agent import Agent, Value

_LIVE = re.compile(r"\{(?=(?:env|file):[^}])")
"""Live where a closing brace follows."""

_NULLABLE = {
    key: OpenCodeFamily.keys[key]
    for key in ("description", "model", "variant", "temperature", "top_p", "steps", "maxSteps")
}


def _inert(text: str) -> str:
    end = text.rfind("}") + 1
    return _LIVE.sub("{ ", text[:end]) + text[end:]


class Kilo(OpenCodeFamily):
    """Kilo Code agent."""

    name = "kilo"
    title = "Kilo Code agent"
    client = "Kilo Code"
    refuses = "does not load this agent"
    host = Host(
        "Kilo Code 7.7.9: the rules that its server lists",
        "2026-11-28",
        write=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
        listed=False,
    )
    native_agents = frozenset(
        {"code", "ask", "debug", "plan", "build", "orchestrator", "general", "explore", "compaction"}
        | {"title", "summary"}
    )
    own_agents = native_agents
    settings = "kilo.json"
    user_settings = ".config/kilo/"
    paths = (
        ".kilo/agents/**/*.md",
        ".kilo/agent/**/*.md",
        ".kilo/modes/*.md",
        ".kilo/mode/*.md",
        ".kilocode/agents/**/*.md",
        ".kilocode/agent/**/*.md",
        "kilo.json",
        "kilo.jsonc",
    )
    user_paths = (".config/kilo/agents/**/*.md", ".config/kilo/agent/**/*.md")
    reference = "https://kilo.ai/docs/customize/custom-subagents"
    checked = "2026-11-20, @kilocode/cli 7.7.9"
    sure = "client"
    validated = "Kilo Code 7.7.9: the agents that its server lists"
    fields = (
        *OpenCodeFamily.fields[:-1],
        Field("displayName", "display_name"),
        Field(BODY, "prompt", inert=_inert),
    )
    keys: ClassVar[Mapping[str, Key]] = {
        **OpenCodeFamily.keys,
        **{key: replace(told, shape=(None, told.shape)) for key, told in _NULLABLE.items()},
    }
    reasons = {
        **OpenCodeFamily.reasons,
        "prompt": "Kilo Code would put something else for {env:...} and {file:...}, so a blank was put in",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        return BY_PATH if self.lies_at(path) else 0

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        body = str(reading.tree.values.get(BODY, ""))
        if live := _LIVE.search(body, 0, body.rfind("}") + 1):
            what = "Kilo Code expands {env:...} and {file:...} in the body, or drops the file"
            reading.add("live-text", f"{what}: at character {live.start() + 1} of the body", BODY)
        super().remark(agent, native, reading)

    def permission_of(self, agent: Agent) -> dict[str, Value]:
        permission = super().permission_of(agent)
        if permission.get("*") != "deny":
            for key, more in (("edit", "notebook_edit"), ("bash", "notebook_execute")):
                if permission.get(key) == "deny":
                    permission[more] = "deny"
        return permission
