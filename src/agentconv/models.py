"""Which model a target gets for a source's model: policy, so data (`data/models.toml`).

The data say which vendor and tier a model name belongs to, and each target's model for a tier, every
entry with its source and date. A user's file of the same form goes over them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from typing import Any

from agentconv.errors import UsageError

INHERIT = "inherit"


class How(Enum):
    """How a model was found."""

    SAME = "the target takes it as it is"
    MAPPED = "by a mapping of the user"
    TIER = "by its tier"
    DEFAULT = "the target's default"
    NONE = "left out"


@dataclass(frozen=True, slots=True)
class Choice:
    """A target's model, and how it was found."""

    model: str | None
    how: How
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class ModelMap:
    """The rules, most special first."""

    rules: tuple[tuple[re.Pattern[str], str, str | None], ...]
    """Pattern of a normalised name, vendor, tier."""
    targets: Mapping[str, Mapping[str, Any]]
    mapped: Mapping[str, Mapping[str, str]]
    """Target -> source model -> target model, as a user says."""

    def choose(self, model: str | None, target: str, *, required: bool) -> Choice:
        """The model for `target`: the user's, the same, the tier's, or the default if one is required."""
        facts = self.targets.get(target, {})
        if model is not None and (wanted := self.mapped.get(target, {}).get(model)):
            return Choice(wanted, How.MAPPED)
        if model is not None and model != INHERIT:
            name = normalised(model)
            vendor, tier = self._kind(name)
            if vendor is not None and vendor == facts.get("vendor"):
                return Choice(model.rpartition("/")[2], How.SAME)
            if tier is not None and tier in facts.get("tiers", {}):
                return Choice(str(facts["tiers"][tier]["id"]), How.TIER, tier)
        if required and "default" in facts:
            return Choice(str(facts["default"]["id"]), How.DEFAULT)
        return Choice(None, How.NONE)

    def _kind(self, name: str) -> tuple[str | None, str | None]:
        for pattern, vendor, tier in self.rules:
            if pattern.search(name):
                return vendor, tier
        return None, None


def normalised(model: str) -> str:
    """A model's name without provider, host and capitals.

    >>> normalised("anthropic/Claude Sonnet 4.5 (copilot)")
    'claude-sonnet-4.5'
    """
    name = re.sub(r"\s*\([^)]*\)\s*$", "", model.strip()).rpartition("/")[2]
    return re.sub(r"\s+", "-", name.casefold())


def load(text: str | None = None) -> ModelMap:
    """The map that comes with agentconv, with a user's TOML `text` over it.

    Raises `UsageError` when the text is not a models file.
    """
    import tomllib

    data = tomllib.loads(files("agentconv").joinpath("data/models.toml").read_text("utf-8"))
    maps = [_checked(data)]
    if text is not None:
        try:
            maps.insert(0, _checked(tomllib.loads(text)))
        except (tomllib.TOMLDecodeError, re.error, RecursionError) as error:
            raise UsageError(f"not a models file: {error}") from None
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


_RULE_KEYS = {"pattern", "vendor", "tier", "source", "checked"}
_TARGET_KEYS = {"vendor", "tiers", "default", "map"}


def _checked(data: Mapping[str, Any]) -> ModelMap:
    """One file as rules. Raises `UsageError` for a key or shape that it cannot have."""
    _only(data, {"models", "targets"}, "the file")
    rules = []
    for row in _is(data.get("models", []), list, "models"):
        _only(row, _RULE_KEYS, "a [[models]] entry")
        if not {"pattern", "vendor"} <= set(row):
            raise UsageError("not a models file: a [[models]] entry needs 'pattern' and 'vendor'")
        rules.append((re.compile(str(row["pattern"])), str(row["vendor"]), row.get("tier")))
    targets = _is(data.get("targets", {}), dict, "targets")
    mapped = {}
    for name, facts in targets.items():
        where = f"[targets.{name}]"
        _only(facts, _TARGET_KEYS, where)
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
