"""What each target's client lets an agent do, read from the keys of the written file as its vendor documents them.

Truth tables by hand; agentconv's own tables and readers have no part in them. Where a client's documentation leaves
room, a target has the most that it may come to. Sources, each read on 2026-11-28 unless another date is given:

* Claude Code: code.claude.com/docs/en/permissions and /sub-agents; its answers are in `tests/clients`.
* Codex: docs/sandbox.md of openai/codex ("Auto" is the default in a trusted folder: edits and commands in the
  workspace go unasked, the network is asked for); a role has what its session has.
* Copilot CLI: docs.github.com, "Using GitHub Copilot CLI", on allowing tools: all that changes or fetches is asked for.
* Cursor: cursor.com/docs/agent/tools/terminal.md: commands run by themselves in a sandbox, edits too; servers'
  tools and pages are asked for.
* Factory: docs.factory.ai/cli/user-guides/auto-run: the autonomy level is `off` by default; droid 0.215.0 starts no
  droid from a droid, and gives servers' tools by their ids alone.
* Gemini CLI: the policies that gemini-cli-core 0.61.0 brings (`policy/policies/*.toml`).
* Qwen Code 0.24.4: asks in `default`; without a mode a trusted folder means `auto-edit`.
* OpenCode 1.18.33 and Kilo 7.7.9: the rules that their servers list for an agent.
* OpenCode 2: packages/core/src/permission.ts and packages/schema/src/agent.ts of its source, branch v2.
* Amazon Q: docs/agent-format.md and docs/built-in-tools.md; Kiro: kiro.dev/docs/cli/v3/permissions ("nothing
  matches" asks) and /docs/cli/custom-agents/configuration-reference.
* Docker Agent: docs.docker.com/ai/docker-agent/configuration/permissions: deny, allow, ask; what only reads goes
  unasked, fetching and servers' reading tools among it. Its Go source of 2026-11: a pattern is held against the
  name of a call, which is `SERVER_TOOL` for a server's.
* goose: block.github.io/goose/docs/guides/goose-permissions: the mode is autonomous by default.
* Mistral Vibe 3.0.2, @cline/core 0.0.86: their code. ZCode: as a plugin for it reads its files.
* Pi, oh-my-pi, Kimi Code, Qoder, Auggie: what their packages do with the keys; the most where they may ask.
* Antigravity: antigravity.google/docs/subagents; what is not said there may come to the most.
* Roo Code: docs.roocode.com/features/auto-approving-actions: nothing is approved by itself.
* Anthropic: platform.claude.com, "Permission policies"; OpenAI: the types of openai 3.51.0.
* Open Agent Specification: pyagentspec 26.3.1, `Tool.requires_confirmation` is false by default.
"""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import yaml

from tests.power.states import (
    ACTS,
    AGENTS,
    ALLOW,
    ASK,
    COMMANDS,
    DENY,
    SERVERS,
    WEB,
    State,
    most,
    state,
)

Values = dict[str, Any]
WRITING = ("write", "docs")
GH = ("get", "push")
REST = (*WRITING, *COMMANDS, *WEB, *SERVERS)
ASKING = state("read delegate helper", " ".join(REST))
"""A host that asks before it changes or fetches anything."""


# syntax


def frontmatter(text: str) -> Values:
    """The head and, under `body`, the rest."""
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    return {**(yaml.safe_load(head) or {}), "body": body}


def _yaml(text: str) -> Values:
    found: Values = yaml.safe_load(text)
    return found


def _json(text: str) -> Values:
    found: Values = json.loads(text)
    return found


def _names(value: Any) -> list[str]:
    """The names of a list, or of a text in which commas separate them, but not inside parentheses."""
    items = value if isinstance(value, list) else [value]
    return [
        word.strip()
        for item in items
        for word in re.findall(r"(?:[^,(]|\([^)]*\))+", str(item))
        if word.strip()
    ]


def given_by(rows: Mapping[str, Iterable[str]], names: Iterable[str], host: State) -> State:
    """What some names give, each act as the host has it."""
    found = state()
    for name in names:
        for act in rows.get(name, ()):
            most(found, (act,), host[act])
    return found


# Claude Code

