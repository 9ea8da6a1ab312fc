"""What a client gives an agent, in neutral words: from the tools, rules or sandbox that it tells or sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agentconv.formats.claude.codecs import NAMES as CLAUDE_NAMES
from agentconv.formats.claude_like.qoder import Qoder
from agentconv.formats.factory.agents import NAMES as FACTORY_NAMES
from agentconv.formats.gemini import gemini, qwen_tools
from agentconv.formats.opencode.consent import consent_of
from agentconv.formats.opencode.meaning import meaning
from agentconv.formats.opencode.rules import Rule
from agentconv.frozen import frozen
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.proving.values import Loaded


@frozen
class Given:
    """What an agent has by its client's word."""

    tools: Tools
    mode: str | None = None
    """The permission mode; None = the client does not say, or has none."""
    host: frozenset[str] = frozenset()
    """What goes unasked, and what is asked for, as `power` takes it."""
    consents: bool = False
    """Whether the client tells what goes unasked."""

    @property
    def agent(self) -> Agent:
        """The same as an agent, whose power can be computed."""
        return Agent("a", tools=self.tools, permission_mode=self.mode)


Giver = Callable[[Loaded], "Given | None"]
"""Tells what a client gives; None = it was not asked, or does not say."""

HARMLESS = frozenset({"TaskStop", "ToolSearch"})
"""What only ends that which the agent has started, or shows it more of the tools that it has."""


def _some(tools: Iterable[Tool], mode: str | None = None) -> Given:
    return Given(Tools(tuple(tools)), mode)


def by_names(names: ToolNames) -> Giver:
    """The tools that the client lists."""

    def given(loaded: Loaded) -> Given | None:
        if loaded.tools is None:
            return None
        return _some(names.decode(name) for name in loaded.tools if name not in HARMLESS)

    return given


def by_sandbox(loaded: Loaded) -> Given:
    """What a Codex role reaches: with a shell what the sandbox lets it, without one nothing."""
    tools = ["web_search"] if "web_search" in loaded.tools else []
    if "exec_command" in loaded.tools:
        tools += ["read", "glob", "grep", "list"]
        tools += [] if loaded.more["sandbox"] == "read-only" else ["write", "edit", "shell"]
    return _some(map(Tool, tools))


_OWN_TOOLS = frozenset({"recall"})
"""Tools that only Kilo Code has, and asks for by itself (7.7.9, 2026-11-28): no server's."""


def by_rules(name: str) -> Giver:
    """What all rules leave an agent, the host's own among them, and what goes unasked by them."""

    def given(loaded: Loaded) -> Given:
        rules = [Rule(*rule) for rule in loaded.tools]
        found = meaning([rule for rule in rules if rule.key != "external_directory"], name)
        asked = [rule for rule in rules if rule.key not in _OWN_TOOLS]
        return Given(found.tools, None, consent_of(asked, frozenset()), consents=True)

    return given


QWEN_MODES = {
    "auto_edit": "accept-edits",
    "yolo": "bypass",
    "default": "default",
    "plan": "plan",
    "auto": "auto",
}
"""The client's modes of approval -> neutral permission modes."""


def by_approval(loaded: Loaded) -> Given | None:
    """Qwen Code says both which tools an agent has and in which mode it runs."""
    found = by_names(qwen_tools.ALLOWED)(loaded)
    return found and Given(found.tools, QWEN_MODES[loaded.more["approval"]], consents=True)


COPILOT_TOOLS = {
    "view": "read",
    "grep": "grep",
    "glob": "glob",
    "rg": "grep",
    "semantic_code_search": "grep",
    "create": "write",
    "edit": "edit",
    "bash": "shell",
    "read_bash": "shell_output",
    "stop_bash": "shell_stop",
    "list_bash": "shell_output",
    "web_fetch": "web_fetch",
    "task": "agent",
    "read_agent": "agent",
    "write_agent": "agent",
    "list_agents": "agent",
    "update_todo": "todo",
    "ask_user": "ask_user",
}
"""The client's tools -> neutral names; any other counts as one that only it has."""


def by_requests(loaded: Loaded) -> Given | None:
    """Copilot's tools as a model is told of them."""
    if loaded.more.get("given") is None:
        return None
    return _some(map(_of_copilot, loaded.more["given"]))


def _of_copilot(name: str) -> Tool:
    return Tool(COPILOT_TOOLS[name]) if name in COPILOT_TOOLS else Tool(name, native="copilot")


GIVEN: dict[str, Giver] = {
    "claude": by_names(CLAUDE_NAMES),
    "claude-json": by_names(CLAUDE_NAMES),
    "codex": by_sandbox,
    "copilot": by_requests,
    "factory": by_names(FACTORY_NAMES),
    "gemini": by_names(gemini.NAMES),
    "kilo": by_rules("kilo"),
    "opencode": by_rules("opencode"),
    "qoder": by_names(Qoder.names),
    "qwen": by_approval,
}
"""Target -> what its client gives."""
