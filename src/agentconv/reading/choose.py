"""Which of several documents with one name is meant: the newest version, the first tool's, or nobody can say.

Names live in packages: two packages may each have an agent of one name, and then both are called after them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from agentconv.diagnostics import Report, Severity
from agentconv.frozen import frozen, slotted
from agentconv.host.places import VENDOR_FOLDERS
from agentconv.kit.document import Document
from agentconv.model import names
from agentconv.model.versions import version_key


@frozen
class Superseded:
    """A document that is left out for another of its name."""

    path: str
    agent: str
    by: str
    """The path of the file that is taken instead."""


def newest(
    documents: Sequence[Document],
    report: Report,
    formats: Iterable[str] | None = None,
    *,
    keep_first: bool = False,
) -> tuple[list[Document], list[Superseded]]:
    """One document for each name, in the order given, and those that are left out, each with a note.

    Different content under one name with the same version, or none, is an error in the report, unless the
    two lie in different packages or are for different tools; or a warning, and the first of them is taken,
    with `keep_first`. `formats` are those of all documents, where only some are given.
    """
    ranks = _ranks((d.format for d in documents) if formats is None else formats)
    choice = _Choice(report, ranks, keep_first)
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        groups[document.agent.name].append(document)
    taken: list[Document] = []
    for group in groups.values():
        taken += choice.of(group)
    choice.tell_copies()
    return choice.under_own_names(taken), choice.left_out


def _in_one_place(one: str, other: str) -> bool:
    """Whether two owners are the same, or one of them is none; a tool's own folder is a place apart."""
    return one == other or ("" in (one, other) and not f"{one}{other}".startswith("."))


def _stands_aside(document: Document) -> tuple[bool, bool]:
    """Why a document gives way to a copy for any other tool, the stronger reason first.

    It does not say what it is for, so that no tool calls it; it lies in a hidden folder that is no tool's.
    """
    folders = document.path.replace("\\", "/").split("/")[:-1]
    hidden = {name for name in folders if name.startswith(".") and name.strip(".")} - VENDOR_FOLDERS
    return not document.agent.description, any(document.format not in name for name in hidden)


def _ranks(formats: Iterable[str]) -> dict[str, int]:
    """Format -> its rank as the source of a collection: that of most documents first."""
    counts = Counter(formats)
    return {name: rank for rank, (name, _) in enumerate(counts.most_common())}