CLAUDE_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Read", "Grep", "Glob", "LSP"), ("read",)),
    **dict.fromkeys(("Write", "Edit", "NotebookEdit"), WRITING),
    "Bash": COMMANDS,  # with it PowerShell and Monitor come and go
    "WebFetch": ("fetch",),
    "WebSearch": ("search",),
    "Agent": AGENTS,
    "mcp__gh": GH,
    "mcp__gh__*": GH,
    "mcp__gh__get": ("get",),
    "mcp__gh__push": ("push",),
    "mcp__db": ("db",),
}
CLAUDE_MODES: dict[str | None, tuple[str, ...]] = {
    "acceptEdits": WRITING,
    "auto": (*WRITING, *COMMANDS),
    "bypassPermissions": REST,
}


def claude(values: Values) -> State:
    mode = values.get("permissionMode")
    host = dict(ASKING)
    most(host, CLAUDE_MODES.get(mode, ()), ALLOW)
    if mode == "plan":
        host |= dict.fromkeys((*WRITING, *COMMANDS), DENY)
    if mode == "dontAsk":
        host |= {act: DENY for act, level in host.items() if level == ASK}
    names = (
        [*CLAUDE_TOOLS]
        if "tools" not in values or "*" in _names(values["tools"])
        else _names(values["tools"])
    )
    if values.get("memory"):
        names += ["Read", "Write", "Edit"]
    names += [
        f"mcp__{name}"
        for entry in values.get("mcpServers") or ()
        if isinstance(entry, dict)
        for name in entry
    ]
    agents = [n for n in names if n.startswith("Agent(")]
    names = [{"Task": "Agent"}.get(n, n) for n in (re.sub(r"\(.*", "", n) for n in names if n not in agents)]
    denied = [re.sub(r"\(.*", "", n) for n in _names(values.get("disallowedTools") or []) if n != "*"]
    gone = set(denied)
    found = given_by(CLAUDE_TOOLS, (n for n in names if n not in gone), host)
    if any("helper" in n for n in agents) and not {"Agent", "Task"} & gone:
        most(found, ("helper",), host["helper"])
    servers = {**CLAUDE_TOOLS, "mcp__*": SERVERS}  # `mcp__*` by the client's own words for the key, 2.1.328
    taken = [act for name in gone if name.startswith("mcp__") for act in servers.get(name, ())]
    return {**found, **dict.fromkeys(taken, DENY)}


def _claude_plugin(values: Values) -> State:
    return claude(
        {key: value for key, value in values.items() if key not in ("permissionMode", "mcpServers")}
    )


def _claude_json(text: str) -> State:
    (agent,) = _json(text).values()
    return claude(agent)


# OpenCode and Kilo

CALLS = {
    "read": ("read", "src/a.py"),
    "write": ("edit", "src/a.py"),
    "docs": ("edit", "docs/a.md"),
    "rm": ("bash", "rm -rf x"),
    "git": ("bash", "git commit"),
    "fetch": ("webfetch", "https://b.example"),
    "search": ("websearch", "words"),
    "delegate": ("task", "other"),
    "helper": ("task", "helper"),
    "get": ("gh_get", "*"),
    "push": ("gh_push", "*"),
    "db": ("db_any", "*"),
}
ACTIONS = {"deny": DENY, "ask": ASK, "allow": ALLOW}


def _wild(text: str, pattern: str) -> bool:
    bare = pattern.endswith(" *") and _wild(text, pattern[:-2])
    return bare or fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))


def _opencode(host: list[tuple[str, str, str]]) -> Callable[[Values], State]:
    return lambda values: by_rules([*host, *_rules(values)])


def by_rules(rules: list[tuple[str, str, str]]) -> State:
    """What rules let a subagent do: the last that fits counts, and no agent is started without a rule on `task`."""
    found = state()
    named = any(key == "task" for key, _, _ in rules)
    for act, (tool, call) in CALLS.items():
        if tool == "task" and not named:
            continue
        said = [action for key, pattern, action in rules if _wild(tool, key) and _wild(call, pattern)]
        found[act] = ACTIONS[said[-1]]
    return found


