"""What plugins may rely on: the public names, the plugins that use nothing else, and the page that explains it."""

import ast
import hashlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import agentconv
from agentconv import testing
from agentconv.host import hookspecs
from agentconv.host.discovery import HOOKS
from agentconv.model.agent import FIELDS
from tests.conftest import ROOT

PLUGINS = sorted((ROOT / "plugins").iterdir())
SRC = ROOT / "src" / "agentconv"
PAGE = ROOT / "docs" / "plugins.md"
SURFACE = ROOT / "docs" / "public-names.txt"


def surface() -> str:
    """Every public name, with what a caller depends on."""
    names = [f"agentconv.{name}" for name in agentconv.__all__]
    names += [f"agentconv.testing.{name}" for name in testing.__all__]
    names += [f"agentconv.Agent.{name}" for name in FIELDS]
    names += [f"agentconv.Format.{name}" for name in dir(agentconv.Format) if not name.startswith("_")]
    names += [f"agentconv.Filter.{name}" for name in dir(agentconv.Filter) if not name.startswith("_")]
    names += [f"hook {name}, version {hookspecs.API}" for name in HOOKS]
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


ASIDE = {"Action", "Choice", "Facts", "File", "Node", "Original", "Recovery"}
"""Types of signatures that only the host's own calls need."""


def annotated(name: str) -> Iterator[tuple[str, str]]:
    """Each annotation of a public name, of its fields and methods, with where it stands."""
    found = getattr(agentconv, name)
    functions = {name: found} if inspect.isfunction(found) else {}
    for cls in found.__mro__ if inspect.isclass(found) else ():
        if cls.__module__.startswith("agentconv"):
            fields = getattr(cls, "__annotations__", {}).items()
            yield from ((f"{name}.{field}", str(kind)) for field, kind in fields if not field.startswith("_"))
            functions |= {f"{name}.{n}": m for n, m in vars(cls).items() if not n.startswith("_")}
    for where, member in functions.items():
        function = getattr(member, "fget", None) or getattr(member, "__func__", member)
        kinds = getattr(function, "__annotations__", {}).items()
        yield from ((f"{where}({parameter})", str(kind)) for parameter, kind in kinds)


OF_COMPONENTS = (
    "agentconv.kit.component",
    "agentconv.kit.rule",
    "agentconv.kit.skill",
    "agentconv.model.components",
)
"""Where the formats of components are, whose own interface is held elsewhere."""


def is_of_components(name: str) -> bool:
    found = getattr(agentconv, name)
    modules = [
        cls.__module__ for cls in getattr(found, "__mro__", ()) if cls.__module__ != "agentconv.model.agent"
    ]
    return name == "Conversion" or any(module.startswith(OF_COMPONENTS) for module in modules)


def test_what_signatures_need_is_public() -> None:
    ours = {
        n.name
        for p in SRC.rglob("*.py")
        for n in ast.parse(p.read_text("utf-8")).body
        if isinstance(n, ast.ClassDef)
    }
    ours = (ours | {"Native", "Value", "Inert", "Shape"}) - {"Container"}  # a type of Python's own
    seen = [
        (where, word)
        for name in agentconv.__all__
        if not is_of_components(name)
        for where, kind in annotated(name)
        for word in re.findall(r"\w+", kind)
    ]
    assert len(seen) > 300
    hidden = {(where, word) for where, word in seen if word in ours and word not in agentconv.__all__}
    assert {(where, word) for where, word in hidden if word not in ASIDE} == set()
    assert {word for _, word in hidden} == ASIDE, "these are public, or nobody needs them any more"


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
