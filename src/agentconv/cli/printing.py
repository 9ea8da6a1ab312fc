"""How anything is printed: lines, tables, JSON. The only place where foreign text reaches a terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from agentconv.text.visible import visible

if TYPE_CHECKING:
    from agentconv.diagnostics import Diagnostic
    from agentconv.model.agent import Value

safe = visible
"""Foreign text as it may reach a terminal."""


_quiet = False


def hush(_: click.Context, __: click.Parameter, chosen: bool) -> None:
    """Have nothing printed but results and errors, or everything again."""
    global _quiet  # noqa: PLW0603 - one process has one screen
    _quiet = chosen


def is_quiet() -> bool:
    """Whether only results and errors are wanted."""
    return _quiet


def width() -> int | None:
    """The columns of the screen; None where nothing says how many there are."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def out(text: str = "", *, err: bool = False) -> None:
    """Print a line, of ours or made safe; colour only on a terminal and never with NO_COLOR."""
    color = False if "NO_COLOR" in os.environ else None
    click.echo(text, err=err, color=color)


def out_bytes(data: bytes) -> None:
    """Print the content of a file on standard output, to the byte."""
    click.echo(data, nl=False)


def out_json(data: Value) -> None:
    """Print JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "surrogateescape"))


def counted(count: int, word: str) -> str:
    """A number and its word, in the plural unless it is one."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def machine(ok: bool, found: Iterable[Diagnostic]) -> dict[str, Value]:
    """What every command's JSON begins with."""
    from agentconv.cli.wording import worded

    return {"agentconv": 1, "ok": ok, "diagnostics": [_diagnostic(d) for d in worded(found)]}


def _diagnostic(found: Diagnostic) -> Value:
    data: dict[str, Value] = {}
    for key, value in found.to_json().items():
        data[key] = [*value] if isinstance(value, list) else value
    return data


def table(rows: Sequence[Sequence[str]], *, err: bool = False) -> None:
    """Print rows under a heading; numbers stand right, text left."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    numbers = [column[-1].isdigit() for column in columns]
    for row in rows:
        cells = list(map(_cell, row, widths, numbers))
        out(safe("  ".join(cells).rstrip()), err=err)


def _cell(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


class Progress:
    """A line on standard error that counts, on a terminal, once work takes more than a second.

    It stays when the work is done, with how much there was and how long it took.
    """

    def __init__(self, what: str) -> None:
        import time

        self._clock = time.monotonic
        self._what, self._count, self._start = what, 0, self._clock()
        self._next = self._start + 1.0
        self._on, self._shown = sys.stderr.isatty() and not _quiet, False

    def step(self) -> None:
        """One more is done."""
        self._count += 1
        if self._on and self._clock() >= self._next:
            self._next, self._shown = self._clock() + 0.1, True
            click.echo(f"\r{self._count:,} {self._what}", nl=False, err=True)

    def done(self) -> None:
        """Say what was done, where the line was shown."""
        if self._shown:
            took = self._clock() - self._start
            click.echo(f"\r\x1b[K{self._count:,} {self._what} in {took:.1f} s", err=True)
