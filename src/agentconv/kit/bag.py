"""A bag of 16 short texts, as OpenAI and Anthropic objects have it, as a home for what has no other.

16 pairs, keys to 64 and values to 512 code points. Keys start with `agentconv.`; a value over the limit
is cut into `agentconv.x.0`, `agentconv.x.1`, ... A field goes in whole or not at all, and what bounds an
agent's power goes first, after its name where the object has no other place for one. When there are more
fields than pairs, the less looked-for ones share `agentconv.more`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from agentconv.containers.base import OVER_LIMIT
from agentconv.containers.json import load as load_json
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.model import neutral
from agentconv.model.agent import Agent, Tool, Value, field_value, is_empty, set_fields

PREFIX = "agentconv."
MAX_PAIRS = 16
MAX_KEY = 64
MAX_VALUE = 512

PRIORITY = (
    "name",
    "tools.allow",
    "tools.deny",
    "permission_mode",
    "model",
    "version",
    "updated",
    "output_contract",
    "skills",
    "display_name",
    "mode",
    "max_turns",
    "effort",
    "temperature",
    "top_p",
    "color",
    "memory",
    "background",
    "isolation",
    "license",
    "authors",
    "tags",
    "description",
    "initial_prompt",
    "changelog",
    "mcp_servers",
    "hooks",
)
"""The order in which fields get room; extensions come last."""

MORE = "more"
"""The key of the text that holds what has no pair of its own, as a JSON object."""

_LOOKED_FOR = ("model", "version", "updated", "output_contract", "description")

_FIRST = ("name", "tools", "deny", "permission_mode")
"""The keys that are packed before any other: who the agent is, and what bounds its power."""

_KEYS = {"tools.allow": "tools", "tools.deny": "deny"}
FIELDS = {key: name for name, key in _KEYS.items()}
"""Keys that differ from the names of their fields."""


def pack(entries: Iterable[tuple[str, str]], room: int = MAX_PAIRS) -> dict[str, str]:
    """Pairs for as many entries as there is room for, each whole or not at all."""
    bag: dict[str, str] = {}
    for key, text in entries:
        parts = [text[i : i + MAX_VALUE] for i in range(0, len(text), MAX_VALUE)] or [""]
        name = PREFIX + key
        alone = len(parts) == 1 and not _PART.fullmatch(name)
        pairs = {name: text} if alone else {f"{name}.{i}": p for i, p in enumerate(parts)}
        if len(bag) + len(pairs) <= room and all(len(k) <= MAX_KEY for k in pairs):
            bag |= pairs
    return bag


def fill(entries: Iterable[tuple[str, str]], foreign: Value) -> dict[str, str]:
    """A bag with what bounds the agent's power, then the pairs that are not ours, then the rest."""
    listed = list(entries)
    bound = [e for e in listed if e[0] in _FIRST]
    bag = pack(bound)
    if unpack(bag)[0].keys() != {key for key, _ in bound}:
        bag = pack(e for e in bound if e[0] != "tools")  # an agent with no tools needs no bounds
    for key, value in foreign.items() if isinstance(foreign, dict) else ():
        fits = isinstance(value, str) and len(value) <= MAX_VALUE and len(key) <= MAX_KEY
        if fits and not key.startswith(PREFIX) and len(bag) < MAX_PAIRS:
            bag[key] = str(value)
    return bag | _rest([e for e in listed if e[0] not in _FIRST], MAX_PAIRS - len(bag))


