"""Claude agent files to measure with: invented, realistic, the same for the same seed.

The mixture follows public collections: 3 to 10 keys, tools mostly with commas, one description in
twenty that is not YAML, some with version, changelog and output contract, bodies of 1 to 30 kB of
Markdown with a median of about 6 kB.

    python bench/corpus.py FOLDER [-n 2000] [--seed 1] [--real FOLDER]
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

COUNT = 2_000
SEED = 1

FIELDS = (
    "billing",
    "search",
    "ingest",
    "identity",
    "mobile",
    "ledger",
    "catalog",
    "routing",
    "telemetry",
    "archive",
    "pricing",
    "onboarding",
)
STACKS = (
    "go",
    "python",
    "rust",
    "kotlin",
    "typescript",
    "sql",
    "terraform",
    "react",
    "postgres",
    "kafka",
    "swift",
    "elixir",
)
ROLES = (
    "reviewer",
    "architect",
    "tester",
    "debugger",
    "planner",
    "writer",
    "auditor",
    "migrator",
    "tuner",
    "steward",
)

TOOLS = (
    "Read",
    "Write",
    "Edit",
    "Grep",
    "Glob",
    "Bash",
    "WebFetch",
    "WebSearch",
    "TodoWrite",
    "Task",
    "NotebookEdit",
    "Skill",
)
USUAL_TOOLS = (
    ("Read", "Write", "Edit", "Bash", "Glob", "Grep"),
    ("Read", "Write", "Edit", "Bash"),
    ("Read", "Grep", "Glob"),
    ("Read", "Grep", "Glob", "Bash"),
    ("Read", "Write", "Edit", "Bash", "Glob", "Grep", "WebFetch", "WebSearch"),
    ("Read", "Write", "WebFetch", "WebSearch"),
)
SPECIAL_TOOLS = ("Bash(git:*)", "mcp__tracker__list_items", "mcp__docs", "Bash(npm run test:*)")
MODELS = ("sonnet", "sonnet", "opus", "opus", "haiku", "inherit", "claude-sonnet-4-5")
COLORS = ("blue", "green", "red", "purple", "orange", "cyan", "yellow", "pink")

SUBJECTS = (
    "the caller",
    "each handler",
    "a failing check",
    "the slow path",
    "every public name",
    "the migration",
    "a retried request",
    "the nightly job",
    "one shared cache",
    "the error budget",
    "an empty result",
    "the oldest client",
    "a partial write",
    "the review comment",
)
VERBS = (
    "must survive",
    "is measured before",
    "never hides",
    "is written down with",
    "depends on",
    "comes after",
    "explains",
    "is tested together with",
    "should not outlive",
    "limits",
    "says nothing about",
    "is the first sign of",
)
OBJECTS = (
    "a restart of the service",
    "the contract between both teams",
    "what the log already shows",
    "an input that nobody expected",
    "the numbers of last week",
    "a rollback plan with an owner",
    "the smallest example that fails",
    "more than one time zone",
    "the schema in `schema/current.sql`",
    "a deadline of 250 ms",
    "names that people search for",
    "the state of the feature flag",
)
TAILS = (
    "",
    "",
    "",
    ", even under load",
    ", without exception",
    " — see below",
    " (ask if in doubt)",
    ", always",
)
HEADINGS = (
    "What you do",
    "How you work",
    "Before you start",
    "Checklist",
    "Output",
    "When to stop",
    "Common mistakes",
    "Examples",
    "Limits",
    "Working with others",
    "Severity",
    "Glossary",
    "Reference",
    "Tests",
)
CODE = {
    "python": "def load(path: str) -> list[Row]:\n    return [parse(line) for line in open(path)]\n",
    "sql": "SELECT owner, count(*) AS open\nFROM tickets\nWHERE closed_at IS NULL\nGROUP BY owner;\n",
    "bash": 'set -euo pipefail\nmake check\ngit diff --stat "$BASE"...HEAD\n',
    "json": '{\n  "verdict": "pass",\n  "findings": [],\n  "note": "nothing \\"odd\\" found"\n}\n',
    "go": 'if err := store.Save(ctx, item); err != nil {\n\treturn fmt.Errorf("save: %w", err)\n}\n',
}


def make(folder: Path, count: int = COUNT, seed: int = SEED, real: Path | None = None) -> int:
    """Write `count` agent files into `folder` and give the number of bytes in them."""
    folder.mkdir(parents=True, exist_ok=True)
    agents = _cycled(real, count) if real else (_agent(seed, index) for index in range(count))
    size = 0
    for stem, text in agents:
        data = text.encode()
        (folder / f"{stem}.md").write_bytes(data)
        size += len(data)
    return size


def _cycled(folder: Path, count: int) -> Iterator[tuple[str, str]]:
    """The files of a folder that agentconv reads without an error, again and again, under new names.

    Only those with plain fences: the floor could not split the others.
    """
    import agentconv

    found = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_bytes().decode("utf-8", "replace").replace("\ufffd", "?")
        head = re.match(r"---\n((?:.*\n)*?)---\n", text)
        if head and re.search(r"(?m)^name:", head[1]) and agentconv.read(path).ok:
            found.append(text)
    if not found:
        raise SystemExit(f"{folder} holds no agent that can be read")
    for index, text in enumerate(islice(cycle(found), count)):
        stem = f"real-{index:06}"
        yield stem, re.sub(r"(?m)^name:[^\r\n]*", f"name: {stem}", text, count=1)


def _agent(seed: int, index: int) -> tuple[str, str]:
    """File stem and text of one agent; each depends on nothing but the seed and its number."""
    rng = random.Random(f"{seed}/{index}")
    words = (rng.choice(FIELDS), rng.choice(STACKS), rng.choice(ROLES))
    stem = f"{'-'.join(words)}-{index:06}"
    name = stem if rng.random() < 0.95 else f"{' '.join(words).title()} {index}"
    text = f"---\n{_head(rng, name)}---\n{_body(rng, words)}"
    alphabet = rng.random()
    if alphabet < 0.5:
        text = text.replace("—", "-")  # half of all files are plain ASCII
    elif alphabet > 0.9:
        text = text.replace("- **", "- \N{WHITE HEAVY CHECK MARK} **")
    return stem, text


def _head(rng: random.Random, name: str) -> str:
    lines = [f"name: {name}", f"description: {_description(rng)}"]
    if rng.random() < 0.72:
        lines.append(_tools(rng))
    if rng.random() < 0.62:
        lines.append(f"model: {rng.choice(MODELS)}")
    if rng.random() < 0.30:
        lines.append(f"color: {rng.choice(COLORS)}")
    if rng.random() < 0.06:
        lines.append(f"permissionMode: {rng.choice(('plan', 'acceptEdits', 'default'))}")
    if rng.random() < 0.05:
        lines.append(f"skills: {rng.choice(('release-notes', 'triage, handover', 'schema-diff'))}")
    if rng.random() < 0.05:
        lines.append(f"maxTurns: {rng.randrange(5, 60, 5)}")
    if rng.random() < 0.20:
        lines += _history(rng)
    if rng.random() < 0.08:
        lines.append(f"tags: [{', '.join(rng.sample(FIELDS, 3))}]")
    if len(lines) < 3:
        lines.append(f"category: {rng.choice(FIELDS)}")
    return "".join(f"{line}\n" for line in lines)


def _description(rng: random.Random) -> str:
    """Plain mostly; some quoted, some in blocks, one in twenty not YAML, a quarter over 512 characters."""
    kind = rng.random()
    text = _sentences(rng, rng.randint(1, 4))
    if kind < 0.05:
        return f"Use when: {text} Examples: user: {_sentence(rng)}"
    if kind < 0.20:
        turns = "\\n".join(f"user: '{_sentence(rng)}'" for _ in range(rng.randint(4, 12)))
        return f'"{text}\\n\\n{turns}"'
    if kind < 0.30:
        lines = [_sentence(rng) for _ in range(rng.randint(2, 14))]
        return "|\n" + "\n".join(f"  {line}" for line in lines)
    return text


def _tools(rng: random.Random) -> str:
    usual = rng.random() < 0.6
    names = list(rng.choice(USUAL_TOOLS)) if usual else rng.sample(TOOLS, rng.randint(1, 8))
    if rng.random() < 0.15:
        names.append(rng.choice(SPECIAL_TOOLS))
    kind = rng.random()
    if kind < 0.10:
        return "tools:\n" + "\n".join(f"  - {name}" for name in names)
    if kind < 0.16:
        return "tools: [" + ", ".join(f'"{name}"' for name in names) + "]"
    return "tools: " + ", ".join(names)


def _history(rng: random.Random) -> list[str]:
    """Version, date, changelog and, for half of them, an output contract."""
    minor = rng.randint(1, 12)
    lines = [f"version: 1.{minor}.0", f"last_updated: 2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"]
    lines.append("type: specialist")
    lines.append("changelog:")
    lines += [f'  - 1.{n}.0: "{_sentence(rng)}"' for n in range(minor, max(-1, minor - 5), -1)]
    if rng.random() < 0.5:
        lines += ["output_schema:", '  format: "markdown"', "  required_sections:"]
        for heading in rng.sample(HEADINGS, rng.randint(2, 6)):
            lines += [f'    - name: "{heading}"', f'      pattern: "^## {heading}"', "      required: true"]
    return lines


def _body(rng: random.Random, words: tuple[str, ...]) -> str:
    size = min(30_000, max(1_000, int(rng.lognormvariate(8.68, 0.75))))
    parts = [f"\nYou are the {words[2]} for {words[0]} systems in {words[1]}. {_sentences(rng, 2)}\n"]
    length = len(parts[0])
    while length < size:
        part = f"\n{'#' * rng.randint(2, 3)} {rng.choice(HEADINGS)}\n\n{_block(rng)}"
        length += len(part)
        parts.append(part)
    return "".join(parts)


def _block(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.40:
        return "".join(f"- **{rng.choice(HEADINGS)}**: {_sentence(rng)}\n" for _ in range(rng.randint(3, 9)))
    if kind < 0.55:
        return "".join(f"{n}. {_sentence(rng)}\n" for n in range(1, rng.randint(4, 9)))
    if kind < 0.70:
        language = rng.choice(tuple(CODE))
        return f"{_sentence(rng)}\n\n```{language}\n{CODE[language]}```\n"
    if kind < 0.80:
        rows = "".join(f"| {_sentence(rng)} | {rng.choice(STACKS)} |\n" for _ in range(rng.randint(2, 6)))
        return f"| Rule | Where |\n| --- | --- |\n{rows}"
    return "\n".join(f"{_sentences(rng, rng.randint(2, 5))}\n" for _ in range(rng.randint(1, 3)))


def _sentences(rng: random.Random, count: int) -> str:
    return " ".join(_sentence(rng) for _ in range(count))


def _sentence(rng: random.Random) -> str:
    text = f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)}{rng.choice(TAILS)}."
    return text[0].upper() + text[1:]


def main() -> None:
    """Write a corpus and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", "--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--real", type=Path, help="cycle the agents of this folder instead")
    given = parser.parse_args()
    size = make(given.folder, given.count, given.seed, given.real)
    print(f"{given.count} files, {size:,} bytes, {size // given.count:,} on average")


if __name__ == "__main__":
    main()
