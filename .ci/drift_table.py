"""What is watched: the packages of vendors, and the facts in them, with what we state of each.

A package's fact says where it lies, how it is taken and, where we state the same, what we do not know of it.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drift_taking import Taker, fields_of, keys_of_object, literals_of, sentences, strings_in, words

from agentconv.formats import BUILT_IN
from agentconv.host.registry import Registry
from agentconv.kit.model_map import load, normalised
from agentconv.kit.retired import ending

ROOT = Path(__file__).resolve().parents[1]
Unknown = Callable[[Iterable[str]], list[str]]
"""Those of some words that we do not know."""


@dataclass(frozen=True)
class Fact:
    """One list of words in a package."""

    what: str
    files: str
    """A pattern of paths in the package."""
    take: Taker
    unknown: Unknown | None = None
    left: Mapping[str, str] = field(default_factory=dict)
    """What we leave out on purpose -> why."""

    def not_ours(self, found: Iterable[str]) -> list[str]:
        """What we neither state nor leave out on purpose."""
        return self.unknown(sorted({*found} - {*self.left})) if self.unknown is not None else []


@dataclass(frozen=True)
class Package:
    """A package of a vendor's."""

    name: str
    formats: tuple[str, ...]
    """The formats of the client or SDK; the `checked` of the first names the version where no test does."""
    holds: str = ""
    """The package and version that has the program, with `{}` for the version; empty = this one."""
    client: str = ""
    """What `agentconv.proving` calls the client in it."""
    python: bool = False

    def at(self, version: str) -> str:
        """What is downloaded for a version."""
        return self.holds.format(version) or (
            f"{self.name}=={version}" if self.python else f"{self.name}@{version}"
        )


def keys(*formats: str) -> Unknown:
    """Keys that none of these formats has a word for."""

    def unknown(found: Iterable[str]) -> list[str]:
        registry = Registry(plugins=False)
        known = frozenset().union(*(registry.get(name).known_keys for name in formats))
        return sorted({*found} - known)

    return unknown


def models(found: Iterable[str]) -> list[str]:
    """Models without a tier in models.toml, and those that are newer than what it takes of their family."""
    table = load()
    taken: dict[str, list[int]] = {}
    for target in table.targets.values():
        for choice in [
            *target.get("tiers", {}).values(),
            *([target["default"]] if "default" in target else ()),
        ]:
            family, number = _family(choice["id"])
            taken[family] = max(number, taken.get(family, []))
    said = []
    for name in sorted(found):
        if not any(rule.tier for rule in table.rules if re.search(rule.pattern, name)):
            said.append(f"{name}: no tier")
        family, number = _family(name)
        if number > taken.get(family, [9999]):
            said.append(f"{name}: newer than the one that is taken of {family}")
    return said


def _family(model: str) -> tuple[str, list[int]]:
    """A model's name without its number, and that."""
    name = re.sub(r"-(\d{8}|\d{4}-\d\d-\d\d)$", "", normalised(model))
    return re.sub(r"-?\d[\d.-]*", "-", name).strip("-"), [int(number) for number in re.findall(r"\d+", name)]


def without_end(found: Iterable[str]) -> list[str]:
    """Models that retired.toml has no date for."""
    return sorted(name for name in found if ending(name) is None)


