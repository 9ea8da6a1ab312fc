"""Members of the family whose clients were read: their packages on npm, unpacked on 2026-11-28.

What each module of a client says is what stands here; none was run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv.formats.claude_like.family import (
    ALL,
    LIKE_CLAUDE,
    NEAREST,
    NONE,
    ClaudeLike,
    DenyList,
    ToolList,
    no_mcp,
    read_mcp,
)
from agentconv.kit.codecs import BOOLEAN, INTEGER, NUMBER, NamesCodec
from agentconv.kit.format import BODY, Field, Reading
from agentconv.kit.hosts import ALLOW, DENY, Host
from agentconv.kit.keys import Key
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool, Tools, Value

COLORS = ("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan")
"""The colours that Qoder takes."""


class CommaList(NamesCodec):
    """Names as one text with commas."""

    def encode(self, value: tuple[str, ...]) -> Value:
        return ", ".join(value)


def _pi_mcp(name: str) -> tuple[str, str | None] | None:
    server, _, tool = name.removeprefix("mcp:").partition("/")
    return (server, tool or None) if name.startswith("mcp:") and server else None


def _pi_named(server: str, tool: str | None) -> str | None:
    name = f"mcp:{server}/{tool}" if tool else f"mcp:{server}"
    return (
        name if server != "*" and _pi_mcp(name) == (server, tool) and not re.search(r"[,\s]", name) else None
    )


def _kimi_named(server: str, tool: str | None) -> str | None:
    if server == "*":
        return None if tool else "mcp__*"
    return f"mcp__{server}__{tool or '*'}"


class Pi(ClaudeLike):
    """Pi, with its extension pi-subagents: agents in `.pi/agents/`.

    * Its reader is its own: a key and a text to the line's end, a block of lines below, `|` and `>`; a list
      in brackets is one word, so that lists are written as texts with commas.
    * `tools` absent gives Pi's own tools, empty gives none. `mcp:SERVER` and `mcp:SERVER/TOOL` are servers'.
    * `excludeTools` takes exact names away. A subagent starts others only with `subagent` among its tools, or
      with `allowNestedSubagents: true`.
    * Pi asks for nothing.
    """

    name = "pi"
    title = "Pi subagent (pi-subagents)"
    names = ToolNames(
        "pi",
        {
            "read": "read",
            "bash": "shell",
            "edit": "edit",
            "write": "write",
            "grep": "grep",
            "find": "glob",
            "ls": "list",
            "subagent": "agent",
        },
        _pi_mcp,
        _pi_named,
        {"multi_edit": "edit", "notebook_edit": "edit", "notebook_read": "read", "powershell": "bash"},
        arguments=False,
    )
    denies = True
    host = Host(
        "pi-subagents 0.67.0",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
        delegate=DENY,
    )
    paths = (".pi/agents/*.md",)
    user_paths = (".pi/agent/agents/*.md",)
    reference = "https://github.com/nicobailon/pi-subagents/blob/main/docs/agents.md"
    checked = "2026-11-28, pi-subagents 0.67.0, its source and documentation"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, text=True, null=NONE)),
        Field("excludeTools", "tools.deny", DenyList(names, text=True)),
        Field("model", "model"),
        Field("thinking", "effort"),
        Field("skills", "skills", CommaList()),
        Field("async", "background", BOOLEAN),
        Field(BODY, "prompt"),
    )
    required = ("name", "description")
    client = "pi-subagents"
    more_keys = frozenset(
        """
        package advertise aliases alias runner skill skillPath fallbackModels fast systemPromptMode
        inheritProjectContext inheritGlobalContext inheritSkills defaultContext timeoutMs toolTimeoutMs
        acceptance acceptanceRole outputMode output extensions subagentOnlyExtensions mutationTools
        allowNestedSubagents maxSubagentDepth permission permissions toolBudget completionGuard memory
        defaultReads defaultProgress interactive
        """.split()  # noqa: SIM905
    )
    reasons = {
        "tools.allow": "Pi has seven tools, `subagent`, and those of servers",
        "tools.deny": "Pi takes exact names away: what remains is listed",
        "permission_mode": "Pi asks for nothing",
        "mcp_servers": "an agent names servers, which the adapter's own file defines",
    }

    def withholds(self, agent: Agent) -> tuple[Tool, ...]:
        nested = agent.extensions.get(self.name, {}).get("allowNestedSubagents")
        return () if nested is True or agent.tools.allow is not None else super().withholds(agent)


class OhMyPi(ClaudeLike):
    """oh-my-pi: agents in `.omp/agents/`.

    * `tools` absent, or an empty text, gives every tool, an empty list none but the one that ends the task.
      Names are read without regard to capitals. `read` also fetches what an address names.
    * `spawns` names the agents that `task` may start, `*` all of them; without it all may be started.
    * Its approval mode is `yolo` unless a person chooses another.
    """

    name = "oh-my-pi"
    title = "oh-my-pi agent"
    names = ToolNames(
        "oh-my-pi",
        {
            "read": ("read", "list", "web_fetch"),
            "bash": "shell",
            "eval": "shell",
            "edit": "edit",
            "ast_edit": "edit",
            "write": "write",
            "grep": "grep",
            "ast_grep": "grep",
            "search": "grep",
            "glob": "glob",
            "find": "glob",
            "lsp": "code_intelligence",
            "task": "agent",
            "todo": "todo",
            "web_search": "web_search",
            "ask": "ask_user",
        },
        read_mcp=lambda _: None,
        write_mcp=no_mcp,
        approximate={"multi_edit": "edit", "notebook_edit": "edit", "powershell": "bash"},
        arguments=False,
    )
    children = "spawns"
    host = Host(
        "oh-my-pi 18.3.4, tools/approval.ts",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
    )
    paths = (".omp/agents/*.md",)
    user_paths = (".omp/agent/agents/*.md",)
    name_rule = re.compile(r"(?i)(?!(?:main|sub)\Z)[a-z0-9][a-z0-9_-]*")
    reference = "https://www.npmjs.com/package/@oh-my-pi/pi-coding-agent"
    checked = "2026-11-28, oh-my-pi 18.3.4, its source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, blank=ALL)),
        Field("model", "model"),
        Field("thinkingLevel", "effort"),
        Field("autoloadSkills", "skills", NamesCodec()),
        Field(BODY, "prompt"),
    )
    required = ("name", "description")
    client = "oh-my-pi"
    more_keys = frozenset(
        {"spawns", "output", "thinking", "thinking-level", "readSummarize", "blocking", "prewalk", "advisor"}
    )
    reasons = {
        "tools.allow": "read fetches pages too, and servers' tools have names that are not written from here",
        "tools.deny": "oh-my-pi has no deny list: what remains is listed",
        "permission_mode": "oh-my-pi has one mode for the whole session",
    }


class Kimi(ClaudeLike):
    """Kimi Code: agents in `.kimi-code/agents/`; it reads `.agents/agents/` too.

    * `tools` absent, null or a lone `*` gives every tool, empty gives none; `disallowedTools` takes away.
      Names of servers' tools are globs: `mcp__SERVER__*`, `mcp__*`.
    * `subagents` names the agents that `Agent` may start, `*` all of them.
    * `name` is kebab-case, else the file's stem; a description and a prompt are needed. There is no model.
    """

    name = "kimi"
    title = "Kimi Code agent"
    names = ToolNames(
        "kimi",
        {
            "Read": "read",
            "Write": "write",
            "Edit": "edit",
            "Glob": "glob",
            "Grep": "grep",
            "Bash": "shell",
            "FetchURL": "web_fetch",
            "WebSearch": "web_search",
            "Agent": "agent",
            "AgentSwarm": "agent",
            "TodoList": "todo",
            "Skill": "skill",
            "AskUserQuestion": "ask_user",
        },
        read_mcp,
        _kimi_named,
        NEAREST,
        arguments=False,
    )
    denies = True
    children = "subagents"
    host = Host("kimi-code 2.1.0", "2026-11-28", unsure=("write", "execute", "network", "search", "servers"))
    paths = (".kimi-code/agents/**/*.md",)
    user_paths = (".kimi-code/agents/**/*.md",)
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    stem_names = True
    marks = frozenset({"whenToUse"})
    reference = "https://www.npmjs.com/package/@moonshot-ai/kimi-code"
    checked = "2026-11-28, kimi-code 2.1.0, its source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, star=True)),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field(BODY, "prompt"),
    )
    keys = {"name": Key(name_rule, "kebab-case"), "override": Key(bool, "true or false")}
    required = ("description",)
    client = "Kimi Code"
    more_keys = frozenset({"whenToUse", "subagents"})
    needs = {"description": ("name",), "prompt": ("description", "name")}
    reasons = {
        "name": "Kimi Code takes kebab-case",
        "prompt": "Kimi Code needs a prompt",
        "model": "an agent of Kimi Code has its session's model",
        "tools.allow": "tools that Kimi Code has no name for, or cannot bound, are left out",
        "tools.deny": "what has no name there is denied by a list of all the others",
        "permission_mode": "Kimi Code has one mode for the whole session",
        "mcp_servers": "an agent has its session's servers",
    }


class Qoder(ClaudeLike):
    """Qoder: agents in `.qoder/agents/`.

    * `tools` absent, empty or a lone `*` gives every tool; an agent without tools is spelled by the one
      harmless name `AskUserQuestion`. `disallowedTools` takes away. How servers' tools are named was not
      found out, so none is written.
    * A wrong type drops the file. `model` is `inherit` by default, and otherwise one of Qoder's own words.
    """

    name = "qoder"
    title = "Qoder agent"
    names = ToolNames(
        "qoder",
        {k: v for k, v in LIKE_CLAUDE.items() if k not in ("MultiEdit", "LS")},
        read_mcp,
        no_mcp,
        {k: v for k, v in NEAREST.items() if k != "notebook_edit"},
        arguments=False,
    )
    denies = True
    host = Host("qodercli 1.1.52", "2026-11-28", unsure=("write", "execute", "network", "search", "servers"))
    plans = "permissionMode"
    paths = (".qoder/agents/*.md",)
    user_paths = (".qoder/agents/*.md",)
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    reference = "https://docs.qoder.com/cli/using-cli"
    checked = "2026-11-28, qodercli 1.1.52, its schema"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, empty=ALL, star=True, idle="AskUserQuestion")),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field("model", "model"),
        Field("temperature", "temperature", NUMBER),
        Field("maxTurns", "max_turns", INTEGER),
        Field("effort", "effort"),
        Field("skills", "skills", NamesCodec()),
        Field("initialPrompt", "initial_prompt"),
        Field("color", "color"),
        Field(BODY, "prompt"),
    )
    keys = {
        "kind": Key({"local"}, "'local'"),
        "description": Key(re.compile("(?s).+"), "text"),
        "temperature": Key(float, "a number"),
        "maxTurns": Key(
            lambda v: isinstance(v, int) and not isinstance(v, bool) and v > 0, "a number above 0"
        ),
        "effort": Key(({"low", "medium", "high", "xhigh", "max"}, int), "low to max, or a whole number"),
        "color": Key({*COLORS}, "one of eight colours"),
        "initialPrompt": Key(str, "text"),
    }
    required = ("name", "description")
    client = "Qoder"
    more_keys = frozenset(
        {"permissionMode", "mcpServers", "timeoutMins", "hooks", "memory", "background", "isolation"}
    )
    reasons = {
        "name": "a name in lower case letters, digits and hyphens is safe everywhere",
        "model": "Qoder has models of its own: choose one with --model",
        "tools.allow": "tools that Qoder has no name for, or cannot bound, are left out",
        "tools.deny": "what has no name there is denied by a list of all the others",
        "permission_mode": "of Qoder's modes only plan is known",
        "mcp_servers": "what a server gives an agent there was not found out",
    }


class Auggie(ClaudeLike):
    """Auggie, Augment's client: agents in `.augment/agents/`.

    * `tools` absent or empty gives every tool; where `disabled_tools` stands beside it, `tools` counts for
      nothing. A name that the client does not have is passed over, so that `view_tasklist` alone is no tool.
    * Every tool that is in neither list is there: servers' tools too.
    * A model that it does not know is as good as none.
    """

    name = "auggie"
    title = "Auggie subagent"
    names = ToolNames(
        "auggie",
        {
            "view": ("read", "list"),
            "codebase-retrieval": "grep",
            "grep-search": "grep",
            "str-replace-editor": "edit",
            "save-file": "write",
            "remove-files": "write",
            "launch-process": "shell",
            "write-process": "shell",
            "read-process": "shell_output",
            "list-processes": "shell_output",
            "kill-process": "shell_stop",
            "web-fetch": "web_fetch",
            "web-search": "web_search",
            "view_tasklist": "todo",
        },
        read_mcp=lambda _: None,
        write_mcp=no_mcp,
        approximate={
            "multi_edit": "str-replace-editor",
            "notebook_edit": "str-replace-editor",
            "glob": "view",
        },
        arguments=False,
    )
    host = Host(
        "Auggie 0.36.0",
        "2026-11-28",
        unsure=("write", "execute", "network", "search", "servers"),
    )
    paths = (".augment/agents/*.md",)
    user_paths = (".augment/agents/*.md",)
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    reference = "https://docs.augmentcode.com/cli/subagents"
    checked = "2026-11-28, Auggie 0.36.0, its source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, empty=ALL, idle="view_tasklist")),
        Field("disabled_tools", "tools.deny", DenyList(names)),
        Field("model", "model"),
        Field("color", "color"),
        Field(BODY, "prompt"),
    )
    client = "Auggie"
    denies = True
    more_keys = frozenset(
        """
        finish_tool provider_model provider_api_key provider_base_url replace_system_prompt
        disable_rules disable_workspace_guidelines disable_skills tool_description instruction_description
        """.split()  # noqa: SIM905
    )
    reasons = {
        "name": "Auggie makes a name of lower case letters, digits and hyphens",
        "model": "Auggie has model ids of its own: choose one with --model",
        "tools.allow": "tools that Auggie has no name for, or cannot bound, are left out",
        "tools.deny": "beside a deny list the list of tools counts for nothing: what remains is listed",
        "permission_mode": "Auggie keeps permissions in its settings",
        "mcp_servers": "an agent has its session's servers",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if not agent.tools.deny or agent.tools.allow is None:
            return agent
        what = "beside disabled_tools Auggie does not read 'tools', so it bounds nothing"
        reading.add("restriction-ignored", what, "tools", hint="disabled_tools is what counts")
        return replace(agent, tools=Tools(None, agent.tools.deny))
