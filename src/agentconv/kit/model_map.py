"""Which model a target gets for a source's model: policy, so data (`data/models.toml`).

The data say which vendor and tier a model name belongs to, and each target's model for a tier, every
entry with its source and date. A user's file of the same form goes over them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.model.memo import SIZE

INHERIT = "inherit"

_OWN = Path(__file__).parent.parent / "data" / "models.toml"


class How(Enum):
    """How a model was found."""

    SAME = "the target takes it as it is"
    MAPPED = "by a mapping of the user"
    TIER = "by its tier"
    DEFAULT = "the target's default"
    NONE = "left out"


@frozen
class Choice:
    """A target's model, and how it was found."""

    model: str | None
    how: How
    tier: str | None = None


@frozen
class ModelMap:
    """The rules, most special first."""

    rules: tuple[Rule, ...]
    targets: Mapping[str, Mapping[str, Any]]
    mapped: Mapping[str, Mapping[str, str]]
    """Target -> source model -> target model, as a user says."""

    def chosen(self, model: str | None, *targets: str) -> str | None:
        """The model that the user says for the first of some targets that has one; None = nothing is said."""
        said = (self.mapped.get(target, {}).get(model) for target in targets if model is not None)
        return next((name for name in said if name), None)

    def choose(self, model: str | None, target: str, *, required: bool) -> Choice:
        """The model for `target`: the user's, the same, the tier's, or the default if one is required."""
        facts = self.targets.get(target, {})
        if model is not None and (wanted := self.mapped.get(target, {}).get(model)):
            return Choice(wanted, How.MAPPED)
        if model == INHERIT and "inherit" in facts:
            return Choice(str(facts["inherit"]), How.SAME)
        if model is not None and model != INHERIT:
            rule, form = self._rule(normalised(model)), facts.get("form", "id")
            if rule is not None and rule.vendor in facts.get("vendors", ()):
                if not rule.alias or facts.get("aliases"):
                    return Choice(_FORMS[form](model, rule.vendor), How.SAME)
            elif form == "provider/id" and "/" in model:
                return Choice(model, How.SAME)
            tier = rule.tier if rule else None
            if tier is not None and tier in facts.get("tiers", {}):
                return Choice(str(facts["tiers"][tier]["id"]), How.TIER, tier)
        if required and "default" in facts:
            return Choice(str(facts["default"]["id"]), How.DEFAULT)
        return Choice(None, How.NONE)

    def _rule(self, name: str) -> Rule | None:
        # compiled when it is needed: most runs look for few models, and each pattern takes its time
        return next((rule for rule in self.rules if _is_in(rule.pattern, name)), None)


@lru_cache(SIZE)
def _is_in(pattern: str, name: str) -> bool:
    return re.search(pattern, name) is not None


@frozen
class Rule:
    """Which vendor and tier a model name belongs to."""

    pattern: str
    """A regular expression that is found in a normalised name."""
    vendor: str
    tier: str | None
    alias: bool
    """Whether the name is a vendor's short word for whatever is current, not a model of its own."""


def normalised(model: str) -> str:
    """A model's name without provider, host and capitals.

    >>> normalised("anthropic/Claude Sonnet 4.5 (copilot)")
    'claude-sonnet-4.5'
    """
    name = model.strip()
    if name.endswith(")") and (at := name.find("(", name.rfind(")", 0, -1) + 1)) >= 0:
        name = name[:at].rstrip()
    return re.sub(r"\s+", "-", name.rpartition("/")[2].casefold())


_ID = re.compile(r"[a-z0-9][a-z0-9._:@-]*(\[[a-z0-9]+\])?")


def _plain(model: str, _vendor: str) -> str:
    """The model's id as it is written, without provider."""
    name = model.strip().rpartition("/")[2]
    return name if _ID.fullmatch(name) else normalised(model)


# since its fourth generation a Claude model's id has the family before the version, also where an author
# keeps the older order (platform.claude.com/docs models/sonnet-4-5/overview, 28 Nov 2026)
_FAMILY_LAST = re.compile(r"^claude-([4-9](?:[.-]\d)?)-(fable|haiku|opus|sonnet)(?![a-z])")


def _family_first(model: str, vendor: str) -> str:
    """The id with a Claude model's family before its version."""
    return _FAMILY_LAST.sub(r"claude-\2-\1", _plain(model, vendor))


def _dashed(model: str, vendor: str) -> str:
    """The id with its version as `4-5`."""
    return re.sub(r"(?<=\d)\.(?=\d)", "-", _family_first(model, vendor))


def _dotted(model: str, vendor: str) -> str:
    """The id with its version as `4.5`, without date and variant."""
    name = re.sub(r"(-\d{8}|-latest)?(\[\w+\])?$", "", _family_first(model, vendor))
    return re.sub(r"(?<=-\d)-(?=\d(-|$))", ".", name)


