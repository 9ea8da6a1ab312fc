"""Files that a skill, command or server names as its own, or its package's, and that are not there."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator

from agentconv.checking.part import Part
from agentconv.checking.subject import MANY
from agentconv.kit.references import texts_of
from agentconv.model.components import COMMAND, SERVER, SKILL

_LINK = re.compile(r"\]\((?P<path>[A-Za-z0-9_.][\w.@+/-]*\.[A-Za-z0-9]{1,8})(?:#[\w.-]*)?\)")
"""A link to a file with an ending; what has a place for something in it, or a scheme, is none."""
_RUN = re.compile(
    r"\b(?:python3?|bash|sh|node|deno run|bun|uv run|ruby|perl) "
    r"(?P<path>scripts/[\w.@+/-]*\.[A-Za-z0-9]{1,8})(?![\w/])"
)
"""A script that the text says how to run."""
_IN_PACKAGE = re.compile(
    r"\$\{?(?:[A-Z]+_PLUGIN_ROOT|extensionPath)\}?\"?/(?P<path>[\w.@+-]+(?:/[\w.@+-]+)*\.\w{1,8})"
)
_CODE = re.compile(r"`[^`\n]*`")
_FENCE = re.compile(r"\s*(?:```|~~~)")


def look(part: Part) -> None:
    """Report files that are named and are not there."""
    told: set[str] = set()
    if part.held.kind == SKILL:
        for path, at in _links(part):
            _tell(f"a link leads to {path!r}, where there is no file", path, at, part, told)
        for path, at in _run(part):
            _tell(f"it has {path!r} run, which is not in the skill's folder", path, at, part, told)
    if part.held.format.is_package or part.held.package:
        for path, at in _in_package(part):
            full = posixpath.join(part.folder, path)
            if not os.path.lexists(full):
                _tell(f"it names {path!r} of its package, which is not there", path, at, part, told)


def _tell(what: str, path: str, at: int, part: Part, told: set[str]) -> None:
    """Report a file, each once."""
    if path not in told and len(told) < MANY:
        told.add(path)
        part.add_at("file-missing", what, at)


def _links(part: Part) -> Iterator[tuple[str, int]]:
    """The links of a skill's text that lead nowhere; those in code are examples."""
    for line, at in _prose(part):
        shown = _CODE.sub(lambda code: " " * len(code[0]), line)
        for match in _LINK.finditer(shown):
            path = match["path"]
            inside = posixpath.normpath(posixpath.join(part.held.shown, path))
            if not os.path.lexists(inside) and not _leads_out(path, part):
                yield path, at + match.start("path")


def _leads_out(path: str, part: Part) -> bool:
    """Whether a path leads out of what was given, where nobody looks."""
    above = part.held.material.path.count("/")
    return path.count("../") > above or path.startswith("/")


def _run(part: Part) -> Iterator[tuple[str, int]]:
    """Scripts that a text says how to run, in a folder that the skill has, but without this file.

    What is nowhere in the skill may be the user's: so only a folder of its own counts.
    """
    files = {file.path for file in part.component.files}
    if not any(path.startswith("scripts/") for path in files):
        return
    for match in _RUN.finditer(part.source.text):
        path = match["path"]
        if path not in files and not _elsewhere(path, part):
            yield path, match.start("path")


def _elsewhere(path: str, part: Part) -> bool:
    """Whether a path is one from the package's or project's folder, or from the one that was given."""
    return os.path.lexists(posixpath.join(part.folder, path)) or os.path.lexists(path)


def _prose(part: Part) -> Iterator[tuple[str, int]]:
    """The lines of a text outside of fences, each with its offset."""
    at, fence = 0, ""
    for line in part.source.text.split("\n"):
        if match := _FENCE.match(line):
            mark = match[0].strip()
            fence = "" if fence == mark else fence or mark
        elif not fence:
            yield line, at
        at += len(line) + 1


def _in_package(part: Part) -> Iterator[tuple[str, int]]:
    """The files of its package that a component names."""
    kind = part.held.kind
    if kind in (SKILL, COMMAND):
        yield from ((m["path"], m.start("path")) for m in _IN_PACKAGE.finditer(part.source.text))
    elif kind == SERVER:
        server = part.component
        for texts in texts_of(server).values():
            for match in (m for text in texts for m in _IN_PACKAGE.finditer(text)):
                yield match["path"], max(0, part.source.text.find(match["path"]))
