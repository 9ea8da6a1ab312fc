"""Where a release comes from: an in-toto Statement with SLSA provenance, `NAME-VERSION.provenance.json`.

Facts: https://in-toto.io/Statement/v1 and https://slsa.dev/spec/v1.0/provenance (read 2026-11-20). The
statement names every archive by its hash, what it was built from, and how. Who ran the build, and when,
would differ between two builds: that is what a signature says (`agentconv build --sign`), so the statement
itself does not.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from agentconv.bundle import contents
from agentconv.containers.json import dump, load
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.release.lock import Lock
from agentconv.release.manifest import Manifest
from agentconv.text.source import decode

ENDING = ".provenance.json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
PAYLOAD = "application/vnd.in-toto+json"
BUILD = "urn:agentconv:build:1"
"""The type of a build: what `agentconv build` makes of `externalParameters` and the inputs."""
BUILDER = "urn:agentconv:builder"


def statement(
    manifest: Manifest,
    facts: Mapping[str, Any],
    lock: Lock,
    beside: Mapping[str, str],
    epoch: int,
) -> bytes:
    """The statement on the archives that a lock pins, and on what lies beside them: name -> SHA-256.

    `facts` are what the bundle's index says.
    """
    files = {**lock.tables["archives"], **beside}
    inputs = {"agentconv.toml": manifest.sha256, **lock.tables["inputs"]}
    tools = lock.tables["tools"]
    more = {"filters": facts["filters"]} if "filters" in facts else {}
    body = {
        "_type": STATEMENT,
        "subject": [
            {"name": name, "digest": {"sha256": digest}} for name, digest in sorted(files.items())
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD,
                "externalParameters": {
                    "manifest": "agentconv.toml",
                    "name": manifest.name,
                    "version": manifest.version,
                    "targets": list(facts["targets"]),
                    **more,
                    "sourceDateEpoch": epoch,
                },
                "resolvedDependencies": [
                    {"name": name, "digest": {"sha256": digest}} for name, digest in sorted(inputs.items())
                ],
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": dict(sorted(tools.items()))},
            },
        },
    }  # fmt: skip
    return dump(body).encode()  # type: ignore[arg-type]


@frozen
class Statement:
    """What a statement says of a release."""

    subjects: Mapping[str, str]
    """File name -> SHA-256."""
    build_type: str
    builder: str
    name: str | None
    """Of the bundle; None where the builder does not say."""
    version: str | None
    sources: tuple[str, ...]
    """Addresses of what it was built from."""


def read(data: bytes) -> Statement:
    """What a statement says: one alone, in a DSSE envelope, or in a Sigstore bundle.

    Raises `Problem` for anything else. A signature around it is not checked here.
    """
    value = _object(data)
    if isinstance(value.get("dsseEnvelope"), dict):
        value = value["dsseEnvelope"]
    if "payload" in value:
        if value.get("payloadType") != PAYLOAD:
            raise Problem("syntax", f"the envelope holds no {PAYLOAD}")
        try:
            value = _object(base64.b64decode(str(value["payload"]), validate=True))
        except (binascii.Error, ValueError):
            raise Problem("syntax", "the envelope's payload is not base64") from None
    if value.get("_type") != STATEMENT or value.get("predicateType") != PREDICATE:
        raise Problem("syntax", f"no in-toto statement with the predicate {PREDICATE}")
    try:
        found = [(str(s["name"]), str(s["digest"]["sha256"])) for s in value["subject"]]
    except (KeyError, TypeError):
        raise Problem("syntax", "a subject of the statement has no name or SHA-256") from None
    if len(dict(found)) != len(found):
        raise Problem("syntax", "the statement names a subject twice")
    try:
        definition = value["predicate"]["buildDefinition"]
        build_type = str(definition["buildType"])
        builder = str(value["predicate"]["runDetails"]["builder"]["id"])
        given = definition.get("externalParameters", {})
        name = version = None
        if build_type == BUILD:
            name, version = str(given["name"]), str(given["version"])
        sources = tuple(_addresses(definition))
    except (KeyError, TypeError, AttributeError):
        raise Problem("syntax", "the statement does not say how the release was built, or by whom") from None
    return Statement(dict(found), build_type, builder, name, version, sources)


def _addresses(definition: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of a build's sources, as GitHub's and other builders give them."""
    workflow = definition.get("externalParameters", {}).get("workflow", {})
    if "repository" in workflow:
        yield str(workflow["repository"])
    for dependency in definition.get("resolvedDependencies", []):
        if "uri" in dependency:
            yield str(dependency["uri"])


def _object(data: bytes) -> dict[str, Any]:
    value = load(decode(data, limit=contents.MAX_FILE), own=True)
    if not isinstance(value, dict):
        raise Problem("syntax", "no JSON object")
    return value