CODEX = "package/vendor/*/bin/codex"
GEMINI = "package/dist/src/"
GEMINI_MODELS = words(r"export const \w*MODEL\w* = '(gemini-\d[\w.-]*)'")
GEMINI_TOOLS = words(r"export const \w+_TOOL_NAME = '([\w.-]+)'")
QWEN_TOOLS = strings_in(r"ToolNames = \{[^}]*\}", last=True)
OPENCODE = strings_in(r'\["name","model",[^\]]*"maxSteps"[^\]]*\]')
OPENCODE_2 = keys_of_object("disabled", "permissions", "variant", "system")
CLAUDE_KEYS = keys_of_object("maxTurns", "disallowedTools", "permissionMode", "name")
CLAUDE_JSON = keys_of_object("maxTurns", "disallowedTools", "permissionMode", "prompt")
CLAUDE_MODELS = words(r'"(claude-(?:fable|opus|sonnet|haiku|mythos)-\d[\d-]*)"')
DROID = keys_of_object("reasoningEffort", "mcpServers", "tools")
PLUGINS = words(r"(\.[a-z-]+-plugin/[a-z]+\.json|com\.openai\b)")
ROLES = words(r"struct (\w*AgentRole\w* with \d+ elements?)")
AGENT, SAID = "keys of an agent", "defaults and limits of an agent"
PARAMS = "types/beta/agent_create_params.py"
RESPONSE = "openai/types/responses/response_create_params.py"
AUDIO = dict.fromkeys(("gpt-audio-mini", "gpt-audio-mini-2025-12-15"), "speaks, and is no agent's model")
SENT = {"stream_options": "how an answer is sent, which is the caller's"}
BETAS = dict.fromkeys(("betas", "workspace_id"), "a header of the request, not of the agent")
FACTS: dict[str, tuple[Fact, ...]] = {
    "claude": (
        Fact(AGENT, "package/claude", CLAUDE_KEYS, keys("claude")),
        Fact(f"{AGENT} in JSON", "package/claude", CLAUDE_JSON, keys("claude-json")),
        Fact("models", "package/claude", CLAUDE_MODELS, models),
    ),
    "codex": (
        Fact("tables of an agent role", CODEX, ROLES),
        Fact("places of plugins", CODEX, PLUGINS),
        Fact("models", CODEX, words(r'"slug": ?"([\w.-]+)"'), models),
    ),
    "gemini": (
        Fact(AGENT, GEMINI + "agents/agentLoader.js", keys_of_object("max_turns", "tools"), keys("gemini")),
        Fact("tools", GEMINI + "tools/definitions/base-declarations.js", GEMINI_TOOLS),
        Fact("models", GEMINI + "config/models.js", GEMINI_MODELS, models),
    ),
    "qwen": (Fact("tools", "package/chunks/*.js", QWEN_TOOLS),),
    "opencode": (
        Fact(AGENT, "package/bin/opencode", OPENCODE, keys("opencode")),
        Fact(f"{AGENT} of version 2", "package/bin/opencode", OPENCODE_2, keys("opencode", "opencode-2")),
    ),
    "factory": (Fact(AGENT, "package/bin/droid", DROID, keys("factory")),),
    "kilo": (Fact(AGENT, "package/bin/kilo", OPENCODE, keys("kilo")),),
    "openai": (
        Fact("models", "openai/types/shared/chat_model.py", literals_of("ChatModel"), models, AUDIO),
        Fact(AGENT, f"openai/{PARAMS}", fields_of("AgentCreateParams"), keys("openai-agents")),
        Fact("keys of compaction", f"openai/{PARAMS}", fields_of("Compaction")),
        Fact(SAID, f"openai/{PARAMS}", sentences()),
        Fact(
            "keys of a response",
            RESPONSE,
            fields_of("ResponseCreateParamsBase"),
            keys("openai-responses"),
            SENT,
        ),
        Fact("defaults and limits of a response", RESPONSE, sentences()),
        Fact(
            "keys of an assistant",
            "openai/types/beta/assistant_create_params.py",
            fields_of("AssistantCreateParams"),
            keys("openai"),
        ),
    ),
    "anthropic": (
        Fact("models", "anthropic/types/model.py", literals_of("Model"), models),
        Fact(
            "retired models",
            "anthropic/_data/deprecated_models.py",
            literals_of("DEPRECATED_MODELS"),
            without_end,
        ),
        Fact(AGENT, f"anthropic/{PARAMS}", fields_of("AgentCreateParams"), keys("anthropic-agents"), BETAS),
        Fact(SAID, f"anthropic/{PARAMS}", sentences()),
    ),
    "a2a": (Fact("keys of a card", "a2a/types/a2a_pb2.pyi", fields_of("AgentCard")),),
    "agentspec": (Fact(AGENT, "pyagentspec/agent.py", fields_of("Agent")),),
}
"""What lies where, read in the packages on 2026-11-28."""

_CLAUDE = ("claude", "claude-json", "claude-plugin")
_OPENAI = ("openai", "openai-agents", "openai-responses")
PACKAGES = (
    Package("@anthropic-ai/claude-code", _CLAUDE, "@anthropic-ai/claude-code-linux-x64@{}", "claude"),
    Package("@openai/codex", ("codex", "codex-plugin"), "@openai/codex@{}-linux-x64", "codex"),
    Package("@github/copilot", ("copilot", "copilot-plugin"), client="copilot"),
    Package("@google/gemini-cli-core", ("gemini", "gemini-extension"), client="gemini"),
    Package("@qwen-code/qwen-code", ("qwen", "qwen-extension"), client="qwen"),
    Package("opencode-ai", ("opencode", "opencode-2"), "opencode-linux-x64@{}", "opencode"),
    Package("@kilocode/cli", ("kilo",), "@kilocode/cli-linux-x64@{}", "kilo"),
    Package("@qoder-ai/qodercli", ("qoder",), client="qoder"),
    Package("@moonshot-ai/kimi-code", ("kimi",)),
    Package("cline", ("cline",)),
    Package("@augmentcode/auggie", ("auggie",)),
    Package("pi-subagents", ("pi",)),
    Package("droid", ("factory",), "@factory/cli-linux-x64@{}", "droid"),
    Package("mistral-vibe", ("vibe",), python=True),
    Package("openai", _OPENAI, python=True),
    Package("anthropic", ("anthropic-agents",), python=True),
    Package("a2a-sdk", ("a2a",), python=True),
    Package("pyagentspec", ("agentspec",), python=True),
)
"""Every package that is watched."""


def facts_of(package: Package) -> tuple[Fact, ...]:
    """The lists that are taken out of a package."""
    return next((FACTS[name] for name in (package.name, *package.formats) if name in FACTS), ())


def pinned() -> dict[str, str]:
    """Package -> the version that our tests, or the facts of a format, are about."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    clients = json.loads((ROOT / "tests/clients/package.json").read_text("utf-8"))
    pins = {**clients["dependencies"], **clients["optionalDependencies"]}
    pins["@kilocode/cli"] = pins.pop("@kilocode/cli-linux-x64")
    for text in project["optional-dependencies"]["dev"]:
        if match := re.match(r"([\w-]+)[^>]*>=([\d.]+)", text):
            pins[match[1]] = match[2]
    registry = Registry(plugins=False)
    for package in PACKAGES:
        stated = registry.get(package.formats[0]).checked
        if package.name not in pins and (match := re.search(r"\b\d+\.\d+\.\d+\b", stated)):
            pins[package.name] = match[0]
    return {package.name: pins[package.name] for package in PACKAGES if package.name in pins}


def unwatched() -> tuple[str, ...]:
    """What this watch does not see, in sentences."""
    watched = {name for package in PACKAGES for name in package.formats}
    formats = sorted({*BUILT_IN} - watched - {"agentconv", "agents-md", "prompts"})
    bare = [package.name for package in PACKAGES if not package.client and not facts_of(package)]
    return (
        f"only the version is watched of {', '.join(bare)}",
        f"no package of their vendors is watched for {', '.join(formats)}",
    )
