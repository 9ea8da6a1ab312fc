"""Looking for work that grows faster than its input: every piece, repeated, in every field, to every target.

`python -m fuzz.slow --size 60000` prints what takes longer than `--over` seconds of processor time.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

from agentconv.api import write
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.testing import read_documents
from fuzz.entries import TARGETS

PIECES = (
    " ", "\n", "\t", "\\", "(", "[", "[[", "{", "{{", "{{ ", "{{a", "{{'", "{%", "{% raw %}", "{#", "${", "${A", "$(",
    "{file:", "{env:", "{env:a", "!`", "!`a", "```!", "```", "```\n", "`", "<!-- ", "<!-- section: a -->\n",
    "<!-- prompt -->\n", "\n\n<!-- prompt -->\n", "@", "@a", "@.", " @.", "a", "aA", "-", "_", "__", "mcp__", "a.", ". ", "a, ",
    "*", "*a", "?", ":", ": ", "x: y: z\n", '"', "'", "'''", '"""', '\\"', "#", "# a\n", "- a\n", "|a|\n", "## x\n\n", "\r",
    "\r\n", "\x85", "\u2028", "Ã", "é", "0", "1.", "---\n", "a: b\n", "&a ", "<", "\ufeff", "$ARGUMENTS", "$1", "\\$", "/",
    "\n a", " \n", "${CLAUDE_", "{{x}}", "{{x}} ", "Example: ", ".a", "a b",
)  # fmt: skip
"""What may make a pattern try again at every place."""

FIELDS: dict[str, Callable[[str], Agent]] = {
    "prompt": lambda t: Agent("a", description="d", prompt=t),
    "description": lambda t: Agent("a", description=t, prompt="p"),
    "name": lambda t: Agent("a" + t + "a", description="d"),
    "model": lambda t: Agent("a", description="d", model="a" + t + "a"),
    "version": lambda t: Agent("a", description="d", version="1." + t + "a"),
    "display_name": lambda t: Agent("a", description="d", display_name=t + "a"),
    "initial_prompt": lambda t: Agent("a", description="d", initial_prompt=t),
    "color": lambda t: Agent("a", description="d", color=t),
    "tool": lambda t: Agent("a", description="d", tools=Tools((Tool("a" + t + "a", native="x"),))),
    "argument": lambda t: Agent("a", description="d", tools=Tools((Tool("shell", "a" + t + "a"),))),
    "mcp": lambda t: Agent("a", description="d", tools=Tools((Tool("mcp", server="s", tool=t),))),
    "extension": lambda t: Agent("a", description="d", extensions={"x": {"k": t}}),
}


class TooLong(BaseException):
    """The time is over."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooLong


def measured(size: int, over: float, most: float) -> Iterator[tuple[float, str]]:
    """What takes longer than `over` seconds, and nothing longer than `most`."""
    registry = Registry(plugins=False)
    signal.signal(signal.SIGVTALRM, _stop)
    for field, make in FIELDS.items():
        for piece in PIECES:
            agent = make(piece * (size // len(piece)))
            for target in TARGETS:
                start, step = time.process_time(), "write"
                signal.setitimer(signal.ITIMER_VIRTUAL, most)
                try:
                    conversion = write(agent, target, registry=registry)
                    step = "read"
                    if conversion.ok and registry.whole(target).reads:
                        for document in read_documents(conversion, registry):
                            str(document)[:0]
                except (TooLong, AssertionError):
                    pass
                finally:
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                if (took := time.process_time() - start) > over:
                    yield took, f"{target} {field} {piece!r} {step}"


def main() -> int:
    """Print what is slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("--over", type=float, default=0.3)
    parser.add_argument("--most", type=float, default=2.0)
    given = parser.parse_args()
    count = 0
    for took, what in measured(given.size, given.over, given.most):
        count += 1
        sys.stdout.write(f"{took:6.2f} s  {what}\n")
        sys.stdout.flush()
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
