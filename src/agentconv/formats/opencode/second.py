"""What OpenCode 2 writes in another way than OpenCode 1, as what OpenCode 1 would write.

Facts: https://opencode.ai/docs/permissions, /agents and /migrate-v1 of version 2 (read 2026-11-28), and notes
of others on its source of 2026-10; the client was not run:

* `permissions` is a list of `{action, resource, effect}`. The last rule that matches counts, and the base is
  `* allow`, as before. `bash` is `shell`, `task` is `subagent`; `todowrite`, `lsp`, `doom_loop` are no more.
* In `opencode.json` agents stand under `agents`, and `permissions` at the top bound them all. `disabled` was
  `disable`, `system` was `prompt`; `temperature` and `top_p` stand in `request.body`.
* `model` may be `provider/id#variant`, or a map of `providerID`, `model` and `variant`.
* Files of version 1 are read as before, keys and all: both versions take what the format `opencode` writes.
  With `generation` 2 it writes what only version 2 reads.

Read in its source (github.com/anomalyco/opencode, branch v2, packages/core and packages/schema, 2026-11-28):

* A Markdown file with a key that version 2 has not (`name`, `temperature`, `tools`) is read as one of version
  1 as a whole: its `permissions` go to the model's provider, and bound nothing (commit 9bacfb6).
* A rule's action is matched with wildcards as its resource is; where no rule matches, a person is asked. An
  agent starts with `* allow`, and `ask` outside of the project.
* There is no tool for todos and none for language servers. Tools of servers are called through `execute`
  (Code Mode), which each tool's own rule bounds too; `execute` alone lets code fetch from the net.
* A subagent starts no further one unless `experimental.subagent_depth` is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from agentconv.containers.base import BODY
from agentconv.errors import WrongType
from agentconv.formats.opencode.meaning import meaning
from agentconv.formats.opencode.permission import permission_for
from agentconv.formats.opencode.rules import (
    ACTION_ONLY,
    ACTIONS,
    EVERYTHING,
    GRANTED,
    LOOSE,
    NO_TOOLS,
    Rule,
    as_map,
    matches,
    rules_of,
    state_of,
)
from agentconv.kit.codecs import NUMBER, Joint, as_null, as_text, exact
from agentconv.kit.format import Native
from agentconv.kit.shapes import Shape, fits, maps_in
from agentconv.model.agent import Agent, Value
from agentconv.model.frozen import thawed
from agentconv.model.vocabulary import ALL

KEYS = frozenset({"permissions", "disabled", "system", "request"})
"""Keys that an agent of version 1 has not."""
NATIVE = KEYS | {"model", "variant", "description", "mode", "hidden", "color", "steps", "cache"}
"""The keys of an agent of version 2; with any other a file is one of version 1."""
OLDER = frozenset({"agent", "mode", "permission", "tools"})
"""Keys of settings that say something of agents in the way of version 1."""
WITH_VARIANT = re.compile(r"([^\s#]+/[^\s#]+)#([\w.-]+)")
"""`provider/id#variant`."""
_VARIANT = re.compile(r"[\w.-]+")
OWNER = "opencode"
"""Under which the keys stand that no field holds, of either version."""
GROUP = "agents"
"""The key of the settings under which agents stand."""
SETTINGS: tuple[str, ...] = ("temperature", "top_p")
"""What an agent of version 1 has as keys of its own, and one of version 2 in `request.body`."""
_ACTIONS = {"shell": "bash", "subagent": "task"}
"""Action -> the key of version 1 for it."""
_WORDS = {key: action for action, key in _ACTIONS.items()}
_LOOSE = {"bash": "bash", "task": "task*"}
"""Key of version 1 -> how it is written for a rule that does not name its tool: to name `task` gives it."""
_GONE = frozenset({"todowrite", "lsp"})
"""Keys of version 1 for tools that version 2 has not."""
EXECUTE = "execute"
"""The action of Code Mode, through which tools of servers are called."""
_FREEDOM = ("deny", "ask", "allow", GRANTED)
"""What rules say, from what is bounded most to what is free."""
_RULE: Shape = {"action!": str, "resource!": str, "effect!": {*ACTIONS}}


def is_native(value: Value) -> bool:
    """Whether a value under `permissions` is a list of rules."""
    rules = value if isinstance(value, list) else []
    return bool(rules) and all(isinstance(rule, dict) and "effect" in rule for rule in rules)


def rules_in(value: Value) -> list[Rule]:
    """The rules of a list. Raises `WrongType` for what is none."""
    rules = exact(value)
    if not isinstance(rules, list):
        raise WrongType("a list of rules")
    for index, rule in enumerate(rules):
        if not fits(rule, _RULE):
            raise WrongType("rules with an action, a resource and an effect", (index,))
    found: list[Rule] = []
    for rule in maps_in(rules):
        action, resource, effect = (str(rule[key]) for key in ("action", "resource", "effect"))
        found += _as_before(Rule(action, resource, effect), found)
    return found


def _as_before(rule: Rule, found: list[Rule]) -> list[Rule]:
    """The rules of version 1 for one of version 2 that comes after others: keys by their names there.

    A wildcard that means a tool's new name may not mean its old one, or the other way round.
    """
    said = [
        _in_part(rule) if rule.key in ACTION_ONLY else rule._replace(key=_ACTIONS.get(rule.key, rule.key))
    ]
    for new, old in _ACTIONS.items():
        if rule.key != new and matches(new, rule.key) and not matches(old, rule.key):
            said.append(rule._replace(key=_LOOSE[old]))
        elif matches(old, rule.key) and not matches(new, rule.key):
            before = state_of(old, found)
            base = {} if before.base is None else {ALL: before.base}
            said += [Rule(_LOOSE[old], *said_of) for said_of in {**base, **before.others}.items()]
    return said


def _in_part(rule: Rule) -> Rule:
    """A rule for a key without patterns in version 1: where it has one, for a wildcard, which takes it."""
    whole = EVERYTHING.fullmatch(rule.pattern)
    return rule._replace(pattern=ALL) if whole else rule._replace(key=f"{rule.key}{ALL}")


def as_first(values: Mapping[str, Value]) -> Native:
    """An agent's keys, or those at the top of the settings, as version 1 would have them.

    Raises `WrongType` for rules that are none. Rules of both versions count together, the newer last.
    """
    found = {key: value for key, value in values.items() if key not in KEYS}
    if "permissions" in values and not isinstance(values["permissions"], list):
        found["permissions"] = values["permissions"]  # no version reads that
    elif not as_null(values.get("permissions")):
        rules = [*rules_of(found.pop("tools", None), found.pop("permission", None))]
        second = rules_in(values["permissions"])
        found["permission"] = as_map([*rules, *second]) if rules else _usual(said_by(second))
    if "disabled" in values:
        found["disable"] = values["disabled"]
    if "system" in values and BODY not in values:
        found["prompt"] = values["system"]
    found |= _model(found.get("model"))
    return {**found, **_request(values.get("request"), found)}


def _usual(rules: list[Rule]) -> dict[str, Value]:
    """Rules as a map: the one that version 1 has for an agent, where they are what version 2 has for it."""
    means = meaning(rules, OWNER)
    first = permission_for(Agent("", tools=means.tools, permission_mode=means.mode), OWNER)
    return first if said_by(rules_for(rules_of(None, first))) == rules else as_map(rules)


def closed(values: Mapping[str, Value]) -> Native:
    """The keys of an agent whose rules cannot be read, without any tool."""
    found = {key: value for key, value in values.items() if key not in (*KEYS, "tools")}
    return {**found, "permission": {ALL: "deny"}}


def _model(value: Value) -> Native:
    """`model` and `variant` of version 1, where the model is spelled in the way of version 2."""
    if isinstance(value, dict):
        parts = [as_text(value[key]) for key in ("providerID", "model") if key in value]
        variant = value.get("variant")
        model = "/".join(part for part in parts if part)
        return {"model": model, **({} if as_null(variant) else {"variant": variant})}
    found = WITH_VARIANT.fullmatch(value) if isinstance(value, str) else None
    return {"model": found[1], "variant": found[2]} if found else {}


def _request(value: Value, found: Mapping[str, Value]) -> Native:
    """What a request says: the settings that version 1 has keys for, and the rest as it is."""
    if not isinstance(value, dict):
        return {} if value is None else {"request": value}
    body = value.get("body")
    if not isinstance(body, dict):
        return {"request": value}
    own: Native = {key: body[key] for key in SETTINGS if key in body and key not in found}
    rest = {key: entry for key, entry in body.items() if key not in own}
    left = {**value, "body": rest} if rest else {key: entry for key, entry in value.items() if key != "body"}
    return {**own, "request": left} if left else own


def is_second(values: Mapping[str, Value]) -> bool:
    """Whether a file says nothing in the way of version 1 that version 2 says otherwise."""
    if BODY in values:
        return NATIVE.issuperset(key for key in values if key != BODY) and "variant" not in values
    return OLDER.isdisjoint(values)


def unread(values: Mapping[str, Value]) -> tuple[str, ...]:
    """The keys for which version 2 takes a file with its own rules for one of version 1; mostly none."""
    if BODY not in values or not is_native(values.get("permissions")):
        return ()
    return tuple(key for key in values if key != BODY and key not in NATIVE)


def rules_for(rules: Iterable[Rule]) -> list[Rule]:
    """Rules of version 1 as they bound an agent of version 2 at least as much.

    What may fetch may run code that does, and nothing else may.
    """
    found = [rule for rule in rules if rule.key not in _GONE or rule.action == "deny"]
    if any(rule.key == EXECUTE for rule in found):
        return found
    fetch, code = _least("webfetch", found), _least(EXECUTE, found)
    if _FREEDOM.index(fetch) < _FREEDOM.index(code) or code == "deny" != fetch:
        found.append(Rule(EXECUTE, ALL, fetch))
    return found


def _least(key: str, rules: list[Rule]) -> str:
    """What rules let a tool do, whatever it is called for."""
    state = state_of(key, rules)
    said = {state.base or "allow", *state.others.values()}
    return next(effect for effect in _FREEDOM if effect in said)


def said_by(rules: list[Rule]) -> list[Rule]:
    """Rules without what `rules_for` adds to any."""
    plain = [rule for rule in rules if rule.key != EXECUTE]
    return plain if rules_for(plain) == rules else rules


def reaches(rules: list[Rule]) -> bool:
    """Whether what rules grant of servers can be called."""
    served = any("_" in rule.key and rule.key not in NO_TOOLS and rule.action != "deny" for rule in rules)
    return not served or state_of(EXECUTE, rules).base != "deny"


def as_list(rules: Iterable[Rule]) -> list[Value]:
    """The `permissions` that say what rules of version 1 say, also where a wildcard means a tool's name."""
    found, before = list[Rule](), list[Rule]()
    for rule in rules:
        found += _as_now(rule, before)
        before.append(rule)
    return [{"action": rule.key, "resource": rule.pattern, "effect": _effect(rule.action)} for rule in found]


