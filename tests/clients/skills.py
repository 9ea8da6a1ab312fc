"""Which skills the vendors' clients load from a project, by the product's own code."""

from __future__ import annotations

from pathlib import Path

from agentconv.model.components import SKILL
from agentconv.proving.component_asking import ASKERS
from agentconv.proving.component_values import Batch
from tests.clients.common import installed


def names(target: str, project: Path, home: Path) -> set[str]:
    """The names of the skills that a client lists of a project."""
    answer = ASKERS[SKILL][target](installed(target), Batch(target, SKILL), project, home)
    assert answer.errors == ()
    return {*answer.found}