@slotted
class _Choice:
    report: Report
    ranks: dict[str, int]
    keep_first: bool
    left_out: list[Superseded] = field(default_factory=list)
    copies: list[tuple[Document, Document]] = field(default_factory=list)
    """Documents that are the same agent for another tool, each with the one that is taken."""

    def of(self, group: list[Document]) -> list[Document]:
        """Those documents of one name that are taken."""
        if len(group) == 1:
            return group
        if any(d.alias for d in group):
            group, aside = self.by_alias(group)
            return [*aside, *(self.of(group) if group else [])]
        if len({d.format for d in group}) > 1:
            group = sorted(group, key=lambda d: (_stands_aside(d), self.ranks[d.format]))
        spaces: dict[str, list[Document]] = defaultdict(list)
        for document in group:
            spaces[document.package].append(document)
        best: list[Document] = []
        for space in spaces.values():
            best += self.within(space)
        return self.apart(best) if len(best) > 1 else best

    def by_alias(self, group: list[Document]) -> tuple[list[Document], list[Document]]:
        """Documents of one name, without those that are called otherwise then; and those, under that name.

        A name that is in no other file is kept.
        """
        kept: list[Document] = []
        aside: list[Document] = []
        first = next(d for d in group if d.alias)
        several = any(d.agent != first.agent for d in group)
        for document in group:
            if document.alias and several:
                aside.append(self.called(document, document.alias, "other files have one of its name"))
            else:
                kept.append(replace(document, alias=""))
        return kept, aside

    def within(self, group: list[Document]) -> list[Document]:
        """The one that is meant of a package's documents of one name; several, if folders keep them apart."""
        taken = group[:1]
        for other in group[1:]:
            for index, one in enumerate(taken):
                if winner := self.better(one, other):
                    taken[index] = winner
                    break
            else:
                if any(_in_one_place(t.owner, other.owner) for t in taken):
                    self.collide(taken[0], other)
                else:
                    taken.append(other)
        return taken

    def better(self, one: Document, other: Document) -> Document | None:
        """The one of two that is meant, the other being left out; None when nothing says which."""
        name = one.agent.name
        if other.agent == one.agent:
            what = f"{name!r} is defined with the same content in {one.path}"
            self.report.add("same-agent-twice", what, path=other.path, agent=name)
            self.left_out.append(Superseded(other.path, name, one.path))
            return one
        old, new = (version_key(d.agent.version or "") for d in (one, other))
        if old is not None and new is not None and old != new:
            older, newer = (one, other) if new > old else (other, one)
            what = f"{name!r} {older.agent.version} gives way to {newer.agent.version} in {newer.path}"
            self.report.add("older-version", what, path=older.path, agent=name)
            self.left_out.append(Superseded(older.path, name, newer.path))
            return newer
        if one.format != other.format:
            self.copies.append((other, one))
            return one
        return None

    def collide(self, one: Document, other: Document) -> None:
        """Say that two documents of one place have one name; the second is left out where that may be."""
        name = one.agent.name
        versions = sorted({d.agent.version or "no version" for d in (one, other)})
        what = f"{name!r} is defined differently in {one.path}, both with {' and '.join(versions)}"
        if len(versions) > 1:
            what = f"{name!r} is defined differently in {one.path} ({' and '.join(versions)})"
        hint = "`agentconv merge` makes one of the two; or give them different versions or names"
        if not self.keep_first:
            self.report.add("name-collision", what, hint=hint, path=other.path, agent=name)
            return
        what = f"{what}, which is kept; this one is left out"
        self.report.add(
            "name-collision", what, severity=Severity.WARNING, hint=hint, path=other.path, agent=name
        )
        self.left_out.append(Superseded(other.path, name, one.path))

    def apart(self, group: list[Document]) -> list[Document]:
        """Documents of one name in several packages, each called after its own where they differ."""
        taken: list[Document] = []
        for other in group:
            same = next((one for one in taken if other.agent == one.agent), None)
            copy = next((one for one in taken if self.is_copy(one, other)), None)
            if same is not None:
                self.better(same, other)
            elif copy is not None:
                self.copies.append((other, copy))
            else:
                taken.append(other)
        if len(taken) == 1:
            return taken
        spaces = [d.package or d.owner for d in taken]
        tools = [space for space in spaces if space.startswith(".")]
        if len(tools) == 1 and "" not in spaces:  # the project's own, beside what it offers
            spaces[spaces.index(tools[0])] = ""
        if len(set(spaces)) < len(spaces):
            spaces = [f"{d.package}-{d.owner}".strip("-") for d in taken]
        return [self.qualified(d, space) for d, space in zip(taken, spaces, strict=True)]

    def is_copy(self, one: Document, other: Document) -> bool:
        """Whether a document says for another tool what one beside or outside its package says."""
        return one.format != other.format and (not one.package or not other.package)

    def qualified(self, document: Document, space: str) -> Document:
        """A document under a name that says its package; what is in none keeps its own."""
        name = document.agent.name
        if not space:
            return document
        longer = f"{names.slug(space)}-{name}"
        why = "another package has one of its name"
        return replace(self.called(document, longer, why, f" of {space!r}"), own_name=name)

    def called(self, document: Document, name: str, why: str, of: str = "") -> Document:
        """A document under another name, which is told."""
        what = f"{document.agent.name!r}{of} is called {name!r}: {why}"
        self.report.add("name-qualified", what, path=document.path, agent=name)
        return replace(document, agent=replace(document.agent, name=name), original=document.as_read)

    def under_own_names(self, taken: list[Document]) -> list[Document]:
        """The documents that are taken; a name that was made longer may be that of another agent now."""
        seen: dict[str, Document] = {}
        kept = []
        for document in taken:
            first = seen.setdefault(document.agent.name, document)
            if first is document or (first.unchanged and document.unchanged):
                kept.append(document)
            else:
                self.collide(first, document)
        return kept

    def tell_copies(self) -> None:
        """One note for each format whose documents were left for those of another."""
        groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
        for copy, kept in self.copies:
            groups[kept.format, copy.format].append(copy)
            self.left_out.append(Superseded(copy.path, copy.agent.name, kept.path))
        for (kept_as, left_as), copies in groups.items():
            agents = ", ".join(d.agent.name for d in copies[:4]) + (", ..." if len(copies) > 4 else "")
            what = f"{len(copies)} agents in {left_as} are copies of those taken, in {kept_as}: {agents}"
            if len(copies) == 1:
                what = f"an agent in {left_as} is a copy of the one taken, in {kept_as}: {agents}"
            hint = f"most agents are in {kept_as}; export --only {left_as} takes those"
            self.report.add("copies-left", what, hint=hint, path=copies[0].path)