def _rules(values: Values) -> Iterator[tuple[str, str, str]]:
    """The rules of a file: `tools`, the older map, and `permission` over it."""
    merged: Values = {}
    for key, flag in (values.get("tools") or {}).items():
        merged["edit" if key in ("write", "patch") else key] = "allow" if flag else "deny"
    permission = values.get("permission") or {}
    merged |= {"*": permission} if isinstance(permission, str) else permission
    for key, value in merged.items():
        for pattern, action in (value if isinstance(value, dict) else {"*": value}).items():
            yield key, pattern, action
    for rule in values.get("permissions") or ():  # version 2, by opencode.ai/docs/permissions
        for tool in dict.fromkeys(tool for tool, _ in CALLS.values()):
            name = {"bash": "shell", "task": "subagent"}.get(tool, tool)
            if _wild(name, rule["action"]):
                yield (tool if name == rule["action"] else f"{tool}*"), rule["resource"], rule["effect"]


OPENCODE2_KEYS = {
    *("model", "variant", "request", "system", "description", "mode", "hidden", "color", "steps"),
    *("disabled", "permissions"),
}


def _opencode2(values: Values) -> State:
    """A file with any key but these is one of version 1, whose rules under the newer key are none."""
    rules = [{"action": "*", "resource": "*", "effect": "allow"}]
    if values.keys() - {"body"} <= OPENCODE2_KEYS:
        rules += values.get("permissions") or []

    def effect(action: str, resource: str) -> int:
        fits = [r for r in rules if _wild(action, r["action"]) and _wild(resource, r["resource"])]
        return ACTIONS[fits[-1]["effect"]] if fits else ASK

    words = {"bash": "shell", "task": "subagent"}
    found = {act: effect(words.get(tool, tool), call) for act, (tool, call) in CALLS.items()}
    found["fetch"] = max(found["fetch"], effect("execute", "*"))
    named = any(rule["action"] == "subagent" for rule in rules)
    if (
        values.get("mode") == "subagent" and not named
    ):  # a subagent starts none before a person allows depth 2
        found["delegate"] = found["helper"] = DENY
    return found


# Codex, Copilot, Cursor, Factory

CODEX_SESSION = state("read write docs rm git search get push db", "fetch")
"""What a session does, and with it a role: whatever the role's file says, but for its shell."""


def _codex(text: str) -> State:
    values = tomllib.loads(text)
    found = dict(CODEX_SESSION)
    if (values.get("features") or {}).get("shell_tool") is False:
        found |= dict.fromkeys(("read", *COMMANDS, "fetch"), DENY)
    return found


COPILOT_TOOLS: dict[str, tuple[str, ...]] = {
    "read": ("read",),
    "search": ("read",),
    "edit": WRITING,
    "execute": COMMANDS,
    "web": WEB,
    "agent": AGENTS,
    "gh/*": GH,
    "gh/get": ("get",),
    "gh/push": ("push",),
    "db/*": ("db",),
}


def _copilot(values: Values) -> State:
    every = "tools" not in values or "*" in values["tools"] or not values["body"].strip()
    found = given_by(COPILOT_TOOLS, COPILOT_TOOLS if every else values["tools"], ASKING)
    own = (values.get("mcp-servers") or {}).get("gh")
    if own is not None and "*" not in own["tools"]:
        found |= {act: DENY for act in GH if act not in own["tools"]}
    return found


CURSOR = state("read write docs rm git search delegate helper", "fetch get push db")


def _cursor(values: Values) -> State:
    return state("read") if values.get("readonly") else dict(CURSOR)


FACTORY_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Read", "LS", "Grep", "Glob"), ("read",)),
    **dict.fromkeys(("Create", "Edit", "ApplyPatch"), WRITING),
    "Execute": COMMANDS,
    "WebSearch": ("search",),
    "FetchUrl": ("fetch",),
    "gh___get": ("get",),
    "gh___push": ("push",),
    "db___query": ("db",),
}
FACTORY_CATEGORIES = {
    "read-only": ["Read"],
    "edit": ["Edit"],
    "execute": ["Execute"],
    "web": ["WebSearch", "FetchUrl"],
}


def _factory(values: Values) -> State:
    names = list(FACTORY_TOOLS)
    if "tools" in values:
        names = [name for word in _names(values["tools"]) for name in FACTORY_CATEGORIES.get(word, [word])]
    return given_by(FACTORY_TOOLS, names, ASKING)


# Gemini and Qwen

