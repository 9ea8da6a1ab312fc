"""The values of a component's file, and where each stands."""

from __future__ import annotations

from typing import Any

from agentconv.containers import container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.kit.codecs import Codec
from agentconv.kit.command_heads import headless
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentFormat, Material
from agentconv.kit.rules import RuleFormat
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.skill_text import GLOBS, GlobsCodec, WordsCodec, parsed
from agentconv.model.components import HOOK, File
from agentconv.text.source import Source

_GLOB_KEYS = ("globs", "applyTo", "paths", "fileMatchPattern")


def syntax_of(fmt: ComponentFormat[Any]) -> str:
    """The syntax of a format's files."""
    if isinstance(fmt, (CommandFormat, ServerFormat)):
        return fmt.syntax
    return "jsonc" if fmt.kind == HOOK else "frontmatter"


def tree_in(fmt: ComponentFormat[Any], path: str, source: Source) -> Tree | None:
    """The values of a component's file as its format has them; None for what cannot be read so."""
    try:
        if isinstance(fmt, CommandFormat):
            name = path.rpartition("/")[2]
            return fmt.tree_of(Material(path, (File(name, source.data),)), Report())
        if (syntax := syntax_of(fmt)) != "frontmatter":
            return container(syntax).read(source)
        if isinstance(fmt, RuleFormat) and not fmt.keys:
            return headless(Material(path, (File(path.rpartition("/")[2], source.data),)))
        return parsed(source.path, source.text)
    except (SyntaxProblem, NotAnAgent):
        return None  # reading tells it


def lists_in(fmt: ComponentFormat[Any]) -> dict[str, Codec]:
    """The keys of a head whose value is several words or globs, also where it is one text."""
    rows = getattr(fmt, "rows", ())
    found: dict[str, Codec] = {
        row.key: row.codec for row in rows if isinstance(row.codec, (WordsCodec, GlobsCodec))
    }
    if isinstance(fmt, RuleFormat):
        found |= {key: GLOBS for key in _GLOB_KEYS if key in fmt.keys}
    return found
