"""Jobs side by side: each with its output kept apart, shown whole when it fails, and what it took."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LINES = 8
"""How many of the last lines of a job that went well are shown."""


@dataclass(frozen=True)
class Job:
    """What is run, by bash, once other jobs went well."""

    does: str
    command: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """How a job ended."""

    status: int
    seconds: float
    processor: float
    """Seconds of processor time of all its processes."""

    def __str__(self) -> str:
        how = "ok    " if self.status == 0 else "FAILED"
        return f"{how} {self.seconds:5.0f} s, {self.processor:5.0f} s of processor time"


class Running:
    """A job that is under way, in a session of its own so that it can be ended whole."""

    def __init__(self, name: str, job: Job, logs: Path) -> None:
        self.name, self.log, self.began = name, logs / name, time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                ["bash", "-euo", "pipefail", "-c", job.command],  # noqa: S607
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ended(self, status: int, processor: float) -> Ended:
        """Show what it printed: all of it, or the last lines."""
        self.process.returncode = os.waitstatus_to_exitcode(status)
        end = Ended(self.process.returncode, time.monotonic() - self.began, processor)
        lines = self.log.read_bytes().decode(errors="replace").splitlines()
        shown = lines if end.status else [line for line in lines if line.strip()][-LINES:]
        print(f"== {self.name}: {end}", *shown, sep="\n", flush=True)
        return end


def run(jobs: Mapping[str, Job], at_once: int) -> bool:
    """Run all jobs, so many at once, the first of the table first. Says what failed; whether nothing did."""
    waiting, running, ended = dict(jobs), dict[int, Running](), dict[str, Ended]()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as logs:
        try:
            while True:
                _begin(waiting, running, ended, at_once, Path(logs))
                if not running:
                    break
                pid, status, usage = os.wait4(-1, 0)
                if one := running.pop(pid, None):
                    ended[one.name] = one.ended(status, usage.ru_utime + usage.ru_stime)
        finally:
            for one in running.values():
                os.killpg(one.process.pid, signal.SIGKILL)
                one.process.wait()
    print(f"== in all: {time.monotonic() - began:.0f} s")
    for name, job in jobs.items():
        print(f"{name:9} {ended.get(name, 'NOT RUN')!s:44}  {job.does}")
    return all(name in ended and ended[name].status == 0 for name in jobs)


def _begin(
    waiting: dict[str, Job],
    running: dict[int, Running],
    ended: Mapping[str, Ended],
    at_once: int,
    logs: Path,
) -> None:
    """Begin what can be: all it needs went well. What needs a job that failed waits for ever."""
    for name, job in list(waiting.items()):
        ready = all(other in ended and ended[other].status == 0 for other in job.after)
        if ready and len(running) < at_once:
            begun = Running(name, waiting.pop(name), logs)
            running[begun.process.pid] = begun


def stop(_number: int, _frame: object) -> None:
    """Ended from outside, as by Ctrl-C: end the jobs as well."""
    sys.exit(130)
