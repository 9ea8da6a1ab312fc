"""Microsoft 365 Copilot declarative agents: `declarativeAgent.json` of an app package.

Facts: the JSON Schema of manifest version 1.8 (microsoft/json-schemas) and the vendor's reference, read
2026-11-20; no client was run:

* `version` names the schema. One unknown key makes the whole file invalid.
* A name has 1 to 100 characters, a description 1 to 1,000, instructions 1 to 8,000; a name and a
  description have one line, and `[[` and `]]` in them mark a localised text. Instructions may not start
  with `[[` or end with `]]`.
* An agent can do what its `capabilities`, `actions` and `worker_agents` say; without them it only answers.
* There is no place for a model, a version or anything else. The app manifest and the icons that a package
  needs as well are not written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent
from agentconv.kit.codecs import TEXT, exact
from agentconv.kit.format import BY_MARK, BY_PATH, Field, Format, Native, Reading, Writing
from agentconv.kit.tools import ToolNames, given, native_tools
from agentconv.model.agent import Agent, Tool, Tools, Value, with_fields
from agentconv.text.shorten import shorten

VERSION = "v1.8"
MAX_NAME = 100
MAX_DESCRIPTION = 1_000
MAX_INSTRUCTIONS = 8_000
SCHEMA = "https://developer.microsoft.com/json-schemas/copilot/declarative-agent/v1.8/schema.json"

CAPABILITIES = (
    "WebSearch",
    "GraphicArt",
    "CodeInterpreter",
    "OneDriveAndSharePoint",
    "GraphConnectors",
    "TeamsMessages",
    "EmbeddedKnowledge",
    "Email",
    "EmailActions",
    "People",
    "Meetings",
    "MeetingActions",
    "Dataverse",
    "ScenarioModels",
)
OPTIONAL: dict[str, type] = {
    "$schema": str,
    "id": str,
    "capabilities": list,
    "behavior_overrides": dict,
    "conversation_starters": list,
    "actions": list,
    "user_overrides": list,
    "disclaimer": dict,
    "editorial_answers": dict,
    "worker_agents": list,
    "sensitivity_label": dict,
}
"""Keys besides the required ones, with their types."""
_LENGTHS = {"conversation_starters": (1, 12), "actions": (1, 10)}

NAMES = ToolNames(
    "m365",
    {"WebSearch": "web_search"},
    lambda _: None,
    lambda _server, _tool: None,
    approximate={"web_fetch": "WebSearch"},
    arguments=False,
)

_VERSION = re.compile(r"v1\.\d+")
_BREAKS = re.compile("[\r\n\u2028\u2029]+")


class DeclarativeAgent(Format):
    """Microsoft 365 declarative agent."""

    name = "m365"
    title = "Microsoft 365 declarative agent"
    containers = ("json",)
    paths = ("m365/*/declarativeAgent.json", "appPackage/declarativeAgent.json")
    marks = frozenset(
        {"behavior_overrides", "editorial_answers", "worker_agents", "user_overrides", "sensitivity_label"}
    )
    name_rule = re.compile(r"(?s)(?=.*\S)(?!.*(?:\[\[|\]\]))[^\n\r\u2028\u2029]{1,100}")
    reference = (
        "https://learn.microsoft.com/microsoft-365-copilot/extensibility/declarative-agent-manifest-1.8"
    )
    checked = "2026-11-20, the vendor's JSON Schema 1.8"
    validated = "checks of our own, made from the vendor's JSON Schema 1.8"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("instructions", "prompt", TEXT),
    )
    more_keys = frozenset(["version", *OPTIONAL])
    reasons = {
        "name": "a name has at most 100 characters, and no [[ or ]]",
        "description": "a description is required: one line, at most 1,000 characters, no [[ or ]]",
        "prompt": "instructions are not blank, do not start with [[ and do not end with ]]",
        "tools.allow": "only the web has a counterpart among the capabilities: WebSearch",
        "tools.deny": "what is not listed among the capabilities is not there",
        "*": "the manifest has no place for it, and one unknown key makes it invalid",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values
        if not _VERSION.fullmatch(str(keys.get("version", ""))) or "name" not in keys:
            return 0
        if self.lies_at(path):
            return BY_PATH
        own = "declarative-agent" in str(keys.get("$schema", "")) or not self.marks.isdisjoint(keys)
        usual = {"name", "description", "instructions"} <= keys.keys() <= {*self.known_keys}
        return BY_MARK if own or usual else 0

    def agents(self, reading: Reading) -> list[Agent]:
        if not _VERSION.fullmatch(str(reading.tree.values.get("version", ""))):
            raise NotAnAgent("'version' names no version of the declarative agent manifest")
        return super().agents(reading)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        rest = dict(agent.extensions.get(self.name, {}))
        if rest.get("version") == VERSION:
            del rest["version"]
        if rest.get("$schema") == SCHEMA:
            del rest["$schema"]
        found: list[Tool] = []
        for key in ("capabilities", "actions", "worker_agents"):
            items = exact(native.get(key))
            if items is not None and not (
                isinstance(items, list) and all(isinstance(i, dict) for i in items)
            ):
                reading.add("wrong-type", f"{key!r} takes a list of objects", key)
                rest.pop(key, None)
            elif isinstance(items, list):
                found += [_tool(key, item) for item in items if isinstance(item, dict)]
        if rest.get("capabilities") == [{"name": t.name} for t in _written(found)]:
            del rest["capabilities"]
        self._remark(found, reading)
        values: dict[str, object] = {"tools.allow": tuple(dict.fromkeys(_neutral(found)))}
        return replace(with_fields(agent, values), extensions={self.name: rest} if rest else {})

    def _remark(self, found: list[Tool], reading: Reading) -> None:
        for tool in found:
            if ":" not in tool.name and tool.name not in CAPABILITIES:
                what = f"no capability that a declarative agent is known to have: {tool.name}"
                reading.add("tool-unknown", what, "capabilities")

    def encode(self, agent: Agent, writing: Writing) -> Native:
        extensions = agent.extensions.get(self.name, {})
        valid = {key: value for key, value in extensions.items() if _valid(key, value)}
        kept = valid.get("capabilities")
        capabilities = [c for c in kept if isinstance(c, dict)] if isinstance(kept, list) else []
        allow = set(agent.tools.allow or ())
        grants = {key: valid.pop(key, None) for key in ("capabilities", "actions", "worker_agents")}
        for key in ("actions", "worker_agents"):
            items = [i for i in _list(grants[key]) if _neutral([_tool(key, i)])[0] in allow]
            if items:
                valid[key] = [*items]
        listed = [c for c in capabilities if _neutral([_tool("capabilities", c)])[0] in allow]
        natives = native_tools(agent, NAMES)
        for name in NAMES.names if natives is None else natives:
            if name not in {c.get("name") for c in listed}:
                listed.append({"name": name})
        if listed:
            valid["capabilities"] = [*listed]
        version = extensions.get("version")
        plain = replace(
            agent,
            description=self._description(agent, writing),
            prompt=self._instructions(agent.prompt, writing),
            extensions={},
        )
        native = super().encode(plain, writing)
        named = isinstance(version, str) and _VERSION.fullmatch(version)
        head: Native = {"$schema": valid.pop("$schema", SCHEMA)} if not named else {}
        if "$schema" in valid:
            head = {"$schema": valid.pop("$schema")}
        return {**head, "version": str(version) if named else VERSION, **native, **valid}

    def _description(self, agent: Agent, writing: Writing) -> str:
        text = _BREAKS.sub(" ", agent.description or "").replace("[[", "[ [").replace("]]", "] ]")
        text = text.replace("[[", "[ [").replace("]]", "] ]")
        if not text.strip():
            text = (
                agent.name if self.name_rule and self.name_rule.fullmatch(agent.name) else writing.stem(agent)
            )
        return self._limited("description", text, MAX_DESCRIPTION, writing)

    def _instructions(self, text: str, writing: Writing) -> str:
        if not text.strip():
            return ""
        text = text.replace("\u2028", "\n").replace("\u2029", "\n")
        text = f"\u200b{text}" if text.startswith("[[") else text
        text = f"{text}\u200b" if text.endswith("]]") else text
        return self._limited("prompt", text, MAX_INSTRUCTIONS, writing)

    def _limited(self, field: str, text: str, limit: int, writing: Writing) -> str:
        if len(text) <= limit:
            return text
        if writing.shorten:
            writing.report.add("shortened", f"{field} cut from {len(text):,} characters", field=field)
            short = shorten(text, limit)
            return short if not short.endswith("]]") else f"{short[:-1]}…"
        what = f"the {field} has {len(text):,} characters; a declarative agent takes {limit:,}"
        writing.report.add("over-limit", what, field=field, hint="--shorten cuts it at a sentence end")
        return text

    def is_native(self, name: str) -> bool:
        return name == "tools.allow" or super().is_native(name)


def _list(value: Value) -> list[Native]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _tool(key: str, item: Native) -> Tool:
    """The tool that an entry of a granting list is, under Microsoft's own name."""
    if key == "capabilities":
        name = str(item.get("name", ""))
        bound = None if item.keys() <= {"name"} else "bounded"
        return Tool(name, bound, native="m365")
    kind = "action" if key == "actions" else "worker"
    return Tool(f"{kind}:{item.get('id') or item.get('file') or ''}", native="m365")


