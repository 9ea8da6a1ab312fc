"""The same agents through agentconv and through rulesync, side by side.

    python bench/peers.py --install              install rulesync (and Node.js 22 where it is older), measure
    python bench/peers.py [--agents 2000] [--rounds 5] [--real FOLDER]

rulesync has no target for OpenAI assistants, so the nearest pair is compared: it writes Codex, OpenCode
and its own form; agentconv writes openai and claude, and any of the others that it has. Files that
rulesync aborts on (it stops at the first frontmatter that is not YAML, and writes nothing) are left out
for both.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
from timing import agentconv, checked, run, scratch, table

VERSION = "17.0.0"
"""The version of rulesync; pinned, since npm picks an old one for an old Node.js."""
NODE = 22
"""What it needs; where the system has none, npm's package `node` brings it."""
PLACE = Path(tempfile.gettempdir()) / "agentconv-bench-peers"

PEER_TARGETS = ("codexcli", "opencode")
OWN_TARGETS = ("openai", "claude", "codex", "opencode")


Command = tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One command, or several that belong together."""

    title: str
    commands: tuple[Command, ...]
    made: str
    """The folder, relative to the project, that must then hold a file for each agent."""


def install(place: Path) -> None:
    """Install the peer, and the Node.js that it needs, into a folder of their own."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    packages = [f"rulesync@{VERSION}"]
    if _major(_system_node()) < NODE:
        packages.append(f"node@{NODE}")
    npm = shutil.which("npm") or sys.exit("npm is not there: install Node.js")
    checked(run([npm, "install", "--no-audit", "--no-fund", "--silent", *packages], cwd=place))


def _system_node() -> str:
    return shutil.which("node") or sys.exit("node is not there: install Node.js")


def _major(node: str) -> int:
    match = re.match(r"v(\d+)\.", checked(run([node, "--version"])).output)
    return int(match[1]) if match else 0


def rulesync(place: Path) -> Command:
    """The command that starts rulesync."""
    script = place / "node_modules/rulesync/dist/cli/index.js"
    if not script.is_file():
        sys.exit(f"rulesync is not in {place.name}: run this with --install")
    own = place / "node_modules/.bin/node"
    return (own if own.exists() else _system_node(), script)


def drop_refused(project: Path, command: Command) -> int:
    """Delete the agents that rulesync aborts on, and give their number.

    Each run names one; those that libyaml refuses are taken out at once, since rulesync refuses them too.
    """
    from yaml import CSafeLoader, YAMLError, load

    dropped = 0
    for path in sorted((project / ".claude/agents").iterdir()):
        try:
            load(path.read_text("utf-8").split("---\n", 2)[1], CSafeLoader)
        except YAMLError:
            path.unlink()
            dropped += 1
    while (result := run([*command, *_convert(PEER_TARGETS[0])], cwd=project)).status != 0:
        named = re.search(r"(\.claude/agents/[^\n:]+\.md)", result.errors + result.output)
        if named is None:
            sys.exit(f"rulesync fails: {(result.errors + result.output)[-1000:]}")
        (project / named[1]).unlink()
        dropped += 1
    return dropped


def _convert(target: str) -> list[str]:
    return ["convert", "--from", "claudecode", "--to", target, "--features", "subagents"]


def peer_cases(command: Command) -> list[Case]:
    """What rulesync is asked to do: in one step, and in the two of its manual."""
    folders = {"codexcli": ".codex", "opencode": ".opencode"}
    found = [
        Case(f"rulesync convert → {target}", ((*command, *_convert(target), "--silent"),), folders[target])
        for target in PEER_TARGETS
    ]
    steps = (
        (*command, "import", "--targets", "claudecode", "--features", "subagents", "--silent"),
        (*command, "generate", "--targets", "codexcli", "--features", "subagents", "--silent"),
    )
    return [*found, Case("rulesync import + generate → codexcli", steps, ".codex")]


def own_cases() -> list[Case]:
    """What agentconv is asked to do, for each target that it has."""
    from agentconv.host.registry import Registry

    known = Registry(plugins=False).names()
    return [
        Case(
            f"agentconv export → {target}",
            ((agentconv(), "export", ".claude/agents", "-t", target, "-o", "out"),),
            "out",
        )
        for target in OWN_TARGETS
        if target in known
    ]


def measure(cases: Sequence[Case], project: Path, rounds: int) -> dict[Case, tuple[float, float]]:
    """Seconds (the best round) and MiB (the worst) of each case, in turn; every run starts clean."""
    best = {case: (float("inf"), 0.0) for case in cases}
    agents = sum(1 for _ in (project / ".claude/agents").iterdir())
    for _ in range(rounds):
        for case in cases:
            for path in project.iterdir():
                if path.name != ".claude":
                    shutil.rmtree(path)
            runs = [checked(run(command, cwd=project)) for command in case.commands]
            made = sum(1 for p in (project / case.made).rglob("*") if p.suffix in (".md", ".toml", ".json"))
            if made < agents:
                sys.exit(f"{case.title}: {made} files for {agents} agents")
            seconds, peak = best[case]
            best[case] = min(seconds, sum(r.seconds for r in runs)), max(peak, *(r.peak for r in runs))
    return best


def report(best: dict[Case, tuple[float, float]], agents: int) -> None:
    """The table, with the first case of rulesync as the unit."""
    unit = next(iter(best.values()))[0]
    rows = [
        [case.title, f"{unit / s:.1f}", f"{s / agents * 1e6:.0f}", f"{s * 1000:.0f}", f"{peak:.0f}"]
        for case, (s, peak) in best.items()
    ]
    table(["command", "x faster than rulesync convert", "µs/agent", "ms", "peak MiB"], rows)


def main() -> None:
    """Install if asked, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--install", action="store_true", help="install the peer with npm first")
    parser.add_argument("--place", type=Path, default=PLACE, help="where it is installed")
    parser.add_argument("--agents", type=int, default=corpus.COUNT)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path, help="cycle the agents of this folder instead")
    given = parser.parse_args()
    if given.install:
        install(given.place)
    command = rulesync(given.place)
    with scratch() as project:
        corpus.make(project / ".claude/agents", given.agents, real=given.real)
        dropped = drop_refused(project, command)
        agents = given.agents - dropped
        print(f"{agents} agents; {dropped} of {given.agents} left out, since rulesync aborts on them")
        start = min(checked(run([*command, "--version"])).seconds for _ in range(3))
        print(f"rulesync {VERSION} takes {start * 1000:.0f} ms to start\n")
        report(measure([*peer_cases(command), *own_cases()], project, given.rounds), agents)


if __name__ == "__main__":
    main()
