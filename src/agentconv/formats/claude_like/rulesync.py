"""rulesync subagents: one file for many tools in `.rulesync/subagents/`, with a section for each tool.

Facts: the schema and the README of rulesync 3.15.0 (npm, read 2026-11-28) and its adapters (commit cfebcd7):

* `name`, `description` and `targets` are for all tools; the body is the prompt.
* What one tool alone has stands under its name: `claudecode: {model, tools}`, `opencode: {permission}`. The
  section for Claude Code is read, in whose words most files are written; what bounds an agent in the
  section of another tool bounds it there alone, and is told.
* Only read: whoever has such files generates from them, or leaves.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.formats.claude_like.family import (
    LIKE_CLAUDE,
    NONE,
    ClaudeLike,
    DenyList,
    ToolList,
    no_mcp,
    read_mcp,
)
from agentconv.kit.bounds import bounding
from agentconv.kit.codecs import INTEGER, NamesCodec
from agentconv.kit.format import BODY, Field, Reading
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Value, changed

SECTION = "claudecode"
SECTIONS = frozenset(
    """
    agentsmd amazonqcli antigravity augmentcode claudecode cline codexcli copilot copilotcli cursor deepagents
    devin factorydroid geminicli goose grok junie kilo kimi kiro opencode qwencode roo rovodev trae vibe warp
    windsurf zed zoocode
    """.split()  # noqa: SIM905
)
"""What tools are called there."""


class Rulesync(ClaudeLike):
    """rulesync subagent."""

    name = "rulesync"
    title = "rulesync subagent"
    names = ToolNames("rulesync", LIKE_CLAUDE, read_mcp, no_mcp, arguments=False)
    writes = False
    paths = (".rulesync/subagents/*.md",)
    reference = "https://github.com/dyoshikawa/rulesync"
    checked = "2026-11-28, rulesync 3.15.0"
    sure = "source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field((SECTION, "tools"), "tools.allow", ToolList(names, star=True, null=NONE)),
        Field((SECTION, "disallowedTools"), "tools.deny", DenyList(names)),
        Field((SECTION, "model"), "model"),
        Field((SECTION, "maxTurns"), "max_turns", INTEGER),
        Field((SECTION, "skills"), "skills", NamesCodec()),
        Field(BODY, "prompt"),
    )
    more_keys = SECTIONS | {"targets"}

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        section = native.get(SECTION)
        plans = isinstance(section, dict) and section.get("permissionMode") == "plan"
        return changed(agent, permission_mode="plan") if plans else agent

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        for name, section in native.items():
            if name == SECTION or not isinstance(section, dict):
                continue
            for key in section:
                if bounding(str(key)) is not None:
                    what = f"{key!r} bounds the agent for {name} alone: it is not read here"
                    reading.add("restriction-ignored", what, name, key)
