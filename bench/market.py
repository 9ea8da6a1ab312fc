"""What the build of a marketplace costs: plugins with agents, skills, commands and servers, to six targets.

    python bench/market.py [--plugins 90] [--rounds 3] [--sizes 45,180]

A plugin has two or three agents, two skills of four files, a command, and one in three a server. Processor
time (user and system) is what carries over from a busy machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import corpus
from timing import Run, agentconv, checked, run, scratch, table

PLUGINS = 90
TARGETS = ("claude-plugin", "codex-plugin", "copilot", "cursor-plugin", "gemini-extension", "opencode")


def make(folder: Path, count: int) -> int:
    """Write a marketplace, and give the number of its components."""
    loose = folder / "loose"
    corpus.make(loose, count * 6)
    texts = iter(sorted(loose.iterdir()))
    components = 0
    for index in range(count):
        plugin = folder / "plugins" / f"plugin-{index:03}"
        _put(plugin / ".claude-plugin/plugin.json", json.dumps({"name": plugin.name, "version": "1.0.0"}))
        agents = [*islice(texts, 2 + index % 2)]
        for agent in agents:
            _put(plugin / "agents" / agent.name, agent.read_text("utf-8"))
        for number in range(2):
            _skill(plugin / "skills" / f"skill-{index:03}-{number}", texts)
        _put(plugin / f"commands/command-{index:03}.md", _command(texts))
        if index % 3 == 0:
            _put(plugin / ".mcp.json", json.dumps({"mcpServers": {f"server-{index:03}": _server(index)}}))
        components += len(agents) + 3 + (index % 3 == 0)
    shutil.rmtree(loose)
    tables = "".join(f"\n[targets.{name}]\nallow-wider = true\nshorten = true\n" for name in TARGETS)
    head = 'name = "market"\nversion = "1.0.0"\nsources = ["plugins"]\nkinds = ["all"]\n'
    _put(folder / "agentconv.toml", head + tables)
    return components


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _body(texts: Iterator[Path]) -> str:
    return next(texts).read_text("utf-8").split("---\n", 2)[2]


def _skill(folder: Path, texts: Iterator[Path]) -> None:
    body = _body(texts)
    _put(folder / "SKILL.md", f"---\nname: {folder.name}\ndescription: How it is done.\n---\n{body}")
    for number in range(2):
        _put(folder / f"references/part-{number}.md", body)
    _put(folder / "scripts/run.py", "print('done')\n")


def _command(texts: Iterator[Path]) -> str:
    return f"---\ndescription: Does it.\n---\nDo it for $ARGUMENTS.\n{_body(texts)}"


def _server(index: int) -> dict[str, object]:
    return {"command": "npx", "args": ["-y", f"@example/server-{index}@1.0.0"], "env": {"KEY": "${KEY}"}}


def measured(place: Path, count: int, rounds: int) -> tuple[int, list[Run]]:
    """The number of components, and the rounds of a build."""
    folder, out = place / f"market-{count}", place / "dist"
    components = make(folder, count)
    runs = []
    for _ in range(rounds):
        shutil.rmtree(out, ignore_errors=True)
        runs.append(checked(run([str(agentconv()), "build", str(folder), "-o", str(out)])))
    shutil.rmtree(out)
    shutil.rmtree(folder)
    return components, runs


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--plugins", type=int, default=PLUGINS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--sizes", default="45,180", help="other numbers of plugins, with commas; empty = none"
    )
    given = parser.parse_args()
    counts = sorted({given.plugins, *(int(n) for n in given.sizes.split(",") if n)})
    rows = []
    with scratch() as place:
        for count in counts:
            components, runs = measured(place, count, given.rounds)
            best, peak = min(runs, key=lambda r: r.cpu), max(r.peak for r in runs)
            each = best.cpu / components / len(TARGETS) * 1e3
            figures = (f"{best.cpu:.2f}", f"{best.seconds:.2f}", f"{peak:.0f}", f"{each:.2f}")
            rows.append([str(count), str(components), *figures])
    heads = ("plugins", "components", "CPU s", "wall s", "peak MiB", "CPU ms/component and target")
    table(heads, rows)


if __name__ == "__main__":
    main()
