"""Run the fuzzing: `python -m fuzz --seconds 60`. Exit 1 when something was found; `--keep` says where it lies.

`mutate` is our own engine: it keeps an input when what the reader says of it was not seen before. `atheris`
(`pip install atheris`) is guided by coverage of the code; both use the same entries, seeds and changes.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

HANG = 2.0
"""Seconds of processor time after which an input counts as a hang."""


class Hang(BaseException):
    """An input takes too long."""


class Runner:
    """Runs one entry and keeps what goes wrong, once for each place where it does."""

    def __init__(self, entry: str, keep: Path | None, slack: float = 1.0) -> None:
        from fuzz.entries import ENTRIES

        self.entry, self.function, self.keep = entry, ENTRIES[entry], keep
        self.found: dict[str, bytes] = {}
        self.executions, self.slowest, self.slack = 0, (0.0, b""), slack
        signal.signal(signal.SIGVTALRM, self._too_long)

    def _too_long(self, _number: int, _frame: FrameType | None) -> None:
        raise Hang

    def run(self, data: bytes) -> frozenset[str]:
        """What the entry saw; findings are kept and printed, not raised."""
        self.executions += 1
        started = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG * self.slack)
        try:
            return frozenset(self.function(data))
        except (Hang, Exception, RecursionError) as error:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._record(error, data)
            return frozenset()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            took = time.process_time() - started
            if took > self.slowest[0]:
                self.slowest = took, data

    def _record(self, error: BaseException, data: bytes) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = next(f for f in reversed(frames) if "/fuzz/" in f.filename or "/agentconv/" in f.filename)
        where = f"{Path(place.filename).name}:{place.lineno}"
        kind = str(error).partition(": ")[0] if where.startswith("entries") else ""
        what = f"{type(error).__name__} {where} {kind}" if not isinstance(error, Hang) else "Hang"
        if what in self.found and len(self.found[what]) <= len(data):
            return
        known = what in self.found
        self.found[what] = data
        if self.keep:
            name = hashlib.sha256(what.encode()).hexdigest()[:8]
            folder = self.keep / self.entry
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
            (folder / f"{name}.txt").write_text("".join(traceback.format_exception(error)))
        if not known:
            sys.stderr.write(f"{self.entry}: {what}: {ascii(str(error))[:300]}\n")


def mutate(runner: Runner, goes_on: Callable[[], bool], seed: int) -> None:
    """Our own engine, for as long as it is asked to go on."""
    from fuzz.mutate import mutated
    from fuzz.seeds import seeds

    r = random.Random(f"{runner.entry} {seed}")
    pool, seen = list(seeds(runner.entry)) or [b""], set[frozenset[str]]()
    for data in list(pool):
        seen.add(runner.run(data))
        if not goes_on():
            return
    while goes_on():
        data = mutated(r, r.choice(pool[-40:] if r.random() < 0.3 else pool), pool)
        words = runner.run(data)
        if words not in seen:
            seen.add(words)
            pool.append(data)


def atheris_engine(entry: str, keep: Path | None, seconds: float, seed: int) -> None:
    """Coverage-guided; does not return."""
    import pkgutil
    from importlib import import_module

    import atheris

    with atheris.instrument_imports(include=["agentconv"]):
        package = import_module("agentconv")
        for module in pkgutil.walk_packages(package.__path__, "agentconv."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    from fuzz.mutate import mutated
    from fuzz.seeds import seeds

    runner = Runner(entry, keep, slack=4.0)
    pool = list(seeds(entry)) or [b""]
    for data in pool:
        runner.run(data)

    def change(data: bytes, limit: int, number: int) -> bytes:
        r = random.Random(number)
        return mutated(r, data if r.random() < 0.9 else r.choice(pool), pool, limit)[:limit]

    def one(data: bytes) -> None:
        runner.run(data)

    import tempfile

    corpus = tempfile.mkdtemp(prefix="agentconv-fuzz-")
    for index, data in enumerate(pool):
        (Path(corpus) / str(index)).write_bytes(data)
    flags = [
        f"-max_total_time={int(seconds)}",
        f"-seed={seed + 1}",
        "-max_len=20000",
        "-timeout=60",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *flags, corpus], one, custom_mutator=change)
    atheris.Fuzz()


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument(
        "entries", nargs="*", help="entries, or starts of their names; all when there is none"
    )
    parser.add_argument("--seconds", type=float, default=60, help="for all entries together")
    parser.add_argument("--engine", choices=["mutate", "atheris"], default="mutate")
    parser.add_argument("--seed", type=int, default=0, help="for other changes to the same seeds")
    parser.add_argument("--keep", type=Path, help="folder for inputs that were found")
    parser.add_argument("--once", type=Path, help="run one input, and raise what it raises")
    given = parser.parse_args()
    if given.engine == "atheris":
        if len(given.entries) != 1:
            parser.error("atheris takes the full name of one entry")
        atheris_engine(given.entries[0], given.keep, given.seconds, given.seed)
    from fuzz.entries import ENTRIES

    chosen = [n for n in ENTRIES if not given.entries or n.startswith(tuple(given.entries))]
    if given.once:
        sys.stdout.write(f"{sorted(set(ENTRIES[chosen[0]](given.once.read_bytes())))}\n")
        return 0
    found = total = 0
    for name in chosen:
        runner = Runner(name, given.keep)
        end = time.monotonic() + given.seconds / len(chosen)
        mutate(runner, lambda end=end: time.monotonic() < end, given.seed)
        found, total = found + len(runner.found), total + runner.executions
        sys.stdout.write(
            f"{name}: {runner.executions:,} executions, {len(runner.found)} finding(s), "
            f"slowest {runner.slowest[0]:.2f} s\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{total:,} executions, {found} finding(s)\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
