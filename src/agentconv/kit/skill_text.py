"""The head of a `SKILL.md`: its keys as fields of a skill, and a changed skill laid into its own text.

A key means what it says to whoever wrote it, also where a tool does not act on it: what is lost there is
measured on the way back (`kit.skills`), and the text keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agentconv.containers import container
from agentconv.containers.base import BODY, REMOVED, Removed, Tree
from agentconv.errors import KeepNative, NotAnAgent, SyntaxProblem, WrongType
from agentconv.frozen import frozen
from agentconv.kit.codecs import BOOLEAN, MAP, TEXT, Codec, as_text, exact, keep_native, text_items
from agentconv.kit.tools import split_tools
from agentconv.model.agent import Value, same
from agentconv.text.source import Source, Span

Values = Mapping[str, Value]


class WordsCodec:
    """Names in a text, separated by commas and spaces but not within parentheses; or a list of them."""

    def __init__(self, *, listed: bool = False) -> None:
        self._listed = listed

    def decode(self, value: Value) -> tuple[str, ...]:
        found = text_items(value)
        if not isinstance(value, list):
            found = [word for item in found for word in split_tools(item)]
        return tuple(found)

    def encode(self, value: tuple[str, ...]) -> Value:
        plain = not any(re.search(r"[,\s]", re.sub(r"\([^)]*\)?", "", word)) for word in value)
        return ", ".join(value) if plain and not self._listed else list(value)


class ListCodec(WordsCodec):
    """The same where only a list is understood: a text is left as it is."""

    def decode(self, value: Value) -> tuple[str, ...]:
        keep_native(isinstance(value, list))
        return super().decode(value)


class GlobsCodec:
    """Globs in a list, or in a text with commas that do not stand in braces."""

    def decode(self, value: Value) -> tuple[str, ...]:
        found = text_items(value)
        if not isinstance(value, list):
            found = [part.strip() for item in found for part in re.split(r",(?![^{]*\})", item)]
        return tuple(part for part in found if part)

    def encode(self, value: tuple[str, ...]) -> Value:
        return list(value)


class HintCodec:
    """A text; brackets that were meant for people and read as a list are text again."""

    def decode(self, value: Value) -> str | None:
        if isinstance(value, list) and value:
            keep_native(not any(isinstance(item, (list, dict)) for item in value))
            return f"[{', '.join(as_text(item) or '' for item in value)}]"
        keep_native(not isinstance(value, (list, dict)))
        return as_text(value)

    def encode(self, value: str) -> Value:
        return value


class OneTextCodec(HintCodec):
    """A text; anything else is left as it is."""

    def decode(self, value: Value) -> str | None:
        keep_native(not isinstance(value, (list, dict)))
        return as_text(value)


WORDS, LISTED, GLOBS = WordsCodec(), ListCodec(listed=True), GlobsCodec()


@frozen
class Row:
    """A key of the head, and the field that it holds."""

    key: str
    field: str
    codec: Codec = TEXT


ROWS = (
    Row("description", "description"),
    Row("when_to_use", "when_to_use"),
    Row("license", "license"),
    Row("compatibility", "compatibility", OneTextCodec()),
    Row("metadata", "metadata", MAP),
    Row("allowed-tools", "allowed_tools", WORDS),
    Row("disallowed-tools", "disallowed_tools", WORDS),
    Row("disable-model-invocation", "disable_model_invocation", BOOLEAN),
    Row("user-invocable", "user_invocable", BOOLEAN),
    Row("argument-hint", "argument_hint", HintCodec()),
    Row("arguments", "arguments", WordsCodec(listed=True)),
    Row("model", "model"),
    Row("effort", "effort"),
    Row("paths", "paths", GLOBS),
    Row("context", "context"),
    Row("agent", "agent"),
    Row("hooks", "hooks", MAP),
)
"""The keys as most tools spell them (Claude Code 2.1.332, agentskills.io; 2026-11-28)."""

KNOWN = frozenset({"name", *(row.key for row in ROWS)})
NOTHING: Mapping[str, Any] = {"metadata": {}, "hooks": {}, **dict.fromkeys(
    ("allowed_tools", "disallowed_tools", "arguments", "paths"), ()
)}  # fmt: skip
"""Field -> its value that says nothing, where that is not None."""


def parsed(path: str, text: str, known: frozenset[str] = KNOWN) -> Tree:
    """The tree of Markdown with a head, if it has one: else it has no keys. Raises `SyntaxProblem`."""
    source = Source(path, text)
    try:
        return container("frontmatter").read(source, known)
    except NotAnAgent:
        return headless(path, text)


def headless(path: str, text: str) -> Tree:
    """The tree of a text that is all body."""
    return Tree(Source(path, text), {BODY: text}, head=Span(0, 0))


def tree_of(text: str) -> Tree:
    """The tree of a text that was read; one whose head is never closed is all body."""
    try:
        return parsed("", text)
    except SyntaxProblem:
        return headless("", text)


def title_of(values: Values, folder: str) -> str | None:
    """What the key `name` says, where it is another name than the folder's."""
    key = values.get("name")
    return str(key) if isinstance(key, str) and key.strip() and key != folder else None


