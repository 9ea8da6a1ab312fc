"""Anthropic agents: the body of `POST /v1/agents` (Managed Agents, beta) as JSON in `anthropic/agents/`.

Facts: the `anthropic` package 2.14.0, `types/beta/agent_create_params.py`, and the pages "Permission
policies" and "Create Agent" of platform.claude.com, read 2026-11-20; the API's answers were not observed:

* `name` holds 256 characters, `description` 2,048, `system` 100,000. The API counts versions itself.
* `tools` absent or empty gives none. `agent_toolset_20260401` has eight tools, all enabled unless
  `default_config` or `configs` say otherwise. A tool that it does not have, or one that is bound by a pattern
  (`Bash(git:*)`), is recorded in `metadata` and given to nobody.
* The policy of that toolset is `always_allow` when nothing is said, that of an MCP toolset is `always_ask`.
  So an agent that asks before it acts gets `always_ask` for what acts: a session then waits for its owner.
* MCP servers are URLs; a session's vaults hold their credentials. Each needs an `mcp_toolset`.
* `workspace_id` of the package is a header of the request, not a key of the body.
* `skills` and `multiagent` name objects of an account, so they are never made from names.
* `allowed_domains` of web tools also allow subdomains, and read as `web_fetch(domain:...)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.diagnostics import Loss
from agentconv.formats.apis.anthropic_tools import (
    MAX_SERVERS,
    MCP_TOOLSET,
    MULTIAGENT,
    OWNER,
    SERVER,
    TOOL,
    TOOLS,
    TOOLSET,
    ServersCodec,
    SubagentsCodec,
    ToolsCodec,
    settings,
)
from agentconv.formats.apis.body import Body, keys_of
from agentconv.kit.codecs import ChoiceCodec, as_text
from agentconv.kit.format import Field, Reading, Writing
from agentconv.kit.hosts import Host
from agentconv.kit.lengths import Length
from agentconv.kit.shapes import Shape, maps_in
from agentconv.model.agent import Agent, Value
from agentconv.model.powers import power

EFFORTS = ("low", "medium", "high", "xhigh", "max")

SHAPES: dict[str, Shape] = {
    "name": str,
    "model": {"inference_geo": (str, None), "speed": ({"standard", "fast"}, None)},
    "description": str,
    "system": str,
    "tools": [TOOL],
    "mcp_servers": [SERVER, MAX_SERVERS],
    "skills": [{"type!": {"anthropic", "custom"}, "skill_id!": str, "version": (str, None)}],
    "multiagent": MULTIAGENT,
    "execution_identity": (
        {"type!": {"service_account"}},
        {"type!": {"aws_role"}, "role_arn!": str},
    ),
    "metadata": dict,
}
"""The keys of the request, in the order in which they are written; `id` and `effort` of a model have rows."""


class EffortCodec(ChoiceCodec):
    """The effort of a model: a word, or an object with the word as its type."""

    def decode(self, value: Value) -> str | None:
        return as_text(value.get("type") if isinstance(value, dict) else value)


class AnthropicAgents(Body):
    """Anthropic managed agent."""

    name = OWNER
    host = Host("https://platform.claude.com/docs/en/managed-agents/permission-policies", "2026-11-20")
    title = "Anthropic managed agent"
    vendor = "Anthropic"
    paths = ("anthropic/agents/*.json",)
    marks = frozenset({"multiagent", "execution_identity"})
    reference = "https://platform.claude.com/docs/en/managed-agents/agent-setup"
    checked = "2026-11-28, anthropic 2.14.0"
    sure = "schema"
    validated = "types of anthropic 2.14"
    fields = (
        Field("name", "name", length=Length(256, vendor)),
        Field(("model", "id"), "model", alone=True),
        Field(("model", "effort"), "effort", EffortCodec(EFFORTS)),
        Field("description", "description", length=Length(2_048, vendor, cuts=True)),
        Field("system", "prompt", length=Length(100_000, vendor)),
        Field("tools", "tools.allow", ToolsCodec(), also=("tools.deny", "permission_mode")),
        Field("mcp_servers", "mcp_servers", ServersCodec()),
        Field("multiagent", "tools.allow", SubagentsCodec()),
    )
    keys = keys_of(SHAPES)
    order = tuple(SHAPES)
    object_keys = frozenset({"id", "type", "version", "created_at", "updated_at", "archived_at"})
    reasons = {
        "name": "an agent's name has at most 256 characters",
        "*": "the 16 metadata entries of 512 characters are full",
    }

    def marked(self, values: Mapping[str, Value]) -> bool:
        kinds = [tool.get("type") for tool in maps_in(values.get("tools"))]
        stored = values.get("type") == "agent" and "system" in values
        return stored or TOOLSET in kinds or MCP_TOOLSET in kinds or super().marked(values)

    def shaped(self, values: Mapping[str, Value]) -> bool:
        return "name" in values and "system" in values

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        model = native.get("model")
        if isinstance(model, dict) and "id" not in model:
            reading.add("wrong-type", "'model' takes a model's id, or an object that has one", "model")
        return agent

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        for index, item in enumerate(maps_in(native.get("tools"))):
            kind = item.get("type")
            unknown = [n for n in settings(item) if n not in TOOLS] if kind == TOOLSET else []
            if unknown:
                what = f"no tool that the toolset is known to have: {', '.join(unknown[:10])}"
                reading.add("tool-unknown", what, "tools", index)
            if kind not in (TOOLSET, MCP_TOOLSET, "custom"):
                what = f"no type of tool that the API is known to have: {kind!r}"
                reading.add("tool-unknown", what, "tools", index)

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        return re.sub(r"\[\w+\]$", "", super().model_for(agent, writing) or "")

    def tell_recorded(self, name: str, agent: Agent, back: Agent, writing: Writing) -> None:
        missing = power(agent).beyond(power(back)) if name == "tools.allow" else ()
        if agent.tools.allow is None or not missing:
            super().tell_recorded(name, agent, back, writing)
            return
        report = writing.report.scoped(field=name, loss=Loss.NARROWED)
        what = f"{name} is recorded in metadata, but Anthropic gives the agent no {', '.join(missing)}"
        report.add("power-narrowed", what, hint="the toolset has eight tools, whole or not at all")
