"""What commands of all tools are read with: rows of their heads, files without one, words for messages."""

from __future__ import annotations

import re

from agentconv.containers import container
from agentconv.containers.base import BODY, Tree
from agentconv.diagnostics import Report
from agentconv.errors import SyntaxProblem
from agentconv.kit.codecs import BOOLEAN, as_text, keep_native, text_items
from agentconv.kit.component import Material
from agentconv.kit.skill_text import Row, parsed
from agentconv.model.agent import Value
from agentconv.model.command import Piece, shown
from agentconv.text.source import Source


class HintCodec:
    """A text; brackets that were meant for people, and that YAML takes for a list, stay brackets."""

    def decode(self, value: Value) -> str | None:
        keep_native(not isinstance(value, dict))
        if not isinstance(value, list):
            return as_text(value) or None
        return f"[{', '.join(text_items(value))}]"

    def encode(self, value: str) -> Value:
        return value


class SwitchCodec:
    """True or false, of which one is what goes without saying."""

    def __init__(self, usual: bool) -> None:
        self._usual = usual

    def decode(self, value: Value) -> bool | None:
        found = BOOLEAN.decode(value)
        return None if found == self._usual else found

    def encode(self, value: bool) -> Value:
        return value


DESCRIPTION = Row("description", "description")
HINT = Row("argument-hint", "argument_hint", HintCodec())
ONLY_PEOPLE = Row("disable-model-invocation", "disable_model_invocation", SwitchCodec(usual=False))
BY_USER = Row("user-invocable", "user_invocable", SwitchCodec(usual=True))


def first_line(text: tuple[Piece, ...]) -> str:
    """The first line that says something, without its marks of a heading."""
    lines = (line.strip().lstrip("#").strip() for line in shown(text).splitlines())
    return next((line for line in lines if any(map(str.isalnum, line))), "")


def name_at(path: str, *, nested: bool) -> str:
    """What a command is called that lies in no place of its tool: below the last folder of commands."""
    folder, _, name = path.rpartition("/")
    parts = folder.split("/") if folder else []
    known = [at for at, part in enumerate(parts) if part in ("commands", "command")]
    below = parts[known[-1] + 1 :] if known and nested else []
    return ":".join([*below, _ENDING.sub("", name)])


_ENDING = re.compile(r"(?:\.prompt)?\.md\Z|\.toml\Z")


def tree_of(material: Material, report: Report, *, syntax: str, repairs: bool) -> Tree:
    """A file as a tool has it that reads a head at the very start, and only a whole one.

    `repairs` is whether the tool reads a head that is not YAML. Raises `SyntaxProblem`.
    """
    text = material.text
    if syntax != "frontmatter":
        return container(syntax).read(Source(material.path, text.removeprefix("\ufeff")))
    if text.lstrip("\ufeff")[:1].isspace():
        return headless(material)
    try:
        tree = parsed(material.path, text)
    except SyntaxProblem as problem:
        if problem.code == "frontmatter-unclosed":
            report.add("frontmatter-unread", problem.message, line=1)
            return headless(material)
        if problem.code != "syntax" or not repairs:
            raise
        report.add("frontmatter-not-yaml", f"{problem.message}: none of it is read")
        return _beheaded(material)
    if repairs and any(code == "frontmatter-inner-fence" for code, _, _ in tree.warnings):
        report.add("client-differs", "--- stands inside the frontmatter, where some clients end it")
    for recovery in tree.recoveries[:1]:
        what = f"the frontmatter is not YAML at {recovery.key!r}: {recovery.step}"
        report.add("frontmatter-not-yaml" if repairs else "client-ignores", what)
    return tree if tree.body_start else _beheaded(material)


_HEAD = re.compile(r"\ufeff?---[^\S\n]*\n(?:[^\n]*\n)*?---[^\S\n]*(?:\n|\Z)")


def _beheaded(material: Material) -> Tree:
    """A file without its head, in which there is nothing that a tool could read."""
    text = material.text
    match = _HEAD.match(text)
    return Tree(Source(material.path, text), {BODY: text[match.end() :]}) if match else headless(material)


def headless(material: Material) -> Tree:
    """A file that is all text, without a byte order mark."""
    source = Source(material.path, material.text)
    return Tree(source, {BODY: material.text.removeprefix("\ufeff")})


def listed(words: tuple[str, ...]) -> str:
    """A few of the words; the others are counted."""
    few = ", ".join(word if len(word) <= 60 else f"{word[:57]}..." for word in words[:4])
    return f"{few} and {len(words) - 4} more" if len(words) > 4 else few
