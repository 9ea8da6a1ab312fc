"""What a code means, whether it matters and what to do, with a bad and a good example that tests execute.

`explanations.md` says the first, the files below `examples/` hold the other, one for each family. An example
is steps from top to bottom: `=== NAME` begins a file that is written then, `=== NAME (HOW)` one that is more
than its text, and `$ agentconv ...` is what is typed then, in the folder of the files. Where a block has no
such line, what stands above both blocks is typed at its end, or else `agentconv check .`; a block that
begins with neither is the text of `agent.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from agentconv.diagnostics import CODES, facts_of, owner_of
from agentconv.errors import UsageError
from agentconv.frozen import frozen

_TYPED = re.compile(r"(?m)^ *\$ (.*\bagentconv .*)$")


@frozen
class Example:
    """What gives a code, and what does not: the steps of each, as they are shown."""

    bad: str
    good: str


@cache
def examples() -> dict[str, Example]:
    """Every example, by its code."""
    found = {}
    for name in example_files():
        for code, rest in _parts("examples", name):
            before, bad, good = re.split(r"(?m)^(?:Bad|Good):\n", rest)
            typed = _TYPED.search(before)
            last = typed[1] if typed else "agentconv check ."
            found[code] = Example(_steps(bad, last), _steps(good, last))
    return found


def example_files() -> list[str]:
    """The names of the files that hold examples."""
    return sorted(item.name for item in files("agentconv.checking").joinpath("examples").iterdir())


@cache
def _explanations() -> dict[str, str]:
    return {code: text.strip() for code, text in _parts("explanations.md")}


def explained(code: str) -> str:
    """What happened, whether it matters and what to do, a paragraph each; what it means where that is all."""
    return _explanations().get(code, f"{facts_of(code)[1]}.")


def _parts(*names: str) -> Iterator[tuple[str, str]]:
    """Code and text of each part of a file."""
    text = files("agentconv.checking").joinpath(*names).read_text(encoding="utf-8")
    for part in re.split(r"(?m)^## (?=[a-z0-9-]+$)", text)[1:]:
        code, _, rest = part.partition("\n")
        yield code.strip(), rest


def _steps(text: str, last: str) -> str:
    """The steps in a block, with the file and the command that go without saying."""
    match = re.search(r"(?s)^~~~[^\n]*\n(.*?)^~~~$", text, re.MULTILINE)
    steps = match[1] if match else ""
    if not steps.startswith(("=== ", "$ ")):
        steps = f"=== agent.md\n{steps}"
    return steps if _TYPED.search(steps) else f"{steps}$ {last}\n"


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