def has_head(tree: Tree) -> bool:
    """Whether the text has a head, if an empty one."""
    return tree.body_start > 0


@frozen
class Said:
    """What a head says: fields of a skill, and what none of them holds."""

    fields: Mapping[str, Any]
    rest: Mapping[str, Value]
    wrong: tuple[tuple[str, WrongType], ...] = ()


def said(values: Values, rows: tuple[Row, ...]) -> Said:
    """What the keys of a head say by the rows of a tool; `name` and the body are none of them."""
    fields: dict[str, Any] = {}
    rest: dict[str, Value] = {}
    wrong: list[tuple[str, WrongType]] = []
    by_key = {row.key: row for row in rows}
    for key, value in values.items():
        if key in ("name", BODY):
            continue
        row = by_key.get(key)
        try:
            if row is None:
                raise KeepNative
            if (found := row.codec.decode(value)) is not None:
                fields[row.field] = found
        except KeepNative:
            _keep(rest, wrong, key, value)
        except WrongType as problem:
            wrong.append((key, problem))
            _keep(rest, wrong, key, value)
    return Said(fields, rest, tuple(wrong))


def _keep(rest: dict[str, Value], wrong: list[tuple[str, WrongType]], key: str, value: Value) -> None:
    """Keep a native value under its key; one without an exact value is told."""
    try:
        rest[key] = exact(value)
    except WrongType as problem:
        wrong.append((key, problem))
        rest[key] = str(value)


Changes = dict[str, "Value | Removed"]


def laid_in(tree: Tree, changes: Changes) -> str:
    """The tree's text with some keys (and `BODY`) changed, all else kept as far as its layout allows."""
    if not changes:
        return tree.source.text
    syntax = container("frontmatter")
    wanted = {**tree.values, **{k: v for k, v in changes.items() if not isinstance(v, Removed)}}
    for key, value in changes.items():
        if isinstance(value, Removed):
            wanted.pop(key, None)
    if has_head(tree) and tree.head.end > 0:
        edited = syntax.edit(tree, changes)
        if edited is not None and _says(edited, wanted):
            return edited
    body = wanted.pop(BODY, "")
    name = {"name": wanted.pop("name")} if "name" in wanted else {}
    return syntax.write({**name, **wanted, BODY: body})


def _says(text: str, wanted: Values) -> bool:
    """Whether a changed text says what it is to say, without having to be recovered again."""
    values = parsed("", text).values
    return values.keys() == wanted.keys() and all(
        same(_plain(values[key]), _plain(wanted[key])) for key in wanted
    )


def _plain(value: Value) -> Value:
    try:
        return exact(value)
    except WrongType:
        return str(value)


def is_typed(row: Row, values: Values, wanted: object) -> bool:
    """Whether a value stands in the head in the type that is written: a hint may be a list there."""
    return not isinstance(values.get(row.key), list) or not isinstance(row.codec.encode(wanted), str)


# the body

_SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SHELL = re.compile(rf"(?:(?<=[{_SPACE}])|(?<![\s\S]))!`([^`]+)`|```!([\s\S]*?)```")


def shell_of(body: str) -> tuple[str, ...]:
    """The commands in a text that some tools run while they load it: of !`command` and of ```! fences."""
    if "!`" not in body and "```!" not in body:  # most texts have none, and the search is slow
        return ()
    return tuple((found[1] or found[2]).strip() for found in _SHELL.finditer(body))


def first_line(body: str) -> str:
    """The first line of a text that says something, without its marks of a heading."""
    lines = (line.strip().lstrip("#").strip() for line in body.splitlines())
    return next((line for line in lines if line), "")


__all__ = [
    "BODY",
    "GLOBS",
    "KNOWN",
    "LISTED",
    "NOTHING",
    "REMOVED",
    "ROWS",
    "WORDS",
    "Changes",
    "Row",
    "Said",
    "first_line",
    "has_head",
    "headless",
    "is_typed",
    "laid_in",
    "parsed",
    "said",
    "shell_of",
    "title_of",
    "tree_of",
]
