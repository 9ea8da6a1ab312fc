"""One merge, start to end: files to documents, documents to one agent, the agent to a text.

The library call behind `agentconv merge`; it prints nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from agentconv.api import write
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import OutputFile
from agentconv.merging.agents import Conflict
from agentconv.merging.documents import MergedFile, look_alike, merge_documents, merge_texts
from agentconv.merging.files import merge_file
from agentconv.merging.marks import Labels
from agentconv.merging.places import Kind, kind_at
from agentconv.merging.several import merge_several
from agentconv.merging.stack import bumped, sort_versions, stack_versions
from agentconv.merging.wording import conflict_text
from agentconv.model.powers import said
from agentconv.reading.detect import read_source
from agentconv.reading.sources import load
from agentconv.text.source import Source, decode


@frozen
class MergeRequest:
    """What to merge, and how."""

    files: tuple[str, ...]
    """Versions of an agent; with a base what both sides made of it: ours, theirs."""
    base: str | None = None
    format: str | None = None
    target: str | None = None
    """The format of the result; None = that of the newest version, or of ours."""
    union: bool = False
    """Keep sections and fields that a newer version dropped."""
    bump: str | None = None
    force: bool = False
    """Merge also what does not look like versions of one agent."""
    labels: Labels | None = None
    """How conflicts are shown."""
    place: str | None = None
    """Where such a file lies, which says what it is; None = where ours does."""


@frozen
class MergedTexts:
    """What came of a merge: its files, and what is left for a person to decide."""

    files: tuple[OutputFile, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    broken: bool = False
    """Whether an error other than a conflict stands against the files."""


def merge(request: MergeRequest, registry: Registry, report: Report) -> MergedTexts:
    """Merge versions of an agent, or what two sides made of a base.

    All there is to say goes to the report. Raises `UsageError` for an unknown format.
    """
    how = _stack if request.base is None else _three_way
    result = how(request, registry, report)
    for conflict in result.conflicts:
        report.add("merge-conflict", conflict_text(conflict), field=conflict.field)
    broken = any(d.code != "merge-conflict" for d in report.errors())
    return replace(result, broken=broken)


def _load(
    paths: Sequence[str], request: MergeRequest, registry: Registry, report: Report
) -> list[Document] | None:
    """The one agent of each file; None when an error stands against it."""
    loaded = [load([path], registry, report, format=request.format).documents for path in paths]
    return _only_ones(paths, loaded, report)


def _only_ones(
    paths: Sequence[str], loaded: Sequence[Sequence[Document]], report: Report
) -> list[Document] | None:
    """The one agent of each file; None, and an error in the report, where there is none or there are more."""
    if report.errors():
        return None
    for path, documents in zip(paths, loaded, strict=True):
        if not documents:
            report.add("no-agents", "it defines no agent", path=path)
        if len(documents) > 1:
            files = len({d.path for d in documents})
            what = f"the file defines {len(documents)} agents; a merge takes one"
            if files > 1:
                what = (
                    f"there are {len(documents)} agents in {files} files; a merge takes one file of each side"
                )
            hint = "give file by file, or let git merge: agentconv is a merge driver" if files > 1 else None
            report.add("not-same-agent", what, path=path, hint=hint)
    return None if report.errors() else [documents[0] for documents in loaded]


def _by_agent(sides: Sequence[Sequence[Document]], registry: Registry, labels: Labels) -> MergedFile | None:
    """The merge of files of one format of which one holds several agents; None where none does.

    A side of several files is none: a merge has one text.
    """
    base, ours, theirs = sides
    formats = {d.format for side in sides for d in side}
    if any(len({d.path for d in side}) > 1 for side in sides):
        return None
    if not (base and ours and theirs) or len(formats) > 1 or max(map(len, sides)) == 1:
        return None
    return merge_several(base, ours, theirs, registry.get(ours[0].format), labels)


def _stack(request: MergeRequest, registry: Registry, report: Report) -> MergedTexts:
    """The newest of several versions, with what the steps that lead to it changed."""
    documents = _load(request.files, request, registry, report)
    if documents is not None:
        _check_alike(documents, report, force=request.force)
    if documents is None or report.errors():
        return MergedTexts()
    order = sort_versions([d.agent for d in documents])
    for a, b in order.unsure:
        what = f"{documents[b].path} is taken for newer than {documents[a].path}: no version or date tells"
        report.add("version-order", what, hint="give the older file first", agent=documents[b].agent.name)
    documents = [documents[i] for i in order.order]
    merged = stack_versions([d.agent for d in documents], union=request.union, bump=request.bump)
    newest = documents[-1]
    target = request.target or newest.format
    onto = newest if target == newest.format and newest.of == 1 else None
    conversion = write(merged, target, onto=onto, registry=registry)
    report.extend(conversion.diagnostics)
    return MergedTexts(conversion.files)


def _check_alike(documents: Sequence[Document], report: Report, *, force: bool) -> None:
    """An error unless the files seem to be versions of one agent; a renamed one gets a note."""
    newest = documents[-1]
    for document in documents[:-1]:
        if document.agent.name == newest.agent.name:
            continue
        names = f"{document.agent.name!r} in {document.path} and {newest.agent.name!r} in {newest.path}"
        if not force and look_alike(document.agent, newest.agent) < 0.5:
            what = f"{names} do not seem to be versions of one agent"
            report.add("not-same-agent", what, hint="--force merges them all the same")
        else:
            report.add("merged-renamed", f"{names} are merged under the newest name")


def _three_way(request: MergeRequest, registry: Registry, report: Report) -> MergedTexts:
    """What both sides made of the base, in the text of ours unless another target is asked for."""
    paths = (request.base or "", *request.files)
    if request.format is None and not request.target and not request.bump:
        other = _of_another_kind(paths, request, registry, report)
        if other is not None:
            return other
    loaded = [load([path], registry, report, format=request.format).documents for path in paths]
    if not report.errors() and not request.target and not request.bump:
        several = _by_agent(loaded, registry, request.labels or Labels())
        if several is not None and several.text is not None:
            return MergedTexts((OutputFile(loaded[1][0].path, several.text),), several.conflicts)
    documents = _only_ones(paths, loaded, report)
    if documents is None:
        return MergedTexts()
    base, ours, theirs = documents
    merged = merge_documents(base, ours, theirs, registry, request.labels)
    report.extend(merged.diagnostics)
    _tell_power(merged, report, ours.path)
    if merged.text is None:
        return MergedTexts((), merged.conflicts)
    agent = merged.agent
    if agent is None or not (request.bump or request.target):
        return MergedTexts((OutputFile(ours.path, merged.text),), merged.conflicts)
    if request.bump:
        agent = replace(agent, version=bumped(agent.version, request.bump))
    target = request.target or ours.format
    onto = ours if target == ours.format else None
    conversion = write(agent, target, onto=onto, registry=registry)
    report.extend(conversion.diagnostics)
    return MergedTexts(conversion.files, merged.conflicts)


def _of_another_kind(
    paths: Sequence[str], request: MergeRequest, registry: Registry, report: Report
) -> MergedTexts | None:
    """The merge of files that are no agents by their place; None for agents."""
    place = request.place or Path(request.files[0]).as_posix()
    kind = kind_at(place, registry)
    if kind is None:
        return None
    try:
        texts = [decode(read_bytes(Path(path), Path(path))) for path in paths]
    except Problem as problem:
        report.add_problem(problem)
        return MergedTexts()
    merged = _of_kind(kind, texts, place, report, request.labels or Labels())
    _tell_power(merged, report, place)
    return MergedTexts((OutputFile(request.files[0], merged.text or ""),), merged.conflicts)


def _of_kind(
    kind: Kind | None, texts: Sequence[str], shown: str, report: Report, labels: Labels
) -> MergedFile:
    """The merge of texts of a kind; line by line where they are of none, or one cannot be read."""
    merged = merge_file(kind, texts, labels) if kind is not None else None
    if merged is not None:
        return merged
    why = "one side cannot be read" if kind is not None else "no agent on some side"
    report.add("merged-as-text", f"{why}, so it is merged as text", path=shown)
    return merge_texts(texts[0], texts[1], texts[2], labels)


# as a merge driver of git


def merge_for_git(
    paths: Sequence[str], shown: str, registry: Registry, report: Report, labels: Labels
) -> MergedFile | None:
    """The merge of base, ours and theirs, of which `shown` is the name; None when one cannot be read."""
    try:
        texts = [decode(read_bytes(Path(path), Path(path))) for path in paths]
    except Problem as problem:
        report.add_problem(problem, path=shown)
        return None
    kind = kind_at(shown, registry)
    merged = _by_meaning(texts, shown, registry, labels) if kind is None else None
    if merged is None:
        kind = kind or kind_at(shown, registry, no_agents=True)
        merged = _of_kind(kind, texts, shown, report, labels)
    for conflict in merged.conflicts:
        report.add("merge-conflict", conflict_text(conflict), path=shown, field=conflict.field)
    _tell_power(merged, report, shown)
    return merged


def _tell_power(merged: MergedFile, report: Report, path: str) -> None:
    """A warning where the merge gives an agent more than either side has.

    Each side's change is harmless for who made it: a tool here, a mode there that asks for nothing. So it is
    no conflict, but somebody should look at the two together.
    """
    mine, yours = (said(words) for words in merged.power)
    if mine and yours:
        what = f"both sides together allow more than either: ours lacks {mine}; theirs lacks {yours}"
        report.add("merge-power", what, path=path, hint="see whether both changes are still wanted")


def _by_meaning(texts: Sequence[str], shown: str, registry: Registry, labels: Labels) -> MergedFile | None:
    """The merge of the one agent of each text; None where a text is none, or the result cannot be written."""
    sides: list[list[Document]] = []
    for text in texts:
        report = Report()  # what is odd about a file is told where it is checked, not in a merge
        try:
            sides.append(read_source(Source(shown, text), registry, report))
        except NotAnAgent:
            return None
        if report.errors():
            return None
    if [len(side) for side in sides] != [1, 1, 1]:
        return _by_agent(sides, registry, labels)
    (base,), (ours,), (theirs,) = sides
    merged = merge_documents(base, ours, theirs, registry, labels)
    return None if merged.text is None else merged
