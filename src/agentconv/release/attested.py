"""Holding a bundle against what is said of it elsewhere: a hash that somebody gave, and a provenance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agentconv.bundle import contents, opening
from agentconv.diagnostics import Report
from agentconv.errors import Problem, UsageError
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.release import provenance, signing


@frozen
class Asked:
    """What a bundle is to be held against."""

    sha256: str | None = None
    """Of the archive."""
    provenance: str | None = None
    """The file of a statement that must name the archive."""
    builder: str | None = None
    """Who must have built it; None = agentconv itself, wherever it ran."""
    source: str | None = None
    """The address of what it must have been built from."""
    identity: str | None = None
    """Whose Sigstore signature the statement must bear."""
    issuer: str | None = None
    """Who must have vouched for the identity."""

    def check(self) -> None:
        """Raise `UsageError` for what means nothing without the file of a statement."""
        alone = {"--builder": self.builder, "--source": self.source, "--identity": self.identity}
        for option, value in alone.items():
            if value is not None and self.provenance is None:
                raise UsageError(f"{option} needs --provenance FILE")
        if self.issuer is not None and self.identity is None:
            raise UsageError("--issuer needs --identity")


def open_attested(bundle: Path, asked: Asked, report: Report) -> tuple[dict[str, Any], Mapping[str, bytes]]:
    """The checked index and files of a bundle, of the very bytes that were held against what is asked.

    Raises `Problem` for whatever does not fit. What was not asked, and might have been, goes to the report.
    """
    data = opening.archive_bytes(bundle)
    if data is None and (asked.sha256 or asked.provenance):
        raise Problem("provenance-mismatch", "a folder has no hash of its own: a provenance names archives")
    digest = "" if data is None else contents.digest(data)
    if asked.sha256 is not None and digest != asked.sha256.lower():
        raise Problem("hash-mismatch", f"the SHA-256 of the archive is {digest}, not the one that was given")
    statement = None if asked.provenance is None else _statement(asked, asked.provenance, report)
    if statement is not None:
        _check_subject(bundle.name, digest, statement)
    index, entries = opening.open_bundle(bundle, data)
    if statement is not None:
        _check_claims(statement, index, asked)
    return index, entries


def _statement(asked: Asked, file: str, report: Report) -> provenance.Statement:
    try:
        data = read_bytes(Path(file), Path(file), limit=contents.MAX_FILE)
        if asked.identity is not None:
            data = signing.verified(data, asked.identity, asked.issuer)
        found = provenance.read(data)
    except Problem as problem:
        report.add_problem(problem, path=file)
        raise Problem("provenance-mismatch", f"nothing in {file} to hold it against") from None
    if asked.identity is None and "signature-unchecked" not in {d.code for d in report.diagnostics}:
        what = "no signature was checked: whoever can write the archive can write this file, too"
        hint = "--identity NAME asks whose signature it bears (build --sign, extra 'sign')"
        report.add("signature-unchecked", what, path=file, hint=hint)
    return found


def _check_subject(name: str, digest: str, statement: provenance.Statement) -> None:
    known = statement.subjects.get(name)
    if known == digest:
        return
    if known:
        raise Problem("provenance-mismatch", "has another SHA-256 than the provenance says")
    same = [subject for subject, its in statement.subjects.items() if its == digest]
    hint = f"it names {', '.join(sorted(statement.subjects)) or 'nothing'}"
    if same:
        hint = f"its SHA-256 is that of {', '.join(sorted(same))}: was it renamed?"
    raise Problem("provenance-mismatch", "is not named by the provenance", hint)


def _check_claims(statement: provenance.Statement, index: Mapping[str, Any], asked: Asked) -> None:
    """Raise `Problem` unless the statement is on this bundle, by the builder and of the source asked for."""
    if statement.builder != (asked.builder or provenance.BUILDER):
        what = f"the provenance was made by {statement.builder[:200]!r}"
        raise Problem("provenance-mismatch", what, "--builder ID takes what another builder made")
    if asked.builder is None and statement.build_type != provenance.BUILD:
        raise Problem(
            "provenance-mismatch",
            f"the provenance is of a build of another type: {statement.build_type[:200]!r}",
        )
    for said, key, word in (
        (statement.name, "name", "bundle"),
        (statement.version, "bundle_version", "version"),
    ):
        if said is not None and said != index[key]:
            what = f"the provenance is of the {word} {said[:200]!r}, and this is {index[key]!r}"
            raise Problem("provenance-mismatch", what)
    if asked.source is not None and not any(_is_source(found, asked.source) for found in statement.sources):
        listed = ", ".join(statement.sources)[:400] or "none"
        what = f"the provenance does not name the source {asked.source!r}"
        raise Problem("provenance-mismatch", what, f"it names {listed}")


def _is_source(found: str, asked: str) -> bool:
    """Whether an address is the one that was asked for, whatever revision it adds (`git+https://...@ref`)."""
    plain = found.removeprefix("git+")
    return asked in (found, plain) or plain.startswith((f"{asked}@", f"{asked}.git@"))
