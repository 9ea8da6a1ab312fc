"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import Phase, settings

pytest.register_assert_rewrite("agentconv.testing")

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
CORPUS = ROOT.parent / "shared" / "corpus"

settings.register_profile("default", deadline=None, max_examples=20, derandomize="CI" in os.environ)
settings.register_profile("ci", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.register_profile(
    "quick-to-fail", deadline=None, max_examples=400, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _no_foreign_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that happen to be installed are none of a test's business."""
    monkeypatch.setenv("AGENTCONV_PLUGINS", "")
