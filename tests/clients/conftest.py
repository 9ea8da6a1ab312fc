"""How many agents each client is asked of."""

from functools import cache

import pytest

from tests.clients import everything
from tests.conftest import NIGHTLY

OF_REAL_AGENTS = 4
"""One of so many agents of the corpus is asked before a change lands, and all at night; of our own all, always."""
_all_cases = everything.cases


@cache
def some_cases() -> tuple[everything.Case, ...]:
    """All of our own agents, and each fourth of the corpus."""
    real = [case for case in _all_cases() if case.real]
    kept = set(map(id, real[::OF_REAL_AGENTS]))
    return tuple(case for case in _all_cases() if not case.real or id(case) in kept)


@pytest.fixture(autouse=True)
def _some_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    if not NIGHTLY:
        monkeypatch.setattr(everything, "cases", some_cases)