def _rest(entries: list[tuple[str, str]], room: int) -> dict[str, str]:
    """Each entry in a pair of its own while there is room, else the less looked-for ones as one text."""
    bag = pack(entries, room)
    if unpack(bag)[0].keys() == dict(entries).keys():
        return bag
    bag = pack((e for e in entries if e[0] in _LOOKED_FOR), room)
    single, together = unpack(bag)[0], dict[str, str]()
    more: dict[str, str] = {}
    for key, text in entries:
        if key not in single:
            wider = pack([(MORE, _json({**together, key: text}))], room - len(bag))
            if wider:
                together[key], more = text, wider
    kept = [e for e in entries if e[0] in single or e[0] in together]
    alone = pack(kept, room)  # with what has no room at all left out, the others may fit by themselves
    return alone if unpack(alone)[0].keys() == dict(kept).keys() else bag | more


def unpack(bag: Mapping[str, Value]) -> tuple[dict[str, str], dict[str, Value]]:
    """What `pack` put in, and the pairs that are not ours. The parts of a value may come in any order."""
    texts: dict[str, str | None] = {}
    rest: dict[str, Value] = {}
    parts: dict[str, dict[int, str]] = {}
    for key, value in bag.items():
        if not key.startswith(PREFIX) or not isinstance(value, str):
            rest[key] = value
        elif match := _PART.fullmatch(key):
            name = match[1].removeprefix(PREFIX)
            parts.setdefault(name, {})[int(match[2])] = value
            texts.setdefault(name, None)
        else:
            texts[key.removeprefix(PREFIX)] = value
    for name, found in parts.items():
        if texts[name] is None and len(found) == max(found) + 1:
            texts[name] = "".join(found[i] for i in range(len(found)))
    ours = {name: text for name, text in texts.items() if text is not None}
    try:
        together = load_json(ours[MORE]) if MORE in ours else {}
    except SyntaxProblem:
        together = None
    if isinstance(together, dict) and all(isinstance(text, str) for text in together.values()):
        ours = {**{k: str(v) for k, v in together.items()}, **ours}
        ours.pop(MORE, None)
    return ours, rest


_PART = re.compile(r"(.+)\.(\d{1,5})")


def entries(agent: Agent, own: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """The fields of an agent as texts, in the order of `PRIORITY`, extensions last.

    `own` has the text for fields that the format words itself, None for those that need no entry.
    """
    found = []
    for name in PRIORITY:
        text = own.get(name)
        if name not in own and not is_empty(value := field_value(agent, name)):
            text = field_text(value)
        if text is not None:
            found.append((_KEYS.get(name, name), text))
    rest = (name for name in set_fields(agent) if name.startswith("extensions.") and name not in own)
    return found + [(name, _json(neutral.to_json(field_value(agent, name)))) for name in rest]


def field_text(value: object) -> str:
    """A field's value as text: text as it is, anything else as compact JSON; plain tools by name."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and all(isinstance(v, Tool) for v in value):
        return _json([v.name if v == Tool(v.name) else neutral.to_json(v) for v in value])
    return _json(neutral.to_json(value))


def field_of(key: str, text: str) -> tuple[str, object] | None:
    """The field and value that an entry holds; None when it holds none that we know.

    Raises `WrongType` for a value that does not fit its field, `SyntaxProblem` for one over a limit.
    """
    name = FIELDS.get(key, key)
    if name.startswith("extensions."):
        return name, load(text)
    if name == MORE:
        load(text)
        raise WrongType("a JSON object of texts")
    if name not in PRIORITY:
        return None
    if name.startswith("tools.") and text != "*":
        data = load(text)
        if not isinstance(data, list):
            raise WrongType("a list of tools")
        return name, neutral.field_from_json(name, [{"name": v} if isinstance(v, str) else v for v in data])
    if name == "tools.allow":
        return name, None
    try:
        return name, neutral.field_from_json(name, text)
    except WrongType:
        return name, neutral.field_from_json(name, load(text))


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Value:
    """The value of JSON inside a text.

    Raises `WrongType` for a text that is none, and `SyntaxProblem` for one that is over a limit.
    """
    try:
        return load_json(text)
    except SyntaxProblem as problem:
        if problem.code in OVER_LIMIT:
            raise
        raise WrongType(f"JSON text ({problem})") from None
