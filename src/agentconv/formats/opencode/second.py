"""What OpenCode 2 writes in another way than OpenCode 1, as what OpenCode 1 would write.

Facts: https://opencode.ai/docs/permissions, /agents and /migrate-v1 of version 2 (read 2026-11-28), and notes
of others on its source of 2026-10; the client was not run:

* `permissions` is a list of `{action, resource, effect}`. The last rule that matches counts, and the base is
  `* allow`, as before. `bash` is `shell`, `task` is `subagent`; `todowrite`, `lsp`, `doom_loop` are no more.
* In `opencode.json` agents stand under `agents`, and `permissions` at the top bound them all. `disabled` was
  `disable`, `system` was `prompt`; `temperature` and `top_p` stand in `request.body`.
* `model` may be `provider/id#variant`, or a map of `providerID`, `model` and `variant`.
* Files of version 1 are read as before, keys and all, so that those are written: both versions take them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.containers.base import BODY
from agentconv.errors import WrongType
from agentconv.formats.opencode.rules import ACTIONS, Rule, as_map, matches, rules_of, state_of
from agentconv.kit.codecs import as_null, as_text, exact
from agentconv.kit.format import Native
from agentconv.kit.shapes import Shape, fits, maps_in
from agentconv.model.agent import Value
from agentconv.model.vocabulary import ALL

KEYS = frozenset({"permissions", "disabled", "system", "request"})
"""Keys that an agent of version 1 has not."""
WITH_VARIANT = re.compile(r"([^\s#]+/[^\s#]+)#([\w.-]+)")
"""`provider/id#variant`."""
GROUP = "agents"
"""The key of the settings under which agents stand."""
SETTINGS: tuple[str, ...] = ("temperature", "top_p")
"""What an agent of version 1 has as keys of its own, and one of version 2 in `request.body`."""
_ACTIONS = {"shell": "bash", "subagent": "task"}
"""Action -> the key of version 1 for it."""
_LOOSE = {"bash": "bash", "task": "task*"}
"""Key of version 1 -> how it is written for a rule that does not name its tool: to name `task` gives it."""
_RULE: Shape = {"action!": str, "resource!": str, "effect!": {*ACTIONS}}


def is_native(value: Value) -> bool:
    """Whether a value under `permissions` is a list of rules."""
    return (
        isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "effect" in v for v in value)
    )


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
    said = [rule._replace(key=_ACTIONS.get(rule.key, rule.key))]
    for new, old in _ACTIONS.items():
        if rule.key != new and matches(new, rule.key) and not matches(old, rule.key):
            said.append(rule._replace(key=_LOOSE[old]))
        elif matches(old, rule.key) and not matches(new, rule.key):
            before = state_of(old, found)
            base = {} if before.base is None else {ALL: before.base}
            said += [Rule(_LOOSE[old], *said_of) for said_of in {**base, **before.others}.items()]
    return said


def as_first(values: Mapping[str, Value]) -> Native:
    """An agent's keys, or those at the top of the settings, as version 1 would have them.

    Raises `WrongType` for rules that are none. Rules of both versions count together, the newer last.
    """
    found = {key: value for key, value in values.items() if key not in KEYS}
    if "permissions" in values and not isinstance(values["permissions"], list):
        found["permissions"] = values["permissions"]  # no version reads that
    elif not as_null(values.get("permissions")):
        rules = [*rules_of(found.pop("tools", None), found.pop("permission", None))]
        found["permission"] = as_map([*rules, *rules_in(values["permissions"])]) or {}
    if "disabled" in values:
        found["disable"] = values["disabled"]
    if "system" in values and BODY not in values:
        found["prompt"] = values["system"]
    found |= _model(found.get("model"))
    return {**found, **_request(values.get("request"), found)}


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
