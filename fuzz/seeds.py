"""Where fuzzing starts: our own fixtures, and small texts for what has none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agentconv.bundle import archive, contents
from fuzz.entries import SEPARATOR, _document, _places

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
KEPT = Path(__file__).parent / "seeds"
"""Inputs that were found, by entry: `seeds/ENTRY/*`."""
_ENDINGS = {
    "frontmatter": (".md",),
    "yaml": (".yaml", ".yml", ".roomodes"),
    "json": (".json", ".roomodes"),
    "toml": (".toml",),
    "sections": (".md",),
}
_SMALL: dict[str, tuple[str, ...]] = {
    "manifest": (
        'name = "x"\nversion = "1.0.0"\nsources = ["agents"]\n\n[targets.claude]\ninclude = ["a*"]\n'
        '[targets.openai]\nmodel = "gpt-5"\ncarry = true\n[targets.openai.models]\nopus = "gpt-5"\n'
        '[agents.a]\ndescription = "x"\n[agents.a.targets.openai]\nallow-wider = true\n',
        'name = "x"\nversion = "1"\nsources = ["**/*.md"]\nexclude = ["b*"]\nauthors = ["A"]\nlicense = "MIT"\n'
        "[targets]\nprompts = {}\n[agents.b]\nskip = true\n",
    ),
    "lock": ('version = 1\n[inputs]\n"a.md" = "00"\n[tools]\nagentconv = "1"\n',),
    "carry": (
        '{"agentconv": 1, "carry": {"a.md": {"a": {"color": {"was": null, "is": "red"}, '
        '"tools.allow": {"was": [{"name": "read"}], "is": null}, "extensions.x.y": {"is": [1]}}}}}',
        '{"agentconv": 1, "carry": {"a": {"a": {"name": {"was": "a", "is": "b"}, "output_contract": {"was": null,'
        ' "is": {"sections": [{"name": "s", "pattern": "^#"}]}}, "mcp_servers": {"was": {}, "is": {"m": null}}}}}}',
    ),
    "record": (
        '{"agentconv": 1, "files": {"a/b.md": {"sha256": "00", "target": "t", "sources": ["s"]}}, '
        '"folders": ["a"], "pending": {"c": "11"}}',
    ),
    "models": (
        '[[models]]\npattern = "^x"\nvendor = "openai"\ntier = "large"\n[targets.openai]\nform = "id"\n'
        'vendors = ["openai"]\n[targets.openai.map]\nopus = "y"\n[targets.openai.tiers.large]\nid = "z"\n',
    ),
    "template": (
        "<{{ prompt }}>{% for t in [1, 2] %}{{ t|upper }}{% endfor %}{{ agent.name }}{% if 1 %}a{% endif %}",
        "{% set a = namespace(b=1) %}{% macro m(x) %}{{ x * 3 }}{% endmacro %}{{ m('a') }}{{ '%s'|format(1) }}",
    ),
    "index": (
        '{"format": "agentconv-bundle", "version": 1, "name": "x", "bundle_version": "1", "targets": ["claude"], '
        '"agents": [{"name": "x", "neutral": "agents/x.json", "targets": {"claude": {}}}], "files": []}',
    ),
}


@cache
def _files(folder: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple((p.name, p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file())


def seeds(entry: str) -> list[bytes]:
    """What an entry starts with, the same each time."""
    kept = KEPT / entry
    found = [data for _, data in _files(kept)] if kept.is_dir() else []
    kind, _, name = entry.partition("-")
    if kind == "format":
        found += [data for _, data in (*_files(FIXTURES / name), *_broken())]
    elif kind == "container":
        every = _files(FIXTURES)
        found += [data for path, data in every if path.endswith(_ENDINGS[name])]
    elif entry in ("any-format", "terminal"):
        places = _places()
        for path, data in _files(FIXTURES):
            fits = [i for i, place in enumerate(places) if place.endswith(Path(path).suffix or path)]
            found += [bytes([fits[0]]) + data] if fits else []
    elif entry == "merge":
        found += _merges()
    elif entry == "archive":
        index = contents.finished({"name": "x"}, {"targets/claude/x.md": b"x"})
        inside = {f"x-1/{path}": data for path, data in index.items()}
        found += [archive.zip_bytes(inside), archive.tar_bytes(inside), archive.tar_bytes({"é" * 80: b""})]
    return found + [text.encode() for text in _SMALL.get(entry, ())]


def _broken() -> list[tuple[str, bytes]]:
    return [(p, data) for p, data in _files(FIXTURES / "broken") if len(data) < 20_000]


def _merges() -> list[bytes]:
    base = _document().tree.source.text
    body = "# A\n\n- one\n- two\n\n## B\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n# no\n```\n\nEnd\n"
    sides = [
        (base, base.replace("opus", "haiku"), base.replace("Read", "Read, Grep")),
        (base + body, base + body.replace("- two", "- 2"), base + body.replace("| 1", "| 3")),
        (body, body.replace("## B", "## C"), body.replace("End\n", "")),
        (body, body + "x", "# New\n\n" + body),
    ]
    return [SEPARATOR.join(three).encode() for three in sides]
