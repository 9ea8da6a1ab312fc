"""Repairs that are safe: each changes only its own bytes and is proved by reading the new text.

Frontmatter that is not YAML gets quotes, or blocks for text over several lines, so that strict readers take
it too: a client that loaded the file reads the same as before, one that dropped it now loads what stands
there. Text that was decoded wrongly is
put right. A tool's old name becomes the new one where that is the same tool. What cannot be proved is left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from agentconv.checking.fix_tools import mean_the_same, renamed
from agentconv.containers import container
from agentconv.containers.base import BODY, Plain, Quoted, Tree
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.frozen import frozen
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.model.agent import Agent, Value
from agentconv.model.powers import power
from agentconv.reading.read import container_for, read_as
from agentconv.text.mojibake import around, is_spoken_of, mojibake
from agentconv.text.source import Source

FIXABLE = frozenset({"frontmatter-not-yaml", "mojibake", "tool-retired", "client-ignores"})
"""Codes of what may be repaired."""


@frozen
class Repair:
    """A text after repair."""

    text: str
    done: tuple[str, ...]
    """What was done, for people."""
    left: tuple[str, ...] = ()
    """What was not, and why."""


def repair(document: Document, fmt: Format) -> Repair:
    """The text of a document's file, which is in this format, with everything repaired that can be."""
    text, done, left = document.tree.source.text, [], []
    for step in (_encoding, _quotes, _tools):
        source = Source(document.path, text)
        tree = _tree(source, fmt)
        if tree is None:
            break
        new, what = step(tree, fmt)
        if new is not None and new != text:
            text = new
            done.append(what)
        elif what:
            left.append(what)
    return Repair(text, tuple(done), tuple(left))


def _tree(source: Source, fmt: Format) -> Tree | None:
    syntax = container_for(fmt, PurePosixPath(source.path), source.text)
    try:
        return container(syntax).read(source, fmt.known_keys)
    except (SyntaxProblem, NotAnAgent):
        return None


def _agents(source: Source, fmt: Format) -> list[Agent] | None:
    """The agents of a text; None when it has an error."""
    report = Report()
    try:
        found = read_as(fmt, source, report)
    except NotAnAgent:
        return None
    return None if report.errors() else [d.agent for d in found]


# text that was decoded wrongly

_RUN = re.compile(r"[^\x00-\x7f]+")


def _encoding(tree: Tree, fmt: Format) -> tuple[str | None, str]:
    text = tree.source.text
    if mojibake(text) is None:
        return None, ""
    new, count = mended(text)
    if not count:
        lost = "\ufffd" in text
        why = "the characters are lost" if lost else "it may be meant as it is"
        return None, f"the text was decoded wrongly and cannot be put right: {why}"
    source = Source(tree.source.path, new)
    again = _tree(source, fmt)
    if again is None or not _same(again.values, _mended(tree.values)):
        return (
            None,
            "text that was decoded wrongly is left: putting it right would change more than that text",
        )
    before, after = fmt.client_reading(tree.source), fmt.client_reading(source)
    if (before is None) != (after is None) or (before and not _same(after, _mended(before))):
        return None, "text that was decoded wrongly is left: the client would read more than that otherwise"
    old, now = _agents(tree.source, fmt), _agents(source, fmt)
    if old is None or now is None or [_what_counts(a) for a in old] != [_what_counts(a) for a in now]:
        return None, "text that was decoded wrongly is left: it stands in a name"
    return new, f"{count} stretch(es) of text that was decoded wrongly put right"


def _what_counts(agent: Agent) -> object:
    """What a repair of the text's encoding may not touch."""
    return agent.name, agent.tools, agent.permission_mode, power(agent)


def mended(text: str) -> tuple[str, int]:
    """A text with what was decoded wrongly put right, and in how many places.

    A stretch that stands alone between quotes or backticks is an example of such text, and stays; so does one
    in a paragraph that is about decoding, or that has the right letters, too.
    """
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(
        restore_byte_a0=True,
        replace_lossy_sequences=False,
        decode_inconsistent_utf8=False,
        fix_c1_controls=False,
    )
    count = 0
    known: dict[str, str] = {}

    def fixed(match: re.Match[str]) -> str:
        nonlocal count
        run = match[0]
        quotes = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        quoted = quotes[0] == quotes[1] and quotes[0] in ("'", '"', "`")
        if quoted or "\ufffd" in run or mojibake(run) is None:
            return run
        new = known[run] = known.get(run) or fix_encoding(run, config)
        if new == run or not _RUN.fullmatch(new) or _meant(text, match.start(), match.end(), new):
            return run
        count += 1
        return new

    return _RUN.sub(fixed, text), count


