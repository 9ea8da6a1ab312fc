"""Running the suite's checks outside of pytest's collection, to see which of them a format fails."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agentconv.conformance.kept import Kept
from agentconv.host.registry import Registry
from agentconv.kit.format import Format
from agentconv.testing import FormatContract

FIXTURES = Path(__file__).parent / "fixtures"
CHECKS = [name for name in dir(FormatContract) if name.startswith("test_")]


def contract(cls: type[Format], **facts: Any) -> type[FormatContract]:
    members = {"format": cls, "fixtures": FIXTURES, "examples": 10, **facts}
    return type("TestIt", (FormatContract,), members)


def runs(suite: type[FormatContract], check: str, kept: Kept, capfd: Any) -> Iterator[dict[str, Any]]:
    """The arguments of each run of a check. Snapshots are those of a person who accepts all of them."""
    wanted = inspect.signature(getattr(suite, check)).parameters
    registry = Registry(plugins=False)
    registry.add(suite.format)
    given: dict[str, Any] = {"registry": registry, "kept": kept, "capfd": capfd}
    cases: dict[str, Any] = {
        "case": suite.cases,
        "neutral_case": suite.neutral_cases,
        "hostile": suite.hostile_texts,
    }
    several = [name for name in cases if name in wanted]
    plain = {name: given[name] for name in wanted if name in given}
    if not several:
        yield plain
    for name in several:
        yield from ({**plain, name: value} for value in cases[name]().values())


def failure(
    suite: type[FormatContract], check: str, kept: Path, capfd: Any, *, update: bool = True
) -> BaseException | None:
    """How a check fails; None when it does not."""
    for arguments in runs(suite, check, Kept(kept, update), capfd):
        try:
            getattr(suite(), check)(**arguments)
        except pytest.skip.Exception:
            continue
        except Exception as error:
            return error
    return None