def _neutral(tools: list[Tool]) -> list[Tool]:
    """Tools under their neutral names; one that is bounded to sites or files keeps Microsoft's."""
    return [t if t.argument or t.name not in NAMES.names else given([t.name], NAMES)[0] for t in tools]


def _written(tools: list[Tool]) -> list[Tool]:
    """The capabilities that are written for an agent with these tools and no extension."""
    agent = Agent("", tools=Tools(tuple(_neutral(tools))))
    return [Tool(name, native="m365") for name in native_tools(agent, NAMES) or ()]


def _valid(key: str, value: Value) -> bool:
    """Whether a value of Microsoft's own is one that the schema takes, as far as its outer shape goes."""
    if not isinstance(value, OPTIONAL.get(key, ())):
        return False
    if isinstance(value, str):
        return not value.startswith("[[") and not value.endswith("]]") and "\n" not in value
    if not isinstance(value, list):
        return _valid_object(key, value)
    low, high = _LENGTHS.get(key, (0, len(value)))
    return low <= len(value) <= high and all(isinstance(v, dict) and _valid_item(key, v) for v in value)


_OBJECTS = {
    "disclaimer": {"text"},
    "editorial_answers": {"url", "answers"},
    "sensitivity_label": {"id"},
    "behavior_overrides": {"special_instructions", "suggestions", "default_response_mode"},
}
_ITEMS: dict[str, tuple[set[str], set[str]]] = {
    "conversation_starters": ({"text"}, {"text", "title", "depends_on"}),
    "actions": ({"id", "file"}, {"id", "file"}),
    "user_overrides": ({"path", "allowed_actions"}, {"path", "allowed_actions"}),
}
"""List -> the keys that an entry must have, and those that it may have."""


def _valid_object(key: str, value: Value) -> bool:
    if not isinstance(value, dict) or not value.keys() <= _OBJECTS[key]:
        return False
    text = value.get("text")
    return key != "disclaimer" or (isinstance(text, str) and 1 <= len(text) <= 500)


def _valid_item(key: str, item: Native) -> bool:
    if key == "capabilities":
        return item.get("name") in CAPABILITIES
    if key == "worker_agents":
        return item.keys() in ({"id"}, {"file"}) and all(isinstance(v, str) for v in item.values())
    must, may = _ITEMS[key]
    texts = all(isinstance(item.get(k), str) for k in must - {"allowed_actions"})
    return texts and must <= item.keys() <= may
