"""The scripts that hooks run: they travel with the hooks, whose commands name them.

A script may call others that lie beside it, so the folder that it lies in travels whole, like that of a
skill; of a package's or project's own folder only the script itself.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
import stat
from collections.abc import Iterator, Sequence
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
_RELATIVE = re.compile(r"(?!-)\.?[\w@+][\w.@+-]*(?:/[\w.@+-]+)*|\./[\w./@+-]+")
_RUNNERS = {"bash", "bun", "dash", "deno", "fish", "ksh", "node", "perl", "php", "pwsh", "python", "python3"}
_RUNNERS |= {"ruby", "sh", "tsx", "uv", "zsh"}
_VERBS = frozenset({"exec", "run"})
"""`bun run x.ts`, `exec ./x.sh`: words before the script itself."""
_INLINE = frozenset({"-c", "-e", "-ec", "-lc", "-m", "--eval"})
"""Options behind which the program itself stands, or the name of a module."""
_ENDS = frozenset({"&&", "||", ";", "|", "&"})


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
    relative: bool = False
    """Whether a path in a command is found below that folder: commands start there."""


def named(hook: Hook, *, is_package: bool, relative: bool = False) -> list[str]:
    """The scripts that a hook's commands name, by their paths below its package, or its project.

    With `relative` also those that are named by nothing but that path.
    """
    pattern = _IN_PACKAGE if is_package else _IN_PROJECT
    found = [path for action in hook.actions for path in pattern.findall(action.command or "")]
    found += relative_in(hook) if relative else []
    return [path for path in dict.fromkeys(found) if names.unsafe_path(path) is None]


def relative_in(hook: Hook) -> list[str]:
    """The scripts that a hook's commands name by a path below the folder in which they start."""
    return [path for action in hook.actions for path in _run(action.command or "")]


def _run(command: str) -> Iterator[str]:
    """The paths that a command line runs: `./x.sh`, `scripts/x.sh` or `bash x.sh`, none of an argument."""
    try:
        words = list(_lexer(command))
    except ValueError:  # a quote is not closed: no shell runs it
        return
    start = 0
    for end in (*(at for at, word in enumerate(words) if word in _ENDS), len(words)):
        yield from _script(words[start:end])
        start = end + 1


def _lexer(command: str) -> shlex.shlex:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=";&|")
    lexer.whitespace_split, lexer.commenters = True, ""
    return lexer


def _script(words: Sequence[str]) -> Iterator[str]:
    """The script that one command runs, if it names one by such a path."""
    rest = [word for word in words if not re.match(r"[A-Za-z_]\w*=", word)]
    runner = posixpath.basename(rest[0]) in _RUNNERS if rest else False
    if runner and _INLINE & {*rest}:
        return
    while runner and len(rest) > 1 and (rest[1] in _VERBS or rest[1].startswith("-")):
        del rest[1]  # an option takes no value here that could be a script
    script = "".join(rest[1:2]) if runner else "".join(rest[:1])
    if _RELATIVE.fullmatch(script) and ("/" in script or runner):
        yield posixpath.normpath(script)


def may_hold(hook: Hook, path: str, *, is_package: bool, relative: bool = False) -> bool:
    """Whether a file can be one that travels with a hook: a script, or in the folder of one."""
    scripts = named(hook, is_package=is_package, relative=relative)
    folders = [f"{above}/" for above in map(posixpath.dirname, scripts) if above]
    return path in scripts or path.startswith(tuple(folders))


def scripts_of(hook: Hook, place: Place, report: Report) -> tuple[File, ...]:
    """The files that a hook runs or may run, by their paths below its package or project.

    A script that is not there, and a file that cannot be taken, go to the report.
    """
    found: dict[str, File] = {}
    if not place.relative:
        _tell_lost(hook, place, report)
    for script in named(hook, is_package=place.is_package, relative=place.relative):
        if not os.path.isfile(os.path.join(place.folder, script)):
            what = f"the hook of {hook.name} runs {script!r}, which is not among the sources"
            report.add("script-missing", what, path=place.shown)
            continue
        for path in _around(script, place.folder, report):
            if path not in found and path != place.path:
                found |= {file.path: file for file in _file(path, place, report)}
    return tuple(found.values())


def _tell_lost(hook: Hook, place: Place, report: Report) -> None:
    """Say which scripts lie in the package, and are looked for where the client works."""
    for script in dict.fromkeys(relative_in(hook)):
        if names.unsafe_path(script) is None and os.path.isfile(os.path.join(place.folder, script)):
            what = f"the hook of {hook.name} runs {script!r} where its client works, not in the package"
            hint = "name the folder of the package before it: ${..._PLUGIN_ROOT}"
            report.add("script-missing", what, path=place.shown, hint=hint)


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