GEMINI_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("read_file", "read_many_files", "glob", "grep_search", "list_directory"), ("read",)),
    **dict.fromkeys(("write_file", "replace"), WRITING),
    "run_shell_command": COMMANDS,
    "web_fetch": ("fetch",),
    "google_web_search": ("search",),
    "mcp_gh_*": GH,
    "mcp_gh_get": ("get",),
    "mcp_gh_push": ("push",),
    "mcp_db_*": ("db",),
    "mcp_*": SERVERS,
}
GEMINI = state("read search", "write docs rm git fetch get push db")


def _gemini(values: Values) -> State:
    every = "tools" not in values or "*" in values["tools"]
    found = given_by(GEMINI_TOOLS, GEMINI_TOOLS if every else values["tools"], GEMINI)
    return _own_server(
        found, (values.get("mcp_servers") or {}).get("gh"), "include_tools", "exclude_tools", True
    )


def _own_server(found: State, own: Values | None, only: str, less: str, given: bool) -> State:
    """A state with the server `gh` as an agent defines it; `given`: whether all it has is given to the agent."""
    if own is None:
        return found
    level = ALLOW if own.get("trust") else ASK
    kept = [act for act in GH if act in own.get(only, GH) and act not in own.get(less, ())]
    if given:
        most(found, kept, level)
    return {**found, **{act: DENY for act in GH if act not in kept}}


QWEN_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("read_file", "grep_search", "glob", "list_directory", "lsp", "zoom_image"), ("read",)),
    **dict.fromkeys(("write_file", "edit", "notebook_edit"), WRITING),
    **dict.fromkeys(("run_shell_command", "monitor"), COMMANDS),
    "web_fetch": ("fetch",),
    "web_search": ("search",),
    "agent": AGENTS,
    "mcp__gh__get": ("get",),
    "mcp__gh__push": ("push",),
    "mcp__db__any": ("db",),
}
QWEN_MODES: dict[str | None, tuple[str, ...]] = {
    None: WRITING,
    "auto-edit": WRITING,
    "auto": (*WRITING, *COMMANDS),
    "yolo": REST,
}


def qwen_host(mode: str | None) -> State:
    """What the client does in a mode."""
    host = dict(ASKING)
    most(host, QWEN_MODES.get(mode, ()), ALLOW)
    if mode == "plan":
        host |= dict.fromkeys((*WRITING, *COMMANDS), DENY)
    return host


def _qwen(values: Values) -> State:
    host = qwen_host(values.get("approvalMode"))
    names = _names(values["tools"]) if values.get("tools") else list(QWEN_TOOLS)
    names = list(QWEN_TOOLS) if "*" in names else names
    gone = _names(values.get("disallowedTools") or [])
    left = [n for n in names if not any(n == d or n.startswith(f"{d}__") or d == "mcp__*" == d for d in gone)]
    found = given_by(QWEN_TOOLS, left, host)
    return _own_server(
        found, (values.get("mcpServers") or {}).get("gh"), "includeTools", "excludeTools", False
    )


# Antigravity

ANTIGRAVITY_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("view_file", "list_dir", "find_by_name", "grep_search"), ("read",)),
    **dict.fromkeys(("write_to_file", "replace_file_content", "multi_replace_file_content"), WRITING),
    "run_command": COMMANDS,
    "read_url_content": ("fetch",),
    "search_web": ("search",),
    "invoke_subagent": AGENTS,
}


def _antigravity(values: Values) -> State:
    """What it may come to: edits and searches go unasked, commands and pages too where the session lets them."""
    host = state("read write docs rm git fetch search delegate helper", "get push db")
    listed = "tools" in values
    found = given_by(ANTIGRAVITY_TOOLS, _names(values["tools"]), host) if listed else dict(host)
    if values.get("inheritMcp") is not False:
        most(found, SERVERS, ASK)
    elif not listed:
        found |= dict.fromkeys(SERVERS, DENY)
    for name in values.get("mcpServers") or ():
        most(found, {"gh": GH, "db": ("db",)}.get(name, ()), ASK)
    if values.get("commandExecutionPolicy") == "off":
        found |= dict.fromkeys(COMMANDS, DENY)
    return found


# Those that have taken up Claude Code's form, by the source of their packages

