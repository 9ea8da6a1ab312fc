"""What the index of a bundle says: of itself, of its agents, and of what each lost in each target."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agentconv.about import __version__
from agentconv.bundle import contents
from agentconv.containers.json import dump
from agentconv.diagnostics import Diagnostic
from agentconv.formats import GENERATION
from agentconv.kit.document import Document
from agentconv.model import neutral
from agentconv.model.agent import Agent, Value
from agentconv.model.package import Package
from agentconv.model.powers import power
from agentconv.release.manifest import Manifest
from agentconv.writing.convert import Conversion


def bundle_facts(
    manifest: Manifest,
    targets: Sequence[str],
    agents: Sequence[Mapping[str, Any]],
    options: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """The index but for its list of files.

    `options` say for each target how it was written, so that anyone can write it again and compare.
    """
    facts: dict[str, Any] = {"name": manifest.name, "bundle_version": manifest.version}
    for key in ("description", "license", "homepage"):
        if value := getattr(manifest, key):
            facts[key] = value
    for key in ("authors", "keywords"):
        if values := getattr(manifest, key):
            facts[key] = list(values)
    facts["made_with"] = f"agentconv {__version__}"
    if how := {target: dict(options[target]) for target in targets if options.get(target)}:
        facts["options"] = how
    return {**facts, "targets": list(targets), "agents": list(agents)}


def package_facts(package: Package) -> dict[str, Any]:
    """What the index says of a package that agents come from."""
    facts: dict[str, Any] = {"name": package.name}
    for key in ("version", "description", "license", "homepage"):
        if value := getattr(package, key):
            facts[key] = value
    for key in ("authors", "keywords"):
        if values := getattr(package, key):
            facts[key] = list(values)
    for key in ("repository", "category", "display_name", "contacts", "extensions"):
        if value := getattr(package, key):
            facts[key] = neutral.to_json(value)
    return facts


def source_facts(document: Document, folder: Path) -> dict[str, str]:
    """Where an agent comes from; of one in a package also which, and what it is called there."""
    facts = {
        "path": os.path.relpath(document.path, folder).replace(os.sep, "/"),
        "format": document.format,
        "sha256": contents.digest(document.tree.source.text.encode()),
    }
    facts |= {key: value for key in ("origin", "tool") if (value := getattr(document, key))}
    facts |= {"package": document.package} if document.package else {}
    return facts | ({"name": document.own_name} if document.own_name else {})


def agent_facts(
    agent: Agent, slug: str, source: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the index says of an agent, and its own files: the neutral form, and its contract."""
    neutral_path, contract_path = f"agents/{slug}.json", f"contracts/{slug}.json"
    entries = {neutral_path: dump(neutral.document(agent)).encode()}
    facts: dict[str, Any] = {"id": slug, "name": agent.name}
    for key in ("description", "version", "license"):
        if value := getattr(agent, key):
            facts[key] = value
    facts["power"] = power(agent).describe()
    facts["source"] = dict(source)
    facts["neutral"] = neutral_path
    if agent.output_contract is not None:
        contract: Value = neutral.to_json(agent.output_contract)
        entries[contract_path] = dump(contract).encode()
        facts["contract"] = contract_path
    return {**facts, "targets": {}}, entries


def note_conversion(conversion: Conversion, agents: Mapping[str, dict[str, Any]]) -> None:
    """Add to what the index says of agents which files of a target hold them, and what they lost there."""
    prefix = f"{contents.TARGETS}/{conversion.target}"
    for file in conversion.files:
        for name in file.agents:
            place = agents[name]["targets"].setdefault(conversion.target, {"files": [], "losses": []})
            place["files"].append(f"{prefix}/{file.path}")
    for found in conversion.diagnostics:
        place = agents.get(found.agent or "", {}).get("targets", {}).get(conversion.target)
        if found.loss and place is not None:
            place["losses"].append(_loss(found))


def _loss(found: Diagnostic) -> dict[str, Any]:
    facts = {"field": found.field, "class": str(found.loss), "message": found.message}
    more = {"fields": list(found.fields) if found.further else None, "hint": found.hint}
    return facts | {key: value for key, value in more.items() if value}


def generations_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """Target -> for which generation of its client it was told to be written, as an index says."""
    told = {target: how.get("settings", {}) for target, how in facts.get("options", {}).items()}
    return {target: str(said[GENERATION]) for target, said in told.items() if GENERATION in said}
