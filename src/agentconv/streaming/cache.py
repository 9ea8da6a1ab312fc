"""What an earlier run made of the same bytes, so that a run in which nothing changed only compares.

A line holds what is said of one source and the digests of its files, never their contents: where a file in
the output folder is another one, its source is converted again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from agentconv import about
from agentconv.containers.json import load_plain
from agentconv.diagnostics import Diagnostic, Loss, Severity
from agentconv.folder.lines import Lines, cache_folder
from agentconv.folder.staging import Stage, Staged, look
from agentconv.formats import BUILT_IN, GENERATIONS
from agentconv.host.index import environment
from agentconv.reading.finding import Found
from agentconv.streaming.parts import Done, Head, Output, Part
from agentconv.writing.filtering import Passed

VERSION = 4


class Cache:
    """The lines of one kind of run: the same agentconv, libraries, targets and options."""

    def __init__(self, facts: Iterable[object], stage: Stage) -> None:
        folder = cache_folder()
        kind = sha256(
            repr((VERSION, *_installed(), environment(), *facts)).encode("utf-8", "surrogatepass")
        ).hexdigest()
        self.lines = Lines(None if folder is None else folder / f"{kind[:32]}.lines")
        self.stage = stage

    def find(self, key: str, number: int) -> Part | None:
        """What came of a source, if its files are in the output folder as it would write them."""
        line = self.lines.get(key)
        if line is None:
            return None
        try:
            part = _part(load_plain(line.decode()), number)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            return None
        for head in part.heads:
            for done in head.done if head.passed is None or head.passed.stays else ():
                if done is None or done.output is None or not self._lies(done.output):
                    return None
        return part

    def _lies(self, output: Output) -> bool:
        return look(f"{self.stage.out}/{output.path}") == output.content.sha256


def key_of(found: Found, data: bytes) -> str:
    """The key of a source: where it lies, whether it was named itself, and its bytes."""
    digest = sha256(
        f"{found.named:d}{found.place}{found.tool}\0{found.shown}\0".encode("utf-8", "surrogatepass")
    )
    digest.update(data)
    return digest.hexdigest()[:32]


def line_of(part: Part) -> bytes | None:
    """What is to be kept of a source; None when that would not say all."""
    if not part.heads or any(d.severity is Severity.ERROR for d in part.diagnostics):
        return None
    rows = []
    for head in part.heads:
        passed = head.passed
        if head.companions or head.refers or not (head.unchanged or passed):
            return None
        if passed is not None and (passed.failed or passed.own_name):
            return None
        done = [_done_row(one) for one in head.done]
        if None in done and (passed is None or passed.stays):
            return None
        facts = [head.name, head.version, head.path, head.index, head.of, head.format]
        rows.append([*facts, head.skills, head.servers, done, _passed_row(passed), head.unchanged])
    data = [rows, [_finding_row(d) for d in part.diagnostics]]
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()


def _done_row(done: Done | None) -> list[Any] | None:
    if done is None or done.output is None:
        return None
    found = [_finding_row(d) for d in done.diagnostics]
    return [done.slug, done.whole_file, done.output.path, done.output.content.sha256, found]


def _passed_row(passed: Passed | None) -> list[Any] | None:
    if passed is None:
        return None
    found = [_finding_row(d) for d in passed.diagnostics]
    return [passed.was, passed.path, passed.package, passed.name, passed.renamed_by, passed.refers, found]


def _finding_row(d: Diagnostic) -> list[Any]:
    row = [
        d.code,
        d.severity,
        d.message,
        d.field,
        d.loss,
        d.hint,
        d.path,
        d.agent,
        d.target,
        d.line,
        d.column,
    ]
    return [*row, d.further, d.filter] if d.further or d.filter else row


def _part(data: Any, number: int) -> Part:
    rows, findings = data
    heads = []
    for name, version, path, index, of, fmt, skills, servers, done, passed, unchanged in rows:
        written = passed[3] if passed else name
        made = [_done(row, written) for row in done]
        head = Head(name, version, path, number, index, of, unchanged, fmt, (), tuple(skills), done=made)
        head.servers = tuple(servers)
        head.passed = _passed(passed) if passed else None
        heads.append(head)
    return Part(heads, tuple(map(_finding, findings)))


def _passed(row: list[Any]) -> Passed:
    was, path, package, name, renamed_by, refers, findings = row
    found = tuple(map(_finding, findings))
    return Passed(was, path, package, None, name, "", renamed_by, False, found, tuple(refers))


def _done(row: list[Any] | None, name: str) -> Done | None:
    if row is None:
        return None
    slug, whole, path, digest, findings = row
    return Done(slug, whole, tuple(map(_finding, findings)), Output(path, Staged(digest, digest), (name,)))


_SEVERITY = {str(s): s for s in Severity}
_LOSS: dict[str | None, Loss | None] = {None: None, **{str(loss): loss for loss in Loss}}


def _finding(row: list[Any]) -> Diagnostic:
    code, severity, message, field, loss, hint, path, agent, target, line, column, *further = row
    return Diagnostic(
        code,
        _SEVERITY[severity],
        message,
        hint,
        path,
        line,
        column,
        agent,
        target,
        field,
        _LOSS[loss],
        tuple(further[0]) if further else (),
        further[1] if further else None,
    )


def built_in(names: Iterable[str]) -> bool:
    """Whether all formats of these names are agentconv's own: a plugin's may change without a word."""
    return all(name in BUILT_IN or name in GENERATIONS for name in names)


def _installed() -> list[object]:
    """What a result depends on besides its source: agentconv's own files, and what else is installed.

    A folder of libraries changes its time when one is installed, removed or replaced. The current folder is
    on Python's path as well (`python -m`), and changes with every output.
    """
    found: list[object] = [about.__version__, sys.version]
    for folder, _, files in sorted(os.walk(Path(about.__file__).parent)):
        for name in sorted(files):
            if not name.endswith(".pyc"):
                facts = os.stat(os.path.join(folder, name))
                found.append((name, facts.st_mtime_ns, facts.st_size))
    here = os.path.realpath(os.curdir)
    places = (p for p in sys.path if os.path.isdir(p) and os.path.realpath(p) != here)
    return [*found, *((place, os.stat(place).st_mtime_ns) for place in places)]
