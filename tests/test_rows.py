"""Pairs of path and bytes in, rows out: what an export of the same files says, and no file system."""

import builtins
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

import agentconv
from agentconv import UsageError
from tests.conftest import ROOT

TEXT = b"---\nname: tidy\ndescription: Tidies\ntools: Read\n---\nTidy up.\n"
EXAMPLES = sorted((ROOT / "fixtures" / "examples").rglob("*.md"))


def test_a_row_for_each_agent_and_target() -> None:
    rows = [*agentconv.batch([("a.md", TEXT), ("b.md", TEXT.replace(b"tidy", b"b"))], ["codex", "openai"])]
    assert [(r.source, r.agent, r.target) for r in rows] == [
        ("a.md", "tidy", "codex"),
        ("a.md", "tidy", "openai"),
        ("b.md", "b", "codex"),
        ("b.md", "b", "openai"),
    ]
    assert all(row.ok and row.text and row.path for row in rows)


@pytest.mark.parametrize("target", ["codex", "opencode", "openai", "claude-plugin", "prompts"])
def test_the_same_files_as_a_conversion_gives(target: str) -> None:
    for path in EXAMPLES:
        rows = [*agentconv.batch([(f".claude/agents/{path.name}", path.read_bytes())], [target])]
        wanted = agentconv.convert(path, target, format="claude")
        assert [(r.path, r.text) for r in rows] == [(f.path, f.text) for f in wanted.files if not f.is_index]
        assert [str(d) for r in rows for d in r.diagnostics] == [
            str(d).replace(path.as_posix(), f".claude/agents/{path.name}") for d in wanted.diagnostics
        ]


@pytest.mark.parametrize(
    ("path", "data", "why"),
    [
        ("plugin/commands/go.md", TEXT, "commands"),
        ("skills/x/SKILL.md", TEXT, "skill"),
        ("docs/notes.md", b"# Notes\n", "docs"),
        ("notes.md", b"# Notes\n", "no frontmatter"),
        ("README.md", TEXT, "a file called README.md"),
    ],
)
def test_what_is_no_agent_has_one_row_that_says_why(path: str, data: bytes, why: str) -> None:
    (row,) = agentconv.batch([(path, data)], ["codex", "openai"])
    assert (row.source, row.agent, row.path, row.ok) == (path, "", "", True)
    assert why in row.why


@pytest.mark.parametrize(
    "path", ["/a.md", "//a.md", "../a.md", "./a.md", "s3://bucket/a.md", "a b/ä.md", "/", "", "x/../../a.md"]
)
def test_a_path_may_lie_anywhere(path: str) -> None:
    (row,) = agentconv.batch([(path, TEXT)], ["codex"])
    assert (row.source, row.agent) == (path, "tidy")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"---\nname: a\nname: b\n---\n", "duplicate-key"), (b"---\nname: \xff\n---\n", "not-utf8")],
)
def test_what_cannot_be_read_has_one_row_with_the_error(data: bytes, code: str) -> None:
    (row,) = agentconv.batch([(".claude/agents/a.md", data)], ["codex"])
    assert [d.code for d in row.diagnostics] == [code]
    assert not row.ok


def test_an_agent_that_would_be_wider_has_no_text() -> None:
    data = b"---\ndescription: d\nmode: subagent\npermission:\n  '*': deny\n---\nHi\n"
    (row,) = agentconv.batch([(".opencode/agents/a.md", data)], ["copilot"], options=agentconv.Options())
    assert bool(row.text) == row.ok


def test_findings_of_reading_are_told_once() -> None:
    data = b"---\nname: a\ndescription: do it: now\n---\nHi\n"
    rows = [*agentconv.batch([("a.md", data)], ["codex", "openai"])]
    assert [sum(d.target is None for d in row.diagnostics) for row in rows] == [1, 0]


def test_a_format_that_is_said() -> None:
    (row,) = agentconv.batch([("x.txt", TEXT)], ["codex"], format="claude")
    assert (row.format, row.agent) == ("claude", "tidy")
    with pytest.raises(UsageError, match="unknown format"):
        next(agentconv.batch([], ["no-such-format"]))


def test_nothing_is_held_and_rows_come_one_by_one() -> None:
    asked = []

    def files() -> Iterator[tuple[str, bytes]]:
        for number in range(1000):
            asked.append(number)
            yield f"{number}.md", TEXT

    rows = agentconv.batch(files(), ["codex"])
    next(rows)
    assert asked == [0]


def test_no_file_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    [*agentconv.batch([("a.md", TEXT)], ["codex"])]  # what is loaded once is loaded now
    opened: list[str] = []
    real, low = builtins.open, os.open
    monkeypatch.setattr(
        builtins, "open", lambda file, *a, **k: (opened.append(str(file)), real(file, *a, **k))[1]
    )
    monkeypatch.setattr("os.open", lambda file, *a, **k: (opened.append(str(file)), low(file, *a, **k))[1])
    monkeypatch.chdir(tmp_path)
    [*agentconv.batch([("../../etc/passwd", TEXT), ("agents/a.md", TEXT)], ["codex", "prompts"])]
    assert not [path for path in opened if path.endswith(("passwd", "a.md", "tidy.toml", "tidy.md"))]
    assert [*tmp_path.iterdir()] == []


def test_a_row_travels_to_another_process() -> None:
    for row in agentconv.batch([("a.md", TEXT), ("b.md", b"---\nname: [\n---\n")], ["codex"]):
        assert pickle.loads(pickle.dumps(row)) == row  # noqa: S301 - our own
