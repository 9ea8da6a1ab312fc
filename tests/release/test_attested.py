"""A bundle is held against a hash and a provenance, and what nobody checked is said."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentconv.bundle import contents, opening
from agentconv.diagnostics import Report
from agentconv.errors import Problem, UsageError
from agentconv.folder.plan import Plan
from agentconv.host.registry import Registry
from agentconv.release import install, provenance, signing
from agentconv.release.attested import Asked
from agentconv.release.verify import verify
from tests.release.projects import STEM, built

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def release(project: Path) -> Path:
    """The folder of a release: an archive, another of the same, and what is said of them."""
    made = built(project)
    for name, data in {**made.archives, **made.beside}.items():
        (project / name).write_bytes(data)
    return project


def _verify(release: Path, asked: Asked, name: str = f"{STEM}.zip") -> Report:
    report = Report()
    found = verify([str(release / name)], Registry(plugins=False), report, asked)
    assert bool(found) != bool(report.errors())
    return report


def _install(release: Path, asked: Asked, name: str = f"{STEM}.zip") -> tuple[Plan | None, Report]:
    (release / "into").mkdir(exist_ok=True)
    report = Report()
    request = install.InstallRequest(str(release / name), "claude", release / "into", asked=asked)
    return install.run(request, Registry(plugins=False), report), report


def _set(*path: str, to: object) -> Change:
    def change(statement: dict[str, Any]) -> None:
        *folders, last = path
        place = statement
        for key in folders:
            place = place.setdefault(key, {})
        place[last] = to

    return change


DEFINITION = ("predicate", "buildDefinition")
BUILDER = ("predicate", "runDetails", "builder", "id")
WRONG: dict[str, tuple[Change, Asked, str]] = {
    "builder": (_set(*BUILDER, to="https://evil.example"), Asked(), "made by 'https://evil.example'"),
    "type": (_set(*DEFINITION, "buildType", to="urn:x"), Asked(), "another type: 'urn:x'"),
    "version": (_set(*DEFINITION, "externalParameters", "version", to="1.0.0"), Asked(), "version '1.0.0'"),
    "name": (_set(*DEFINITION, "externalParameters", "name", to="other"), Asked(), "bundle 'other'"),
    "another builder": (lambda _: None, Asked(builder="https://ci.example"), "made by 'urn:agentconv:builder'"),
    "no source": (lambda _: None, Asked(source="https://git.example/a"), "does not name the source"),
    "like the source": (
        _set(*DEFINITION, "resolvedDependencies", to=[{"uri": "git+https://git.example/a-evil@main"}]),
        Asked(source="https://git.example/a"), "does not name the source",
    ),
    "no builder": (_set("predicate", "runDetails", to={}), Asked(), "nothing in"),
    "no definition": (_set("predicate", "buildDefinition", to=[]), Asked(), "nothing in"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_statement_on_another_build_is_refused(what: str, release: Path) -> None:
    change, asked, said = WRONG[what]
    file = release / f"{STEM}.provenance.json"
    statement = json.loads(file.read_bytes())
    change(statement)
    file.write_text(json.dumps(statement), encoding="utf-8")
    asked = Asked(provenance=str(file), builder=asked.builder, source=asked.source)
    assert said in _verify(release, asked).errors()[-1].message
    made, report = _install(release, asked)
    assert made is None
    assert said in report.errors()[-1].message
    assert not list((release / "into").iterdir())


def test_a_builder_and_a_source_that_are_asked_for_are_compared(release: Path) -> None:
    file = release / f"{STEM}.provenance.json"
    statement = json.loads(file.read_bytes())
    _set(*BUILDER, to="https://ci.example")(statement)
    _set(*DEFINITION, "buildType", to="urn:x")(statement)
    _set(*DEFINITION, "resolvedDependencies", to=[{"uri": "git+https://git.example/a@refs/tags/1"}])(
        statement
    )
    file.write_text(json.dumps(statement), encoding="utf-8")
    asked = Asked(provenance=str(file), builder="https://ci.example", source="https://git.example/a")
    assert [d.code for d in _verify(release, asked).diagnostics] == ["signature-unchecked"]
    assert _install(release, asked)[0] is not None


@pytest.mark.parametrize("signatures", [[], [{"sig": "AAAA"}]])
def test_that_no_signature_was_checked_is_said_once(signatures: list[object], release: Path) -> None:
    file = release / f"{STEM}.provenance.json"
    payload = base64.b64encode(file.read_bytes()).decode()
    envelope = {"payload": payload, "payloadType": provenance.PAYLOAD, "signatures": signatures}
    file.write_text(json.dumps({"dsseEnvelope": envelope}), encoding="utf-8")
    report = Report()
    bundles = [str(release / f"{STEM}.zip"), str(release / f"{STEM}-claude.tar.gz")]
    assert len(verify(bundles, Registry(plugins=False), report, Asked(provenance=str(file)))) == 2
    assert [d.code for d in report.diagnostics] == ["signature-unchecked"]


def test_a_renamed_archive_is_called_by_its_name(release: Path) -> None:
    (release / "new.zip").write_bytes((release / f"{STEM}.zip").read_bytes())
    report = _verify(release, Asked(provenance=str(release / f"{STEM}.provenance.json")), "new.zip")
    assert f"its SHA-256 is that of {STEM}.zip" in str(report.errors()[0].hint)


def test_what_is_installed_is_what_was_checked(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = contents.digest((release / f"{STEM}.zip").read_bytes())
    made, report = _install(release, Asked(sha256="0" * 64))
    assert made is None
    assert report.errors()[0].code == "hash-mismatch"
    assert not list((release / "into").iterdir())
    opened: list[Path] = []

    def read(path: Path) -> bytes:
        opened.append(path)
        return path.read_bytes()

    monkeypatch.setattr(opening, "archive_bytes", read)
    for asked in (Asked(sha256=good.upper()), Asked(provenance=str(release / f"{STEM}.provenance.json"))):
        assert _install(release, asked)[0] is not None
    assert len(opened) == 2


def test_a_folder_has_no_hash(release: Path) -> None:
    (release / "folder").mkdir()
    for asked in (Asked(sha256="0" * 64), Asked(provenance=str(release / f"{STEM}.provenance.json"))):
        assert "a folder has no hash" in _verify(release, asked, "folder").errors()[0].message


@pytest.mark.parametrize(
    "asked", [Asked(builder="x"), Asked(source="x"), Asked(identity="x"), Asked(issuer="x")]
)
def test_what_needs_a_statement_says_so(asked: Asked, release: Path) -> None:
    with pytest.raises(UsageError, match="needs --"):
        _verify(release, asked)
    with pytest.raises(UsageError, match="needs --"):
        _install(release, asked)


def test_an_identity_is_asked_of_the_signature(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = release / f"{STEM}.provenance.json"

    def verified(bundle: bytes, identity: str, issuer: str | None) -> bytes:
        if (identity, issuer) != ("me@example.com", "https://issuer.example"):
            raise Problem("sign-failed", "no good signature")
        return bundle

    monkeypatch.setattr(signing, "verified", verified)
    good = Asked(provenance=str(file), identity="me@example.com", issuer="https://issuer.example")
    assert _verify(release, good).diagnostics == ()
    bad = Asked(provenance=str(file), identity="you@example.com", issuer="https://issuer.example")
    assert [d.code for d in _verify(release, bad).errors()] == ["sign-failed", "provenance-mismatch"]
