"""Writing an agent back into the text that it came from: only what changed, every other byte kept."""

from __future__ import annotations

from pathlib import PurePosixPath

from agentconv.containers import container
from agentconv.containers.base import BODY, REMOVED, Node, Removed, Within
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Native
from agentconv.model.agent import Agent, Value, diff, field_value, same, with_field
from agentconv.reading.read import container_for, decode_native, read_text
from agentconv.text.source import Source


def spliced(document: Document, fmt: Format, before: Native, after: Native) -> str | None:
    """The source's text with only the changed values replaced, proved by reading it back.

    `before` and `after` are what the format writes for the agent as it was read and as it is now. None
    when the changed text does not say what `after` says.
    """
    changes = _changes(before, after)
    syntax = container(container_for(fmt, PurePosixPath(document.path), document.tree.source.text))
    tree = document.tree if document.tree.locate else syntax.read(document.tree.source, fmt.known_keys)
    wanted = _wanted(document, fmt, before, after)
    # The least change first. A head that had to be recovered may be read otherwise once a line of it is
    # another: then all that was recovered is written as the syntax has it.
    recovered = {r.key: after[r.key] for r in tree.recoveries if r.key in after}
    attempts = [changes, {**recovered, **changes}] if recovered else [changes]
    if syntax.edits_within and (inner := _changes_within(before, after, tree.node)) != changes:
        attempts.insert(0, inner)
    for attempt in attempts:
        text = syntax.edit(tree, attempt)
        if text is not None and _says(text, wanted, document, fmt):
            return text
    return None


def _changes(before: Native, after: Native) -> dict[str, Value | Removed | Within]:
    """The keys that differ, with their new values."""
    changes: dict[str, Value | Removed | Within] = {}
    for key in {**before, **after}:
        if key not in after:
            changes[key] = "" if key == BODY else REMOVED  # a file has a body, if an empty one
        elif key not in before or not same(before[key], after[key]):
            changes[key] = after[key]
    return changes


def _changes_within(before: Native, after: Native, node: Node) -> dict[str, Value | Removed | Within]:
    """The same, but for maps inside the map that the text has, too: there only the entries that differ."""
    found = _changes(before, after)
    for key in found:
        old, new, place = before.get(key), after.get(key), node.children.get(key)
        if isinstance(old, dict) and isinstance(new, dict) and place is not None and place.keys:
            found[key] = Within(_changes_within(old, new, place))
    return found


def _wanted(document: Document, fmt: Format, before: Native, after: Native) -> Agent:
    """What the text is to say: `after`, but as it was read where the format cannot say it anyhow.

    A text may say more than its format writes (a spelling of a tool that it reads and never writes). What
    nobody changed stays in the text, so it also comes back; asking for `after` alone would find every patch
    wrong.
    """
    stem = fmt.stem_of(PurePosixPath(document.path))
    agent, as_read = decode_native(fmt, after, stem), document.as_read
    unwritable = {d.field for d in diff(as_read, decode_native(fmt, before, stem))}
    for name in unwritable - {d.field for d in diff(as_read, document.agent)}:
        agent = with_field(agent, name, field_value(as_read, name))
    return agent


def _says(text: str, wanted: Agent, document: Document, fmt: Format) -> bool:
    """Whether a changed text reads as the one agent that it is to hold."""
    try:
        again = read_text(fmt, Source(document.path, text), Report())
    except NotAnAgent:
        return False
    return len(again) == 1 and not diff(again[0].agent, wanted)