def _with_provider(model: str, vendor: str) -> str:
    """`provider/id`."""
    name = model.strip()
    if "/" in name and not re.search(r"\s", name):
        return name
    written = _dashed(model, vendor) if vendor == "anthropic" else _plain(model, vendor)
    return f"{vendor}/{written}"


_FORMS: dict[str, Callable[[str, str], str]] = {
    "id": _plain,
    "dashed": _dashed,
    "dotted": _dotted,
    "provider/id": _with_provider,
}
"""How a target spells a model of a vendor that it has, by the word for it in the data."""


@cache
def _own() -> ModelMap:
    """The map that comes with agentconv: parsed once, and never changed."""
    import tomllib

    return _checked(tomllib.loads(_OWN.read_text("utf-8")))


@cache
def load(text: str | None = None, own: str = "", origin: str = "") -> ModelMap:
    """The map that comes with agentconv, with a user's TOML `text` over it.

    `own` is what the target's format says of its models, which goes over agentconv's; `origin` what the
    source's does, which is asked for what nobody else knows. Raises `UsageError` for what is no models file.
    """
    over = [parsed(part) for part in (text, own) if part]
    maps = [*over, _own(), *([parsed(origin)] if origin else [])]
    rules = tuple(rule for part in maps for rule in part.rules)
    targets: dict[str, dict[str, Any]] = {}
    mapped: dict[str, dict[str, str]] = {}
    for part in reversed(maps):
        for name, facts in part.targets.items():
            old = targets.get(name, {})
            tiers = {**old.get("tiers", {}), **facts.get("tiers", {})}
            targets[name] = {**old, **facts, "tiers": tiers}
        for name, pairs in part.mapped.items():
            mapped[name] = {**mapped.get(name, {}), **pairs}
    return ModelMap(rules, targets, mapped)


@cache
def parsed(text: str) -> ModelMap:
    """What a models file says, and no other. Raises `UsageError` when the text is none."""
    import tomllib

    try:
        found = _checked(tomllib.loads(text))
        for rule in found.rules:
            re.compile(rule.pattern)
    except (ValueError, re.error, RecursionError, OverflowError) as error:  # also for a huge number
        raise UsageError(f"not a models file: {error}") from None
    return found


_RULE_KEYS = {"pattern", "vendor", "tier", "alias", "source", "checked"}
_TARGET_KEYS = {"vendors", "form", "inherit", "aliases", "tiers", "default", "map"}


def _checked(data: Mapping[str, Any]) -> ModelMap:
    """One file as rules. Raises `UsageError` for a key or shape that it cannot have."""
    _only(data, {"models", "targets"}, "the file")
    rules = []
    for row in _is(data.get("models", []), list, "models"):
        _only(row, _RULE_KEYS, "a [[models]] entry")
        if not {"pattern", "vendor"} <= set(row):
            raise UsageError("not a models file: a [[models]] entry needs 'pattern' and 'vendor'")
        tier, alias = row.get("tier"), row.get("alias", False)
        rules.append(Rule(str(row["pattern"]), str(row["vendor"]), tier, alias is True))
    targets = _is(data.get("targets", {}), dict, "targets")
    mapped = {}
    for name, facts in targets.items():
        where = f"[targets.{name}]"
        _only(facts, _TARGET_KEYS, where)
        _is(facts.get("vendors", []), list, f"{where} vendors")
        if facts.get("form", "id") not in _FORMS:
            raise UsageError(f"not a models file: the form of {where} is one of {', '.join(_FORMS)}")
        tiers = _is(facts.get("tiers", {}), dict, f"{where} tiers")
        for entry in [*tiers.values(), *([facts["default"]] if "default" in facts else [])]:
            _is(_is(entry, dict, f"a tier of {where}").get("id"), str, f"the id in a tier of {where}")
        pairs = _is(facts.get("map", {}), dict, f"{where} map")
        mapped[name] = {k: _is(v, str, f"{where} map") for k, v in pairs.items()}
    return ModelMap(tuple(rules), targets, mapped)


def _is(value: Any, kind: type[object], what: str) -> Any:
    if not isinstance(value, kind):
        raise UsageError(f"not a models file: {what} is {_WORDS[kind.__name__]}")
    return value


_WORDS = {"list": "a list of tables", "dict": "a table", "str": "text"}


def _only(value: Any, keys: set[str], what: str) -> None:
    for key in _is(value, dict, what):
        if key not in keys:
            known = ", ".join(sorted(keys))
            raise UsageError(f"not a models file: {what} has no key {key!r}; there are {known}")
