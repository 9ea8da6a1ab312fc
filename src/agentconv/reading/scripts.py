"""The scripts that hooks run: they travel with the hooks, whose commands name them.

A script may call others that lie beside it, so the folder that it lies in travels whole, like that of a
skill; of a package's or project's own folder only the script itself.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.model import names
from agentconv.model.components import File
from agentconv.model.hook import Hook
from agentconv.reading.companions import LARGEST, files_below

_IN_PACKAGE = re.compile(r"\$\{?(?:[A-Z]+_PLUGIN_ROOT|extensionPath)\}?\"?/([\w.@+-]+(?:/[\w.@+-]+)*)")
_IN_PROJECT = re.compile(r"\$\{?[A-Z]+_PROJECT_DIR\}?\"?/([\w.@+-]+(?:/[\w.@+-]+)*)")


@frozen
class Place:
    """Where a file of hooks lies."""

    folder: str
    """Its package or project, as the system has it."""
    root: Path
    """The folder that was given, out of which nothing is followed."""
    shown: str
    """The file, as it is shown to people."""
    path: str
    """The same below its package or project."""
    is_package: bool


def named(hook: Hook, *, is_package: bool) -> list[str]:
    """The scripts that a hook's commands name, by their paths below its package, or its project."""
    pattern = _IN_PACKAGE if is_package else _IN_PROJECT
    found = (path for action in hook.actions for path in pattern.findall(action.command or ""))
    return [path for path in dict.fromkeys(found) if names.unsafe_path(path) is None]


def may_hold(hook: Hook, path: str, *, is_package: bool) -> bool:
    """Whether a file can be one that travels with a hook: a script, or in the folder of one."""
    scripts = named(hook, is_package=is_package)
    folders = [f"{above}/" for above in map(posixpath.dirname, scripts) if above]
    return path in scripts or path.startswith(tuple(folders))


def scripts_of(hook: Hook, place: Place, report: Report) -> tuple[File, ...]:
    """The files that a hook runs or may run, by their paths below its package or project.

    A script that is not there, and a file that cannot be taken, go to the report.
    """
    found: dict[str, File] = {}
    for script in named(hook, is_package=place.is_package):
        if not os.path.isfile(os.path.join(place.folder, script)):
            what = f"the hook of {hook.name} runs {script!r}, which is not among the sources"
            report.add("script-missing", what, path=place.shown)
            continue
        for path in _around(script, place.folder, report):
            if path not in found and path != place.path:
                found |= {file.path: file for file in _file(path, place, report)}
    return tuple(found.values())


def _around(script: str, folder: str, report: Report) -> Iterator[str]:
    """A script and all that lies in its folder, below its package or project."""
    above = posixpath.dirname(script)
    if not above:
        yield script
        return
    for path in files_below(os.path.join(folder, above), report):
        yield os.path.relpath(path, folder).replace(os.sep, "/")


def _file(path: str, place: Place, report: Report) -> Iterator[File]:
    full = os.path.join(place.folder, path)
    try:
        if why := names.unsafe_path(path):
            raise Problem("unsafe-path", f"a file beside the script of a hook: {why}")
        data = read_bytes(full, place.root, limit=LARGEST)
        if len(data) > LARGEST:
            raise Problem("file-too-large", f"the file is larger than {LARGEST >> 20} MiB")
    except Problem as problem:
        report.add_problem(problem, path=place.shown)
        return
    yield File(path, data, bool(os.stat(full).st_mode & stat.S_IXUSR))