FREE = state(" ".join(ACTS))
"""A host that asks for nothing."""
PI_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("read", "grep", "find", "ls"), ("read",)),
    **dict.fromkeys(("edit", "write"), WRITING),
    "bash": COMMANDS,
    "subagent": AGENTS,
    "mcp:gh": GH,
    "mcp:gh/get": ("get",),
    "mcp:gh/push": ("push",),
    "mcp:db": ("db",),
}
OMP_TOOLS: dict[str, tuple[str, ...]] = {
    "read": ("read", "fetch"),
    **dict.fromkeys(("grep", "ast_grep", "glob", "find", "lsp"), ("read",)),
    **dict.fromkeys(("edit", "ast_edit", "write"), WRITING),
    **dict.fromkeys(("bash", "eval"), COMMANDS),
    "web_search": ("search",),
    "task": AGENTS,
}
NOT_KIMIS = ("mcp__gh", "WebFetch", "LSP", "NotebookEdit")
KIMI_TOOLS: dict[str, tuple[str, ...]] = {
    **{name: acts for name, acts in CLAUDE_TOOLS.items() if name not in NOT_KIMIS},
    "FetchURL": ("fetch",),
    "mcp__*": SERVERS,
    "mcp__db__*": ("db",),
}
AUGGIE_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("view", "codebase-retrieval", "grep-search"), ("read",)),
    **dict.fromkeys(("str-replace-editor", "save-file", "remove-files"), WRITING),
    **dict.fromkeys(("launch-process", "write-process"), COMMANDS),
    "web-fetch": ("fetch",),
    "web-search": ("search",),
}


def _pi(values: Values) -> State:
    names = _names(values["tools"]) if values.get("tools") else []
    host = {**FREE, "delegate": DENY, "helper": DENY}
    listed = given_by(PI_TOOLS, names, FREE)
    found = listed if "tools" in values else host
    gone = [act for name in _names(values.get("excludeTools") or []) for act in PI_TOOLS.get(name, ())]
    return {**found, **dict.fromkeys(gone, DENY)}


def _oh_my_pi(values: Values) -> State:
    tools = values.get("tools")
    if not tools and tools != []:
        return dict(FREE)
    names = _names(tools)
    found = given_by(OMP_TOOLS, names, FREE)
    spawns = values.get("spawns", "*")
    if "task" in names and spawns != "*":
        found |= {"delegate": DENY, "helper": ALLOW if "helper" in _names(spawns) else DENY}
    return found


def _kimi(values: Values) -> State:
    host = FREE  # its mode is the session's
    tools = values.get("tools")
    every = tools is None or _names(tools) == ["*"]
    names = [*KIMI_TOOLS] if every else _names(tools) if tools else []
    gone = _names(values.get("disallowedTools") or [])
    found = given_by(KIMI_TOOLS, (n for n in names if n not in gone), host)
    acts = [act for name in gone if name.startswith("mcp__") for act in KIMI_TOOLS.get(name, ())]
    found |= dict.fromkeys(acts, DENY)
    if "subagents" in values and found["delegate"]:
        named = _names(values["subagents"] or [])
        found |= {"delegate": DENY, "helper": ALLOW if "helper" in named else DENY}
    return found


def _qoder(values: Values) -> State:
    tools = values.get("tools")
    gone = _names(values.get("disallowedTools") or [])
    if not tools or _names(tools) == ["*"]:
        taken = [act for name in gone for act in CLAUDE_TOOLS.get(name, ())]
        return {**FREE, **dict.fromkeys(taken, DENY)}
    return given_by(CLAUDE_TOOLS, (n for n in _names(tools) if n not in gone), FREE)


CLINE_TOOLS = {
    **dict.fromkeys(("read_files", "read_file"), ("read",)),
    **dict.fromkeys(("search_codebase", "search_files", "list_code_definition_names"), ("read",)),
    **dict.fromkeys(("run_commands", "execute_command", "bash", "list_files"), COMMANDS),
    **dict.fromkeys(("editor", "apply_patch", "apply_diff", "replace_in_file", "write_to_file"), WRITING),
    "fetch_web_content": ("fetch",),
}


def _cline(values: Values) -> State:
    """A subagent has what stands in the list, by names without capitals; its session decides who is asked."""
    tools = values.get("tools")
    names = [*CLINE_TOOLS] if tools is None else [name.lower() for name in _names(tools)]
    return given_by(CLINE_TOOLS, names, FREE)


VIBE_TOOLS = {
    **dict.fromkeys(("read_file", "grep"), ("read",)),
    "write_file": WRITING,
    "edit": WRITING,
    "bash": COMMANDS,
    "web_fetch": ("fetch",),
    "web_search": ("search",),
    "task": AGENTS,
}
VIBE_ASKS = ("bash", "web_fetch", "web_search", "task")