def _meant(text: str, start: int, end: int, right: str) -> bool:
    """Whether a stretch is meant as it stands: its paragraph is about such text, or has it right, too."""
    before, after = around(text, start)
    return right in before + after[end - start :] or is_spoken_of(text, start)


def _mended(value: Value) -> Value:
    if isinstance(value, Plain):
        return value
    if isinstance(value, str):
        return mended(value)[0]
    if isinstance(value, list):
        return [_mended(v) for v in value]
    if isinstance(value, dict):
        return {k: _mended(v) for k, v in value.items()}
    return value


# frontmatter that is not YAML


def _quotes(tree: Tree, fmt: Format) -> tuple[str | None, str]:
    if not tree.recoveries:
        return None, ""
    client = fmt.client_reading(tree.source)
    known = {**tree.values, **{k: v for k, v in (client or {}).items() if k != BODY}}
    changes = {r.key: _plain_text(known[r.key]) for r in tree.recoveries}
    long = {key: value for key, value in changes.items() if isinstance(value, str) and "\n" in value}
    on_one_line = changes | {key: Quoted(value) for key, value in long.items()}
    why = "its layout cannot be kept"
    for attempt in (changes, on_one_line):
        source = _edited(tree, fmt, attempt)
        why = _unproved(tree, source, fmt) if source else why
        if source and not why:
            source = _with_breaks(source, fmt, attempt)
            return source.text, _told(source, fmt, attempt)
    return None, f"the frontmatter is left as it is: {why}"


def _with_breaks(source: Source, fmt: Format, changes: Mapping[str, Value]) -> Source:
    """The text with changed values as the client reads them, where that is the same to it.

    A client may take a backslash and n for a line break, which a block shows as one.
    """
    client, tree = fmt.client_reading(source), _tree(source, fmt)
    if client and tree:
        shown = {key: client.get(key, value) for key, value in changes.items()}
        better = None if _same(shown, changes) else _edited(tree, fmt, shown)
        if better and not _unproved(tree, better, fmt):
            return better
    return source


def _told(source: Source, fmt: Format, changes: Mapping[str, Value]) -> str:
    """What was done to the changed values."""
    tree = _tree(source, fmt)
    found = [source.text.startswith("|", tree.span((key,)).start) for key in changes] if tree else []
    counts = ((found.count(False), "put in quotes"), (found.count(True), "written as blocks"))
    return " and ".join(f"{count} value(s) of the frontmatter {how}" for count, how in counts if count)


def _edited(tree: Tree, fmt: Format, changes: Mapping[str, Value]) -> Source | None:
    """The source with changed values; None when its layout does not allow them."""
    syntax = container(container_for(fmt, PurePosixPath(tree.source.path), tree.source.text))
    text = syntax.edit(tree, changes)
    return None if text is None else Source(tree.source.path, text)


def _unproved(tree: Tree, source: Source, fmt: Format) -> str:
    """Why new text is not known to mean what the old one means to the client; empty = it does."""
    again = _tree(source, fmt)
    if again is None or again.recoveries:
        return "quotes do not make it YAML"
    before, after = fmt.client_reading(tree.source), fmt.client_reading(source)
    if before and not _same(before, after):
        return "with quotes the client would read something else"
    if before == {} and not after:
        return "the client would not load it with quotes either"
    if not mean_the_same(_agents(tree.source, fmt), _agents(source, fmt)):
        return "the client and its author may mean different things by it"
    return ""


def _plain_text(value: Value) -> Value:
    return str(value) if isinstance(value, Plain) else value


# tools


def _tools(tree: Tree, fmt: Format) -> tuple[str | None, str]:
    """Old names of tools in the words of today, where the agent stays the same."""
    if tree.recoveries or not fmt.tool_keys:
        return None, ""
    text, done = renamed(tree, fmt, lambda source: _tree(source, fmt), lambda source: _agents(source, fmt))
    return (text, f"old names of tools: {', '.join(done)}") if done else (None, "")


def _same(a: object, b: object) -> bool:
    """Equality that also tells text from what YAML takes for a number or a constant."""
    if isinstance(a, str) or isinstance(b, str):
        return a == b and isinstance(a, Plain) == isinstance(b, Plain)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and a == b
