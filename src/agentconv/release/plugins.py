"""Whose code a build may run: the files that its manifest names, and the distributions that it allows.

A manifest is code, then: whoever builds a stranger's runs what it names. `--no-plugins` runs nothing of it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from agentconv.bundle import contents
from agentconv.containers import toml
from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed, Problem, UsageError, WrongType
from agentconv.folder.opening import read_bytes
from agentconv.host.index import VARIABLE
from agentconv.host.registry import Registry


def load(text: str, folder: Path, registry: Registry, report: Report) -> None:
    """Have the registry know the plugins that a manifest's text names, and only those that it allows.

    What cannot be loaded is an error in the report. A table of another shape is left to whoever reads it all.
    """
    said = _said(text)
    if isinstance(allowed := said.get("allow"), list):
        missing = registry.allow(str(name) for name in allowed)
        for name in missing:
            report.add("plugin-failed", f"[plugins] allows {name!r}, which is not installed or adds nothing")
    paths = said.get("paths")
    for path in paths if isinstance(paths, list) else ():
        if isinstance(path, str):
            _load_file(path, folder, registry, report)


def _said(text: str) -> dict[str, Any]:
    try:
        values: dict[str, Any] = toml.load(text)
    except (Problem, WrongType):
        return {}
    found = values.get("plugins")
    return found if isinstance(found, dict) else {}


def _load_file(path: str, folder: Path, registry: Registry, report: Report) -> None:
    if not registry.plugins or os.environ.get(VARIABLE) == "":
        what = f"[plugins] names {path!r}, and no plugin is to be loaded"
        report.add("plugin-raised", what, hint="read the file, and build without --no-plugins if it may run")
        return
    try:
        if os.path.isabs(path) or ".." in Path(path).parts:
            raise Problem("link-outside", f"the plugin {path!r} leads out of the manifest's folder")
        read_bytes(folder / path, folder)
        registry.add_file(str(folder / path))
    except Problem as problem:
        report.add_problem(problem)
    except (PluginFailed, UsageError) as failure:
        report.add("plugin-raised", str(failure))


def note_local(target: str, registry: Registry, report: Report) -> None:
    """Say of a target that is a format of a file that nobody else can verify it."""
    provided = next((p for p in registry.all() if p.format.name == target and p.is_file), None)
    if provided is not None:
        what = f"{target!r} is a format of a file of this project: who verifies the bundle needs it"
        report.add("target-local", what, target=target, hint="agentconv new-plugin makes a package of it")


def digest(path: str, folder: Path) -> str:
    """The SHA-256 of a plugin that is a file."""
    return contents.digest(read_bytes(Path(path), folder))


def shown(path: str, folder: Path) -> str:
    """A plugin that is a file, from the manifest's folder on."""
    return os.path.relpath(path, folder).replace(os.sep, "/")
