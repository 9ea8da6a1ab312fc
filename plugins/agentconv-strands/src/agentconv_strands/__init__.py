"""Strands agent config: one JSON file for each agent, as `config_to_agent` of the Strands SDK loads it.

This package is facts only: no format here has a method. It is what `agentconv new-plugin` writes, with the facts.

Facts: strands-agents 1.62.0 (`experimental/agent_config.py`, run 2026-11-28), strands-agents-tools 0.8.10 (read):

* There are four keys, none is required, and any other is refused. A name is any text.
* `tools` names Python modules, and an agent without it has none. Those of strands-agents-tools are named here; each has
  to be installed, or the file is refused.
* The shell, Python, the editor, writing a file and changing what is at an address ask a person on the terminal first;
  reading, and fetching an address, does not.
* `model` is an id of Bedrock's. Anthropic's are those of pydantic-ai-slim 2.68.0, which reach any region.
"""

from __future__ import annotations

from agentconv import NOTHING, Field, Format, Host, Key, Listed, ToolNames, Value, as_text, hookimpl

NAMES = ToolNames(
    "strands",
    {
        "strands_tools.file_read": ("read", "glob", "grep", "list"),
        "strands_tools.editor": ("edit", "read"),
        "strands_tools.file_write": "write",
        "strands_tools.shell": "shell",
        "strands_tools.python_repl": "shell",
        "strands_tools.http_request": "web_fetch",
        "strands_tools.handoff_to_user": "ask_user",
        "strands_tools.use_agent": "agent",
        "strands_tools.swarm": "agent",
        "strands_tools.graph": "agent",
    },
    lambda _: None,
    lambda server, tool: None,
    arguments=False,
)
EVERY: list[Value] = [
    f"strands_tools.{name}"
    for name in ("file_read", "editor", "file_write", "shell", "http_request", "handoff_to_user")
]
"""What an agent gets that may have every tool of its host; who asks for more names it."""
BEDROCK = {
    "claude-opus-5-5": "global.anthropic.claude-opus-5-5",
    "claude-sonnet-5-5": "global.anthropic.claude-sonnet-5-5",
    "claude-haiku-5-5": "global.anthropic.claude-haiku-5-5",
    "claude-fable-5-2": "global.anthropic.claude-fable-5-2",
    "claude-opus-4-8": "global.anthropic.claude-opus-4-8",
    "claude-sonnet-4-6": "global.anthropic.claude-sonnet-4-6",
    "claude-haiku-4-5-20251001": "global.anthropic.claude-haiku-4-5-20251001-v1:0",
}
"""Anthropic's id -> Bedrock's."""


class Model:
    """`model`: Bedrock's id; one that stands in no table is left out, since Bedrock would refuse it."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        return next((name for name, native in BEDROCK.items() if native == text), text)

    def encode(self, value: str) -> Value:
        return BEDROCK.get(value, value if "." in value and "/" not in value else None)


class Strands(Format):
    """Strands agent config."""

    name = "strands"
    title = "Strands agent config"
    containers = ("json",)
    paths = ("strands/*.json",)
    reference = (
        "https://strandsagents.com/latest/documentation/docs/api-reference/python/experimental/agent_config/"
    )
    checked = "2026-11-28, strands-agents 1.62.0, strands-agents-tools 0.8.10"
    validated = "strands-agents 1.62: an agent is made of each file"
    models_of = "anthropic-agents"
    client = "Strands"
    closed = True
    host = Host("strands-agents-tools 0.8.10: what asks for consent", "2026-11-28", network="allow")
    fields = (
        Field("name", "name"),
        Field("model", "model", Model()),
        Field("prompt", "prompt"),
        Field("tools", "tools.allow", Listed(NAMES, all_tools=EVERY, grants=NOTHING)),
    )
    keys = {
        "name": Key((str, None), "text"),
        "model": Key((str, None), "text"),
        "prompt": Key((str, None), "text"),
        "tools": Key([str], "a list of names"),
    }
    reasons = {
        "model": "a model is an id of Bedrock's",
        "tools.allow": "tools are Python modules: those of strands-agents-tools, or your own",
        "tools.deny": "an agent has the tools that are listed",
        "*": "Strands refuses a key that it does not know; --carry keeps it",
    }


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [Strands]
