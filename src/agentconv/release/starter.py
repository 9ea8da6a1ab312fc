"""The manifest that `agentconv init` writes: what it found, and the rest as comments."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path, PurePath

from agentconv.containers.toml import TomlContainer
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.apply import save_file
from agentconv.folder.opening import read_bytes
from agentconv.frozen import slotted
from agentconv.host.registry import Registry
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import AGENT, COMMAND, SERVER, SKILL
from agentconv.model.versions import version_key
from agentconv.reading.components import held
from agentconv.reading.left import Left, plugins_for, summary
from agentconv.reading.packages import Package
from agentconv.reading.sources import Loaded, load
from agentconv.reading.survey import Survey
from agentconv.release import manifest, manifest_keys
from agentconv.release.build import attempt, writable
from agentconv.text.source import Source, decode

DEFAULT_TARGETS = ("claude", "codex", "prompts")
OF_PACKAGES = ("claude-plugin",)
"""Further targets for a collection of packages."""
WITHOUT_AGENTS = ("claude", "codex")
"""The usual targets of a folder without agents, which have a place for all of `TAKEN`."""
TAKEN = (SKILL, COMMAND, SERVER)
"""The kinds that a manifest is written for where there are no agents.

Rules are a project's own word to those who work on it, and hooks run code: they go along when asked for.
"""


@slotted
class Started:
    """What became of a start."""

    agents: dict[str, int] = field(default_factory=dict)
    """Format -> how many agents are in it."""
    packages: int = 0
    components: dict[str, int] = field(default_factory=dict)
    """Kind -> how many go along besides."""
    kinds: tuple[str, ...] = ()
    """What the manifest says under `kinds`; empty = nothing, so that it takes agents and what they name."""
    more: tuple[str, ...] = ()
    """What it would have to say to take along the other things that are here; empty where there are none."""
    left: list[Left] = field(default_factory=list)
    targets: tuple[str, ...] = ()
    """Those of the manifest."""
    refused: dict[str, int] = field(default_factory=dict)
    """Usual target that is left out -> how many agents it would refuse."""
    written: bool = False
    builds: bool = False
    """Whether `build` makes a bundle of the manifest as it stands."""


def start(
    folder: Path, targets: Sequence[str], registry: Registry, report: Report, *, force: bool = False
) -> Started:
    """Write a manifest for what a folder holds, and try whether it builds; the report says what is wrong.

    It takes agents, and what they name; where there are none it takes the skills, commands and servers.
    `targets` are those that are wanted; where nobody says, the usual ones that refuse no agent. A file that
    speaks of checks alone is no manifest yet: what it says is kept, below the manifest.
    """
    place, result = folder / manifest.NAME, Started()
    checks = _checks_alone(place)
    if place.exists() and not checks and not force:
        what, hint = "there is one already, and it is kept", "--force replaces it"
        report.add("kept-foreign", what, path=place.as_posix(), hint=hint)
        return result
    loaded = load([str(folder)], registry, Report())  # the dry build tells what is wrong with the agents
    result.left = loaded.skipped
    here = _others(loaded)
    if not loaded.documents and not here:
        what = (
            "this folder holds no agent, skill, command or server, so there is nothing to make a release of"
        )
        hint = summary(loaded.skipped)
        hint = f"{hint}; `kinds` in agentconv.toml takes them" if hint else NOWHERE
        hint = plugins_for(loaded.skipped) or hint
        report.add("no-agents", what, path=folder.as_posix(), hint=hint)
        return result
    result.packages = len({d.package for d in loaded.documents} - {""})
    usual = DEFAULT_TARGETS if loaded.documents else WITHOUT_AGENTS
    result.targets = tuple(targets) or (usual + (OF_PACKAGES if loaded.survey.packages else ()))
    facts = _facts(folder, loaded)
    if loaded.documents:
        result.more = _called((AGENT, *here)) if here else ()
    else:
        result.kinds = _building(here, facts, result, folder, registry)
    found = _tried(facts, result, folder, registry)
    if not targets and (bad := _refusing(found)):
        kept = tuple(target for target in result.targets if target not in bad)
        result.refused, result.targets = bad, kept or usual[-1:]
        found = _tried(facts, result, folder, registry)
    report.extend(found.diagnostics)
    result.builds = not found.errors()
    text = manifest_text(facts, result) + (f"\n{checks}" if checks else "")
    result.written = save_file(place, text.encode(), report)
    return result


def _checks_alone(place: Path) -> str:
    """The text of a file that holds the table of checks and nothing else; empty for any other."""
    if not place.is_file():
        return ""
    try:
        source = Source(place.as_posix(), decode(read_bytes(place, place)))
        return source.text if {*TomlContainer().read(source).values} == {"check"} else ""
    except Problem:  # it cannot be read, so that it is none of ours to change
        return ""


def _others(loaded: Loaded) -> tuple[str, ...]:
    """The kinds besides agents of which a folder holds something that goes along."""
    found = {one.kind for one in held(loaded.survey, loaded.skipped, TAKEN, Report())}
    return tuple(kind for kind in TAKEN if kind in found)


def _called(kinds: Sequence[str]) -> tuple[str, ...]:
    """Kinds as a manifest names them."""
    return tuple(f"{kind}s" for kind in kinds)


def _building(
    kinds: Sequence[str], facts: dict[str, Value], result: Started, folder: Path, registry: Registry
) -> tuple[str, ...]:
    """The kinds of which a release can be built; all of them where that is none."""

    def builds(those: Sequence[str]) -> bool:
        result.kinds = _called(those)
        return not _tried(facts, result, folder, registry).errors()

    if len(kinds) == 1 or builds(kinds):
        return _called(kinds)
    return _called([kind for kind in kinds if builds([kind])] or kinds)


NOWHERE = "agents belong in a folder called `agents`, or in that of their tool"
"""What is said where nothing belongs to a tool."""


def _tried(facts: dict[str, Value], result: Started, folder: Path, registry: Registry) -> Report:
    """What `build` would say of a manifest with these facts and targets; how much it takes is noted."""
    report = Report()
    source = Source((folder / manifest.NAME).as_posix(), manifest_text(facts, result))
    parsed = manifest.parse(source, writable(registry), report)
    if parsed is not None and (inputs := attempt(parsed, folder, registry, report)) is not None:
        for document in inputs.documents:
            result.agents.setdefault(document.format, 0)
        result.agents = {f: sum(d.format == f for d in inputs.documents) for f in result.agents}
        result.components = dict(Counter(one.held.kind for one in inputs.components))
        result.left = result.left if inputs.documents else inputs.skipped
    return report


def _refusing(found: Report) -> dict[str, int]:
    """Target -> how many errors it gives."""
    counts: dict[str, int] = {}
    for error in found.errors():
        if error.target is not None:
            counts[error.target] = counts.get(error.target, 0) + 1
    return counts


def _facts(folder: Path, loaded: Loaded) -> dict[str, Value]:
    """What a manifest says of the bundle: what the package or the list of packages says of itself."""
    said = _said(loaded.survey)
    version = said.version if said.version and version_key(said.version) is not None else "0.1.0"
    facts: dict[str, Value] = {
        "name": names.slug(said.name or folder.resolve().name),
        "version": version,
        "sources": [*_sources(folder, loaded)],
    }
    for key in ("description", "license", "homepage"):
        if value := getattr(said, key) or (said.repository if key == "homepage" else None):
            facts[key] = value
    for key in ("authors", "keywords"):
        if values := getattr(said, key):
            facts[key] = [*values]
    return facts


def _said(survey: Survey) -> Package:
    """What is said of all that was found: by its one package, or by a list and its packages together."""
    packages = survey.packages
    whole = [p for p in packages if p.folder == "."]
    if whole or (len(packages) == 1 and not survey.registries):
        return (whole or packages)[0]
    if not survey.registries:
        return Package("", license=_agreed([p.license for p in packages]))
    listed = survey.registries[0]
    if len(packages) == 1 and len(listed.packages) <= 1:
        return packages[0]
    return Package(
        listed.name or "",
        listed.version,
        listed.description,
        listed.authors,
        _agreed([p.license for p in packages]),
        _agreed([p.homepage or p.repository for p in packages]),
    )


def _agreed(values: Sequence[str | None]) -> str | None:
    """What all say that say anything; None where they differ."""
    said = {value for value in values if value}
    return said.pop() if len(said) == 1 else None


def manifest_text(facts: Mapping[str, Value], started: Started) -> str:
    """A manifest with some facts and its targets, and a comment for every key that it leaves out."""
    lines = [
        "# What `agentconv build` makes a release of. The keys are explained by `agentconv schema manifest`.",
        "",
    ]
    for key, shape in manifest_keys.MANIFEST.items():
        if shape.kind in ("table", "tables", "named-values"):
            continue
        lines.append(f"# {shape.about}")
        example = {"text": '""', "texts": "[]", "flag": "false"}[shape.kind]
        if key == "kinds" and started.kinds:
            lines.append(kinds_line(started.kinds))
        elif key == "kinds" and started.more:
            lines.append(f"# {kinds_line(started.more)}  # takes along what else is here")
        elif key in facts:
            lines.append(_line(key, facts[key]))
        else:
            lines.append(f"# {key} = {example}")
        lines.append("")
    for target in started.targets:
        lines += [f"[targets.{target}]", ""]
    what = "what is here" if started.kinds else "the agents"
    for target in started.refused:
        lines += [f"# [targets.{target}]  # refuses some of {what}: agentconv check . -t {target}", ""]
    lines += [
        "# For each target: include, exclude, model, models, template, scope, shorten, carry, allow-wider.",
        "# For each agent: [agents.NAME] with description, model, version or skip; and",
        "# [agents.NAME.targets.TARGET] with model, allow-wider or skip.",
    ]
    return "\n".join(lines) + "\n"


def kinds_line(kinds: Sequence[str]) -> str:
    """The line of a manifest that asks for some kinds."""
    return f"kinds = [{', '.join(map(json.dumps, kinds))}]"


def _line(key: str, value: Value) -> str:
    return TomlContainer().write({key: value}).rstrip("\n")


def _sources(folder: Path, loaded: Loaded) -> list[str]:
    """Where the found agents lie: all of a collection of packages, since each is told by what lies above it.

    Or else the folders that hold them, and a pattern, or a hidden name, for those that lie in none.
    """
    if loaded.survey.packages or loaded.survey.registries or not loaded.documents:
        return ["."]
    found: set[str] = set()
    for document in loaded.documents:
        relative = PurePath(os.path.relpath(document.path, folder))
        ending = relative.suffix
        if relative.name.endswith(".agent.md"):
            ending = "".join(relative.suffixes[-2:])
        alone = relative.name if relative.name.startswith(".") else f"*{ending}"  # `*` names no hidden file
        found.add(relative.parts[0] if len(relative.parts) > 1 else alone)
    return sorted(found)
