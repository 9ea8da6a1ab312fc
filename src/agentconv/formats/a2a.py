"""A2A agent cards: what an agent server tells of itself at `/.well-known/agent-card.json`.

Facts: the protocol's definition `a2a.proto` (2026-08-18) and the package a2a-sdk 1.3.0, checked 2026-11-20:

* Name, description, version, one interface, capabilities (may be empty), input and output modes and one
  skill with one tag are required; the SDK refuses unknown keys.
* A card is public and advertises: it has no place for a prompt, a model or tools, and none is put into it.
  Only the tool policy, by which a host can hold the agent to its bounds, goes to `capabilities.extensions`.
* An interface needs an address, which an agent does not have: that of the option `url` is written, or a
  placeholder on the reserved host `agent.invalid`, which is reported.
* Cards of version 0.3 (`url` and `protocolVersion` at the top) are read too; 1.0 is written.

A card that is read gives an agent with an empty prompt, and no tools unless agentconv wrote a policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.kit.codecs import Joint, exact
from agentconv.kit.format import BY_MARK, BY_PATH, Field, Format, Native, Reading, Writing
from agentconv.kit.keys import Key
from agentconv.kit.options import Option
from agentconv.kit.shapes import Shape, fits, list_or_empty, maps_in
from agentconv.kit.tools import NOTHING
from agentconv.model import names, neutral
from agentconv.model.agent import MISSING, Agent, Tools, Value, with_fields

OWNER = "a2a"
_INTERFACES = f"extensions.{OWNER}.supportedInterfaces"
POLICY = "urn:agentconv:tool-policy:1"
"""The extension whose `params` say which tools the agent may have."""

ADDRESS = Option(
    "url",
    "Address of the server of agents that name none; {name} in it becomes the agent's slug.",
    pattern=r"https?://\S+",
)
TEXT_MODES: list[Value] = ["text/plain"]
NO_VERSION = "0.0.0"
WHOLE = "The agent as a whole; see its description."
"""The description of the one skill of an agent that names none."""

_TEXT = re.compile("(?s).+")
_TEXTS = [_TEXT, None, 1]
SHAPES: dict[str, Shape] = {
    "supportedInterfaces": [
        {**dict.fromkeys(("url!", "protocolBinding!", "protocolVersion!"), _TEXT), "tenant": _TEXT},
        None,
        1,
    ],
    "capabilities": {
        **dict.fromkeys(("streaming", "pushNotifications", "extendedAgentCard"), bool),
        "extensions": [{"uri": str, "description": str, "required": bool, "params": dict}],
    },
    "defaultInputModes": _TEXTS,
    "defaultOutputModes": _TEXTS,
    "skills": [
        {
            **dict.fromkeys(("id!", "name!", "description!"), _TEXT),
            "tags!": _TEXTS,
            **{key: [_TEXT] for key in ("examples", "inputModes", "outputModes")},
        },
        None,
        1,
    ],
    "provider": {"url!": _TEXT, "organization!": _TEXT},
    "documentationUrl": str,
    "iconUrl": str,
}
"""Keys of a card of version 1.0, with what agentconv writes back under them."""

_ONLY_READ = frozenset(
    [
        *("url", "preferredTransport", "protocolVersion", "supportsAuthenticatedExtendedCard"),
        *("securitySchemes", "securityRequirements", "security", "signatures", "additionalInterfaces"),
    ]
)
"""Keys of version 0.3, and those that hold for one server only."""


class SkillsCodec(Joint):
    """`skills`: the names of the agent's skills and its tags, or the agent itself as the only skill."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        skills = exact(value)
        if skills is None:
            return {}
        if not fits(skills, [dict]):
            raise WrongType("a list of objects")
        items = maps_in(skills)
        itself = Agent(str(beside.get("name")))
        found: dict[str, object] = {}
        tags = items[0].get("tags") if items else None
        if isinstance(tags, list) and tags != [itself.name]:
            found["tags"] = tuple(map(str, tags))
            itself = Agent(itself.name, tags=tuple(map(str, tags)))
        if skills != _skills(itself):
            ids = (str(item.get("id") or item.get("name") or "") for item in items)
            found["skills"] = tuple(name for name in ids if name)
        return found

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {}).get("skills")
        same = fits(own, SHAPES["skills"]) and tuple(item["id"] for item in maps_in(own)) == agent.skills
        return own if same else _skills(agent)


