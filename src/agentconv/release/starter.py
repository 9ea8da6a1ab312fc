"""The manifest that `agentconv init` writes: what it found, and the rest as comments."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from agentconv.containers.toml import TomlContainer
from agentconv.diagnostics import Report
from agentconv.folder.apply import save_file
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model import names
from agentconv.reading.kinds import summary
from agentconv.reading.sources import load
from agentconv.release import manifest

DEFAULT_TARGETS = ("claude", "openai", "prompts")


def start(
    folder: Path, targets: Sequence[str], registry: Registry, report: Report, *, force: bool = False
) -> int | None:
    """Write a manifest for the agents of a folder; how many there are, None when the report says why not."""
    place = folder / manifest.NAME
    if place.exists() and not force:
        report.add("kept-foreign", "there is one already, and it is kept", path=place.as_posix())
        return None
    loaded = load([str(folder)], registry, Report())  # `build` tells what is wrong with the agents
    found = loaded.documents
    if not found:
        what = "no file in this folder defines an agent, so there is nothing to make a release of"
        hint = (
            summary(loaded.skipped) or "agents belong in a folder called `agents`, or in that of their tool"
        )
        report.add("no-agents", what, path=folder.as_posix(), hint=hint)
        return None
    text = manifest_text(folder, found, targets)
    if not save_file(place, text.encode(), report):
        return None
    return len({document.agent.name for document in found})


def manifest_text(folder: Path, documents: Sequence[Document], targets: Sequence[str]) -> str:
    """A manifest for the agents of a folder, with a comment for every key that it leaves out."""
    name = names.slug(folder.resolve().name)
    values = {"name": name, "version": "0.1.0", "sources": _sources(folder, documents)}
    lines = [
        "# What `agentconv build` makes a release of. The keys are explained by `agentconv schema manifest`.",
        "",
    ]
    for key, facts in manifest.MANIFEST.items():
        if facts.kind == "tables":
            continue
        lines.append(f"# {facts.about}")
        example = {"text": '""', "texts": "[]", "flag": "false"}[facts.kind]
        lines.append(_line(key, values[key]) if key in values else f"# {key} = {example}")
        lines.append("")
    for target in targets or DEFAULT_TARGETS:
        lines += [f"[targets.{target}]", ""]
    lines += [
        "# For each target: include, exclude, model, models, template, scope, shorten, carry, allow-wider.",
        "# For each agent: [agents.NAME] with description, model, version or skip; and",
        "# [agents.NAME.targets.TARGET] with model, allow-wider or skip.",
    ]
    return "\n".join(lines) + "\n"


def _line(key: str, value: object) -> str:
    return TomlContainer().write({key: value}).rstrip("\n")  # type: ignore[dict-item]


def _sources(folder: Path, documents: Sequence[Document]) -> list[str]:
    """Where the found agents lie: the folders that hold them, and a pattern for those that lie in none.

    A folder is read as what it is, so that what is no agent in it stays out; each file that a pattern fits
    has to be one.
    """
    found: set[str] = set()
    for document in documents:
        relative = PurePath(os.path.relpath(document.path, folder))
        ending = relative.suffix
        if relative.name.endswith(".agent.md"):
            ending = "".join(relative.suffixes[-2:])
        found.add(relative.parts[0] if len(relative.parts) > 1 else f"*{ending}")
    return sorted(found)
