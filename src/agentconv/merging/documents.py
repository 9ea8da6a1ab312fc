"""Merging files: the merged agent goes into ours' text, so every byte that nobody changed stays.

Meaning is merged before text. A line of a head says little by itself: two sides that each add a tool change
one and the same line and do not contradict each other, while two that set one key in different spellings,
or at different places, do, and a merge of lines would write the key twice. So values are merged, the result
is written into ours' text as any changed agent is, and only then lines are asked for what is no value:
comments and order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath

from agentconv.api import write
from agentconv.containers import container
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import NotAnAgent
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Writing
from agentconv.kit.model_map import load as load_models
from agentconv.merging.agents import Conflict, MergeResult, merge3
from agentconv.merging.heads import merge_heads
from agentconv.merging.marks import Labels, marked
from agentconv.merging.outline import text_lines
from agentconv.merging.pieces import Clash, Piece, decided
from agentconv.merging.prompts import merge_any_text
from agentconv.model.agent import Agent, diff, field_value, same, with_field
from agentconv.model.names import slug
from agentconv.model.powers import power
from agentconv.reading.read import container_for, decode_native, read_as
from agentconv.text.source import Source


@frozen
class MergedFile:
    """The text of a merge, and what is left for a person to decide."""

    text: str | None
    """None when the result cannot be written, which the diagnostics explain."""
    conflicts: tuple[Conflict, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    agent: Agent | None = None
    power: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """What it can do and ours could not, and theirs could not; nothing unless it is more than each side."""

    @property
    def clean(self) -> bool:
        """Whether the merge needs nobody's decision."""
        return self.text is not None and not self.conflicts


def merge_documents(
    base: Document, ours: Document, theirs: Document, registry: Registry, labels: Labels | None = None
) -> MergedFile:
    """A three-way merge of files, in ours' format and layout."""
    labels = labels or Labels()
    fmt, of_base, of_theirs = (registry.get(side.format) for side in (ours, base, theirs))
    name = ours.agent.name
    base, theirs = _renamed(base, name, of_base), _renamed(theirs, name, of_theirs)
    mine, yours = _as_meant(ours, base, fmt), _as_meant(theirs, base, of_theirs)
    draft = replace(labels, before=_unused(base, ours, theirs))
    result = merge3(base.agent, mine, yours, draft)
    written = _Written(ours, fmt, registry)
    text = written.text(result.agent)
    agent = replace(result.agent, prompt=result.agent.prompt.replace(draft.before, ""))
    if text is None:
        return MergedFile(None, result.conflicts, written.errors(), agent)
    in_place = _marks(text, draft) == _marks(result.agent.prompt, draft)
    # Comments of three formats, or of a file that holds other agents too, are no versions of one text.
    comparable = len({base.format, ours.format, theirs.format}) == 1 and ours.of == 1
    other = (
        _with_both_heads((base, ours, theirs), text, result, fmt, draft) if comparable and in_place else None
    )
    if other is None and (not in_place or any(c.field != "prompt" for c in result.conflicts)):
        other = _with_marks(result, written, labels, in_place=in_place)
        if other is None:
            return MergedFile(None, result.conflicts, written.errors(), agent)
    text = (other or text).replace(draft.before, "")
    return MergedFile(text, result.conflicts, tuple(written.diagnostics), agent, _gained(agent, mine, yours))


