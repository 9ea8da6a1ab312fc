"""Keeping a plugin from printing: what it writes to the standard streams, by whatever way, is caught.

Python's own streams are replaced, and the two descriptors below them: a library in C, `os.write` or a program
that the plugin starts would go round the first. Where the system has no such pipe, only the streams are.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator

DESCRIPTORS = (1, 2)
"""Standard output and the stream of errors."""

_MOST = 1 << 16
"""So much is read of what was written; more than a pipe holds is refused to whoever writes it."""


class _Kept(io.BytesIO):
    """Bytes that stay readable when whoever wrote them closes the file."""

    def close(self) -> None:
        pass


@contextlib.contextmanager
def quiet() -> Iterator[Callable[[], str]]:
    """Keep what runs inside from printing; gives a function that says what it would have printed."""
    raw, below = _Kept(), bytearray()
    caught = io.TextIOWrapper(raw, "utf-8", "backslashreplace", write_through=True)

    def printed() -> str:
        return (raw.getvalue() + below).decode("utf-8", "backslashreplace").strip()

    with _descriptors(below), contextlib.redirect_stdout(caught), contextlib.redirect_stderr(caught):
        yield printed


@contextlib.contextmanager
def _descriptors(into: bytearray) -> Iterator[None]:
    """Have what is written to the descriptors in `into`."""
    _flush()  # what the host has still to say goes where it belongs
    try:
        reading, writing = os.pipe()
    except OSError:
        yield
        return
    try:
        for end in (reading, writing):
            os.set_blocking(end, False)
        saved = _replaced(writing)
    except (AttributeError, OSError):  # no such pipes here
        saved = {}
    try:
        yield
    finally:
        _flush()
        for number, copy in saved.items():
            os.dup2(copy, number)
            os.close(copy)
        os.close(writing)
        with contextlib.suppress(BlockingIOError):
            into += os.read(reading, _MOST) if saved else b""
        os.close(reading)


def _replaced(by: int) -> dict[int, int]:
    """Each descriptor that is open -> a copy of it; they themselves lead elsewhere now."""
    saved = {}
    for number in DESCRIPTORS:
        with contextlib.suppress(OSError):  # a program may be started without one
            saved[number] = os.dup(number)
            os.dup2(by, number, inheritable=True)
    return saved


def _flush() -> None:
    for stream in (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # closed
            if stream is not None:
                stream.flush()
