"""Qoder CLI lists the agents that it loads."""

from pathlib import Path

import pytest

from agentconv.proving import qoder
from agentconv.proving.scratch import homes
from agentconv.proving.values import ClientFailed, Installed
from tests.proving.fakes import fake

LISTED = (
    "4 active agents\n\nProject:\n  one · Inherit\n  Two · x · Nosuch\n\nBuilt-in:\n  Explore · Inherit\n"
)


@pytest.mark.parametrize(("said", "names"), [(LISTED, ["one", "Two · x"]), ("5 active agents\n\n", [])])
def test_the_agents_of_the_project_are_named(said: str, names: list[str], tmp_path: Path) -> None:
    client = Installed("qoder", (str(fake(tmp_path / "bin", f"print({said!r})")),))
    assert list(qoder.load(client, *homes(tmp_path, "project", "home")).agents) == names


def test_a_list_that_is_none_is_a_failure(tmp_path: Path) -> None:
    client = Installed("qoder", (str(fake(tmp_path / "bin", "sys.exit('Not logged in')")),))
    with pytest.raises(ClientFailed, match="Not logged in"):
        qoder.load(client, *homes(tmp_path, "project", "home"))
