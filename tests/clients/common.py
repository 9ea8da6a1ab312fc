"""The clients in `tests/clients/node_modules`, for the product's own code to ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agentconv.proving import finding
from agentconv.proving.clients import CLIENTS
from agentconv.proving.component_asking import ASKERS
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded
from tests.conftest import NIGHTLY

MODULES = Path(__file__).parent / "node_modules"


@cache
def located(name: str) -> Installed | None:
    """A client, where it is installed; nothing is started."""
    try:
        return finding.locate(CLIENTS[name], given=str(MODULES))
    except ClientFailed:
        return None


def installed(name: str) -> Installed:
    """A client that is installed."""
    found = located(name)
    assert found is not None, missing(name)
    return found


def missing(name: str) -> str | None:
    """Why a client cannot be asked; None = it can."""
    return None if located(name) else f"{CLIENTS[name].title} is not installed in tests/clients/node_modules"


def asked_of(kind: str) -> list[str]:
    """The targets whose clients are asked of a kind: before a change lands without Kilo, the slowest of them."""
    return [target for target in ASKERS[kind] if NIGHTLY or target != "kilo"]


__all__ = ["MODULES", "Answer", "Installed", "Loaded", "asked_of", "installed", "located", "missing"]
