"""Who may import whom, held as data; and what may happen only in one place."""

import ast
import re
from pathlib import Path

import pytest

import agentconv
from agentconv.formats import BUILT_IN

SRC = Path(agentconv.__file__).parent
MODULES = sorted(SRC.rglob("*.py"))

LEVELS = [
    {"__init__"},
    {"errors", "model", "vocabulary", "names", "shorten", "visible"},
    {"source", "diagnostics", "powers", "neutral", "models"},
    {"files"},
    {"containers.base"},
    {"containers._yaml_events"},
    {"containers.yaml", "containers.json", "containers.sections", "containers.toml"},
    {"containers.recovery", "containers.jsonc"},
    {"containers.frontmatter"},
    {"containers.__init__"},
    {"codecs", "document", "templates.__init__"},
    {"toolsets"},
    {"format"},
    {
        "formats._claude_client",
        "formats._claude_codecs",
        "formats._metadata",
        "formats._opencode_rules",
        "formats._shapes",
    },
    {"formats._bodies"},
    {"formats._*"},
    {"formats.*"},
    {"formats.__init__"},
    {"hookspecs"},
    {"discovery", "guard"},
    {"registry"},
    {"loss", "reading"},
    {"layout"},
    {"pipeline"},
    {"select", "carry", "record", "report_schema"},
    {"bundle.__init__"},
    {"bundle.layout", "bundle.archive"},
    {"bundle.opening"},  # a bundle is a source like any other
    {"sources", "plan"},
    {"outputs"},
    {"export", "matrix", "api", "manifest"},
    {"merging.__init__"},
    {"merging.lines"},
    {"merging.outline", "merging.fields"},
    {"merging.prompts", "merging.compare"},
    {"merging.agents", "merging.stack"},
    {"merging.files"},
    {"starter"},
    {"bundle.lock", "bundle.install", "bundle.page"},
    {"bundle.sbom", "bundle.provenance", "bundle.signing"},
    {"bundle.build"},
    {"specimens", "strategies"},
    {"scaffold"},
    {"testing"},
    {"cli.render"},
    {"cli.*"},
    {"cli.__init__"},
    {"__main__"},
]
"""From low to high; a module imports only from levels below its own."""

ONLY_IN = {
    "click": {"cli"},
    "jinja2": {"templates"},
    "markupsafe": {"templates"},
    "markdown_it": {"merging.outline"},
    "hypothesis": {"strategies", "testing"},
    "pluggy": {"hookspecs", "discovery"},
    "pytest": {"testing"},
    "sigstore": {"bundle.signing"},
    "syrupy": {"testing"},
    "tomli_w": {"containers.toml"},
    "tomllib": {"containers.toml", "models"},
    "yaml": {"containers.yaml", "containers._yaml_events"},
}
"""Third-party and slow modules -> the only places that import them."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SRC).with_suffix("").parts)


def level_of(name: str) -> int:
    for level, names in enumerate(LEVELS):
        if name in names:
            return level
    package, _, module = name.rpartition(".")
    starred = f"{package}._*" if module.startswith("_") else f"{package}.*"
    for level, names in enumerate(LEVELS):
        if starred in names:
            return level
    raise AssertionError(f"{name} has no level: add it to LEVELS")


def imports(path: Path) -> list[str]:
    """The modules that a file imports at run time, also inside functions."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def own_modules(path: Path) -> set[str]:
    known = {name_of(p) for p in MODULES}
    found = set()
    for full in imports(path):
        if full.split(".")[0] != "agentconv":
            continue
        parts = full.split(".")[1:]
        for end in range(len(parts), -1, -1):
            name = ".".join(parts[:end])
            if name in known:
                found.add(name)
                break
            if f"{name}.__init__".lstrip(".") in known:
                found.add(f"{name}.__init__".lstrip("."))
                break
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = level_of(name_of(path))
    upward = [m for m in own_modules(path) if level_of(m) >= own and m != name_of(path)]
    assert not upward, f"{name_of(path)} may not import {upward}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_place(path: Path) -> None:
    name = name_of(path)
    for full in imports(path):
        places = ONLY_IN.get(full.split(".")[0])
        if places is not None:
            assert any(name == p or name.startswith(f"{p}.") for p in places), f"{name} imports {full}"


def test_formats_do_not_import_each_other() -> None:
    for path in MODULES:
        name = name_of(path)
        if name.startswith("formats."):
            others = {m for m in own_modules(path) if m.startswith("formats.") and m != name}
            assert all(m.split(".")[1].startswith("_") for m in others), f"{name} imports {others}"


@pytest.mark.parametrize(
    "part", ["model", "vocabulary", "powers", "reading", "layout", "pipeline", "loss", "cli"]
)
def test_the_centre_names_no_format(part: str) -> None:
    names = "|".join(n for n in BUILT_IN if n not in ("agentconv", "prompts", "skill"))
    paths = sorted((SRC / part).rglob("*.py")) if (SRC / part).is_dir() else [SRC / f"{part}.py"]
    for path in paths:
        found = re.findall(rf"(?i)\b(?:{names})\b", path.read_text("utf-8"))
        assert not found, f"{path.name} names {found}"


CALLS = {
    r"\bprint\(": set(),
    r"\bsys\.exit\(": {"cli"},
    r"\bclick\.echo\(": {"cli.render", "cli.__init__"},
    r"\bos\.open\(|\.read_bytes\(|\.read_text\(|\.write_bytes\(|\.write_text\(|(?<![.\w])open\(": {
        "files", "plan", "outputs", "models", "templates.__init__", "discovery",
    },
    r"\bos\.replace\(|\.unlink\(|\.rmdir\(|\.mkdir\(": {"outputs"},
}  # fmt: skip
"""Calls -> the only places that make them."""


@pytest.mark.parametrize("call", CALLS, ids=lambda c: c[:20])
def test_side_effects_stay_in_their_place(call: str) -> None:
    for path in MODULES:
        name = name_of(path)
        if name == "testing":
            continue
        code = re.sub(r'(?s)""".*?"""', "", path.read_text("utf-8"))
        if re.search(call, code):
            assert any(name == p or name.startswith(f"{p}.") for p in CALLS[call]), name


def test_built_in_table_is_sorted_and_matches_the_folder() -> None:
    assert list(BUILT_IN) == sorted(BUILT_IN)
    modules = {target.partition(":")[0].rpartition(".")[2] for target in BUILT_IN.values()}
    files = {p.stem for p in (SRC / "formats").glob("*.py") if not p.stem.startswith("_")}
    assert modules == files


def test_no_module_hides_a_public_name() -> None:
    modules = {p.stem for p in SRC.iterdir()}
    assert not modules & set(agentconv.__all__)


def test_every_public_name_is_there() -> None:
    for name in agentconv.__all__:
        assert getattr(agentconv, name) is not None
