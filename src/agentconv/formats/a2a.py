"""A2A agent cards: what an agent server tells of itself at `/.well-known/agent-card.json`.

Facts: the protocol's definition `a2a.proto` (2026-08-18) and the package a2a-sdk 1.3.0, checked 2026-11-20:

* Name, description, version, one interface, capabilities (may be empty), input and output modes and one
  skill with one tag are required; the SDK refuses unknown keys.
* A card is public and advertises: it has no place for a prompt, a model or tools, and none is put into it.
  Only the tool policy, by which a host can hold the agent to its bounds, goes to `capabilities.extensions`.
* An interface needs an address, which an agent does not have: a placeholder on the reserved host
  `agent.invalid` is written, and reported.
* Cards of version 0.3 (`url` and `protocolVersion` at the top) are read too; 1.0 is written.

A card that is read gives an agent with an empty prompt, and no tools unless agentconv wrote a policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.kit.codecs import exact
from agentconv.kit.format import BY_MARK, BY_PATH, Field, Format, Native, Reading, Writing
from agentconv.model import names, neutral
from agentconv.model.agent import Agent, Tools, Value, with_fields

POLICY = "urn:agentconv:tool-policy:1"
"""The extension whose `params` say which tools the agent may have."""

TEXT_MODES: list[Value] = ["text/plain"]
NO_VERSION = "0.0.0"
WHOLE = "The agent as a whole; see its description."
"""The description of the one skill of an agent that names none."""
_OLD = frozenset({"url", "preferredTransport", "protocolVersion", "supportsAuthenticatedExtendedCard"})


class AgentCard(Format):
    """A2A agent card."""

    name = "a2a"
    title = "A2A agent card"
    containers = ("json",)
    paths = ("a2a/*/agent-card.json", ".well-known/agent-card.json", ".well-known/agent.json")
    marks = frozenset(
        {"supportedInterfaces", "defaultInputModes", "defaultOutputModes", "preferredTransport"}
        | {"supportsAuthenticatedExtendedCard"}
    )
    reference = "https://a2a-protocol.org/latest/specification/"
    checked = "2026-11-20, a2a.proto of 2026-08-18 and a2a-sdk 1.3.0"
    validated = "a2a-sdk 1.3.0: ParseDict and its check of required fields"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("version", "version"),
    )
    more_keys = frozenset(
        [
            *marks,
            *_OLD,
            "capabilities",
            "skills",
            "provider",
            "documentationUrl",
            "iconUrl",
            "securitySchemes",
            "securityRequirements",
            "security",
            "signatures",
            "additionalInterfaces",
        ]
    )
    carrier = "capabilities.extensions"
    reasons = {
        "prompt": "a card is public, so the prompt stays out of it",
        "description": "a card needs a description",
        "version": "a card needs a version",
        "skills": "a card's skills have names of their own",
        "*": "a card advertises an agent; it does not define one",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values.keys()
        card = "name" in keys and ("skills" in keys or not self.marks.isdisjoint(keys))
        if card and self.lies_at(path):
            return BY_PATH
        old = {"url", "capabilities", "skills"} <= keys
        return BY_MARK if card and (old or not self.marks.isdisjoint(keys)) else 0

    def agents(self, reading: Reading) -> list[Agent]:
        if "name" not in reading.tree.values:
            raise NotAnAgent("the card has no name")
        return super().agents(reading)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        rest = dict(agent.extensions.get(self.name, {}))
        if rest.get("supportedInterfaces") == [_interface(agent.name)]:
            del rest["supportedInterfaces"]
        for key in ("defaultInputModes", "defaultOutputModes"):
            if rest.get(key) == TEXT_MODES:
                del rest[key]
        found = self._skills(native.get("skills"), agent, reading)
        made = with_fields(agent, found)
        if rest.get("skills") == _skills(made):
            del rest["skills"]
        rest.pop("capabilities", None)
        found |= self._capabilities(native.get("capabilities"), rest, reading)
        return replace(with_fields(agent, found), extensions={self.name: rest} if rest else {})

    def _skills(self, value: Value, agent: Agent, reading: Reading) -> dict[str, object]:
        skills = exact(value)
        if skills is None:
            return {}
        if not isinstance(skills, list) or not all(isinstance(s, dict) for s in skills):
            reading.add("wrong-type", "'skills' takes a list of objects", "skills")
            return {}
        maps = [s for s in skills if isinstance(s, dict)]
        tags = maps[0].get("tags") if maps else None
        found: dict[str, object] = {}
        if isinstance(tags, list) and tags != [agent.name]:
            found["tags"] = tuple(str(tag) for tag in tags)
        itself = with_fields(agent, found)
        if skills != _skills(itself):
            ids = (str(s.get("id") or s.get("name") or "") for s in maps)
            found["skills"] = tuple(name for name in ids if name)
        return found

    def _capabilities(self, value: Value, rest: Native, reading: Reading) -> dict[str, object]:
        """The tool policy, and what else the capabilities say, as an extension."""
        nothing: dict[str, object] = {"tools.allow": ()}
        capabilities = exact(value)
        if capabilities is None:
            return nothing
        if not isinstance(capabilities, dict):
            reading.add("wrong-type", "'capabilities' takes an object", "capabilities")
            return nothing
        listed = capabilities.get("extensions")
        extensions = listed if isinstance(listed, list) else []
        ours = [e for e in extensions if isinstance(e, dict) and e.get("uri") == POLICY]
        others = [e for e in extensions if e not in ours]
        more = {k: v for k, v in capabilities.items() if k != "extensions"}
        if others:
            more["extensions"] = others
        if more:
            rest["capabilities"] = more
        params = ours[0].get("params") if ours else None
        if not isinstance(params, dict):
            return nothing
        try:
            tools = neutral.from_json(Tools, params.get("tools", {}))
            mode = neutral.field_from_json("permission_mode", params.get("permissionMode"))
        except WrongType as problem:
            what = f"the tool policy is not {problem.expected}"
            reading.add("wrong-type", what, "capabilities", "extensions", extensions.index(ours[0]))
            return nothing
        return {"tools.allow": tools.allow, "tools.deny": tools.deny, "permission_mode": mode}

    def encode(self, agent: Agent, writing: Writing) -> Native:
        own = {k: v for k, v in agent.extensions.get(self.name, {}).items() if _valid(k, v)}
        if old := _old_interface(agent.extensions.get(self.name, {})):
            own.setdefault("supportedInterfaces", [old])
        if "supportedInterfaces" not in own:
            what = "a card needs the server's address: a placeholder was written"
            writing.report.add("placeholder", what, hint="put the real address into 'supportedInterfaces'")
        skills = own.pop("skills", None)
        same = isinstance(skills, list) and _ids(skills) == agent.skills
        out: Native = {
            "name": agent.name,
            "description": agent.description or agent.name,
            "version": agent.version or NO_VERSION,
            "supportedInterfaces": own.pop("supportedInterfaces", [_interface(agent.name)]),
            "capabilities": _capabilities_for(agent, own.pop("capabilities", {})),
            "defaultInputModes": own.pop("defaultInputModes", TEXT_MODES),
            "defaultOutputModes": own.pop("defaultOutputModes", TEXT_MODES),
            "skills": skills if same else _skills(agent),
        }
        return {**out, **own}

    def is_native(self, name: str) -> bool:
        return name in ("skills", "tags") or super().is_native(name)


def _interface(name: str) -> Native:
    url = f"https://agent.invalid/{names.slug(name)}"
    return {"url": url, "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}


def _old_interface(own: Mapping[str, Value]) -> Native | None:
    """The interface of a card of version 0.3, in the words of 1.0."""
    url, version = own.get("url"), own.get("protocolVersion")
    if not isinstance(url, str) or not url:
        return None
    binding = own.get("preferredTransport")
    return {
        "url": url,
        "protocolBinding": binding if isinstance(binding, str) and binding else "JSONRPC",
        "protocolVersion": version if isinstance(version, str) and version else "0.3",
    }


def _skills(agent: Agent) -> list[Value]:
    """An agent's skills as a card has them; the agent itself when it names none."""
    tags: list[Value] = [*agent.tags] or [agent.name]
    if not agent.skills:
        itself = {"id": names.slug(agent.name), "name": agent.name}
        return [{**itself, "description": WHOLE, "tags": tags}]
    return [{"id": s, "name": s, "description": s, "tags": tags} for s in agent.skills]


