"""What an export costs, against a naive floor that knows nothing of agents.

    python bench/throughput.py [--agents 2000] [--rounds 5] [--real FOLDER] [--targets codex,openai,...]
                               [--sizes 1000,2000,10000] [--jobs 2]

The floor reads each file, splits it at its `---` lines, loads the head with libyaml, dumps name, description
and body as JSON and writes that: what any converter has to do. Every case is a whole command in a process of
its own, start-up included, on a memory file system where there is one; all take turns, and the round with
the least processor time counts. Processor time (user and system) is what carries over from a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from timing import Run, agentconv, checked, run, scratch, table

TARGETS = ("codex", "openai", "claude", "opencode", "prompts", "agentconv")


def floor(source: Path, out: Path) -> None:
    """What any converter has to do for each agent, and nothing else."""
    from yaml import CSafeLoader, YAMLError, load

    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        text = path.read_bytes().decode()
        _, head, body = text.split("---\n", 2)
        try:
            values = load(head, CSafeLoader)
        except YAMLError:
            lines = (line.partition(": ") for line in head.splitlines())
            values = {key: value for key, _, value in lines}
        data = {key: values.get(key) for key in ("name", "description")}
        text = json.dumps({**data, "instructions": body}, default=str)
        (out / f"{path.stem}.json").write_bytes(text.encode())


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table."""

    title: str
    target: str = ""
    """Empty for the floor."""
    options: tuple[str, ...] = ("--no-cache", "--jobs", "1")
    again: bool = False
    """Whether the output, and the cache, of the case before stay where they are."""

    def command(self, source: Path, out: Path) -> list[str]:
        """What is run."""
        if not self.target:
            return [sys.executable, __file__, "--floor", str(source), str(out)]
        return [str(agentconv()), "export", str(source), "-t", self.target, *self.options, "-o", str(out)]


def cases(targets: Iterable[str], jobs: int) -> list[Case]:
    """Every line of the table, the floor first."""
    names = list(targets)
    first = names[0]
    return [
        Case("floor"),
        *(Case(f"claude → {name}", name) for name in names),
        Case(f"claude → {first}, with the cache", first, ("--jobs", "1")),
        Case(f"claude → {first}, nothing changed", first, ("--jobs", "1"), again=True),
        Case(f"claude → {first}, --jobs {jobs}", first, ("--no-cache", "--jobs", str(jobs))),
    ]


@dataclass(slots=True)
class Best:
    """The rounds of a case."""

    runs: list[Run] = field(default_factory=list)

    @property
    def best(self) -> Run:
        """The round with the least processor time."""
        return min(self.runs, key=lambda r: r.cpu)

    @property
    def peak(self) -> float:
        """The largest memory of any round, in MiB."""
        return max(r.peak for r in self.runs)


def measure(all_cases: Sequence[Case], source: Path, place: Path, rounds: int) -> dict[Case, Best]:
    """Several rounds, in each of which every case has its turn."""
    found = {case: Best() for case in all_cases}
    env = {**os.environ, "XDG_CACHE_HOME": str(place / "cache")}
    for _ in range(rounds):
        for case in all_cases:
            if not case.again:
                for used in ("out", "cache"):
                    shutil.rmtree(place / used, ignore_errors=True)
            found[case].runs.append(checked(run(case.command(source, place / "out"), env=env)))
    return found


def make(folder: Path, count: int, real: Path | None) -> Path:
    """A corpus, made by a process of its own."""
    words = [sys.executable, corpus.__file__, str(folder), "-n", str(count)]
    checked(run([*words, "--real", str(real)] if real else words))
    return folder


HEADS = ("CPU x floor", "CPU µs/agent", "wall ms", "peak MiB")


def row(found: Best, base: Best, agents: int) -> list[str]:
    """The figures of a case."""
    best = found.best
    return [
        f"{best.cpu / base.best.cpu:.2f}",
        f"{best.cpu / agents * 1e6:.0f}",
        f"{best.seconds * 1000:.0f}",
        f"{found.peak:.0f}",
    ]


def report_sizes(counts: Sequence[int], place: Path, rounds: int, real: Path | None, jobs: int) -> None:
    """Cost per agent at several sizes, with the floor of the same size beside it."""
    rows = []
    for count in counts:
        source = make(place / f"size-{count}", count, real)
        found = measure(cases(["codex"], jobs), source, place, rounds)
        base = next(iter(found.values()))
        rows += [[f"{count:,}: {case.title}", *row(best, base, count)] for case, best in found.items()]
        shutil.rmtree(source)
    table(["agents", *HEADS], rows)


def main() -> None:
    """Measure and print both tables."""
    if sys.argv[1:2] == ["--floor"]:
        floor(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--agents", type=int, default=corpus.COUNT)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path, help="cycle the agents of this folder instead")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--sizes", default="1000,10000", help="with commas; empty = none")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with scratch() as place:
        source = make(place / "src", given.agents, given.real)
        found = measure(cases(given.targets.split(","), given.jobs), source, place, given.rounds)
        print(f"{given.agents} agents, best of {given.rounds} rounds\n")
        base = next(iter(found.values()))
        table(["case", *HEADS], [[c.title, *row(best, base, given.agents)] for c, best in found.items()])
        if given.sizes:
            print()
            counts = [int(n) for n in given.sizes.split(",")]
            report_sizes(counts, place, min(given.rounds, 2), given.real, given.jobs)


if __name__ == "__main__":
    main()
