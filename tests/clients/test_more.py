"""Clients that are too large to be installed for every run: asked where somebody has installed them here."""

from pathlib import Path

import pytest

from agentconv.proving.clients import CLIENTS
from tests.clients.common import missing
from tests.clients.test_prove import prove
from tests.conftest import FIXTURES

pytestmark = pytest.mark.clients

PLANTED = {
    "droid": (".factory/droids/{}.md", "tools: [Read]", "tools: {Read: true}", "every tool"),
    "qoder": (".qoder/agents/{}.md", "tools: [Read]", "tools: {Read: true}", "does not load"),
}
"""Client -> where an agent lies, a line that is right, one that is wrong, and what is said of that."""


@pytest.mark.parametrize("client", PLANTED)
def test_the_examples_are_as_they_are_read(client: str, tmp_path: Path) -> None:
    if why := missing(client):
        pytest.skip(why)
    target = CLIENTS[client].targets[0]
    data, status = prove(tmp_path, str(FIXTURES / "examples"), "-t", target, as_client=client)
    assert (status, data["ok"]) == (0, True), data["diagnostics"]
    (proof,) = data["proofs"]
    assert set(proof["counts"]) <= {"equal", "alike"}
    assert len(proof["agents"]) >= 3


@pytest.mark.parametrize("client", PLANTED)
def test_what_is_planted_is_found(client: str, tmp_path: Path) -> None:
    if why := missing(client):
        pytest.skip(why)
    place, good, wrong, said = PLANTED[client]
    for name, line in (("good", good), ("wrong", wrong)):
        path = tmp_path / place.format(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\nname: {name}\ndescription: d\n{line}\n---\nRead the change.\n")
    target = CLIENTS[client].targets[0]
    data, status = prove(tmp_path, ".", "-t", target, "--as-is", as_client=client)
    assert status == 1
    codes = {d["code"] for d in data["diagnostics"] if "good" in d.get("path", "")}
    assert not any(code.startswith("proof-") for code in codes)
    found = [d for d in data["diagnostics"] if "wrong" in d.get("path", "")]
    assert any(d["code"].startswith("proof-") for d in found)
    assert any(said in d["message"] for d in found)
