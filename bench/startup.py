"""How long `agentconv --version` and `--help` take, against Python and against Python with click.

    python bench/startup.py [--runs 40]

The commands alternate, so that a busy machine is unfair to none. Exit 1 if starting imports a module
that it must not.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence

from timing import agentconv, checked, run, table

FORBIDDEN = ("jinja2", "yaml", "tomllib", "importlib.metadata", "pluggy")

PROBE = """
import json, sys
before = set(sys.modules)
sys.argv = ["agentconv", *sys.argv[1:]]
from agentconv.cli import main
try:
    main()
except SystemExit:
    pass
print("\\0" + json.dumps(sorted(set(sys.modules) - before)))
"""


def measure(runs: int) -> dict[str, list[float]]:
    """Milliseconds of each command, run in turn."""
    python, command = sys.executable, str(agentconv())
    commands = {
        'python -c "pass"': [python, "-c", "pass"],
        'python -c "import click"': [python, "-c", "import click"],
        "agentconv --version": [command, "--version"],
        "agentconv --help": [command, "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, words in commands.items():
            times[name].append(checked(run(words)).seconds * 1000)
    return {name: found[1:] for name, found in times.items()}


def imported(*code: str) -> list[str]:
    """The modules that a probe has loaded in a process of its own."""
    output = checked(run([sys.executable, "-c", *code])).output
    found: list[str] = json.loads(output.rpartition("\0")[2])
    return found


def report(times: dict[str, list[float]]) -> None:
    """Print the times and their ratios, by the minimum and by the median."""
    base = times['python -c "import click"']
    rows = [
        [
            name,
            f"{min(found) / min(base):.2f}",
            f"{statistics.median(found) / statistics.median(base):.2f}",
            f"{min(found):.1f}",
            f"{statistics.median(found):.1f}",
        ]
        for name, found in times.items()
    ]
    table(["command", "x click (min)", "x click (median)", "min ms", "median ms"], rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say whether only what is needed was imported."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=40)
    report(measure(parser.parse_args(arguments).runs))
    click = imported("import sys, json; b = set(sys.modules); import click; " + _DUMP)
    bad = 0
    for option in ("--version", "--help"):
        found = imported(PROBE, option)
        wrong = [name for name in FORBIDDEN if name in found]
        own = [name for name in found if name.partition(".")[0] == "agentconv"]
        extra = [name for name in found if name not in click and name not in own]
        print(f"\n{option}: {len(found)} modules beyond a bare Python, of which click brings {len(click)}")
        print(f"  agentconv's own: {', '.join(own)}")
        print(f"  others:          {', '.join(extra) or 'none'}")
        print(f"  forbidden:       {', '.join(wrong) or 'none'}")
        bad += len(wrong)
    return 1 if bad else 0


_DUMP = 'print("\\0" + json.dumps(sorted(set(sys.modules) - b)))'


if __name__ == "__main__":
    sys.exit(main())
