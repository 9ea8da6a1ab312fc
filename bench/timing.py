"""Running a child process and knowing what it cost; a folder in memory; a table."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder below it is made with mkdtemp


@dataclass(frozen=True, slots=True)
class Run:
    """One child process."""

    seconds: float
    """Wall time from start to end, the interpreter's own start included."""
    cpu: float
    """Seconds of processor time, user and system, of it and of the processes that it waited for."""
    peak: float
    """Largest resident memory of it or of one of its own children, in MiB."""
    status: int
    output: str
    """What it printed on standard output."""
    errors: str


def run(
    command: Sequence[str | os.PathLike[str]],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Run:
    """Run a command with its output in files, so that nothing waits for a pipe."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=cwd, env=env
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        texts = [f.read().decode("utf-8", "replace") for f in (out, err)]
    kibi = 1024 if sys.platform == "darwin" else 1
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / 1024 / kibi, child.returncode, *texts)


def checked(result: Run) -> Run:
    """A run that succeeded; anything else ends the script."""
    if result.status != 0:
        raise SystemExit(f"a child ended with {result.status}:\n{result.errors[-2000:]}")
    return result


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is removed again, in memory where the system has such a place."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="agentconv-bench-", dir=MEMORY if usable else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def agentconv() -> Path:
    """The command that belongs to the interpreter in use, with its bytecode, as an installation has it."""
    found = Path(sys.executable).parent / ("agentconv.exe" if os.name == "nt" else "agentconv")
    if not found.exists():
        raise SystemExit("agentconv is not installed beside this interpreter: pip install -e .")
    spec = find_spec("agentconv")
    for place in (spec and spec.submodule_search_locations) or ():
        compileall.compile_dir(place, quiet=1)
    return found


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table: the first column left, figures right."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    marks = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for row in (heads, marks, *rows):
        cells = [
            c.ljust(w) if not i else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
