"""What plugins may rely on: the public names, the plugins that use nothing else, and the page that explains it."""

import ast
import hashlib
import re
from pathlib import Path

import pytest

import agentconv
from agentconv import testing
from agentconv.host import hookspecs
from agentconv.model.agent import FIELDS
from tests.conftest import ROOT

PLUGINS = sorted((ROOT / "plugins").iterdir())
PAGE = ROOT / "docs" / "plugins.md"
SURFACE = ROOT / "docs" / "public-names.txt"


def surface() -> str:
    """Every public name, with what a caller depends on."""
    names = [f"agentconv.{name}" for name in agentconv.__all__]
    names += [f"agentconv.testing.{name}" for name in testing.__all__]
    names += [f"agentconv.Agent.{name}" for name in FIELDS]
    names += [f"agentconv.Format.{name}" for name in dir(agentconv.Format) if not name.startswith("_")]
    names += [f"hook agentconv_formats, version {hookspecs.API}"]
    return "".join(f"{name}\n" for name in sorted(names))


def test_a_change_of_the_public_names_has_a_line_in_the_changelog(request: pytest.FixtureRequest) -> None:
    """The list is kept with the digest that the CHANGELOG must mention when the list changes."""
    found = surface()
    digest = hashlib.sha256(found.encode()).hexdigest()[:8]
    if request.config.getoption("update_snapshots", default=False):
        SURFACE.write_text(found, encoding="utf-8")
    assert SURFACE.read_text("utf-8") == found, (
        "the public names changed: --snapshot-update, and read the change"
    )
    what = f"CHANGELOG.md has no line with 'public names {digest}': say there what changed for plugins"
    assert f"public names {digest}" in (ROOT / "CHANGELOG.md").read_text("utf-8"), what


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda p: p.name)
def test_a_plugin_uses_the_public_names_only(plugin: Path) -> None:
    own = plugin.name.replace("-", "_")
    for path in plugin.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not [a.name for a in node.names if a.name.partition(".")[0] == "agentconv"], path
            elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "agentconv":
                public = {"agentconv": agentconv.__all__, "agentconv.testing": testing.__all__}
                assert node.module in public, f"{path} imports from {node.module}"
                assert {a.name for a in node.names} <= {*public[node.module]}, path
    assert own


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda p: p.name)
def test_a_plugin_is_complete(plugin: Path) -> None:
    for name in ("pyproject.toml", "README.md", "src", "tests"):
        assert (plugin / name).exists(), f"{plugin.name} has no {name}"


def test_the_blocks_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```$", PAGE.read_text("utf-8"))
    assert len(blocks) > 5
    names: dict[str, object] = {"__name__": "memo_page"}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102
