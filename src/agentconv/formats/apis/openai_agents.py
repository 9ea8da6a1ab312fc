"""OpenAI agents: the body of `POST /v1/agents` (Agents API, beta) as JSON in `openai/agents/`.

Facts: the `openai` package 3.57.0, `types/beta/agent_create_params.py`, read 2026-11-20; the API's answers
were not observed:

* `instructions` are added to the base prompt of a managed Codex agent; they do not replace it. No limit is
  stated for them.
* There is no field for a description, temperature, skills or version. Skills, network and the shell belong
  to the environment of a session, which its owner chooses.
* `tools` absent or empty gives none. What OpenAI runs itself is written: `web_search` (it opens pages too, so
  an agent that must not fetch gets none), MCP servers that need only a URL, with `allowed_tools`, and
  subagents (`multi_agent`) for an agent that names its `agent` tool. No function is invented for any other
  tool: the policy is recorded in `metadata` for the host.
* `compaction` left out is blocking, and `async` under it is false unless it is said (3.57.0); the Python
  package takes that key as `async_`.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.errors import WrongType
from agentconv.formats.apis.body import EFFORTS, keys_of
from agentconv.formats.apis.openai_requests import SEARCH, TEXTS, Request, ToolList
from agentconv.kit.codecs import ChoiceCodec, Joint
from agentconv.kit.format import Field, Native
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.shapes import Shape, fits
from agentconv.kit.tools import Limit
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import MCP

OWNER = "openai-agents"
AGENT = Tool("agent")
MULTI_AGENT = {"enabled!": bool, "max_concurrent_subagents": int}

TRANSPORT = (
    {"type!": {"http"}, "server_url!": str, "headers": ({"*": str}, None)},
    {"type!": {"stdio"}, "command!": str, "cwd!": str, "args": TEXTS, "env_vars": TEXTS},
)


SHAPES: dict[str, Shape] = {
    "model": str,
    "name": str,
    "instructions": str,
    "reasoning": {"summary": ({"concise", "detailed", "auto"}, None)},
    "text": {
        "format": ({"type!": {"text"}}, {"type!": {"json_schema"}, "schema!": dict}, None),
        "verbosity": ({"low", "medium", "high"}, None),
    },
    "tools": [dict],
    "multi_agent": MULTI_AGENT,
    "service_tier": {"auto", "default", "flex", "priority", "fast", "ultrafast"},
    "compaction": {"async": (bool, None)},
    "experimental": {"time_awareness": bool},
    "metadata": dict,
}
"""The keys of the request, in the order in which they are written; `effort` has a row of its own."""
TOOLS: dict[str, Shape] = {
    "function": {
        "name!": str,
        "description!": str,
        "parameters!": dict,
        "async": bool,
        "defer_loading": bool,
    },
    "tool_search": {},
    "programmatic_tool_calling": {"enabled": bool},
    "mcp": {
        "server_label!": str,
        "transport!": TRANSPORT,
        "allowed_tools": TEXTS,
        "connection_origin": ({"service", "environment"}, None),
        "credential_id": (str, None),
        "request_metadata": (dict, None),
        "required": bool,
    },
    "web_search": {
        "allowed_domains": TEXTS,
        "context_size": ({"low", "medium", "high"}, None),
        "location": (dict.fromkeys(("city", "country", "region", "timezone"), (str, None)), None),
        "mode": ({"disabled", "cached", "live"}, None),
    },
    "computer_use": {"include_screenshots": bool},
    "automations": {},
}


class AgentTools(ToolList):
    """The tools of the Agents API, each switched on or off."""

    def meant(self, item: Native) -> tuple[Tool, ...]:
        off = item.get("mode") == "disabled" or item.get("enabled") is False
        return () if off else super().meant(item)

    def domains(self, item: Native) -> Value:
        return item.get("allowed_domains")

    def url_of(self, item: Native) -> Value:
        transport = item.get("transport")
        return transport.get("server_url") if isinstance(transport, dict) else None

    def mcp_tool(self, server: str, url: str) -> Native:
        transport: Native = {"type": "http", "server_url": url}
        return {"type": MCP, "server_label": server, "transport": transport}


class SubagentsCodec(Joint):
    """`multi_agent`: whether the agent may have subagents."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise WrongType("an object")
        return {"tools.allow": (AGENT,)} if value.get("enabled") else {}

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {}).get("multi_agent")
        may = Limit(agent).allows(AGENT)
        if isinstance(own, dict) and fits(own, MULTI_AGENT) and (may or not own["enabled"]):
            return own
        return {"enabled": True} if may and AGENT in (agent.tools.allow or ()) else None


class OpenAIAgents(Request):
    """OpenAI agent of the Agents API."""

    name = OWNER
    host = Host("types of openai 3.57.0", "2026-11-20", network=ALLOW, search=ALLOW)  # its search opens pages
    title = "OpenAI agent (Agents API)"
    paths = ("openai/agents/*.json",)
    marks = frozenset({"multi_agent"})
    reference = "https://developers.openai.com/api/docs/guides/agents-api"
    checked = "2026-11-28, openai 3.57.0"
    sure = "schema"
    validated = "types of openai 3.57"
    tools = AgentTools(OWNER, TOOLS, {"web_search": SEARCH, "tool_search": (Tool("tool_search"),)})
    fields = (
        Field("model", "model"),
        Field("name", "name"),
        Field("instructions", "prompt"),
        Field(("reasoning", "effort"), "effort", ChoiceCodec(EFFORTS)),
        Field("tools", "tools.allow", tools, also=("mcp_servers",)),
        Field("multi_agent", "tools.allow", SubagentsCodec()),
    )
    keys = keys_of(SHAPES)
    order = tuple(SHAPES)
    object_keys = frozenset({"id", "object", "created_at", "updated_at"})

    def marked(self, values: Mapping[str, Value]) -> bool:
        return values.get("object") == "agent" or super().marked(values)

    def shaped(self, values: Mapping[str, Value]) -> bool:
        return "instructions" in values and self.usual_tools(values)
