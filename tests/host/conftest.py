"""Plugins installed for one test."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agentconv.host.registry import Registry
from tests.host.broken import install


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Registry]]:
    """Install plugins for one test; gives a registry that sees them and no others."""
    (tmp_path / "site").mkdir()

    def registry(**plugins: str) -> Registry:
        named = {name.replace("_", "-"): text for name, text in plugins.items()}
        monkeypatch.syspath_prepend(install(tmp_path / "site", named))
        monkeypatch.setenv("AGENTCONV_PLUGINS", ",".join(named))
        return Registry()

    yield registry
    for name in [n for n in sys.modules if n.startswith("plugin_")]:
        del sys.modules[name]
