"""What all tests share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(autouse=True)
def _no_foreign_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that happen to be installed are none of a test's business."""
    monkeypatch.setenv("AGENTCONV_PLUGINS", "")
