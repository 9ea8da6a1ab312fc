"""Building a bundle: from a manifest to the entries of every archive, in memory."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from agentconv.bundle import archive, contents
from agentconv.containers import toml
from agentconv.containers.json import dump
from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Package
from agentconv.model import names, neutral
from agentconv.model.agent import Value, with_field
from agentconv.model.powers import power
from agentconv.reading import carry, choose, sources
from agentconv.release import page, provenance, sbom
from agentconv.release.built import Built
from agentconv.release.manifest import NAME, Manifest, Target, parse
from agentconv.release.pinning import locked
from agentconv.text.source import Source, decode
from agentconv.writing.convert import AgentOptions, Conversion, Options, convert_documents


def load_manifest(path: Path, registry: Registry, report: Report) -> Manifest | None:
    """The manifest of a file, or of the folder that holds it; None when the report has errors on it."""
    place = path / NAME if path.is_dir() else path
    try:
        text = decode(read_bytes(place, place))
    except Problem as problem:
        hint = "agentconv init writes one" if problem.code == "not-found" else problem.hint
        report.add_problem(problem, path=place.as_posix(), hint=hint)
        return None
    targets = [p.format.name for p in registry.all() if p.format.writes]
    return parse(Source(place.as_posix(), text), targets, report)


def build(
    manifest: Manifest,
    folder: Path,
    registry: Registry,
    report: Report,
    *,
    only: Sequence[str] = (),
    epoch: int = 0,
    step: Callable[[], None] = lambda: None,
) -> Built | None:
    """Everything that a manifest asks for; None when the report has errors on it.

    `folder` is the manifest's own. `only` are the targets to build, all when empty. Nothing is written.
    """
    built = Built(manifest)
    documents = _documents(manifest, folder, registry, report, built, step)
    extras = _extras(manifest, folder, report)
    if report.errors():
        return None
    built.documents = documents
    stems = names.slugs(d.agent.name for d in documents)
    entries: dict[str, bytes] = dict(extras)
    agents = [
        _describe(document, stems[document.agent.name], folder, entries)
        for document in sorted(documents, key=lambda d: stems[d.agent.name])
    ]
    wanted = [t for t in manifest.targets if not only or t.name in only]
    by_name = {agent["name"]: agent for agent in agents}
    for target in wanted:
        conversion = _convert(target, manifest, documents, folder, registry, report)
        if conversion is None:
            continue
        built.conversions.append(conversion)
        entries |= _target_entries(target, conversion)
        _note(conversion, by_name)
    if report.errors():
        return None
    built.facts = _facts(manifest, [t.name for t in wanted], agents)
    built.entries = contents.finished(built.facts, entries)
    whole = {f"{built.stem}/{path}": data for path, data in built.entries.items()}
    parts = {built.stem: whole}
    for target in wanted:
        stem = f"{built.stem}-{target.name}"
        part = contents.part_of(built.facts, entries, target.name)
        parts[stem] = {f"{stem}/{path}": data for path, data in part.items()}
    for stem, files in parts.items():
        built.archives[f"{stem}.zip"] = archive.zip_bytes(files, epoch)
        built.archives[f"{stem}.tar.gz"] = archive.tar_bytes(files, epoch)
    built.beside[page.NAME] = page.render(built)
    built.lock = locked(built, folder, registry)
    _attest(built, epoch)
    return built


def _attest(built: Built, epoch: int) -> None:
    """Add what says of the archives what they are made of, and from what."""
    manifest, lock = built.manifest, built.lock
    bill = sbom.bill(manifest, built.documents, built.facts, built.entries, lock, epoch)
    built.beside[built.stem + sbom.ENDING] = bill
    said = provenance.statement(
        manifest, built.facts["targets"], {**built.archives, **built.beside}, lock, epoch
    )
    built.beside[built.stem + provenance.ENDING] = said
    lock.tables["beside"] = {name: contents.digest(data) for name, data in built.beside.items()}


def _documents(
    manifest: Manifest,
    folder: Path,
    registry: Registry,
    report: Report,
    built: Built,
    step: Callable[[], None],
) -> list[Document]:
    """The agents of the sources, with what the manifest says of them."""
    found: list[str] = []
    for pattern in manifest.sources:
        if os.path.isabs(pattern) or ".." in Path(pattern).parts:
            what = f"the source {pattern!r} leads out of the manifest's folder"
            report.add("link-outside", what, path=(folder / NAME).as_posix())
            continue
        place = folder / pattern
        paths = [str(place)] if place.exists() else sorted(glob.glob(str(place), recursive=True))
        if not paths:
            report.add("not-found", f"no file fits {pattern!r}", path=(folder / NAME).as_posix())
        found += paths
    kept = [path for path in dict.fromkeys(found) if not _excluded(path, manifest, folder)]
    loaded = sources.load(kept, registry, report, step=step)
    loaded.documents = [d for d in loaded.documents if not _excluded(d.path, manifest, folder)]
    built.skipped = loaded.skipped
    documents, _ = choose.newest(loaded.documents, report)
    known = {d.agent.name for d in documents}
    for name in manifest.agents:
        if name not in known:
            what = f"[agents.{name!r}] fits no agent of the sources"
            report.add("unknown-key", what, path=(folder / NAME).as_posix())
    if not documents and not report.errors():
        report.add("no-agents", "no source defines an agent", path=(folder / NAME).as_posix())
    return [d for d in (_overridden(d, manifest) for d in documents) if d is not None]


def _excluded(path: str, manifest: Manifest, folder: Path) -> bool:
    relative = os.path.relpath(path, folder).replace(os.sep, "/")
    return any(fnmatch.fnmatchcase(relative, pattern) for pattern in manifest.exclude)


def _overridden(document: Document, manifest: Manifest) -> Document | None:
    entry = manifest.agents.get(document.agent.name)
    if entry is None:
        return document
    if entry.skip:
        return None
    agent = document.agent
    for name, value in entry.fields.items():
        agent = with_field(agent, name, value)
    return replace(document, agent=agent, original=document.as_read) if agent != document.agent else document


def _extras(manifest: Manifest, folder: Path, report: Report) -> dict[str, bytes]:
    """The licence and the history of the bundle."""
    found = {}
    wanted = (("LICENSE", manifest.license_file), ("CHANGELOG.md", manifest.changelog))
    for name, given in wanted:
        place = folder / (given or name)
        if given is None and not place.is_file():
            continue
        try:
            found[name] = read_bytes(place, folder)
        except Problem as problem:
            report.add_problem(problem, path=place.as_posix())
    return found


def _describe(document: Document, slug: str, folder: Path, entries: dict[str, bytes]) -> dict[str, Any]:
    """What the index says of an agent; its neutral form and its contract go to the entries."""
    agent = document.agent
    path = f"agents/{slug}.json"
    entries[path] = dump(neutral.document(agent)).encode()
    facts: dict[str, Any] = {"id": slug, "name": agent.name}
    for key in ("description", "version", "license"):
        if value := getattr(agent, key):
            facts[key] = value
    facts["power"] = power(agent).describe()
    facts["source"] = {
        "path": os.path.relpath(document.path, folder).replace(os.sep, "/"),
        "format": document.format,
        "sha256": contents.digest(document.tree.source.text.encode()),
    }
    facts["neutral"] = path
    if agent.output_contract is not None:
        facts["contract"] = f"contracts/{slug}.json"
        contract: Value = neutral.to_json(agent.output_contract)
        entries[facts["contract"]] = dump(contract).encode()
    return {**facts, "targets": {}}


def _convert(
    target: Target,
    manifest: Manifest,
    documents: Sequence[Document],
    folder: Path,
    registry: Registry,
    report: Report,
) -> Conversion | None:
    special = {
        name: entry.targets[target.name]
        for name, entry in manifest.agents.items()
        if target.name in entry.targets
    }
    chosen = [
        d
        for d in documents
        if _named(d.agent.name, target) and not (d.agent.name in special and special[d.agent.name].skip)
    ]
    for pattern in (*target.include, *target.exclude):
        if not any(fnmatch.fnmatchcase(d.agent.name, pattern) for d in documents):
            what = f"{pattern!r} of the target {target.name!r} fits no agent"
            report.add("unknown-key", what, path=(folder / NAME).as_posix())
    options = Options(
        model=target.model,
        models=_models(target),
        template=_template(target, folder, report),
        shorten=target.shorten,
        scope=target.scope,
        allow_wider=target.allow_wider,
        for_agent={n: AgentOptions(o.model, o.allow_wider) for n, o in special.items()},
        package=Package(
            manifest.name,
            manifest.version,
            manifest.description,
            manifest.authors,
            manifest.license,
            manifest.homepage,
        ),
    )
    conversion = convert_documents(chosen, target.name, registry, options)
    report.extend(conversion.diagnostics)
    return conversion


def _named(name: str, target: Target) -> bool:
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in target.exclude):
        return False
    return not target.include or any(fnmatch.fnmatchcase(name, pattern) for pattern in target.include)


def _models(target: Target) -> str | None:
    """The target's own model map as a models file."""
    if not target.models:
        return None
    return toml.TomlContainer().write({"targets": {target.name: {"map": dict(target.models)}}})


def _template(target: Target, folder: Path, report: Report) -> str | None:
    if target.template is None:
        return None
    place = folder / target.template
    try:
        return decode(read_bytes(place, folder))
    except Problem as problem:
        report.add_problem(problem, path=place.as_posix())
        return None


def _target_entries(target: Target, conversion: Conversion) -> dict[str, bytes]:
    prefix = f"{contents.TARGETS}/{target.name}"
    found = {f"{prefix}/{file.path}": file.text.encode() for file in conversion.files}
    if target.carry and conversion.lost:
        found[f"{prefix}/{carry.NAME}"] = carry.to_text(list(conversion.lost)).encode()
    return found


def _note(conversion: Conversion, agents: Mapping[str, dict[str, Any]]) -> None:
    """Write into the index which files of a target hold an agent, and what it lost there."""
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


def _facts(manifest: Manifest, targets: Sequence[str], agents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": manifest.name, "bundle_version": manifest.version}
    for key in ("description", "license", "homepage"):
        if value := getattr(manifest, key):
            facts[key] = value
    if manifest.authors:
        facts["authors"] = list(manifest.authors)
    return {**facts, "targets": list(targets), "agents": list(agents)}
