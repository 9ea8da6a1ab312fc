"""What is out of service, or will be: models and the tools of targets, by `data/retired.toml`.

Dates are facts and are told as such. No clock is read, so that a run says the same on every day.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from agentconv.diagnostics import Report
from agentconv.frozen import frozen
from agentconv.kit.model_map import normalised

_OWN = Path(__file__).parent.parent / "data" / "retired.toml"


@frozen
class Ending:
    """The end of a model at its vendor's own API."""

    vendor: str
    date: str
    instead: str
    """The model that follows."""


@frozen
class Gone:
    """What became of the tool that a target's files are made for."""

    what: str
    hint: str


def ending(model: str | None) -> Ending | None:
    """When a model ends or has ended; None = no date is known."""
    return None if not model else _models().get(_folded(model))


def retired_target(name: str) -> Gone | None:
    """What became of a target's tool; None = it lives, as far as is known."""
    found = _data()["targets"].get(name)
    return None if found is None else Gone(str(found["what"]), str(found["hint"]))


def tell_ending(model: str | None, report: Report) -> None:
    """Report that a model has a date for its end, where one is known."""
    if (end := ending(model)) is not None:
        report.add("model-retired", said(model, end), hint=hint(end), field="model")


def said(model: str | None, end: Ending) -> str:
    """The end of a model in words."""
    return f"{end.vendor} ends the model {model!r} on {end.date}"


def hint(end: Ending) -> str:
    """What to do about it."""
    return f"{end.instead} is its successor; a host with models of its own may keep it longer"


def _folded(model: str) -> str:
    name = re.sub(r"\[\w+\]$", "", normalised(model))
    return re.sub(r"(?<=\d)\.(?=\d)", "-", name)


@cache
def _models() -> dict[str, Ending]:
    found: dict[str, Ending] = {}
    for row in _data()["models"]:
        end = Ending(str(row["vendor"]), str(row["ends"]), str(row["instead"]))
        for name in row["names"]:
            found[_folded(name)] = end
            # hosts spell Anthropic's models without the date: `claude-3.5-haiku`
            found.setdefault(re.sub(r"-[0-9]{8}$", "", _folded(name)), end)
    return found


@cache
def _data() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(_OWN.read_text("utf-8"))