def _vibe(values: Values) -> State:
    """A subagent has built-in tools; its session edits without asking unless the file says otherwise."""
    found = state()
    for name, acts in VIBE_TOOLS.items():
        own = values.get("tools", {}).get(name, {}).get("permission")
        usual = ASK if name in VIBE_ASKS else ALLOW
        level = {"always": ALLOW, "ask": ASK, "never": DENY}[own] if own else usual
        enabled, disabled = values.get("enabled_tools"), values.get("disabled_tools") or []
        listed = not enabled or any(fnmatch.fnmatch(name, pattern) for pattern in enabled)
        gone = name == "task" and values.get("agent_type") == "subagent"
        if listed and not gone and not any(fnmatch.fnmatch(name, pattern) for pattern in disabled):
            most(found, acts, level)
    if values.get("bypass_tool_permissions"):
        found = {act: ALLOW if level else DENY for act, level in found.items()}
    return found


def _auggie(values: Values) -> State:
    if gone := _names(values.get("disabled_tools") or []):
        taken = [act for name in gone for act in AUGGIE_TOOLS.get(name, ())]
        return {**FREE, **dict.fromkeys(taken, DENY)}
    return given_by(AUGGIE_TOOLS, _names(values["tools"]), FREE) if values.get("tools") else dict(FREE)


# Amazon Q and Kiro

AMAZON_TOOLS: dict[str, tuple[str, ...]] = {
    "fs_read": ("read",),
    "fs_write": WRITING,
    "execute_bash": COMMANDS,
    "@gh": GH,
    "@gh/get": ("get",),
    "@gh/push": ("push",),
    "@db": ("db",),
}
KIRO_JSON_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("read", "glob", "grep", "code"), ("read",)),
    "write": WRITING,
    "shell": COMMANDS,
    "web_fetch": ("fetch",),
    "web_search": ("search",),
    **dict.fromkeys(("use_subagent", "delegate", "subagent"), AGENTS),
    **{name: acts for name, acts in AMAZON_TOOLS.items() if name.startswith("@")},
}
KIRO_TOOLS: dict[str, tuple[str, ...]] = {
    **KIRO_JSON_TOOLS,
    "web": WEB,
    "@mcp": SERVERS,
}


def _approved(tools: Mapping[str, tuple[str, ...]]) -> Callable[[str], State]:
    """A reader for the JSON of both, where `allowedTools` names what goes unasked; a lone star is none of it."""

    def read(text: str) -> State:
        values = _json(text)
        names = values.get("tools") or []
        found = given_by(tools, tools if "*" in names else names, ASKING)
        patterns = [p for p in values.get("allowedTools") or [] if p != "*"]
        for name, acts in tools.items():
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                most(found, (act for act in acts if found[act]), ALLOW)
        own = (values.get("mcpServers") or {}).get("gh") or {}
        return {**found, **dict.fromkeys(GH, DENY)} if own.get("disabled") else found

    return read


def _kiro(values: Values) -> State:
    names = values["tools"]
    found = given_by(KIRO_TOOLS, KIRO_TOOLS if "*" in names else names, ASKING)
    own = (values.get("mcpServers") or {}).get("gh") or {}
    found |= dict.fromkeys(GH, DENY) if own.get("disabled") else {}
    acts = {
        "shell": COMMANDS,
        "fs_write": WRITING,
        "fs_read": ("read",),
        "web_fetch": ("fetch",),
        "mcp": SERVERS,
    }
    for rule in values.get("permissions") or ():
        patterns = rule.get("match") or ["*"]
        for act in acts.get(rule["capability"], ()):
            fits = any(fnmatch.fnmatchcase(CALLS[act][1], pattern) for pattern in patterns)
            if fits and found[act]:
                found[act] = ACTIONS[rule["effect"]]
    return found


# Docker Agent, goose, Roo