def _as_now(rule: Rule, before: list[Rule]) -> list[Rule]:
    """The rules of version 2 for one of version 1 that comes after others: as `_as_before`, the other way.

    No wildcard of version 1 gives `task`, and who has no rule for it does not have it.
    """
    in_part = not EVERYTHING.fullmatch(rule.pattern) and LOOSE.get(rule.key)
    said = [rule._replace(key=in_part or _WORDS.get(rule.key, rule.key))]
    for new, old in _ACTIONS.items():
        if rule.key != old and matches(old, rule.key) and not matches(new, rule.key):
            if old != "task" or rule.action == "deny":
                said.append(rule._replace(key=new))
        elif matches(new, rule.key) and not matches(old, rule.key):
            there = state_of(old, before)
            base = there.base or ("deny" if old == "task" else None)
            said += [Rule(new, ALL, base)] if base else []
            said += [Rule(new, *said_of) for said_of in there.others.items()]
    return said


def _effect(action: str) -> str:
    return "allow" if action == GRANTED else action


class ModelCodec(Joint):
    """`provider/id#variant`: an agent's model and effort."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        found = _model(exact(value)) or {"model": as_text(value)}
        named = {"model": found.get("model"), "effort": found.get("variant")}
        return {field: word for field, word in named.items() if word is not None}

    def write(self, agent: Agent) -> Value:
        if agent.model is None or agent.effort is None or not _VARIANT.fullmatch(agent.effort):
            return agent.model
        return f"{agent.model}#{agent.effort}"


class RequestCodec(Joint):
    """What goes into each request: the settings that are fields, and what else the author put there."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise WrongType("a map")
        body = value.get("body")
        found = body if isinstance(body, dict) else {}
        return {key: NUMBER.decode(found[key]) for key in SETTINGS if key in found}

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {})
        request, options = own.get("request"), own.get("options")
        found = {**request} if isinstance(request, Mapping) else {}
        body = found.get("body")
        body = {
            **(options if isinstance(options, Mapping) else {}),
            **(body if isinstance(body, Mapping) else {}),
            **{key: getattr(agent, key) for key in SETTINGS if getattr(agent, key) is not None},
        }
        return thawed({**found, **({"body": body} if body else {})}) or None

    def rest(self, value: Value, agent: Agent) -> Value:
        return _request(value, {}).get("request")
