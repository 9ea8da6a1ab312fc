"""What stands where in a bundle: the one description that building, verifying and installing share.

manifest.json           what the bundle holds: agents, files, contracts, losses
SHA256SUMS              every file but itself
agents/SLUG.json        the neutral form of each agent
contracts/SLUG.json     its output contract, when it has one
components/KINDs/...    skills, commands, servers, rules and hooks, as they are in the sources
targets/TARGET/...      the files of each target, as they lie in a project
LICENSE, CHANGELOG.md   when the manifest names them or they lie beside it
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from agentconv.containers.json import dump, load
from agentconv.errors import Problem, WrongType
from agentconv.model.agent import Value
from agentconv.text.source import decode

INDEX = "manifest.json"
SUMS = "SHA256SUMS"
MARK = "agentconv-bundle"
VERSION = 1
TARGETS = "targets"
COMPONENTS = "components"
MAX_FILE = 20 << 20
"""Of one entry; the largest is the index, which grows with the agents, the targets and what was lost."""

ENDINGS = (".zip", ".tar.gz", ".tgz")
"""What the name of an archive ends in."""


def is_bundle(path: Path) -> bool:
    """Whether a path is meant as a bundle: an archive by its ending, or a folder with an index and sums."""
    if path.is_dir():
        return all(os.path.lexists(path / name) for name in (INDEX, SUMS))
    return path.name.lower().endswith(ENDINGS)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


def sums(entries: Mapping[str, bytes]) -> bytes:
    """`SHA256SUMS`, as `sha256sum --check` takes it: every entry but itself, by path."""
    lines = (f"{digest(entries[path])}  {path}\n" for path in sorted(entries) if path != SUMS)
    return "".join(lines).encode()


def finished(facts: Mapping[str, Value], entries: Mapping[str, bytes]) -> dict[str, bytes]:
    """Entries with their index and their sums."""
    files: list[Value] = [
        {"path": path, "sha256": digest(data), "bytes": len(data)} for path, data in sorted(entries.items())
    ]
    index: dict[str, Value] = {"format": MARK, "version": VERSION, **facts, "files": files}
    whole = {**entries, INDEX: dump(index).encode()}
    return {**whole, SUMS: sums(whole)}


def part_of(facts: Mapping[str, Any], entries: Mapping[str, bytes], target: str) -> dict[str, bytes]:
    """The bundle of one target alone, from what a whole one is made of."""
    prefix = f"{TARGETS}/{target}/"
    here = [agent for agent in facts["agents"] if target in agent["targets"]]
    kept = {a["neutral"] for a in here} | {a["contract"] for a in here if "contract" in a}
    components = _components_of(facts, {agent["name"] for agent in here})
    kept |= {path for component in components for path in component["files"]}
    mine = {
        path: data
        for path, data in entries.items()
        if path.startswith(prefix) or path in kept or "/" not in path
    }
    agents = [{**agent, "targets": {target: agent["targets"][target]}} for agent in here]
    part: dict[str, Any] = {**facts, "targets": [target], "agents": agents}
    if components:
        part[COMPONENTS] = components
    else:
        part.pop(COMPONENTS, None)
    if options := facts.get("options", {}).get(target):
        part["options"] = {target: options}
    else:
        part.pop("options", None)
    return finished(part, mine)


def some_components(index: Mapping[str, Any]) -> dict[str, Any]:
    """An index with the components that its agents name, and those that were asked for."""
    return {**index, COMPONENTS: _components_of(index, {agent["name"] for agent in index["agents"]})}


def listed_components(index: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an index says of skills, commands and so on, in its order."""
    found: list[dict[str, Any]] = index.get(COMPONENTS, [])
    return found


def _components_of(facts: Mapping[str, Any], here: Collection[str]) -> list[dict[str, Any]]:
    """What an index says of the components that some agents name, and of those that were asked for."""
    found = []
    for component in facts.get(COMPONENTS, []):
        agents = [name for name in component.get("agents", ()) if name in here]
        rest = {key: value for key, value in component.items() if key != "agents"}
        if agents:
            found.append({**component, "agents": agents})
        elif component["kind"] in facts.get("kinds", ()):
            found.append(rest)
    return found


def check(entries: Mapping[str, bytes]) -> dict[str, Any]:
    """The index of a bundle, once its files are exactly those that it lists.

    Raises `Problem` for anything missing, unlisted or different.
    """
    for name in (INDEX, SUMS):
        if name not in entries:
            raise Problem("unlisted", f"the bundle has no {name}")
    if entries[SUMS] != sums(entries):
        _explain(entries)  # which always raises
    index: Any = load(decode(entries[INDEX], limit=MAX_FILE), own=True)
    if not isinstance(index, dict) or index.get("format") != MARK or index.get("version") != VERSION:
        raise Problem("syntax", f"{INDEX} is no index of a bundle of version {VERSION}")
    try:
        listed = {str(f["path"]): (f["sha256"], f["bytes"]) for f in index["files"]}
        for key in ("name", "bundle_version", "targets", "agents"):
            index[key]
        for agent in index["agents"]:
            agent["name"], agent["neutral"], agent["targets"]
        for component in listed_components(index):
            component["kind"], component["name"], [*component["files"]]
    except (KeyError, TypeError):
        raise Problem("syntax", f"{INDEX} lacks what every bundle lists") from None
    found = {path: (digest(data), len(data)) for path, data in entries.items() if path not in (INDEX, SUMS)}
    if listed != found:
        path = sorted(p for p in {*listed, *found} if listed.get(p) != found.get(p))[0]
        raise Problem("unlisted", f"{INDEX} and the files disagree on {path!r}")
    return index


def _explain(entries: Mapping[str, bytes]) -> None:
    """Say which file is not what `SHA256SUMS` lists. Raises `Problem`."""
    try:
        lines = decode(entries[SUMS], limit=MAX_FILE).splitlines()
        listed = {line[66:]: line[:64] for line in lines if line[64:66] == "  "}
    except (Problem, WrongType):
        listed = {}
    for path in sorted({*listed, *entries} - {SUMS}):
        if path not in entries:
            raise Problem("unlisted", f"{path!r} is listed and not there")
        if path not in listed:
            raise Problem("unlisted", f"{path!r} is there and not listed")
        if listed[path] != digest(entries[path]):
            raise Problem("hash-mismatch", f"{path!r} has another SHA-256 than listed")
    raise Problem("not-canonical", f"{SUMS} is not in the form that agentconv writes")