DOCKER_TOOLS: dict[str, dict[str, tuple[str, ...]]] = {
    "filesystem": {
        **dict.fromkeys(("read_file", "read_multiple_files", "list_directory", "directory_tree"), ("read",)),
        "search_files_content": ("read",),
        **dict.fromkeys(("write_file", "edit_file", "create_directory", "remove_directory"), WRITING),
    },
    "shell": {"shell": COMMANDS, "run_background_job": COMMANDS},
    "fetch": {"fetch": ("fetch",)},
    "mcp": {"gh_get": ("get",), "gh_push": ("push",)},
    "background_agents": {"run_background_agent": AGENTS},
}
DOCKER_READING = {"read", "fetch", "get"}
"""What its annotation may say that it only reads, so that it goes unasked."""


def _docker(text: str) -> State:
    values = _yaml(text)
    (agent,) = values["agents"].values()
    permissions = values.get("permissions") or {}
    found = state()
    for toolset in agent.get("toolsets") or ():
        tools = DOCKER_TOOLS.get(toolset["type"], {})
        for name in toolset.get("tools") or tools:
            for act in tools.get(name, ()):
                most(found, (act,), _docker_level(name, act, permissions))
    others = [*(agent.get("sub_agents") or ()), *(agent.get("handoffs") or ())]
    most(found, ("helper",) if others else (), _docker_level("transfer_task", "read", permissions))
    return found


def _docker_level(name: str, act: str, permissions: Values) -> int:
    """The level of a call, by the lists in their order."""
    command = {"rm": "rm -rf x", "git": "git commit"}.get(act)
    for key, level in (("deny", DENY), ("allow", ALLOW), ("ask", ASK)):
        for pattern in permissions.get(key) or ():
            tool, _, condition = pattern.partition(":cmd=")
            fits = not condition or (command is not None and fnmatch.fnmatchcase(command, condition))
            if fits and fnmatch.fnmatchcase(name, tool):
                return level
    return ALLOW if act in DOCKER_READING else ASK


GOOSE_TOOLS: dict[str, dict[str, tuple[str, ...]]] = {
    "developer": {"write": WRITING, "edit": WRITING, "shell": COMMANDS, "tree": ("read",)},
    "analyze": {"analyze": ("read",)},
    "summon": {"delegate": AGENTS},
    "gh": {"get": ("get",), "push": ("push",)},
    "db": {"any": ("db",)},
}


def _goose(text: str) -> State:
    values = _yaml(text)
    found = state()
    if "extensions" not in values:
        return state(" ".join(ACTS))
    for extension in values["extensions"] or ():
        tools = GOOSE_TOOLS.get(extension["name"], {})
        for name in extension.get("available_tools") or tools:
            most(found, tools.get(name, ()), ALLOW)
    return found


ROO_GROUPS: dict[str, tuple[str, ...]] = {
    "read": ("read",),
    "edit": WRITING,
    "browser": WEB,
    "command": COMMANDS,
    "mcp": SERVERS,
}


def _roo(text: str) -> State:
    (mode,) = _yaml(text)["customModes"]
    found = state()
    for group in mode["groups"]:
        if isinstance(group, list):
            pattern = group[1].get("fileRegex") or ""
            files = {"write": "src/a.py", "docs": "docs/a.md"}
            most(found, (act for act, path in files.items() if re.search(pattern, path)), ASK)
        else:
            most(found, ROO_GROUPS.get(group, ()), ALLOW if group == "read" else ASK)
    return found


# the APIs

ANTHROPIC_TOOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("read", "glob", "grep"), ("read",)),
    **dict.fromkeys(("write", "edit"), WRITING),
    "bash": COMMANDS,
    "web_fetch": ("fetch",),
    "web_search": ("search",),
}
POLICIES = {"always_allow": ALLOW, "auto": ALLOW, "always_ask": ASK}


def _anthropic(text: str) -> State:
    values, found = _json(text), state()
    for toolset in values.get("tools") or ():
        built_in = toolset["type"].startswith("agent_toolset")
        tools = ANTHROPIC_TOOLS if built_in else {"get": ("get",), "push": ("push",)}
        default = toolset.get("default_config") or {}
        configs = {config["name"]: config for config in toolset.get("configs") or ()}
        for name, acts in tools.items():
            own = configs.get(name) or {}
            if own.get("enabled", default.get("enabled", True)) is False:
                continue
            policy = own.get("permission_policy") or default.get("permission_policy")
            level = POLICIES[policy["type"]] if policy else (ALLOW if built_in else ASK)
            domains = own.get("allowed_domains")
            most(found, () if domains and "b.example" not in domains else acts, level)
    return found


