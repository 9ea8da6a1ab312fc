"""One release, start to end: a manifest to a build, the build to a folder, its archives and the lock.

The library call behind `agentconv build`; it prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import Problem
from agentconv.folder import apply, working
from agentconv.folder.plan import Wanted, plan
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.release import lock, pinning, provenance, signing
from agentconv.release.build import build
from agentconv.release.built import Built
from agentconv.release.manifest import Manifest


@frozen
class BuildRequest:
    """What to make of a manifest, and where."""

    folder: Path
    """The manifest's own."""
    out: Path
    targets: tuple[str, ...] = ()
    """Those to build; all when empty."""
    epoch: int = 0
    """The time that the archives carry, in seconds since 1970."""
    locked: bool = False
    """Whether anything that differs from the lock is an error."""
    force: bool = False
    strict: bool = False
    sign: bool = False
    skip_bad: bool = False
    """Whether what has errors is left out, and the rest is built."""


@frozen
class BuildResult:
    """What came of a build."""

    built: Built | None
    diagnostics: tuple[Diagnostic, ...]
    failed: bool
    """Whether an error stands, or a warning under `strict`."""
    written: bool = False
    """Whether the bundle was written."""


def release(
    manifest: Manifest,
    request: BuildRequest,
    registry: Registry,
    report: Report,
    *,
    step: Callable[[], None] = lambda: None,
) -> BuildResult:
    """Build a bundle and write it: folder, archives, what lies beside them, and the lock of a whole build.

    All there is to say goes to the report. `step` is told of each file that was read.
    """
    built = build(
        manifest,
        request.folder,
        registry,
        report,
        only=request.targets,
        epoch=request.epoch,
        skip_bad=request.skip_bad,
        step=step,
    )
    written = False
    if built is not None and (request.skip_bad or not _failed(report, request)):
        last = Report()
        if request.locked:
            _check_lock(built, request.folder, last)
        if request.sign and not last.errors():
            _sign(built, last)
        if not last.errors():
            written = _write(built, request, last)
        report.extend(last.diagnostics)
    partial = any(d.code == "name-collision" for d in report.diagnostics)
    return BuildResult(built, report.diagnostics, partial or _failed(report, request), written)


def _failed(report: Report, request: BuildRequest) -> bool:
    bad = {Severity.ERROR, Severity.WARNING} if request.strict else {Severity.ERROR}
    return any(d.severity in bad for d in report.diagnostics)


def _check_lock(built: Built, folder: Path, report: Report) -> None:
    """Report everything in which a build is not the one that the lock pins."""
    place = (folder / lock.NAME).as_posix()
    try:
        known = lock.load(folder)
    except Problem as problem:
        report.add_problem(problem, path=place, hint="build once without --locked")
        return
    hint = "build without --locked to renew the lock"
    ends = pinning.other_line_ends(built, folder, known)
    if ends:
        names = ", ".join(ends[:3])
        hint = f"only the line endings differ of {names}: '* text eol=lf' in .gitattributes keeps them"
    for line in known.differences(built.lock):
        report.add("lock-changed", line, path=place, hint=hint)


def _sign(built: Built, report: Report) -> None:
    """Add a signature over the provenance to what is written beside the archives.

    It comes after the lock: a signature is another one each time, and the lock pins what is always the same.
    """
    try:
        signature = signing.sign(built.beside[built.stem + provenance.ENDING])
    except Problem as problem:
        report.add_problem(problem)
    else:
        built.beside[built.stem + signing.ENDING] = signature


def _write(built: Built, request: BuildRequest, report: Report) -> bool:
    files = [Wanted(f"{built.stem}/{path}", data, "bundle") for path, data in built.entries.items()]
    files += [Wanted(name, made, "bundle") for name, made in built.archives.made.items()]
    files += [Wanted(name, data, "bundle") for name, data in built.beside.items()]
    also: dict[Path, bytes] = {}
    if not request.targets and not request.locked:  # a part of the targets pins only a part of the bundle
        also[request.folder / lock.NAME] = built.lock.to_text().encode()
    with working.locked(request.out):
        made = plan(files, request.out, ["bundle"], [], report, force=request.force)
        return made is not None and apply.carry_out(made, report, also)
