"""Markdown with a YAML head between `---` lines; the rest is the body, kept to the byte.

Some clients end the head at the first `---` anywhere, even inside a quoted value, so none is written
there; when reading, a line must start with it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping

from agentconv.containers import recovery, yaml
from agentconv.containers.base import (
    BODY,
    NO_KEYS,
    Changes,
    Container,
    Keys,
    Node,
    Recovery,
    Tree,
    splice,
)
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.model.agent import Value
from agentconv.text.source import Source, Span

_OPEN = re.compile(r"(\ufeff?)((?:[ \t]*+\r?\n)*+)---[^\S\n]*(?:\n|\Z)")
_CLOSE = re.compile(r"^---(?:[^\S\n]*(?:\n|\Z)|(?P<rest>))", re.MULTILINE)
_FENCE = re.compile("---")
_LINK = re.compile(r"((?:\.{1,2}/)+[\w./-]+)\s*")
"""What git leaves in place of a link where a system has none: a path, and nothing else."""
_KEY_LINE = re.compile(r"\s*[A-Za-z_\"'][\w .\"'-]*:(?:\s|\Z)")


class Frontmatter(Container):
    """`---`, YAML, `---`, Markdown."""

    name = "frontmatter"
    edits_within = True
    suffixes = (".md", ".mdc", ".markdown")

    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        text = source.text
        opening = _OPEN.match(text)
        if opening is None:
            linked = _LINK.fullmatch(text)
            raise NotAnAgent(
                f"it holds the text of a link: {linked[1]}" if linked else "the file has no frontmatter"
            )
        closing = _closing(text, opening.end())
        if closing is None:
            if not _KEY_LINE.match(text, opening.end()):
                raise NotAnAgent("the file has no frontmatter")
            where = opening.end() - len(opening[0].lstrip("\ufeff \t\r\n"))
            hint = "end the frontmatter with a line that holds only ---"
            raise SyntaxProblem("frontmatter-unclosed", "this --- is never closed", where, hint)
        head = Span(opening.end(), closing.start())
        warnings = _oddities(opening, closing)
        yaml_text = text[head.start : head.end]
        recoveries: tuple[Recovery, ...] = ()
        locate: Callable[[], Node] = functools.partial(yaml.places, yaml_text, head.start)
        try:
            value = yaml.load(yaml_text, head.start)
        except SyntaxProblem as problem:
            if problem.code != "syntax":
                raise
            value, locate, recoveries = recovery.recover(yaml_text, head.start, known_keys, problem)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise NotAnAgent("the frontmatter is not a map of keys")
        value[BODY] = text[closing.end() :]
        return Tree(
            source,
            value,
            recoveries=recoveries,
            warnings=warnings,
            head=head,
            locate=locate,
        )

    def write(self, values: Mapping[str, Value]) -> str:
        head = {k: v for k, v in values.items() if k != BODY}
        return f"---\n{_write_head(head, last=True) if head else ''}---\n{values.get(BODY) or ''}"

    def edit(self, tree: Tree, changes: Changes) -> str | None:
        # Clients read a head that is not YAML line by line, and take no block there: one that is added
        # beside a value that stays broken would cost them the file.
        blocks = all(recovery.key in changes for recovery in tree.recoveries)
        text = yaml.edit(tree, changes, _write_head, blocks=blocks)
        if text is None or BODY not in changes:
            return text
        length = len(tree.source.text) - tree.body_start
        return splice(text, [(len(text) - length, len(text), str(changes[BODY]))])


def _closing(text: str, start: int) -> re.Match[str] | None:
    """The first line from `start` on that begins with three dashes, found without a pattern's slow search."""
    at = start
    while at >= 0:
        if found := _CLOSE.match(text, at):
            return found
        at = text.find("\n---", at)
        at = at + 1 if at >= 0 else at
    return None


def _write_head(
    values: Mapping[str, Value], *, blocks: yaml.Blocks = yaml.Blocks.LINES, last: bool = False
) -> str:
    """YAML in which no `---` stands: in double quotes a dash can be an escape, in a block it cannot.

    Readers that end the head at a line break and `---` take that break away. At the end of a block js-yaml
    4.1 and yaml 2.9 put it back (tried 2026-11-28), but not a blank line: `last` keeps those out of there.
    """
    text = yaml.dump(yaml.quoted(values, _FENCE), blocks=blocks, last=last)
    return text.replace("---", "\\x2D\\x2D\\x2D")


def _oddities(opening: re.Match[str], closing: re.Match[str]) -> tuple[tuple[str, str, int], ...]:
    found = []
    if opening[1] or opening[2]:
        what = "a byte order mark" if opening[1] else "a blank line"
        found.append(("frontmatter-late", f"{what} stands before the first ---", 0))
    if closing["rest"] is not None:
        what = "the line that ends the frontmatter holds more than ---; the rest belongs to the body"
        found.append(("frontmatter-bad-fence", what, closing.start()))
    head = closing.string[opening.end() : closing.start()]
    if (inside := head.find("---")) >= 0:
        what = "--- inside the frontmatter: some clients end it there"
        found.append(("frontmatter-inner-fence", what, opening.end() + inside))
    return tuple(found)
