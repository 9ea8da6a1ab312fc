"""OpenAI agents: the body of `POST /v1/agents` (Agents API, beta) as JSON in `openai/agents/`.

Facts: the `openai` package 3.51.0, `types/beta/agent_create_params.py`, read 2026-11-20; the API's answers
were not observed:

* `instructions` are added to the base prompt of a managed Codex agent; they do not replace it. No limit is
  stated for them.
* There is no field for a description, temperature, skills or version. Skills, network and the shell belong
  to the environment of a session, which its owner chooses.
* `tools` absent or empty gives none. What OpenAI runs itself is written: `web_search` (it opens pages too, so
  an agent that must not fetch gets none), MCP servers that need only a URL, with `allowed_tools`, and
  subagents (`multi_agent`) for an agent that names its `agent` tool. No function is invented for any other
  tool: the policy is recorded in `metadata` for the host.
* `compaction` has the key `async` here; the Python package takes it as `async_`.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.formats.apis.body import may
from agentconv.formats.apis.openai_requests import SEARCH, TEXTS, EffortCodec, Request
from agentconv.kit.codecs import TEXT
from agentconv.kit.format import Field, Native, Reading, Writing
from agentconv.kit.shapes import fits
from agentconv.model.agent import Agent, Tool, Value, with_fields
from agentconv.model.vocabulary import MCP

AGENT = Tool("agent")
MULTI_AGENT = {"enabled!": bool, "max_concurrent_subagents": int}

TRANSPORT = (
    {"type!": {"http"}, "server_url!": str, "headers": ({"*": str}, None)},
    {"type!": {"stdio"}, "command!": str, "cwd!": str, "args": TEXTS, "env_vars": TEXTS},
)


class OpenAIAgents(Request):
    """OpenAI agent of the Agents API."""

    name = "openai-agents"
    title = "OpenAI agent (Agents API)"
    paths = ("openai/agents/*.json",)
    marks = frozenset({"multi_agent"})
    reference = "https://developers.openai.com/api/docs/guides/agents-api"
    checked = "2026-11-20, openai 3.51.0"
    validated = "types of openai 3.51"
    fields = (
        Field("model", "model"),
        Field("name", "name"),
        Field("instructions", "prompt", TEXT),
        Field("reasoning", "effort", EffortCodec()),
    )
    order = (
        "model",
        "name",
        "instructions",
        "reasoning",
        "text",
        "tools",
        "multi_agent",
        "service_tier",
        "compaction",
        "experimental",
        "metadata",
    )
    object_keys = frozenset({"id", "object", "created_at", "updated_at"})
    more_keys = frozenset(order)
    own_keys = {
        "text": {
            "format": ({"type!": {"text"}}, {"type!": {"json_schema"}, "schema!": dict}, None),
            "verbosity": ({"low", "medium", "high"}, None),
        },
        "service_tier": {"auto", "default", "flex", "priority", "fast", "ultrafast"},
        "compaction": {"async": (bool, None)},
        "experimental": {"time_awareness": bool},
    }
    reasoning = {"summary": ({"concise", "detailed", "auto"}, None)}
    tools = {
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
    gives = {"web_search": SEARCH, "tool_search": (Tool("tool_search"),)}
    reasons = {"*": "the 16 metadata entries of 512 characters are full"}

    def marked(self, values: Mapping[str, Value]) -> bool:
        return values.get("object") == "agent" or super().marked(values)

    def shaped(self, values: Mapping[str, Value]) -> bool:
        return "instructions" in values and self.usual_tools(values)

    def meant(self, item: Mapping[str, Value]) -> tuple[Tool, ...]:
        off = item.get("mode") == "disabled" or item.get("enabled") is False
        return () if off else super().meant(item)

    def domains(self, item: Mapping[str, Value]) -> list[str] | None:
        domains = item.get("allowed_domains")
        return [str(d) for d in domains] if isinstance(domains, list) and domains else None

    def url_of(self, item: Mapping[str, Value]) -> Value:
        transport = item.get("transport")
        return transport.get("server_url") if isinstance(transport, dict) else None

    def mcp_tool(self, server: str, url: str) -> Native:
        transport: Native = {"type": "http", "server_url": url}
        return {"type": MCP, "server_label": server, "transport": transport}

    def body(self, values: Native, reading: Reading) -> Agent:
        several = values.pop("multi_agent", None)
        agent = super().body(values, reading)
        if several is None:
            return agent
        found: dict[str, object] = {}
        if not isinstance(several, dict):
            reading.add("wrong-type", "'multi_agent' takes an object", "multi_agent")
        elif several.get("enabled"):
            found["tools.allow"] = (*(agent.tools.allow or ()), AGENT)
        if several != {"enabled": True}:
            found[f"extensions.{self.name}.multi_agent"] = several
        return with_fields(agent, found)

    def held(self, agent: Agent, writing: Writing) -> Native:
        return super().held(agent, writing) | {"name": agent.name}

    def granted(self, agent: Agent) -> Native:
        out = super().granted(agent)
        own = agent.extensions.get(self.name, {}).get("multi_agent")
        if isinstance(own, dict) and fits(own, MULTI_AGENT) and (not own["enabled"] or may(agent, AGENT)):
            out["multi_agent"] = own
        elif AGENT in (agent.tools.allow or ()) and may(agent, AGENT):
            out["multi_agent"] = {"enabled": True}
        return out
