"""The reference for authors of formats: made of the code, and complete."""

import re

import pytest

import agentconv
from tests.conftest import ROOT
from tests.docs import authors

PAGE = ROOT / "docs" / "reference" / "authors.md"


def test_the_reference(request: pytest.FixtureRequest) -> None:
    """It pins signatures and fields as well: a change of either shows here."""
    if request.config.getoption("update_snapshots", default=False):
        PAGE.write_text(authors.page(), encoding="utf-8")
    assert PAGE.read_text("utf-8") == authors.page()


def test_everything_public_is_in_the_reference_and_says_what_it_is() -> None:
    text = authors.page()
    heads = {
        line.removeprefix("### `").split("(")[0].split(":")[0].split(" ")[0].rstrip("`")
        for line in text.splitlines()
        if line.startswith("### `")
    }
    assert heads >= {n for n in agentconv.__all__ if n != "__version__"}
    empty = re.findall(r"(?m)^\* `[^`]+`(?:, takes [^:]*)?:\s*$", text)
    assert empty == [], "these have no docstring"
    for name in agentconv.__all__:
        if name != "__version__":
            assert len(authors.entry(name).partition("\n\n")[2].strip()) > 10, f"{name} has no docstring"
