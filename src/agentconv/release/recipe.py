"""How a target of a bundle was written: from the manifest into the index, and from an index into options.

The index carries it so that anyone who has the bundle can write the target again and compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentconv.containers import toml
from agentconv.errors import Problem
from agentconv.kit.format import PROJECT, SCOPES, Package
from agentconv.model.agent import Value
from agentconv.release.manifest import Override, Target
from agentconv.templates import why_unbounded
from agentconv.writing.options import AgentOptions, Options

_TEXTS = ("model", "template", "scope")
_FLAGS = ("shorten", "carry", "allow_wider")


def facts_of(
    target: Target,
    template: str | None,
    overrides: Mapping[str, Override],
    order: list[str],
    settings: Mapping[str, Value],
) -> dict[str, Any]:
    """What the index says of a target's options: only what is not usual.

    `order` are the names of the target's agents as they were given to it, where they are not sorted;
    `settings` what was said to the format itself.
    """
    found: dict[str, Any] = {"model": target.model, "models": dict(target.models), "template": template}
    found |= {key: getattr(target, key) for key in _FLAGS}
    found["scope"] = None if target.scope == PROJECT else target.scope
    found["agents"] = {
        name: {key: value for key in ("model", "allow_wider") if (value := getattr(override, key))}
        for name, override in sorted(overrides.items())
        if not override.skip and (override.model or override.allow_wider)
    }
    found["order"] = order
    found["settings"] = dict(settings)
    return {key: value for key, value in found.items() if value}


def options_of(target: str, facts: Mapping[str, Any], package: Package, format: str) -> Options:
    """The options that an index tells of a target, by its word and its format.

    Raises `Problem` for what no build writes.
    """
    known = {*_TEXTS, *_FLAGS, "models", "agents", "order", "settings"}
    texts = all(isinstance(facts.get(key, ""), str) for key in _TEXTS)
    flags = all(isinstance(facts.get(key, False), bool) for key in _FLAGS)
    maps = all(isinstance(facts.get(key, {}), dict) for key in ("models", "agents", "settings"))
    agents = facts.get("agents", {})
    if not (texts and flags and maps and facts.keys() <= known and facts.get("scope", PROJECT) in SCOPES):
        raise Problem("syntax", "the index has options of a target that no build writes")
    if not all(isinstance(own, dict) and own.keys() <= {"model", "allow_wider"} for own in agents.values()):
        raise Problem("syntax", "the index has options of an agent that no build writes")
    template = facts.get("template")
    if template is not None and (why := why_unbounded(template)):
        what = f"the template of {target!r} is not run for a stranger: {why}"
        raise Problem("content-mismatch", what, "put what it needs into the agents, or loops side by side")
    return Options(
        model=facts.get("model"),
        models=models_file(format, facts.get("models", {})),
        template=template,
        shorten=facts.get("shorten", False),
        scope=facts.get("scope", PROJECT),
        allow_wider=facts.get("allow_wider", False),
        for_agent={
            name: AgentOptions(own.get("model"), bool(own.get("allow_wider"))) for name, own in agents.items()
        },
        package=package,
        settings={format: facts["settings"]} if "settings" in facts else {},
    )


def models_file(target: str, models: Mapping[str, str]) -> str | None:
    """A target's own model map as a models file."""
    if not models:
        return None
    return toml.TomlContainer().write({"targets": {target: {"map": dict(models)}}})
