"""What the commands do, as calls: check, merge, build, verify, install.

Each gives a value with everything there is to say; nothing prints, nothing exits.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.door import told
from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.format import PROJECT

if TYPE_CHECKING:
    from agentconv.release.attested import Asked

Where = str | os.PathLike[str]


@frozen
class Checked:
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]
    """Sorted by file, line and column."""
    files: int
    """How many files were read."""
    agents: int
    """How many agents they define."""
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """File that was repaired -> what was done to it."""
    ok: bool = True
    """Whether `agentconv check` would exit with 0: only notes, or what a target would lose."""


@frozen
class Merged:
    """What came of a merge."""

    text: str | None
    """The merged file, with git's markers where both sides disagree; None where there is none."""
    conflicts: tuple[str, ...]
    """The fields on which both sides disagree, as `agentconv.diff` names them."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is left for a person to decide."""
        return self.text is not None and not _errors(self.diagnostics)


@frozen
class Bundled:
    """What a build made."""

    name: str
    version: str
    """Both as the manifest says them; empty where it cannot be read."""
    files: tuple[str, ...]
    """The files of the whole bundle, relative to its folder `<out>/<name>-<version>`."""
    archives: Mapping[str, str]
    """File name of each archive in the folder `out` -> its SHA-256, 64 hexadecimal digits."""
    diagnostics: tuple[Diagnostic, ...]
    written: bool
    """Whether the folder, the archives and the lock were written."""
    ok: bool
    """Whether `agentconv build` would exit with 0."""


@frozen
class Bundle:
    """A bundle in which nothing is wrong."""

    path: str
    """As it was given."""
    name: str
    version: str
    agents: int
    files: int


