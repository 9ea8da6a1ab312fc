"""What a code means, whether it matters and what to do, with a bad and a good example that tests execute.

`explanations.md` and `examples.md` hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from agentconv.diagnostics import CODES, facts_of, owner_of
from agentconv.errors import UsageError
from agentconv.frozen import frozen

FILE = "agent.md"
"""The name of an example's one file."""

_HIDDEN = re.compile(r"<U\+([0-9A-F]{4,6})>")


@frozen
class Example:
    """What gives a code, and what does not."""

    bad: str
    good: str
    options: tuple[str, ...] = ()
    """What stands on the command line before the files."""


@cache
def examples() -> dict[str, Example]:
    """Every example, by its code."""
    found = {}
    for code, rest in _parts("examples.md"):
        before, bad, good = re.split(r"(?m)^(?:Bad|Good):\n", rest)
        options = re.search(r"(?m)^With `([^`]*)`\.?$", before)
        words = tuple(options[1].split()) if options else ()
        found[code] = Example(_block(bad), _block(good), words)
    return found


@cache
def _explanations() -> dict[str, str]:
    return {code: text.strip() for code, text in _parts("explanations.md")}


def explained(code: str) -> str:
    """What happened, whether it matters and what to do, a paragraph each; what it means where that is all."""
    return _explanations().get(code, f"{facts_of(code)[1]}.")


def _parts(name: str) -> Iterator[tuple[str, str]]:
    """Code and text of each part of a file."""
    text = files("agentconv.checking").joinpath(name).read_text(encoding="utf-8")
    for part in re.split(r"(?m)^## (?=[a-z0-9-]+$)", text)[1:]:
        code, _, rest = part.partition("\n")
        yield code.strip(), rest


def _block(text: str) -> str:
    match = re.search(r"(?s)^~~~[^\n]*\n(.*?)^~~~$", text, re.MULTILINE)
    return match[1] if match else ""


def as_files(example: str) -> dict[str, str]:
    """An example's files with their text; `<U+200B>` stands for a character that cannot be seen."""
    text = _HIDDEN.sub(lambda m: chr(int(m[1], 16)), example)
    parts = re.split(r"(?m)^=== (\S+)\n", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {FILE: text}


def explain(code: str) -> Iterator[str]:
    """What a code means, line by line. Raises `UsageError` for one that does not exist."""
    if owner_of(code) is not None:
        yield f"{code} ({facts_of(code)[0]}): {facts_of(code)[1]}"
        return
    if code not in CODES:
        import difflib

        near = difflib.get_close_matches(code, CODES, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"there is no code {code!r}{hint}")
    severity, what = CODES[code]
    yield f"{code} ({severity}): {what}"
    yield ""
    yield from explained(code).splitlines()
    example = examples().get(code)
    if example is not None:
        for title, text in (("Bad:", example.bad), ("Good:", example.good)):
            yield ""
            yield title
            yield from (f"    {line}" for line in text.splitlines())
