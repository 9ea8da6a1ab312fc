"""What the other commands cost: builds, verification, installation, checks and merges.

    python bench/commands.py [--rounds 3] [--real FOLDER]

Every case is a whole command, start-up included. A build has archives, lock, provenance and report.
"""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from throughput import make
from timing import Run, agentconv, checked, run, scratch, table

FIVE = ("claude", "codex", "copilot", "gemini", "opencode")
NINE = (*FIVE, "openai", "prompts", "cursor", "qwen")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table."""

    title: str
    words: tuple[str, ...]
    fresh: tuple[str, ...] = ()
    """What is removed before each round."""
    into: Path | None = None
    """A folder that has to be there, empty."""
    fails: bool = False
    """Whether the command is to end with 1: findings, or conflicts."""


def project(place: Path, count: int, targets: tuple[str, ...], real: Path | None) -> Path:
    """A folder of agents with a manifest."""
    folder = place / f"project-{count}"
    folder.mkdir()
    make(folder / "agents", count, real)
    tables = "".join(f"\n[targets.{name}]\nallow-wider = true\nshorten = true\n" for name in targets)
    head = 'name = "bench"\nversion = "1.0.0"\nsources = ["agents"]\n'
    (folder / "agentconv.toml").write_text(head + tables, encoding="utf-8")
    return folder


def versions(place: Path) -> Path:
    """Three versions of a long agent, in which both sides changed the same places."""
    folder = place / "merge"
    folder.mkdir()
    sections = [f"## Part {i}\n\n" + f"The rule {i} holds in all cases. " * 12 + "\n\n" for i in range(75)]
    for name, word in (("base", ""), ("ours", " ours"), ("theirs", " theirs")):
        body = "".join(
            s.replace(" cases.", f" cases{word}.", 1) if i % 5 == 0 else s for i, s in enumerate(sections)
        )
        text = f"---\nname: long\ndescription: Long.\n---\n{body}"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def cases(place: Path, real: Path | None) -> list[Case]:
    """Every line of the table."""
    found = []
    for count, targets in ((162, FIVE), (500, NINE)):
        folder = project(place, count, targets, real)
        dist = folder / "dist"
        build = ("build", str(folder), "-o", str(dist))
        found.append(Case(f"build {count} x {len(targets)}", build, (str(dist),)))
        archive = str(dist / "bench-1.0.0.zip")
        found.append(Case(f"verify {count} x {len(targets)}", ("verify", archive)))
        into = place / f"into-{count}"
        words = ("install", archive, "-t", "claude", "--into", str(into))
        found.append(Case(f"install {count}", words, (str(into),), into))
    make(place / "checked", 2_000, real)
    found.append(Case("check 2,000", ("check", str(place / "checked")), fails=True))
    folder = versions(place)
    three = [str(folder / f"{name}.md") for name in ("base", "ours", "theirs")]
    words = ("merge", "--base", *three, "-o", str(folder / "out.md"))
    found.append(Case("merge 30 kB, 15 conflicts", words, (str(folder / "out.md"),), fails=True))
    found.append(Case("agentconv --version", ("--version",)))
    return found


def once(case: Case, place: Path) -> Run:
    """One round of a case."""
    for name in case.fresh:
        path = Path(name)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if case.into is not None:
        case.into.mkdir()
    env = {**os.environ, "XDG_CACHE_HOME": str(place / "cache")}
    result = run([str(agentconv()), *case.words], env=env)
    return result if case.fails and result.status == 1 else checked(result)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--real", type=Path, help="cycle the agents of this folder instead")
    given = parser.parse_args()
    with scratch() as place:
        rows = []
        for case in cases(place, given.real):
            runs = [once(case, place) for _ in range(given.rounds)]
            best = min(runs, key=lambda r: r.cpu)
            peak = max(r.peak for r in runs)
            rows.append([case.title, f"{best.cpu:.2f}", f"{best.seconds:.2f}", f"{peak:.0f}"])
        table(["command", "CPU s", "wall s", "peak MiB"], rows)


if __name__ == "__main__":
    main()