@frozen
class Verified:
    """Which bundles are as they say they are."""

    good: tuple[Bundle, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether every bundle is good."""
        return not _errors(self.diagnostics)


@frozen
class Installed:
    """What an installation did, or would do: paths relative to the folder."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    """What somebody edited, or what is another's, so that it was left alone."""
    removed: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is there as the bundle has it."""
        return not self.kept and not _errors(self.diagnostics)


def _errors(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [d for d in found if d.severity is Severity.ERROR]


@told
def check(
    *sources: Where,
    targets: Sequence[str] = (),
    format: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fix: bool = False,
    registry: Registry | None = None,
) -> Checked:
    r"""Find what is wrong with the agents of files, folders and globs, as `agentconv check` does.

    `targets` asks also what those would lose; `select` and `ignore` take codes, with `*` for any; `fix`
    repairs the files where that is safe. Raises `UsageError` for an unknown format, target or code.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "tidy.md"
    ...     _ = file.write_text("---\nname: tidy\ndescription: d\ntools: Raed\n---\nTidy up.\n")
    ...     found = check(file)
    >>> [(d.code, str(d.severity), d.line) for d in found.diagnostics], found.ok
    ([('tool-unknown', 'note', 4)], True)
    """
    from agentconv.checking import run

    request = run.CheckRequest(
        _paths(*sources),
        tuple(targets),
        format=format,
        select=tuple(select),
        ignore=tuple(ignore),
        fix=fix,
    )
    result = run.check(request, registry or Registry())
    fixed = {one.path: tuple(one.done) for one in result.fixed}
    return Checked(result.diagnostics, result.files, result.agents, fixed, result.ok)


@told
def merge(
    *versions: Where,
    base: Where | None = None,
    target: str | None = None,
    format: str | None = None,
    union: bool = False,
    bump: str | None = None,
    force: bool = False,
    registry: Registry | None = None,
) -> Merged:
    r"""Merge the files of versions of an agent, as `agentconv merge` does.

    Without `base`: the newest of the versions, with a changelog of the steps that lead to it; `union` keeps
    what newer ones dropped, `bump` (`major`, `minor`, `patch`) sets the next version. With `base`: what two
    sides, ours and theirs, made of it. `target` is the format of the result, or else that of the newest
    version, or of ours. Raises `UsageError` for an unknown format, or a number of files that makes no sense.

    >>> import tempfile
    >>> from pathlib import Path
    >>> head = "---\nname: tidy\ndescription: {}\n---\n{}\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     base, ours, theirs = (Path(folder) / f"{name}.md" for name in ("base", "ours", "theirs"))
    ...     _ = base.write_text(head.format("Tidies", "Be brief."))
    ...     _ = ours.write_text(head.format("Tidies code", "Be brief."))
    ...     _ = theirs.write_text(head.format("Tidies", "Be very brief."))
    ...     merged = merge(ours, theirs, base=base)
    >>> print(merged.text, end="")
    ---
    name: tidy
    description: Tidies code
    ---
    Be very brief.
    >>> merged.ok, merged.conflicts
    (True, ())
    """
    from agentconv.merging import run

    files = _paths(*versions)
    if base is not None and len(files) != 2:
        raise UsageError(f"with a base a merge takes two files, ours and theirs, not {len(files)}")
    if base is not None and union:
        raise UsageError("union is for a stack of versions, without a base")
    if base is None and len(files) < 2:
        raise UsageError("a merge takes at least two versions")
    report = Report()
    request = run.MergeRequest(
        files,
        None if base is None else _paths(base)[0],
        format=format,
        target=target,
        union=union,
        bump=bump,
        force=force,
    )
    result = run.merge(request, registry or Registry(), report)
    if len(result.files) > 1:
        raise UsageError(f"the format {target!r} has {len(result.files)} files for one agent: use `convert`")
    text = result.files[0].text if result.files and not result.broken else None
    return Merged(text, tuple(dict.fromkeys(c.field for c in result.conflicts)), report.diagnostics)


@told
def build(
    manifest: Where = ".",
    out: Where = "dist",
    *,
    targets: Sequence[str] = (),
    epoch: int = 0,
    locked: bool = False,
    strict: bool = False,
    force: bool = False,
    skip_bad: bool = False,
    registry: Registry | None = None,
) -> Bundled:
    """Build the bundle that a manifest describes into the folder `out`, as `agentconv build` does.

    `manifest` is the file, or the folder that holds `agentconv.toml`; `targets` builds only some of its own;
    `epoch` is the time of the archives' files, in seconds since 1970; with `locked` anything that differs
    from `agentconv.lock` is an error. The same input gives the same bytes. Raises `UsageError` for a target
    that the manifest does not have.
    """
    from agentconv.release import run
    from agentconv.release.build import load_manifest

    registry, report, place = registry or Registry(), Report(), Path(manifest)
    asked = tuple(targets)
    read = load_manifest(place, registry, report)
    if read is None:
        return Bundled("", "", (), {}, report.diagnostics, written=False, ok=False)
    known = [target.name for target in read.targets]
    if strange := next((target for target in asked if target not in known), None):
        raise UsageError(f"the manifest has no target {strange!r}; it has {', '.join(known)}")
    request = run.BuildRequest(
        place if os.path.isdir(place) else place.parent,
        Path(out),
        asked,
        epoch,
        locked=locked,
        force=force,
        strict=strict,
        skip_bad=skip_bad,
    )
    result = run.release(read, request, registry, report)
    built = result.built
    return Bundled(
        read.name,
        read.version,
        () if built is None else tuple(sorted(built.entries)),
        {} if built is None else {name: made.sha256 for name, made in built.archives.made.items()},
        result.diagnostics,
        written=result.written,
        ok=not result.failed,
    )


@told
def verify(*bundles: Where, registry: Registry | None = None, **claims: str | None) -> Verified:
    """Check that bundles, archives or folders, are whole, and that every file is what agentconv would write.

    `claims` are what they are held against, as the options of `agentconv verify` and `install`: `sha256`,
    `provenance` (the path of a statement), and with one `builder`, `source`, `identity`, `issuer`. Raises
    `UsageError` where those make no sense.
    """
    from agentconv.release.verify import verify as verify_all

    report = Report()
    found = verify_all(_paths(*bundles), registry or Registry(), report, _asked(claims))
    good = tuple(Bundle(one.bundle, one.name, one.version, one.agents, one.files) for one in found)
    return Verified(good, report.diagnostics)


@told
def install(
    bundle: Where,
    target: str,
    into: Where,
    *,
    scope: str = PROJECT,
    agents: Sequence[str] = (),
    uninstall: bool = False,
    dry: bool = False,
    force: bool = False,
    registry: Registry | None = None,
    **claims: str | None,
) -> Installed:
    """Put a bundle's files for one tool into a folder, or take them out, as `agentconv install` does.

    The bundle is verified first, and held against `claims` as `verify` takes them. `scope` is `project` or
    `user`; `agents` names only some of them; `dry` plans and writes nothing. What was edited since is kept.
    Raises `UsageError` for an unknown format, or one that the bundle does not hold.
    """
    from agentconv.release import install as installing

    report = Report()
    request = installing.InstallRequest(
        _paths(bundle)[0],
        target,
        Path(into),
        scope=scope,
        agents=tuple(agents),
        uninstall=uninstall,
        dry=dry,
        force=force,
        asked=_asked(claims),
    )
    made = installing.run(request, registry or Registry(), report)
    if made is None:
        return Installed((), (), (), (), report.diagnostics)
    return Installed(
        tuple(file.path for file, _ in made.write),
        tuple(file.path for file in made.unchanged),
        tuple(file.path for file in made.kept),
        tuple(made.remove),
        report.diagnostics,
    )


def _asked(claims: Mapping[str, str | None]) -> Asked:
    from agentconv.release.attested import Asked

    known = Asked.__dataclass_fields__
    if strange := next((name for name in claims if name not in known), None):
        raise TypeError(f"a bundle is held against {', '.join(known)}, not {strange!r}")
    for name, value in claims.items():
        if not isinstance(value, str | os.PathLike | None):
            raise TypeError(f"{name!r} takes a text, not {type(value).__name__}")
    return Asked(**{name: value if value is None else os.fspath(value) for name, value in claims.items()})


def _paths(*given: Where) -> tuple[str, ...]:
    return tuple(os.fspath(one) for one in given)
