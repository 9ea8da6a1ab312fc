"""What an export costs per agent, against a naive floor that knows nothing of agents.

    python bench/throughput.py [--agents 2000] [--rounds 5] [--real FOLDER]
                               [--flat 500,1000,2000,8000] [--jobs 2] [--skip-cli]

The floor reads each file, splits it at its `---` lines, loads the head with libyaml, dumps name,
description and body as JSON and writes that: what any converter has to do. All cases run in turn, each
in a process of its own, on a memory file system where there is one; the best of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
from timing import Run, agentconv, checked, run, scratch, table

TARGETS = ("openai", "claude", "prompts", "agentconv")
WARM = 20
"""So many agents are converted before the clock starts: imports and tables are not what is measured."""


# the child's side: one timed call


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


def export(source: Path, out: Path, target: str, jobs: int = 1) -> None:
    """One export through the library."""
    from agentconv.export import ExportRequest
    from agentconv.export import export as run_export
    from agentconv.host.registry import Registry

    result = run_export(ExportRequest((str(source),), (target,), out, jobs=jobs), Registry())
    if not result.ok:
        raise SystemExit(f"the export failed: {result.diagnostics[0]}")


def child(what: str, source: Path, out: Path, jobs: int) -> None:
    """Warm up, then do one case and print how long it took."""
    few = source.parent / f"{source.name}-warm"
    for folder, place in ((few, out.parent / f"{out.name}-warm"), (source, out)):
        start = time.perf_counter()
        if what == "floor":
            floor(folder, place)
        else:
            export(folder, place, what, jobs)
    print(time.perf_counter() - start)


# the parent's side: cases in turn


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table."""

    title: str
    group: str
    """Compared with the floor of the same group: `library` (inside a process) or `command` (all of it)."""
    what: str
    jobs: int = 1
    again: bool = False
    """Whether the folder already holds the same files, by the case of the same name before it."""


@dataclass(slots=True)
class Best:
    """The best of the rounds."""

    seconds: float = float("inf")
    peak: float = 0.0

    def take(self, seconds: float, peak: float) -> None:
        """Count one more round; the peak is the largest, the time the smallest."""
        self.seconds, self.peak = min(self.seconds, seconds), max(self.peak, peak)


def cases(targets: Iterable[str], jobs: int, *, command: bool) -> list[Case]:
    """Every line of the table, a floor first in each group."""
    found = []
    for group in ("library", "command") if command else ("library",):
        found.append(Case("floor", group, "floor"))
        for target in targets:
            found.append(Case(f"claude → {target}", group, target))
            found.append(Case(f"claude → {target}, nothing changed", group, target, again=True))
        found.append(Case(f"claude → openai, --jobs {jobs}", group, "openai", jobs=jobs))
    return found


def perform(case: Case, source: Path, out: Path) -> Run:
    """One round of one case."""
    places = [str(source), str(out)]
    if case.group == "command" and case.what != "floor":
        options = ["-t", case.what, "--jobs", str(case.jobs), "-o"]
        return checked(run([str(agentconv()), "export", places[0], *options, places[1]]))
    return checked(run([sys.executable, __file__, "--child", case.what, *places, str(case.jobs)]))


def measure(all_cases: Sequence[Case], source: Path, place: Path, rounds: int) -> dict[Case, Best]:
    """The best of several rounds, in each of which every case has its turn."""
    best = {case: Best() for case in all_cases}
    for _ in range(rounds):
        for case in all_cases:
            out = place / "out"
            if not case.again:
                shutil.rmtree(out, ignore_errors=True)
                shutil.rmtree(place / "out-warm", ignore_errors=True)
            result = perform(case, source, out)
            inside = case.group == "library"
            best[case].take(float(result.output) if inside else result.seconds, result.peak)
    return best


def make(folder: Path, count: int, real: Path | None) -> Path:
    """A corpus, and beside it the few agents to warm up with, made by a process of its own."""
    for place, n in ((folder, count), (folder.parent / f"{folder.name}-warm", WARM)):
        words = [sys.executable, corpus.__file__, str(place), "-n", str(n)]
        checked(run([*words, "--real", str(real)] if real else words))
    return folder


def report(best: dict[Case, Best], agents: int) -> None:
    """The table, ratios first."""
    rows = []
    for case, found in best.items():
        base = next(b for c, b in best.items() if c.group == case.group and c.what == "floor")
        rows.append(
            [
                f"{case.group}: {case.title}",
                f"{found.seconds / base.seconds:.2f}",
                f"{found.seconds / agents * 1e6:.0f}",
                f"{found.seconds * 1000:.0f}",
                f"{found.peak:.0f}",
            ]
        )
    table(["case", "x floor", "µs/agent", "ms", "peak MiB"], rows)


def report_flat(counts: Sequence[int], place: Path, rounds: int, real: Path | None) -> None:
    """Cost per agent at several sizes, with the floor of the same size beside it."""
    rows = []
    pair = [Case("floor", "library", "floor"), Case("claude → openai", "library", "openai")]
    for count in counts:
        source = make(place / f"flat-{count}", count, real)
        base, ours = measure(pair, source, place, rounds).values()
        rows.append(
            [
                f"{count:,}",
                f"{ours.seconds / base.seconds:.2f}",
                f"{ours.seconds / count * 1e6:.0f}",
                f"{base.seconds / count * 1e6:.0f}",
                f"{ours.peak:.0f}",
            ]
        )
        shutil.rmtree(source)
    table(["agents → openai", "x floor", "µs/agent", "floor µs/agent", "peak MiB"], rows)


def main() -> None:
    """Measure and print both tables."""
    if sys.argv[1:2] == ["--child"]:
        what, folder, out, jobs = sys.argv[2:6]
        child(what, Path(folder), Path(out), int(jobs))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--agents", type=int, default=corpus.COUNT)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path, help="cycle the agents of this folder instead")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--flat", default="500,1000,2000,8000", help="sizes, with commas; empty = none")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--skip-cli", action="store_true", help="only inside a process")
    given = parser.parse_args()
    counts = [int(n) for n in given.flat.split(",") if n]
    with scratch() as place:
        source = make(place / "src", given.agents, given.real)
        found = cases(given.targets.split(","), given.jobs, command=not given.skip_cli)
        print(f"{given.agents} agents, best of {given.rounds} rounds\n")
        report(measure(found, source, place, given.rounds), given.agents)
        if counts:
            print()
            report_flat(counts, place, given.rounds, given.real)


if __name__ == "__main__":
    main()
