"""Cline: what `@cline/core` 0.0.86, which the client 3.0.65 brings, makes of an agent's file.

Asked offline with `parseConfiguredAgentConfig` and read in its code, 2026-11-28.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from agentconv.containers.base import BODY, Tree
from agentconv.formats.claude_like.family import ClaudeLike, ToolList, no_mcp
from agentconv.kit.codecs import INTEGER, Joint, NamesCodec, as_text
from agentconv.kit.format import Field, Reading, Writing
from agentconv.kit.hosts import DENY, Host
from agentconv.kit.keys import Key, Refusal
from agentconv.kit.tools import Limit, ToolNames
from agentconv.model.agent import Agent, Tool, Tools, Value, changed

EDITING = ("write", "edit")
TOOLS: dict[str, str | tuple[str, ...]] = {
    "read_files": "read",
    "search_codebase": "grep",
    "run_commands": "shell",
    "editor": EDITING,
    "fetch_web_content": "web_fetch",
    "skills": "skill",
    "ask_question": "ask_user",
    "apply_patch": EDITING,
    "apply_diff": EDITING,
    "replace_in_file": EDITING,
    "write_to_file": EDITING,
    "read_file": "read",
    "bash": "shell",
    "execute_command": "shell",
    "list_files": "shell",
    "search_files": "grep",
    "list_code_definition_names": "grep",
    "use_skill": "skill",
}
"""Its tools, and the older names that it takes for them: `list_files` gives a shell."""
PROVIDERS = {"openai": "openai-native", "google": "gemini"}
"""What Cline calls a provider where others have another word."""


def _no_server(_name: str) -> None:
    """A subagent has no tools of servers."""


NAMES = ToolNames(
    "cline",
    TOOLS,
    _no_server,
    no_mcp,
    {
        "multi_edit": "editor",
        "notebook_edit": "editor",
        "notebook_read": "read_files",
        "glob": "search_codebase",
        "powershell": "run_commands",
    },
    arguments=False,
)


class _Tools(ToolList):
    """The codec of `tools`, whose names have no capitals that count."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        if isinstance(value, list):
            return super().decode([v.lower() if isinstance(v, str) else v for v in value])
        return super().decode(value.lower() if isinstance(value, str) else value)


@dataclass(frozen=True)
class _Model(Joint):
    """One of the two keys of a model: the provider's, or the model's own."""

    provider: bool

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        model, provider = as_text(beside.get("modelId")), as_text(beside.get("providerId"))
        if self.provider or not model:
            return {}
        words = {native: word for word, native in PROVIDERS.items()}
        return {"model": f"{words.get(provider, provider)}/{model}" if provider else model}

    def write(self, agent: Agent) -> Value:
        provider, slash, model = (agent.model or "").partition("/")
        if not slash:
            return None if self.provider else agent.model
        return PROVIDERS.get(provider, provider) if self.provider else model

    def rest(self, value: Value, agent: Agent) -> Value:
        return value if self.provider and agent.model is None else None


class Cline(ClaudeLike):
    """Cline: agents in `.cline/agents/`, YAML files that hold frontmatter and a prompt.

    * `name`, `description` and a prompt are required; a wrong type drops the file, other keys say nothing.
      The ending is `.yaml` or `.yml`, though behind the second `---` the text is a prompt.
    * `tools` absent gives every tool, an empty list none; names have no capitals that count. `skills` gives
      the tool for skills besides.
    * A subagent has no tools of servers and starts no other. Whether it asks is its session's matter.
    """

    name = "cline"
    title = "Cline agent"
    names = NAMES
    host = Host(
        "@cline/core 0.0.86",
        "2026-11-28",
        servers=DENY,
        delegate=DENY,
        unsure=("write", "execute", "network", "search"),
    )
    paths = (".cline/agents/*.yaml", ".cline/agents/*.yml")
    user_paths = (".cline/agents/*.yaml", ".cline/agents/*.yml")
    reference = "https://docs.cline.bot/features/subagents"
    checked = "2026-11-28, cline 3.0.65 with @cline/core 0.0.86"
    sure = "client"
    validated = "@cline/core 0.0.86: parseConfiguredAgentConfig"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", _Tools(names)),
        Field("skills", "skills", NamesCodec()),
        Field("providerId", "model", _Model(True)),
        Field("modelId", "model", _Model(False)),
        Field("maxIterations", "max_turns", INTEGER),
        Field(BODY, "prompt"),
    )
    keys = {
        "name": Key(re.compile(r"(?s).*\S.*"), "text"),
        "description": Key(re.compile(r"(?s).*\S.*"), "text"),
        "tools": Key((str, [str]), "a list of names, or a text with commas"),
        "skills": Key((str, [str]), "a list of names, or a text with commas"),
        "providerId": Key(re.compile(r"(?s).*\S.*"), "text"),
        "modelId": Key(re.compile(r"(?s).*\S.*"), "text"),
        "maxIterations": Key(
            lambda v: isinstance(v, int) and not isinstance(v, bool) and v > 0, "a number above 0"
        ),
    }
    required = ("name", "description")
    known_only = True
    client = "Cline"
    needs = {"description": ("name",), "prompt": ("description", "name")}
    reasons = {
        "prompt": "Cline does not load an agent without a prompt, and cuts blanks at its ends",
        "tools.allow": "tools that Cline has no name for, or cannot bound, are left out",
        "tools.deny": "Cline has no deny list: what remains is listed",
        "permission_mode": "Cline has one mode for the whole session",
        "skills": "named skills bring the tool for skills, which the agent may not have",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().complete(agent, native, reading)
        allow = agent.tools.allow
        if "skills" not in native or allow is None or Tool("skill") in allow:
            return agent
        return changed(agent, tools=Tools((*allow, Tool("skill")), agent.tools.deny))

    def refusal(self, native: Mapping[str, Value], tree: Tree) -> Refusal | None:
        if not str(native.get(BODY, "")).strip():
            return Refusal("there is no prompt")
        return super().refusal(native, tree)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        agent, skill = super().fit(agent, writing), Tool("skill")
        allow = agent.tools.allow
        if not agent.skills or allow is None or skill in allow:
            return agent
        if not Limit(agent).allows(skill):
            return replace(agent, skills=())
        return replace(agent, tools=replace(agent.tools, allow=(*allow, skill)))
