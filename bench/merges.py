"""How often a merge gives what both sides meant, beside `git merge-file`.

    python bench/merges.py [--merges 2000] [--start 0] [--show KIND]

Random agents with two scripts of edits, of which it is known what they give together: see
`tests/merging/intended.py`. `--show wrong` (or `needless`, `worse`) prints such merges by seed.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from timing import table

sys.path.insert(0, str(Path(__file__).parents[1]))

from agentconv.api import read
from agentconv.host.registry import Registry
from agentconv.merging.documents import merge_documents
from tests.merging.intended import NEEDLESS, RIGHT, WRONG, Intended, intended, judged

KINDS = {"wrong": WRONG, "needless": NEEDLESS}


def by_git(folder: Path, merge: Intended) -> str | None:
    """What git makes of the three files; None = a conflict."""
    for name, text in (("base", merge.base), ("ours", merge.ours), ("theirs", merge.theirs)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    command = ["git", "merge-file", "-p", "ours", "base", "theirs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.stdout.decode() if done.returncode == 0 else None


def by_meaning(registry: Registry, merge: Intended) -> str | None:
    """What agentconv makes of them; None = a conflict."""
    sides = [
        read(text, "claude", registry=registry).documents[0]
        for text in (merge.base, merge.ours, merge.theirs)
    ]
    found = merge_documents(sides[0], sides[1], sides[2], registry)
    return found.text if found.clean else None


def main() -> None:
    """Print the table, and the merges that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--merges", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--show", choices=(*KINDS, "worse"))
    asked = parser.parse_args()
    ours, git = Counter[str](), Counter[str]()
    registry = Registry(plugins=False)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.start, asked.start + asked.merges):
            merge = intended(seed)
            results = by_meaning(registry, merge), by_git(Path(folder), merge)
            verdicts = [judged(merge, result) for result in results]
            ours[verdicts[0]] += 1
            git[verdicts[1]] += 1
            worse = verdicts[1] == RIGHT and results[1] is not None and results[0] is None
            ours["conflict where git is clean and right"] += worse
            if KINDS.get(asked.show or "") == verdicts[0] or (worse and asked.show == "worse"):
                show(seed, merge, results[0])
    rows = [
        (kind, *(f"{100 * counts[kind] / asked.merges:.2f} %" for counts in (ours, git)))
        for kind in (RIGHT, WRONG, NEEDLESS, "conflict where git is clean and right")
    ]
    table(("", "agentconv", "git merge-file"), rows)


def show(seed: int, merge: Intended, text: str | None) -> None:
    """Print a merge: what each side did, and how the result differs from what is right."""
    print(f"=== {seed} must={merge.must} may={merge.may}")
    for side, edits in zip(("ours", "theirs"), merge.edits, strict=True):
        for edit in edits:
            print(f"{side}: {edit}")
    if text is None:
        print("a conflict")
        return
    body = text.removeprefix("---\n").partition("\n---\n")[2]
    wanted = min(merge.bodies, key=lambda one: abs(len(one) - len(body)))
    print(
        "\n".join(
            difflib.unified_diff(wanted.split("\n"), body.split("\n"), "right", "merged", lineterm="", n=2)
        )
    )
    print(text.partition("\n---\n")[0])


if __name__ == "__main__":
    main()
