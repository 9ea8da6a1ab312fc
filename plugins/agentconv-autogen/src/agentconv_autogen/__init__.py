"""AutoGen component JSON, write-only: an `AssistantAgent` that `load_component` takes.

Facts: autogen-agentchat 0.7.5 (in maintenance; its component models, read 2026-11-20).

* `name` is a Python identifier, `description` and `model_client` are required, `version` is 2. The original name
  of an agent stands in `metadata`, a map of texts.
* The client knows some of OpenAI's models by name; for any other it refuses to load without `model_info`.
* Tools are Python components: none is written, so an agent that is loaded can call nothing.
* Loading a component imports the class that it names, so foreign files are code: that is why none is read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv import Agent, Format, Reading, Tools, Value, WriteOnly, Writing, hookimpl

PROVIDER = "autogen_agentchat.agents.AssistantAgent"
CLIENT = "autogen_ext.models.openai.OpenAIChatCompletionClient"
DEFAULT_MODEL = "gpt-4.1"
MODEL_INFO: dict[str, Value] = {
    "vision": False,
    "function_calling": True,
    "json_output": True,
    "structured_output": False,
    "family": "unknown",
}
"""What any model can do that a client of this kind is used with."""
_METADATA = {"name": "agentconv.name", "version": "agentconv.version", "license": "agentconv.license"}


class AutoGen(WriteOnly):
    """AutoGen component."""

    name = "autogen"
    title = "AutoGen component (JSON)"
    containers = ("json",)
    paths = ("autogen/*.json",)
    reference = "https://microsoft.github.io/autogen/stable/user-guide/core-user-guide/framework/component-config.html"
    checked = "2026-11-20, autogen-agentchat 0.7.5"
    carrier = "metadata"
    models_of = "openai"  # the client that is written is OpenAI's
    reasons = {
        "description": "a description is required",
        "model": "a model client needs a model",
        "tools.allow": "AutoGen's tools are Python components: add them after loading",
        "tools.deny": "a component without tools can call nothing",
        "*": "a component has no place for it; --carry keeps it",
    }

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        values = {"name": agent.name, "version": agent.version, "license": agent.license}
        return {
            "provider": PROVIDER,
            "component_type": "agent",
            "version": 2,
            "component_version": 2,
            "description": agent.description or agent.name,
            "label": "AssistantAgent",
            "config": {
                "name": _identifier(writing.stem(agent)),
                "description": agent.description or agent.name,
                "model_client": {
                    "provider": CLIENT,
                    "component_type": "model",
                    "config": _model(self.model_for(agent, writing) or DEFAULT_MODEL),
                },
                "system_message": agent.prompt,
                "reflect_on_tool_use": False,
                "tool_call_summary_format": "{result}",
                "metadata": {_METADATA[key]: value for key, value in values.items() if value is not None},
            },
        }

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        """What a loaded component would be: this measures the losses, no file is read."""
        config = native["config"]
        kept = {key: config["metadata"].get(name) for key, name in _METADATA.items()}  # type: ignore[index,call-overload,union-attr]
        return replace(
            Agent(**kept),  # type: ignore[arg-type]
            description=config["description"],  # type: ignore[index,call-overload,arg-type]
            model=config["model_client"]["config"]["model"],  # type: ignore[index,call-overload,arg-type]
            prompt=config["system_message"],  # type: ignore[index,call-overload,arg-type]
            tools=Tools(()),
        )

    def is_native(self, name: str) -> bool:
        return name in ("description", "model", "prompt", "tools.allow")


def _model(name: str) -> dict[str, Value]:
    """A model for the client: of one that it does not know by itself it has to be told what that can do."""
    return {"model": name} if name == DEFAULT_MODEL else {"model": name, "model_info": {**MODEL_INFO}}


def _identifier(slug: str) -> str:
    word = re.sub(r"\W", "_", slug)
    return word if word[0].isalpha() else f"agent_{word}"


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [AutoGen]
