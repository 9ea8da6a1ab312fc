"""Building a bundle: from a manifest to the entries of every archive, in memory."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from agentconv.bundle import archive, contents
from agentconv.diagnostics import Report, Severity
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Package
from agentconv.kit.options import Option
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import KINDS, kinds_named
from agentconv.release import components, index, page, plugins, provenance, sbom
from agentconv.release.built import Archives, Built
from agentconv.release.inputs import Inputs, files_along, read_inputs
from agentconv.release.manifest import NAME, Manifest, Override, Target, parse
from agentconv.release.pinning import locked
from agentconv.release.proof import prove, target_entries
from agentconv.release.recipe import facts_of, models_file, options_of
from agentconv.release.settings import Settings
from agentconv.text.source import Source, decode
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.options import AgentOptions, Options


def load_manifest(path: Path, registry: Registry, report: Report) -> Manifest | None:
    """The manifest of a file, or of the folder that holds it; None when the report has errors on it."""
    place = path / NAME if os.path.isdir(path) else path  # which takes any name, however long
    try:
        text = decode(read_bytes(place, place))
    except Problem as problem:
        hint = problem.hint
        if problem.code == "not-found":
            hint = "agentconv init writes one"
        report.add_problem(problem, path=place.as_posix(), hint=hint)
        return None
    scoped = Report(path=place.as_posix())
    plugins.load(text, place.parent, registry, scoped)
    report.extend(scoped.diagnostics)
    if scoped.errors():
        return None
    return parse(Source(place.as_posix(), text), writable(registry), report)


def writable(registry: Registry) -> dict[str, tuple[Option, ...]]:
    """The formats that can be written, by what a manifest may call them, each with its options."""
    return {word: registry.get(word).options for word in registry.targets()}


def build(
    manifest: Manifest,
    folder: Path,
    registry: Registry,
    report: Report,
    *,
    only: Sequence[str] = (),
    epoch: int = 0,
    skip_bad: bool = False,
    step: Callable[[], None] = lambda: None,
) -> Built | None:
    """Everything that a manifest asks for; None when the report has errors on it.

    `folder` is the manifest's own. `only` are the targets to build, all when empty. With `skip_bad` what has
    errors is left out, which the report says. Nothing is written.
    """
    inputs = read_inputs(manifest, folder, registry, report, skip_bad=skip_bad, step=step)
    wrong = Report()
    entries = files_along(manifest, folder, wrong)
    packed = components.bundled(components.as_kept(inputs.components))
    for one in packed:
        entries |= one.entries
    report.extend(wrong.diagnostics)
    if wrong.errors() or not inputs.usable or (report.errors() and not skip_bad):
        return None
    built = Built(manifest, documents=inputs.documents, skipped=inputs.skipped, packages=inputs.packages)
    built.components, built.folder = components.as_kept(inputs.components), folder
    built.filters = inputs.filters
    agents = _describe(inputs.documents, folder, entries)
    options: dict[str, dict[str, Any]] = {}
    wanted = [t for t in manifest.targets if not only or t.name in only]
    for target in wanted:
        told = _told(target, built, folder, registry, report)
        if told is None:
            return None
        conversion, options[target.name] = _convert(
            target, built, folder, registry, report, told, skip_bad=skip_bad
        )
        if not conversion.ok:
            return None
        built.conversions.append(conversion)
        plugins.note_local(target.name, registry, report)
        entries |= target_entries(conversion, carried=target.carry)
        entries |= components.of_target(conversion, report)
        index.note_conversion(conversion, agents)
    built.facts = index.bundle_facts(manifest, [t.name for t in wanted], list(agents.values()), options)
    if inputs.packages:
        built.facts["packages"] = [index.package_facts(package) for package in inputs.packages.values()]
    if manifest.kinds:
        built.facts["kinds"] = [kind for kind in KINDS if kind in kinds_named(manifest.kinds)]
    if used := built.filters.facts():
        built.facts["filters"] = used
    if packed:
        built.facts[contents.COMPONENTS] = [one.facts for one in packed]
    built.entries = contents.finished(built.facts, entries)
    if not (_fits(built, folder, report) and _holds(built, folder, registry, report)):
        return None
    built.archives = _archives(built, entries, epoch)
    # The order counts: the page lists the archives, the lock pins what is there up to here, the bill and the
    # provenance take their facts from the lock, and the provenance names all of it.
    built.beside[page.NAME] = page.render(built, registry)
    built.lock = locked(built, folder, registry)
    _attest(built, epoch)
    return built


def attempt(manifest: Manifest, folder: Path, registry: Registry, report: Report) -> Inputs | None:
    """What a build would start from, once every target was tried; None when the report has errors on it."""
    inputs = read_inputs(manifest, folder, registry, report)
    files_along(manifest, folder, report)
    if report.errors():
        return None
    built = Built(manifest, documents=inputs.documents, packages=inputs.packages)
    built.components = components.as_kept(inputs.components)
    for target in manifest.targets:
        if (told := _told(target, built, folder, registry, report)) is not None:
            _convert(target, built, folder, registry, report, told, skip_bad=False)
    return inputs


def _describe(
    documents: Sequence[Document], folder: Path, entries: dict[str, bytes]
) -> dict[str, dict[str, Any]]:
    """What the index says of each agent, by its name; their own files go to the entries."""
    slugs = names.slugs(d.agent.name for d in documents)
    found = {}
    for document in sorted(documents, key=lambda d: slugs[d.agent.name]):
        name = document.agent.name
        source = index.source_facts(document, folder)
        found[name], own = index.agent_facts(document.agent, slugs[name], source)
        entries |= own
    return found


def _archives(built: Built, entries: Mapping[str, bytes], epoch: int) -> Archives:
    """The bundle as archives, whole and for each target alone; each has one folder at its top."""
    parts = {built.stem: built.entries}
    for target in built.facts["targets"]:
        parts[f"{built.stem}-{target}"] = contents.part_of(built.facts, entries, target)
    found = Archives()
    for stem, part in parts.items():
        files = {f"{stem}/{path}": data for path, data in part.items()}
        found.add(f"{stem}.zip", partial(archive.zip_bytes, files, epoch))
        found.add(f"{stem}.tar.gz", partial(archive.tar_bytes, files, epoch))
    return found


def _attest(built: Built, epoch: int) -> None:
    """Add what says of the archives what they are made of, and from what."""
    manifest, lock = built.manifest, built.lock
    bill = sbom.bill(manifest, built.documents, built.facts, built.entries, lock, epoch)
    built.beside[built.stem + sbom.ENDING] = bill
    beside = {name: contents.digest(data) for name, data in built.beside.items()}
    statement = provenance.statement(manifest, built.facts, lock, beside, epoch)
    built.beside[built.stem + provenance.ENDING] = statement
    lock.tables["beside"] = {name: contents.digest(data) for name, data in built.beside.items()}


@frozen
class _Told:
    """What is read of files for one target."""

    template: str | None
    settings: Mapping[str, Value]


def _convert(
    target: Target,
    built: Built,
    folder: Path,
    registry: Registry,
    report: Report,
    told: _Told,
    *,
    skip_bad: bool,
) -> tuple[Conversion, dict[str, Any]]:
    """What a target makes of the agents that the manifest gives it, and what the index says of how."""
    overrides = _overrides(built.manifest, target)
    skipped = {name for name, override in overrides.items() if override.skip}
    chosen = [d for d in built.documents if _named(d.agent.name, target) and d.agent.name not in skipped]
    for pattern in (*target.include, *target.exclude):
        if not any(fnmatch.fnmatchcase(d.agent.name, pattern) for d in built.documents):
            what = f"{pattern!r} of the target {target.name!r} fits no agent"
            report.add("unknown-key", what, path=(folder / NAME).as_posix())
    of = registry.get(target.name).name
    options = Options(
        model=target.model,
        models=models_file(of, target.models),
        template=told.template,
        shorten=target.shorten,
        scope=target.scope,
        allow_wider=target.allow_wider,
        for_agent={name: AgentOptions(o.model, o.allow_wider) for name, o in overrides.items()},
        package=_package(built.manifest),
        packages=built.packages,
        settings={of: told.settings} if told.settings else {},
    )
    those, kept = built.components, target.carry
    conversion = convert_documents(chosen, target.name, registry, options, those, carry=kept)
    report.extend(conversion.diagnostics)
    if skip_bad and not conversion.ok:
        bad = {d.agent for d in conversion.diagnostics if d.severity is Severity.ERROR}
        chosen = [d for d in chosen if d.agent.name not in bad]
        conversion = convert_documents(chosen, target.name, registry, options, those, carry=kept)
    named = [d.agent.name for d in chosen]
    order = [] if named == sorted(named) else named
    return conversion, facts_of(target, told.template, overrides, order, told.settings)


def _told(target: Target, built: Built, folder: Path, registry: Registry, report: Report) -> _Told | None:
    """What a target is told by files, which become inputs of the build; None when one cannot be read."""
    reader, options = Settings(folder, built.files), registry.get(target.name).options
    template = None if target.template is None else folder / target.template
    try:
        text = None if template is None else decode(read_bytes(template, folder))
    except Problem as problem:
        report.add_problem(problem, path=str(template))
        return None
    try:
        return _Told(text, reader.of(target.options, options, f"the format {target.name!r}"))
    except Problem as problem:
        report.add_problem(problem, path=(folder / NAME).as_posix())
        return None


def _fits(built: Built, folder: Path, report: Report) -> bool:
    """Whether the bundle is small enough to be read again; each part of it is smaller than the whole."""
    place = (folder / NAME).as_posix()
    hint = "build the targets one by one: -t TARGET -o DIR"
    largest = archive.MAX_ENTRIES, archive.MAX_BYTES, contents.MAX_FILE
    sizes = len(built.entries), sum(map(len, built.entries.values())), len(built.entries[contents.INDEX])
    for word, size, limit in zip(("files", "bytes", "bytes of its index"), sizes, largest, strict=True):
        if size > limit:
            what = f"the bundle would have {size:,} {word}, and {limit:,} can be verified"
            report.add("file-too-large", what, path=place, hint=hint)
            return False
    try:
        archive.check_entries(built.entries)
    except Problem as problem:
        report.add_problem(problem, path=place)
        return False
    return True


def _holds(built: Built, folder: Path, registry: Registry, report: Report) -> bool:
    """Whether `verify` takes what was built; what it does not take is an error here, before it is written.

    A target that is written anew comes out the same each time. One that keeps the text of its sources is
    read again here.
    """
    kept = {d.format for d in built.documents} | {d.tool for d in built.documents}
    try:
        for target, how in built.facts.get("options", {}).items():
            options_of(target, how, _package(built.manifest), registry.get(target).name)
        again = [t for t in built.facts["targets"] if {t, registry.get(t).dialect} & kept]
        prove(built.facts, built.entries, registry, only=again)
    except Problem as problem:
        report.add_problem(problem, path=(folder / NAME).as_posix())
        return False
    return True


def _overrides(manifest: Manifest, target: Target) -> dict[str, Override]:
    """What is different in a target, by the name of the agent."""
    entries = manifest.agents.items()
    return {name: entry.targets[target.name] for name, entry in entries if target.name in entry.targets}


def _package(manifest: Manifest) -> Package:
    return Package(
        manifest.name,
        manifest.version,
        manifest.description,
        manifest.authors,
        manifest.license,
        manifest.homepage,
        manifest.keywords,
    )


def _named(name: str, target: Target) -> bool:
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in target.exclude):
        return False
    return not target.include or any(fnmatch.fnmatchcase(name, pattern) for pattern in target.include)
