"""Every output of a set of files, to the byte, and what differs between two versions of agentconv.

    python bench/outputs.py record FILE SRC...   each file to every target, a JSON line a pair
    python bench/outputs.py compare OLD NEW      what differs: texts, diagnostics, both

A line holds the output files' texts and all diagnostics, so that `compare` can show how they differ. Run
`record` with `PYTHONPATH=src` in each of two checkouts, then `compare`; it exits 1 when anything differs.
"""

from __future__ import annotations

import argparse
import collections
import difflib
import json
import os
import sys
from pathlib import Path
from typing import Any

SHOWN = 40
"""So many lines of a difference are shown."""


def record(place: Path, sources: list[Path]) -> int:
    """Write what every file below `sources` becomes in every target, a line for each pair."""
    from agentconv import Registry
    from agentconv.export import ExportRequest, export

    registry = Registry(plugins=False)
    targets = registry.targets()
    files = sorted((f, s) for s in sources for f in ([s] if s.is_file() else s.rglob("*")) if f.is_file())
    with place.open("w", encoding="utf-8") as out:
        for file, source in files:
            os.chdir(file.parent)
            for target in targets:
                result = export(ExportRequest((file.name,), (target,)), registry)
                texts = {f.path: f.text for c in result.conversions for f in c.files}
                found = [d.to_json() for d in result.diagnostics]
                key = f"{file.relative_to(source.parent).as_posix()} -> {target}"
                line = json.dumps({"key": key, "texts": texts, "diagnostics": found}, default=str)
                out.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
    return 0


def rows(place: Path) -> dict[str, dict[str, Any]]:
    """The lines of a record, by file and target."""
    with place.open(encoding="utf-8") as lines:
        return {row["key"]: row for row in map(json.loads, lines)}


def compare(old: Path, new: Path, *, full: bool) -> int:
    """Print what differs between two records; the exit status."""
    before, after = rows(old), rows(new)
    kinds: collections.Counter[str] = collections.Counter()
    for key in sorted({*before, *after}):
        a, b = before.get(key), after.get(key)
        if a == b:
            continue
        if a is None or b is None:
            kinds["only in one"] += 1
            continue
        kind = " and ".join(part for part in ("texts", "diagnostics") if a[part] != b[part])
        kinds[kind] += 1
        sides = [
            json.dumps(side, indent=1, ensure_ascii=False).replace("\\n", "\n").splitlines()
            for side in (a, b)
        ]
        print(f"== {key}: {kind}")
        changes = list(difflib.unified_diff(*sides, lineterm="", n=1))
        print("\n".join(changes if full else changes[:SHOWN]))
    print(f"{len(before)} pairs before, {len(after)} after; differ: {dict(kinds) or 'none'}")
    return 1 if kinds else 0


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("record")
    one.add_argument("file", type=Path)
    one.add_argument("source", type=Path, nargs="+")
    two = actions.add_parser("compare")
    two.add_argument("old", type=Path)
    two.add_argument("new", type=Path)
    two.add_argument("--full", action="store_true", help="show every line that differs")
    given = parser.parse_args()
    if given.action == "record":
        return record(given.file.absolute(), [s.absolute() for s in given.source])
    return compare(given.old, given.new, full=given.full)


if __name__ == "__main__":
    sys.exit(main())