def _responses(text: str) -> State:
    found = state()
    for tool in _json(text).get("tools") or ():
        if tool["type"].startswith("web_search"):
            most(found, WEB, ALLOW)
        elif tool["type"] in ("shell", "local_shell"):
            most(found, COMMANDS, ALLOW)
        elif tool["type"] == "code_interpreter":
            most(found, (), ALLOW)
        elif tool["type"] == "mcp":
            approval = tool.get("require_approval")
            allowed = tool.get("allowed_tools")
            names = allowed.get("tool_names") if isinstance(allowed, dict) else allowed
            level = ALLOW if approval == "never" else ASK
            most(found, (act for act in GH if names is None or act in names), level)
    return found


def _agentspec(text: str) -> State:
    rows: dict[str, tuple[str, ...]] = {
        **dict.fromkeys(("read", "glob", "grep", "list", "notebook_read", "code_intelligence"), ("read",)),
        **dict.fromkeys(("write", "edit", "multi_edit", "notebook_edit"), WRITING),
        **dict.fromkeys(("shell", "powershell"), COMMANDS),
        "web_fetch": ("fetch",),
        "web_search": ("search",),
        "agent": AGENTS,
    }
    found = state()
    for tool in _yaml(text).get("tools") or ():
        level = ASK if tool.get("requires_confirmation") else ALLOW
        most(found, rows.get(tool.get("tool_type", ""), ()), level)
    return found


def _m365(text: str) -> State:
    kinds = [capability["name"] for capability in _json(text).get("capabilities") or ()]
    return state("search") if "WebSearch" in kinds else state()


def _text(_: str) -> State:
    """Plain text, or a skill: whoever follows it has every tool of its own host, which asks."""
    return dict(ASKING)


def _record(_: str) -> State:
    """A record of what an agent may have, which gives nothing by itself."""
    return state()


READERS: dict[str, Callable[[str], State]] = {
    "a2a": _record,
    "agentconv": _record,
    "agents-md": _text,
    "agentspec": _agentspec,
    "amazonq": _approved(AMAZON_TOOLS),
    "anthropic-agents": _anthropic,
    "antigravity": lambda text: _antigravity(frontmatter(text)),
    "cline": lambda text: _cline(frontmatter(text)),
    "claude": lambda text: claude(frontmatter(text)),
    "claude-json": _claude_json,
    "claude-plugin": lambda text: _claude_plugin(frontmatter(text)),
    "auggie": lambda text: _auggie(frontmatter(text)),
    "codex": _codex,
    "copilot": lambda text: _copilot(frontmatter(text)),
    "cursor": lambda text: _cursor(frontmatter(text)),
    "docker-agent": _docker,
    "factory": lambda text: _factory(frontmatter(text)),
    "gemini": lambda text: _gemini(frontmatter(text)),
    "goose": _goose,
    "kilo": lambda text: _opencode([("*", "*", "allow"), ("bash", "*", "ask")])(frontmatter(text)),
    "kimi": lambda text: _kimi(frontmatter(text)),
    "kiro": lambda text: _kiro(frontmatter(text)),
    "kiro-json": _approved(KIRO_JSON_TOOLS),
    "m365": _m365,
    "oh-my-pi": lambda text: _oh_my_pi(frontmatter(text)),
    "openai": _record,
    "openai-agents": _responses,
    "openai-responses": _responses,
    "opencode": lambda text: _opencode([("*", "*", "allow")])(frontmatter(text)),
    "opencode-2": lambda text: _opencode2(frontmatter(text)),
    "pi": lambda text: _pi(frontmatter(text)),
    "prompts": _record,
    "qoder": lambda text: _qoder(frontmatter(text)),
    "qwen": lambda text: _qwen(frontmatter(text)),
    "roo": _roo,
    "skill": _text,
    "vibe": lambda text: _vibe(tomllib.loads(text)),
    "zcode": lambda text: _qoder(frontmatter(text)),
}
READERS |= {
    "agent-plugin": READERS["copilot"],
    "antigravity-plugin": READERS["antigravity"],
    "codex-plugin": READERS["codex"],
    "copilot-plugin": READERS["copilot"],
    "vscode": READERS["copilot"],
    "cursor-plugin": READERS["cursor"],
    "gemini-extension": READERS["gemini"],
    "qwen-extension": READERS["qwen"],
}
"""Target -> what its client lets an agent do, from the text of its file."""
