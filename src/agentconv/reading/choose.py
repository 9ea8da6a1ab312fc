"""Which of several documents with one name is meant: the newest version, or nobody can say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from agentconv.diagnostics import Report
from agentconv.kit.document import Document
from agentconv.model.versions import version_key


@dataclass(frozen=True, slots=True)
class Superseded:
    """A document that is left out for another of its name."""

    path: str
    agent: str
    by: str
    """The path of the file that is taken instead."""


def newest(documents: Sequence[Document], report: Report) -> tuple[list[Document], list[Superseded]]:
    """One document for each name, in the order given, and those that are left out, each with a note.

    Different content under one name with the same version, or none, is an error in the report.
    """
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        groups[document.agent.name].append(document)
    chosen: list[Document] = []
    left_out: list[Superseded] = []
    for group in groups.values():
        best, others = _best(group, report)
        chosen.append(best)
        left_out += others
    return chosen, left_out


def _best(group: list[Document], report: Report) -> tuple[Document, list[Superseded]]:
    best = group[0]
    left_out: list[Superseded] = []
    for other in group[1:]:
        name = best.agent.name
        if other.agent == best.agent:
            what = f"{name!r} is defined with the same content in {best.path}"
            report.add("same-agent-twice", what, path=other.path, agent=name)
            left_out.append(Superseded(other.path, name, best.path))
            continue
        old, new = (version_key(d.agent.version or "") for d in (best, other))
        if old is None or new is None or old == new:
            versions = sorted({d.agent.version or "no version" for d in (best, other)})
            what = f"{name!r} is defined differently in {best.path}, both with {' and '.join(versions)}"
            if len(versions) > 1:
                what = f"{name!r} is defined differently in {best.path} ({' and '.join(versions)})"
            hint = "`agentconv merge` makes one of the two; or give them different versions or names"
            report.add("name-collision", what, hint=hint, path=other.path, agent=name)
            continue
        older, newer = (best, other) if new > old else (other, best)
        what = f"{name!r} {older.agent.version} gives way to {newer.agent.version} in {newer.path}"
        report.add("older-version", what, path=older.path, agent=name)
        left_out.append(Superseded(older.path, name, newer.path))
        best = newer
    return best, left_out
