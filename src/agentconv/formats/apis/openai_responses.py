"""OpenAI Responses: a template for `POST /v1/responses` as JSON in `openai/responses/`.

Facts: the `openai` package 3.57.0, `types/responses/response_create_params.py`, read 2026-11-20; the API's
answers were not observed:

* A request has no name and no description: both go to `metadata`. `input` is left out, the caller adds it.
* What OpenAI runs itself is written: `web_search` (it opens pages too, so an agent that must not fetch gets
  none) and MCP servers that need only a URL, with `allowed_tools`; a call to them waits for approval, which
  is the API's default. No function is invented for any other tool, and no `shell` or `apply_patch`, since a
  caller has to run these: the policy is recorded in `metadata` for the host.
* `text.format` and functions are flat, unlike those of assistants.
* `tool_choice` is kept as it is; tools that it leaves out are read as granted.
* `prompt`, a template on the server, ends on 2026-11-30.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.formats.apis.body import EFFORTS, NAME, keys_of
from agentconv.formats.apis.openai_requests import SEARCH, TEXTS, Request, ToolList
from agentconv.kit import bag
from agentconv.kit.codecs import NUMBER, ChoiceCodec
from agentconv.kit.format import Field, Native, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.lengths import Length
from agentconv.kit.shapes import Shape
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import MCP

OWNER = "openai-responses"
CALLERS = ([{"direct", "programmatic"}], None)
PLACE = dict.fromkeys(("city", "country", "region", "timezone"), (str, None))
SIZE = {"low", "medium", "high"}
MEMORY = ({"1g", "4g", "16g", "64g"}, None)
NETWORK = ({"type!": {"disabled"}}, {"type!": {"allowlist"}, "allowed_domains!": [str]})
FUNCTION = {
    "description": (str, None),
    "output_schema": (dict, None),
    "allowed_callers": CALLERS,
    "async": bool,
    "defer_loading": bool,
}
CUSTOM = {
    "name!": str,
    "description": str,
    "format": ({"type!": {"text"}}, {"type!": {"grammar"}, "definition!": str, "syntax!": {"lark", "regex"}}),
    "allowed_callers": CALLERS,
    "async": bool,
    "defer_loading": bool,
}
COMPARISON = {
    "type!": {"eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"},
    "key!": str,
    "value!": (str, float, bool, [(str, float)]),
}
FILTER = {"read_only": bool, "tool_names": [str]}
ENVIRONMENT = (
    {"type!": {"local"}, "skills": [{"name!": str, "description!": str, "path!": str}]},
    {"type!": {"container_reference"}, "container_id!": str},
    {
        "type!": {"container_auto"},
        "file_ids": [str],
        "memory_limit": MEMORY,
        "network_policy": NETWORK,
        "skills": [{"type!": {"skill_reference"}, "skill_id!": str, "version": str}],
    },
    None,
)
CONTAINER = (
    str,
    {"type!": {"auto"}, "file_ids": [str], "memory_limit": MEMORY, "network_policy": NETWORK},
)
SEARCH_TOOL = {
    "external_web_access": bool,
    "filters": ({"allowed_domains": TEXTS}, None),
    "search_context_size": SIZE,
    "user_location": ({"type": {"approximate"}, **PLACE}, None),
}
PREVIEW_TOOL = {
    "search_content_types": [{"text", "image"}],
    "search_context_size": SIZE,
    "user_location": ({"type!": {"approximate"}, **PLACE}, None),
}
FORMAT = (
    {"type!": {"text", "json_object"}},
    {
        "type!": {"json_schema"},
        "name!": re.compile(NAME),
        "schema!": dict,
        "description": str,
        "strict": (bool, None),
    },
)
MESSAGE = {
    "role!": {"user", "assistant", "system", "developer"},
    "content!": str,
    "type": {"message"},
}
HOSTED = {
    "code_interpreter",
    "computer",
    "computer_use",
    "computer_use_preview",
    "file_search",
    "image_generation",
    "web_search_preview",
    "web_search_preview_2025_03_11",
}
CHOICE = (
    {"none", "auto", "required"},
    {"type!": {"allowed_tools"}, "mode!": {"auto", "required"}, "tools!": [dict]},
    {"type!": {*HOSTED, "apply_patch", "programmatic_tool_calling", "shell"}},
    {"type!": {"function", "custom"}, "name!": str},
    {"type!": {"mcp"}, "server_label!": str, "name": (str, None)},
)


MODERATED: Shape = ({"mode!": {"score", "block"}}, None)

SHAPES: dict[str, Shape] = {
    "model": str,
    "instructions": str,
    "input": (str, [MESSAGE]),
    "prompt": {"id!": str, "version": (str, None), "variables": ({"*": str}, None)},
    "conversation": (str, {"id!": str}),
    "previous_response_id": str,
    "reasoning": {
        "context": ({"auto", "current_turn", "all_turns"}, None),
        "generate_summary": ({"auto", "concise", "detailed"}, None),
        "mode": str,
        "summary": ({"auto", "concise", "detailed"}, None),
    },
    "text": {"format": FORMAT, "verbosity": (SIZE, None)},
    "tools": [dict],
    "tool_choice": CHOICE,
    "parallel_tool_calls": bool,
    "max_tool_calls": int,
    "max_output_tokens": int,
    "temperature": float,
    "top_p": float,
    "top_logprobs": int,
    "truncation": {"auto", "disabled"},
    "include": [
        {
            "code_interpreter_call.outputs",
            "computer_call_output.output.image_url",
            "file_search_call.results",
            "message.input_image.image_url",
            "message.output_text.logprobs",
            "reasoning.encrypted_content",
            "web_search_call.action.sources",
            "web_search_call.results",
        }
    ],
    "access_programs": {"cyber": {"standard", "daybreak_blue", "daybreak_red"}},
    "background": bool,
    "background_options": {"completion_window": {"soonest", "2h", "8h"}, "continuation_id": str},
    "context_management": ([{"type!": str, "compact_threshold": (int, None)}], None),
    "image": {"context_compression": {"auto", "enabled", "disabled"}},
    "moderation": ({"model!": str, "policy": (dict.fromkeys(("input", "output"), MODERATED), None)}, None),
    "store": bool,
    "stream": (),
    "service_tier": {"auto", "default", "flex", "scale", "priority", "fast", "ultrafast"},
    "safety_identifier": str,
    "prompt_cache_key": str,
    "prompt_cache_retention": {"in_memory", "24h"},
    "prompt_cache_options": {
        "comparison_response_id": (str, None),
        "mode": {"implicit", "explicit"},
        "prewarm": bool,
        "ttl": {"30m", "12h"},
    },
    "user": str,
    "metadata": dict,
}
"""The keys of the request, in the order in which they are written; a template is never streamed."""
TOOLS: dict[str, Shape] = {
    "function": {**FUNCTION, "name!": str, "parameters!": (dict, None), "strict!": (bool, None)},
    "custom": CUSTOM,
    "namespace": {
        "name!": str,
        "description!": str,
        "tools!": [
            (
                {
                    **FUNCTION,
                    "type!": {"function"},
                    "name!": str,
                    "parameters": (dict, None),
                    "strict": (bool, None),
                },
                {**CUSTOM, "type!": {"custom"}},
            )
        ],
    },
    "file_search": {
        "vector_store_ids!": [str],
        "filters": (COMPARISON, {"type!": {"and", "or"}, "filters!": [COMPARISON]}, None),
        "max_num_results": int,
        "ranking_options": {"ranker": {"auto", "default-2024-11-15"}, "score_threshold": float},
    },
    "web_search": SEARCH_TOOL,
    "web_search_2025_08_26": SEARCH_TOOL,
    "web_search_preview": PREVIEW_TOOL,
    "web_search_preview_2025_03_11": PREVIEW_TOOL,
    "mcp": {
        "server_label!": str,
        "server_url": str,
        "connector_id": re.compile(
            "connector_(dropbox|gmail|google(calendar|drive)|microsoftteams|outlook(calendar|email)|sharepoint)"
        ),
        "tunnel_id": str,
        "server_description": str,
        "authorization": str,
        "headers": ({"*": str}, None),
        "allowed_tools": ([str], FILTER, None),
        "require_approval": ({"always", "never"}, {"always": FILTER, "never": FILTER}, None),
        "allowed_callers": CALLERS,
        "defer_loading": bool,
    },
    "code_interpreter": {"container!": CONTAINER, "allowed_callers": CALLERS},
    "computer": {},
    "computer_use_preview": {
        "display_height!": int,
        "display_width!": int,
        "environment!": {"windows", "mac", "linux", "ubuntu", "browser"},
    },
    "image_generation": {
        "action": {"generate", "edit", "auto"},
        "background": {"transparent", "opaque", "auto"},
        "model": str,
        "moderation": {"auto", "low"},
        "output_compression": int,
        "output_format": {"png", "webp", "jpeg", "gif", "svg"},
        "partial_images": int,
        "quality": {"low", "medium", "high", "xhigh", "max", "auto"},
        "size": str,
    },
    "local_shell": {},
    "shell": {"environment": ENVIRONMENT, "allowed_callers": CALLERS},
    "apply_patch": {"allowed_callers": CALLERS},
    "programmatic_tool_calling": {},
    "tool_search": {
        "description": (str, None),
        "execution": {"server", "client"},
        "parameters": (dict, None),
    },
}
GIVES: dict[str, tuple[Tool, ...]] = {
    **dict.fromkeys(
        ("web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11"),
        SEARCH,
    ),
    "shell": (Tool("shell"),),
    "local_shell": (Tool("shell"),),
    "apply_patch": (Tool("write"), Tool("edit")),
    "tool_search": (Tool("tool_search"),),
}


class ResponseTools(ToolList):
    """The tools of the Responses API."""

    def domains(self, item: Native) -> Value:
        filters = item.get("filters")
        return filters.get("allowed_domains") if isinstance(filters, dict) else None

    def url_of(self, item: Native) -> Value:
        return item.get("server_url")

    def mcp_tool(self, server: str, url: str) -> Native:
        return {"type": MCP, "server_label": server, "server_url": url}


class OpenAIResponses(Request):
    """Template for a request to OpenAI's Responses API."""

    name = OWNER
    host = Host("types of openai 3.57.0", "2026-11-20", network=ALLOW, search=ALLOW)  # its search opens pages
    title = "OpenAI Responses template"
    paths = ("openai/responses/*.json",)
    reference = "https://developers.openai.com/api/reference/resources/responses"
    checked = "2026-11-28, openai 3.57.0"
    sure = "schema"
    validated = "types of openai 3.57"
    tools = ResponseTools(OWNER, TOOLS, GIVES)
    fields = (
        Field("model", "model"),
        Field("instructions", "prompt"),
        Field(("reasoning", "effort"), "effort", ChoiceCodec(EFFORTS)),
        Field("tools", "tools.allow", tools, also=("mcp_servers",)),
        Field("temperature", "temperature", NUMBER),
        Field("top_p", "top_p", NUMBER),
    )
    keys = keys_of(SHAPES)
    order = tuple(SHAPES)

    def marked(self, values: Mapping[str, Value]) -> bool:
        metadata = values.get("metadata")
        return isinstance(metadata, dict) and f"{bag.PREFIX}name" in metadata

    def shaped(self, values: Mapping[str, Value]) -> bool:
        return bool({"instructions", "input"} & values.keys()) and self.usual_tools(values)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        Length(bag.MAX_VALUE, self.vendor).fit(agent.name, "name", writing.report, cut=False)
        return super().fit(agent, writing)
