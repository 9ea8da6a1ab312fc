"""Options of targets and filters on the command line: `--option NAME.KEY=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import text_of

if TYPE_CHECKING:
    from agentconv.host.registry import Registry
    from agentconv.kit.options import Option
    from agentconv.model.agent import Value


def settings_of(
    given: Iterable[str], targets: Iterable[str], filters: Iterable[str], registry: Registry
) -> dict[str, dict[str, Value]]:
    """What is said to each target and filter of a run. Raises `UsageError` for what cannot be meant."""
    texts: dict[tuple[str, str], list[str]] = {}
    for word in given:
        key, equals, value = word.partition("=")
        name, dot, option = key.partition(".")
        if not (equals and dot and name and option):
            raise click.UsageError(f"--option takes NAME.KEY=VALUE, not {word!r}")
        texts.setdefault((name, option), []).append(value)
    if not texts:
        return {}
    known = {fmt.name: ("format", fmt.options) for fmt in map(registry.whole, targets)}
    known |= {one.name: ("filter", one.filter.options) for one in map(registry.filter, filters)}
    found: dict[str, dict[str, Value]] = {}
    for (name, option), values in texts.items():
        if name not in known:
            there = ", ".join(known)
            what = f"--option {name}.{option}: no target or filter of this run is {name!r}; there are {there}"
            raise click.UsageError(what)
        kind, options = known[name]
        found.setdefault(name, {})[option] = _value(name, option, values, kind, options)
    return found


def _value(name: str, key: str, texts: list[str], kind: str, options: tuple[Option, ...]) -> Value:
    from agentconv.kit.options import missing

    option = next((one for one in options if one.name == key), None)
    if option is None:
        raise click.UsageError(missing(key, options, f"the {kind} {name!r}"))
    if option.kind == "file":
        return text_of(texts[-1], f"--option {name}.{key}")
    try:
        return option.read(texts)
    except ValueError:
        raise click.UsageError(f"--option {name}.{key} takes {option.takes}, not {texts[-1]!r}") from None
