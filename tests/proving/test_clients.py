"""What is said of clients is what was asked: in the table, in the page, and in what the tests install."""

import json
import re

import pytest

from agentconv.proving.asking import ASKERS
from agentconv.proving.clients import CLIENTS, client_of, proved
from agentconv.proving.given import GIVEN
from tests.conftest import ROOT

PINNED = json.loads((ROOT / "tests" / "clients" / "package.json").read_text("utf-8"))
VERSIONS = {**PINNED["dependencies"], **PINNED["optionalDependencies"]}


def test_every_target_that_has_a_client_can_be_asked_and_is_understood() -> None:
    assert set(proved()) == ASKERS.keys() == GIVEN.keys()
    assert all(client_of(target) is not None for target in ASKERS)


BY_HAND = ("droid", "qoder")
"""Clients that no test installs, since they are large: their tests run where somebody has installed them."""


@pytest.mark.parametrize("name", CLIENTS)
def test_the_version_that_was_asked_last_is_the_one_that_the_tests_install(name: str) -> None:
    client = CLIENTS[name]
    version, date = client.checked.split(", ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", date)
    pinned = {v for package, v in VERSIONS.items() if package.startswith(client.packages)}
    assert pinned == (set() if name in BY_HAND else {version})


@pytest.mark.parametrize("name", CLIENTS)
def test_the_page_names_it(name: str) -> None:
    client = CLIENTS[name]
    page = (ROOT / "docs" / "howto" / "prove.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {client.title} |"))
    cells = [cell.strip() for cell in row.split("|")]
    assert cells[2] == ", ".join(f"`{target}`" for target in client.targets)
    assert cells[3] == client.checked.split(", ")[0]