def _gained(agent: Agent, ours: Agent, theirs: Agent) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What an agent can do beyond each of two sides, where neither of them can do it all."""
    beyond = tuple(power(agent).beyond(power(side)) for side in (ours, theirs))
    return (beyond[0], beyond[1]) if all(beyond) else ((), ())


def _unused(*documents: Document) -> str:
    """What none of the texts says: it stands before markers until they may be read as such."""
    texts = [document.tree.source.text for document in documents]
    return next(word for n in count() if not any((word := f"merged-{n}:") in text for text in texts))


def _marks(text: str, labels: Labels) -> int:
    """How many markers a text has at the start of lines."""
    return sum(line.startswith(labels.before) for line in text.splitlines())


class _Written:
    """Writes agents into the text of ours."""

    def __init__(self, ours: Document, fmt: Format, registry: Registry) -> None:
        self.ours, self.fmt, self.registry = ours, fmt, registry
        self.diagnostics: list[Diagnostic] = []

    def text(self, agent: Agent) -> str | None:
        """The file with an agent in it; None when it cannot be written, which the diagnostics explain."""
        conversion = write(agent, self.fmt.name, onto=self.ours, registry=self.registry)
        # Limits are for those who write to a format. What both sides have already is theirs to shorten.
        found = [d for d in conversion.diagnostics if d.code != "over-limit"]
        self.diagnostics += [d for d in found if d not in self.diagnostics]
        return None if self.errors() or len(conversion.files) != 1 else conversion.files[0].text

    def errors(self) -> tuple[Diagnostic, ...]:
        """What stands against the file."""
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)


def _renamed(document: Document, name: str, fmt: Format) -> Document:
    """The document with another name, when its own is only what its file happens to be called."""
    if not fmt.named_by_file:
        return document
    return replace(document, agent=replace(document.agent, name=name))


def _as_meant(side: Document, base: Document, fmt: Format) -> Agent:
    """The agent with what the base says where the side's format cannot say it, or only in its own way.

    A side in another format lacks, say, a colour because its format has none, which must not count as taken
    away. What the base would be in that format tells: where the side says exactly that, it changed nothing.
    """
    agent = side.agent
    if side.format == base.format:
        return agent
    native = fmt.encode(base.agent, Writing(Report(), load_models(), slug=slug(agent.name)))
    there = decode_native(fmt, native, slug(agent.name))
    for difference in diff(base.agent, there):
        if same(field_value(agent, difference.field), difference.new):
            agent = with_field(agent, difference.field, difference.old)
    return agent


def _with_both_heads(
    documents: tuple[Document, Document, Document],
    text: str,
    result: MergeResult,
    fmt: Format,
    labels: Labels,
) -> str | None:
    """The text with what a merge of the lines above the body keeps, if that says the same; else None.

    The text is ours with new values, so it lacks what theirs wrote that is no value: a comment, a blank
    line, the order of keys, a word that the format does not know. A merge of the heads' lines has those of
    both sides, and of two values as they are spelt. It is proved, not trusted: only when it reads as the very
    agent that the merge of values gave does it stand, and with conflicts so for each side of them.
    """
    ours = documents[1]
    headed = ours.tree.head is not None
    body = text[len(_head(replace_text(ours, text, fmt))) :] if headed else ""
    lines = [text_lines(_head(d)) for d in documents]
    pieces = merge_heads(lines[0], lines[1], lines[2], lists_of(ours, fmt))
    if any(isinstance(piece, Clash) for piece in pieces) and not result.settled:
        return None
    sides = result.settled or (result.agent,)
    for side, agent in zip(("base", "ours", "theirs"), sides, strict=False):
        wanted = replace(agent, prompt=result.agent.prompt) if headed else agent
        found = _agent("".join(decided(pieces, side)) + body, ours.path, fmt)
        if found is None or not (alike(found, wanted) or alike(found, _agent(text, ours.path, fmt))):
            return None
    return with_markers(pieces, labels, text) + body


def with_markers(pieces: Sequence[Piece], labels: Labels, like: str) -> str:
    """The text that pieces of lines make, with the line ends of another text around clashes."""
    end = "\r\n" if "\r\n" in like[: like.find("\n") + 1] else "\n"
    return "".join(line for piece in pieces for line in _shown(piece, labels, end))


def _shown(piece: Piece, labels: Labels, end: str) -> Sequence[str]:
    """The lines of a piece with their ends, those of a clash between markers."""
    if not isinstance(piece, Clash):
        return piece
    sides = [tuple(line.rstrip("\r\n") for line in side) for side in (piece.base, piece.ours, piece.theirs)]
    return [f"{line}{end}" for line in labels.around(Clash(sides[0], sides[1], sides[2]))]


_SETS = ("tools.allow", "tools.deny", "skills", "tags", "authors")
"""Fields in which an order says nothing."""


def lists_of(document: Document, fmt: Format) -> set[str]:
    """The keys of a file whose values are lists of words."""
    found = {row.top for row in fmt.fields if not set(_SETS).isdisjoint(row.attrs)}
    return found | {key for key, value in document.tree.values.items() if isinstance(value, list)}


def alike(one: Agent, other: Agent | None) -> bool:
    """Whether two agents say the same, whatever the order of what has none."""
    if other is None:
        return False
    return all(d.field in _SETS and _sorted(d.old) == _sorted(d.new) for d in diff(one, other))


def _sorted(items: object) -> list[str] | None:
    return sorted(map(repr, items)) if isinstance(items, tuple) else None


def _head(document: Document) -> str:
    """The part of a file that is not its body."""
    text = document.tree.source.text
    return text[: document.tree.body_start] if document.tree.head else text


def replace_text(document: Document, text: str, fmt: Format) -> Document:
    """The same file with another text."""
    source = Source(document.path, text)
    syntax = container(container_for(fmt, PurePosixPath(document.path), text))
    return replace(document, tree=syntax.read(source, fmt.known_keys))


def _agent(text: str, path: str, fmt: Format) -> Agent | None:
    report = Report()
    try:
        found = read_as(fmt, Source(path, text), report)
    except NotAnAgent:
        return None
    return found[0].agent if len(found) == 1 and not report.errors() else None


def _with_marks(result: MergeResult, written: _Written, labels: Labels, *, in_place: bool) -> str | None:
    """The file with markers around the lines in which its conflicts stand, whatever syntax it has.

    Markers inside a prompt are `in_place` when the file has the prompt's lines as they are; else the prompt
    is shown as any other value.
    """
    sides = result.settled
    if in_place:
        sides = tuple(replace(side, prompt=result.agent.prompt) for side in sides)
    texts = [text for text in map(written.text, sides) if text is not None]
    return marked(texts[0], texts[1], texts[2], labels) if len(texts) == len(sides) else None


def merge_texts(base: str, ours: str, theirs: str, labels: Labels | None = None) -> MergedFile:
    """A merge of texts that define no agent: as Markdown, without fields; two new ones clash."""
    merged = merge_any_text(base, ours, theirs, labels)
    conflicts = tuple(Conflict("prompt", r.base, r.ours, r.theirs, r.section) for r in merged.regions)
    return MergedFile(merged.text, conflicts)


def look_alike(one: Agent, other: Agent) -> float:
    """How much of two agents' prompts is the same, 0 to 1, by their lines."""
    a, b = (
        Counter(line.strip() for line in agent.prompt.splitlines() if line.strip()) for agent in (one, other)
    )
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0
