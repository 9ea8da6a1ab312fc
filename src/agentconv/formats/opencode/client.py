"""What OpenCode and the programs derived from it make of a file that is not as they read it."""

from __future__ import annotations

import re

from agentconv.containers.base import BODY, Tree
from agentconv.containers.yaml import load
from agentconv.errors import SyntaxProblem

_COLON_LINE = re.compile(r"([a-zA-Z_][a-zA-Z0-9_]*)\s*:\s*(?![\"'])(\S.*)")


def misread(tree: Tree) -> str | None:
    """What the program makes of a file that it does not read as meant; None when it does.

    It tries frontmatter that is not YAML a second time with every value that holds a colon as a block.
    """
    if BODY not in tree.values:
        return None
    text = tree.source.text
    whole = "takes the whole file for the prompt of an agent with every tool"
    if text.lstrip("\ufeff").startswith(("\r", "\n", " ", "\t")):
        return whole
    if not tree.recoveries:
        return None
    lines = text[tree.head.start : tree.head.end].splitlines(keepends=True)
    repaired = "".join(map(_as_block, lines))
    if repaired == "".join(lines):
        return whole
    try:
        load(repaired)
    except SyntaxProblem:
        return "skips this file"
    return None


def _as_block(line: str) -> str:
    found = _COLON_LINE.match(line)
    value = found[2].strip() if found else ""
    if found is None or ":" not in value or value in (">", "|"):
        return line
    return f"{found[1]}: |-\n  {value}\n"
