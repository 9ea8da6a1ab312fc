"""Merging files: the merged agent goes into ours' text, so every byte that nobody changed stays.

Meaning is merged before text. A line of a head says little by itself: two sides that each add a tool change
one and the same line and do not contradict each other, while two that set one key in different spellings,
or at different places, do, and a merge of lines would write the key twice. So values are merged, the result
is written into ours' text as any changed agent is, and only then lines are asked for what is no value:
comments and order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.api import write
from agentconv.containers import container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import NotAnAgent
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Writing
from agentconv.kit.model_map import load as load_models
from agentconv.merging.agents import Conflict, MergeResult, merge3
from agentconv.merging.lines import Clash, merge_lines
from agentconv.merging.outline import text_lines
from agentconv.merging.prompts import Labels, merge_any_text
from agentconv.model.agent import Agent, Value, diff, field_value, same, with_field
from agentconv.model.names import slug
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
    result = merge3(base.agent, mine, yours, labels)
    conversion = write(result.agent, fmt.name, onto=ours, registry=registry)
    errors = [d for d in conversion.diagnostics if d.severity is Severity.ERROR]
    if errors or len(conversion.files) != 1:
        return MergedFile(None, result.conflicts, tuple(errors), result.agent)
    text = conversion.files[0].text
    # Comments of three formats, or of a file that holds other agents too, are no versions of one text.
    if len({base.format, ours.format, theirs.format}) == 1 and ours.of == 1:
        text = _with_both_heads(base, ours, theirs, text, fmt)
    fields = [c for c in result.conflicts if c.field != "prompt"]
    if fields:
        text = _with_marks(text, ours.path, fields, result, theirs, fmt, labels)
    return MergedFile(text, result.conflicts, conversion.diagnostics, result.agent)


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


def _with_both_heads(base: Document, ours: Document, theirs: Document, text: str, fmt: Format) -> str:
    """The text with what a line merge of the rest of the file keeps, comments say; if it means the same.

    The text is ours with new values, so it lacks what theirs wrote that is no value: a comment, a blank
    line, the order of keys. A merge of the heads' lines has those of both sides. It is proved, not trusted:
    only when it reads as the very agent that the merge of values gave does it stand.
    """
    wanted = _agent(text, ours.path, fmt)
    if wanted is None:
        return text
    heads = [_head(d) for d in (base, ours, theirs)]
    merged = merge_lines(*(text_lines(head) for head in heads))
    kept = [piece for piece in merged if not isinstance(piece, Clash)]
    if len(kept) < len(merged):
        return text
    head = "".join(line for lines in kept for line in lines)
    body = text[len(_head(replace_text(ours, text, fmt))) :] if ours.tree.head else ""
    other = head + body
    return other if _agent(other, ours.path, fmt) == wanted else text


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


def _with_marks(
    text: str,
    path: str,
    conflicts: Sequence[Conflict],
    result: MergeResult,
    theirs: Document,
    fmt: Format,
    labels: Labels,
) -> str:
    """The text with a comment above each key that both sides changed, so that it can still be read.

    git's markers themselves would make the head no YAML or TOML, and a file that is not valid is one that
    no client loads and no second merge can read. JSON has no comments: there the conflicts are only told.
    """
    syntax_name = container_for(fmt, PurePosixPath(path), text)
    if syntax_name == "json":
        return text
    syntax = container(syntax_name)
    tree = syntax.read(Source(path, text), fmt.known_keys)
    writing = Writing(Report(), load_models(), source=fmt.name)
    mine, yours = (fmt.encode(agent, writing) for agent in (result.agent, theirs.agent))
    inserts: list[tuple[int, str]] = []
    end = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    for key in _keys(conflicts, fmt):
        lines = [f"<<<<<<< {labels.ours}", *_dumped(syntax.write, key, mine), "======="]
        lines += [*_dumped(syntax.write, key, yours), f">>>>>>> {labels.theirs}"]
        inserts.append((_place_of(key, tree), "".join(f"# {line}{end}" for line in lines)))
    for at, comment in sorted(inserts, reverse=True):  # from the end, so that places before stay true
        text = text[:at] + comment + text[at:]
    return text


def _place_of(key: str, tree: Tree) -> int:
    """Where a comment on a key goes: above the key, or behind all others where ours has no such key."""
    text = tree.source.text
    if span := tree.node.keys.get(key):
        return text.rfind("\n", 0, span.start) + 1
    return tree.head.end if tree.head else len(text)


def _keys(conflicts: Sequence[Conflict], fmt: Format) -> list[str]:
    """The native keys that conflicting fields stand under."""
    rows = {attr: row.top for row in fmt.fields for attr in row.attrs}
    prefix = f"extensions.{fmt.name}."
    found = (rows.get(c.field) or c.field.removeprefix(prefix) for c in conflicts)
    return list(dict.fromkeys(found))


def _dumped(write_values: Callable[[dict[str, Value]], str], key: str, native: dict[str, Value]) -> list[str]:
    """A key and its value as lines without control characters; nothing for a key that is not there."""
    if key not in native:
        return []
    lines = write_values({key: native[key]}).strip("\n").splitlines()
    return [line for line in lines if line != "---"]


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