class CapabilitiesCodec(Joint):
    """`capabilities`: the tool policy among the extensions, and what else the server can do."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        capabilities = exact(value)
        if not isinstance(capabilities, dict | None):
            raise WrongType("an object")
        extensions = (capabilities or {}).get("extensions")
        policy = next(iter(_policies(extensions)), {})
        params = policy.get("params")
        if not isinstance(params, dict):
            return {}
        try:
            tools = neutral.from_json(Tools, params.get("tools", {}))
            mode = neutral.field_from_json("permission_mode", params.get("permissionMode"))
        except WrongType as problem:
            place = ("extensions", list_or_empty(extensions).index(policy))
            raise WrongType(f"a tool policy with {problem.expected}", place) from None
        return {"tools.allow": tools.allow, "tools.deny": tools.deny, "permission_mode": mode}

    def rest(self, value: Value, agent: Agent) -> Value:
        more = dict(value) if isinstance(value, dict) else {}
        extensions = more.pop("extensions", None)
        others = [item for item in list_or_empty(extensions) if item not in _policies(extensions)]
        return {**more, "extensions": others} if others else more or None

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {}).get("capabilities")
        capabilities: Native = (
            dict(own) if isinstance(own, dict) and fits(own, SHAPES["capabilities"]) else {}
        )
        params: Native = {"tools": neutral.to_json(agent.tools)}
        if agent.permission_mode is not None:
            params["permissionMode"] = agent.permission_mode
        policy: Native = {
            "uri": POLICY,
            "description": "Which tools the agent may have, in agentconv's names.",
            "params": params,
        }
        others = list_or_empty(capabilities.pop("extensions", None))
        return {**capabilities, "extensions": [*others, policy]}


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
    sure = "client"
    validated = "a2a-sdk 1.3.0: ParseDict and its check of required fields"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("version", "version"),
        Field(
            "capabilities",
            "tools.allow",
            CapabilitiesCodec(),
            also=("tools.deny", "permission_mode"),
            carried=True,
        ),
        Field("skills", "skills", SkillsCodec(), also=("tags",)),
    )
    keys = {key: Key(shape) for key, shape in SHAPES.items()} | dict.fromkeys(_ONLY_READ, Key(()))
    known_only = True
    grants = NOTHING
    needs = {"description": ("name",)}
    blank = ""
    order = ("name", "description", "version", *SHAPES)
    carrier = "capabilities.extensions"
    options = (ADDRESS,)
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

    def usual(self, agent: Agent) -> Native:
        own = agent.extensions.get(self.name, {})
        return {
            "version": NO_VERSION,
            "supportedInterfaces": [_old_interface(own) or _interface(agent.name)],
            "defaultInputModes": TEXT_MODES,
            "defaultOutputModes": TEXT_MODES,
        }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        url, own = ADDRESS.of(reading), agent.extensions.get(OWNER, {})
        if url and own.get("supportedInterfaces") == [_interface(agent.name, url)]:
            return with_fields(agent, {_INTERFACES: MISSING})
        return agent

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = agent.extensions.get(self.name, {})
        real = self.keys["supportedInterfaces"].fits(own.get("supportedInterfaces")) or _old_interface(own)
        if not real and (url := ADDRESS.of(writing)):
            return with_fields(agent, {_INTERFACES: [_interface(agent.name, url)]})
        if not real:
            what = "a card needs the server's address: a placeholder was written"
            hint = "--option a2a.url=https://... gives it; in a manifest, url under [targets.a2a.options]"
            writing.report.add("placeholder", what, hint=hint)
        return agent


def _interface(name: str, url: str = "https://agent.invalid/{name}") -> Native:
    return {
        "url": url.replace("{name}", names.slug(name)),
        "protocolBinding": "JSONRPC",
        "protocolVersion": "1.0",
    }


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
    tags: list[Value] = [tag for tag in agent.tags if tag] or [agent.name]
    named = [name for name in agent.skills if name]
    if not named:
        itself = {"id": names.slug(agent.name), "name": agent.name}
        return [{**itself, "description": WHOLE, "tags": tags}]
    return [{"id": s, "name": s, "description": s, "tags": tags} for s in named]


def _policies(extensions: Value) -> list[Native]:
    """The tool policies among the extensions of a card."""
    return [item for item in maps_in(extensions) if item.get("uri") == POLICY]