def _ids(skills: list[Value]) -> tuple[str, ...]:
    return tuple(str(s.get("id")) for s in skills if isinstance(s, dict))


def _capabilities_for(agent: Agent, own: Value) -> Native:
    params: Native = {"tools": neutral.to_json(agent.tools)}
    if agent.permission_mode is not None:
        params["permissionMode"] = agent.permission_mode
    capabilities = dict(own) if isinstance(own, dict) else {}
    others = capabilities.pop("extensions", [])
    policy: Native = {
        "uri": POLICY,
        "description": "Which tools the agent may have, in agentconv's names.",
        "params": params,
    }
    return {**capabilities, "extensions": [*(others if isinstance(others, list) else []), policy]}


def _texts(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)


def _valid(key: str, value: Value) -> bool:
    """Whether a value of a card's own is one that the protocol takes."""
    if key in ("documentationUrl", "iconUrl"):
        return isinstance(value, str)
    if key == "provider":
        return _valid_map(value, {"url", "organization"}, {"url", "organization"})
    if key in ("defaultInputModes", "defaultOutputModes"):
        return _texts(value)
    if key == "supportedInterfaces":
        must = {"url", "protocolBinding", "protocolVersion"}
        return _each(value, lambda item: _valid_map(item, must, {*must, "tenant"}))
    if key == "skills":
        return _each(value, _valid_skill)
    return key == "capabilities" and _valid_capabilities(value)


def _each(value: Value, valid: Callable[[Value], bool]) -> bool:
    return isinstance(value, list) and bool(value) and all(map(valid, value))


def _valid_map(value: Value, must: set[str], may: set[str]) -> bool:
    texts = isinstance(value, dict) and all(isinstance(v, str) and v for v in value.values())
    return texts and isinstance(value, dict) and must <= value.keys() <= may


def _valid_skill(value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    lists = ("tags", "examples", "inputModes", "outputModes")
    texts = {k: v for k, v in value.items() if k not in lists}
    return (
        _valid_map(texts, {"id", "name", "description"}, {"id", "name", "description"})
        and _texts(value.get("tags"))
        and all(_texts(value[k]) or value[k] == [] for k in lists if k in value)
    )


def _valid_capabilities(value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    flags = {k: v for k, v in value.items() if k != "extensions"}
    known = flags.keys() <= {"streaming", "pushNotifications", "extendedAgentCard"}
    listed = value.get("extensions", [])
    return (
        known
        and all(isinstance(v, bool) for v in flags.values())
        and isinstance(listed, list)
        and all(map(_valid_extension, listed))
    )


def _valid_extension(value: Value) -> bool:
    kinds = {"uri": str, "description": str, "required": bool, "params": dict}
    return isinstance(value, dict) and all(isinstance(v, kinds.get(k, ())) for k, v in value.items())
