"""The package that `agentconv new-plugin` writes: a format that works, its fixture, tests and snapshots."""

from __future__ import annotations

import types
from pathlib import Path

from agentconv import templates
from agentconv.about import __version__
from agentconv.api import read, write
from agentconv.conformance import snapshots
from agentconv.conformance.specimens import AGENTS, reads_as
from agentconv.containers import container
from agentconv.containers.base import BODY
from agentconv.diagnostics import Report
from agentconv.errors import UsageError
from agentconv.folder.apply import save_file
from agentconv.formats import BUILT_IN
from agentconv.host.facts import NAME
from agentconv.host.registry import Registry
from agentconv.kit.format import Format
from agentconv.model.agent import Value

CONTAINERS = {
    "frontmatter": (".md", "Markdown with YAML frontmatter"),
    "yaml": (".yaml", "YAML files"),
    "json": (".json", "JSON files"),
    "toml": (".toml", "TOML files"),
}
"""Container -> the ending of its files, and what they are."""

_IMPORTS = ("Field", "Format", "Listed", "ToolNames", "hookimpl")
_PROMPT = "You are an example. Replace me by a real file.\n"


def write_plugin(
    name: str, syntax: str, out: Path, report: Report, *, write_only: bool = False
) -> tuple[Path, int] | None:
    """Write a package for a format: its folder and how many files it has; None when the report says why not.

    Raises `UsageError` for a name that cannot be one.
    """
    files = plugin(name, syntax, write_only=write_only)
    folder = out / f"agentconv-{name}"
    if folder.exists():
        report.add("kept-foreign", "there is one already, and it is kept", path=folder.as_posix())
        return None
    for path, text in files.items():
        if not save_file(folder / path, text.encode(), report, shown=folder):
            return None
    return folder, len(files)


def plugin(name: str, syntax: str, *, write_only: bool = False) -> dict[str, str]:
    """Path -> text of a package for a format. Raises `UsageError` for a name that cannot be one.

    One that is only written has no fixture.
    """
    if not NAME.fullmatch(name) or not name[0].isalpha():
        raise UsageError(f"a plugin's name has lower case words with dashes between them, not {name!r}")
    if name in BUILT_IN:
        raise UsageError(f"the format name {name!r} is taken by agentconv")
    suffix, what = CONTAINERS[syntax]
    module, title = f"agentconv_{name.replace('-', '_')}", name.replace("-", " ").title()
    cls = title.replace(" ", "")
    facts = {
        "name": name, "module": module, "title": f"{title} agent", "cls": cls, "container": syntax,
        "suffix": suffix, "what": what, "prompt": "BODY" if syntax == "frontmatter" else '"prompt"',
        "imports": _imports(syntax, write_only), "base": "WriteOnly" if write_only else "Format",
        "host": _host(),
    }  # fmt: skip
    files = {
        "pyproject.toml": templates.render("plugin/pyproject.toml", facts),
        "README.md": templates.render("plugin/README.md", facts),
        f"src/{module}/__init__.py": templates.render("plugin/module.py", facts),
        f"src/{module}/py.typed": "",
        f"tests/test_{module}.py": templates.render("plugin/test.py", facts),
        "LICENSE": templates.render("plugin/LICENSE", facts),
        ".gitignore": templates.render("plugin/gitignore", facts),
        ".github/workflows/test.yml": templates.render("plugin/test.yml", facts),
    }
    fixture = "" if write_only else _fixture(syntax)
    if fixture:
        files[f"fixtures/example{suffix}"] = fixture
    code = types.ModuleType(module)
    exec(compile(files[f"src/{module}/__init__.py"], module, "exec"), vars(code))  # noqa: S102 - made above
    found = _snapshots(vars(code)[cls], fixture)
    folder = f"tests/{snapshots.FOLDER}/{name}"
    return files | {f"{folder}/{place}": text for place, text in found.items()}


def _imports(syntax: str, write_only: bool) -> str:
    names = [
        *_IMPORTS,
        *(["BODY"] if syntax == "frontmatter" else []),
        *(["WriteOnly"] if write_only else []),
    ]
    return ", ".join(sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name)))


def _host() -> str:
    """The versions of agentconv that a package of today works with: up to the next that may break it."""
    major, minor = __version__.split(".")[:2]
    return f">={major}.{minor},<{major}.{int(minor) + 1}"


def _fixture(syntax: str) -> str:
    values: dict[str, Value] = {"name": "example", "description": "Shows what a file looks like."}
    values |= {"model": "a-model", "tools": ["read", "search"]}
    return container(syntax).write({**values, BODY if syntax == "frontmatter" else "prompt": _PROMPT})


def _snapshots(cls: type[Format], fixture: str) -> dict[str, str]:
    """What the tests of the package find, so that they pass at once."""
    registry = Registry(plugins=False)
    registry.add(cls)
    found = {}
    if fixture:
        found[snapshots.of_reading("example")] = reads_as(read(fixture.encode(), cls.name, registry=registry))
    for case, agent in AGENTS.items():
        found |= snapshots.of_writing(case, write(agent, cls.name, registry=registry))
    return found
