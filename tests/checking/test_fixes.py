"""Repairs change only what they must, keep what the client reads, and change nothing the second time."""

import difflib
import os
import shutil
from pathlib import Path

import pytest

from agentconv.checking.fixes import _mended, _same, mended, repair
from agentconv.checking.run import CheckRequest, check
from agentconv.containers.base import BODY
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.folder import apply
from agentconv.formats.claude.client import read_as_client
from agentconv.host.registry import Registry
from agentconv.reading.detect import read_source
from agentconv.text.source import Source, decode
from tests.conftest import CORPUS, FIXTURES

REGISTRY = Registry(plugins=False)
COLON = "---\nname: a\ndescription: Use when: now\ncolor:   red\n---\nBody: stays\n"


def documents(*folders: Path):
    for path in sorted(p for folder in folders for p in folder.rglob("*.md")):
        try:
            source = Source(str(path), decode(path.read_bytes()))
            found = read_source(source, REGISTRY, Report())
        except (NotAnAgent, SyntaxProblem):
            continue
        if found:
            yield found[0]


EVERY = list(documents(FIXTURES, *([CORPUS] if CORPUS.is_dir() else [])))


@pytest.mark.parametrize("document", EVERY, ids=lambda d: d.path[-60:])
def test_the_client_reads_the_same(document) -> None:
    """Before and after in the client's own reading: equal but for mended text and a tool's new name."""
    text = document.tree.source.text
    fmt = REGISTRY.get(document.format)
    found = repair(document, fmt)
    again = read_source(Source(document.path, found.text), REGISTRY, Report(), format=document.format)
    assert repair(again[0], fmt).done == (), "the second run changes something"
    if not found.done:
        assert found.text == text
        return
    if document.format != "claude":
        return
    before, after = read_as_client(text), read_as_client(found.text)
    fmt = REGISTRY.get("claude")
    if before.refusal is None:
        old, new = ({k: v for k, v in view.keys.items() if k != "tools"} for view in (before, after))
        assert after.refusal is None
        assert _same(_mended(old), new)
        assert mended(before.prompt)[0] == after.prompt
        read = [fmt.decode({**v.keys, BODY: ""}, _reading(document)).tools for v in (before, after)]
        assert read[0] == read[1]
    elif not any("decoded" in what or "names" in what for what in found.done):
        assert after.refusal is None


def _reading(document):
    from agentconv.kit.format import Reading

    return Reading(Report(), document.tree)


def fixed(text: str, path: str = ".claude/agents/a.md") -> str:
    (document,) = read_source(Source(path, text), REGISTRY, Report())
    return repair(document, REGISTRY.get(document.format)).text


def test_only_the_value_gets_quotes() -> None:
    lines = [s for s in difflib.ndiff(COLON.splitlines(), fixed(COLON).splitlines()) if s[0] in "+-"]
    assert lines == ["- description: Use when: now", "+ description: 'Use when: now'"]


def test_line_ends_and_marks_stay() -> None:
    text = "\ufeff" + COLON.replace("\n", "\r\n")
    assert fixed(text) == text.replace("Use when: now", "'Use when: now'")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("it \u00e2\u20ac\u201d is", "it — is"),
        ("caf\u00c3\u00a9", "café"),
        ("\u00e2\u0153\u2026 done", "✅ done"),
    ],
)
def test_text_that_was_decoded_wrongly(wrong: str, right: str) -> None:
    head = "---\nname: a\ndescription: d\ntools: Read\n---\nñ “kept” "
    assert fixed(head + wrong + " é\n") == head + right + " é\n"


def test_an_example_of_such_text_stays() -> None:
    text = "---\nname: a\ndescription: d\n---\nReplace `\u00e2\u20ac\u201d` by a dash.\n"
    assert fixed(text) == text


def test_a_name_is_never_changed() -> None:
    text = "---\nname: caf\u00c3\u00a9\ndescription: d\n---\nHi\n"
    assert fixed(text) == text


def test_tools_get_new_names_only_where_they_are_the_same() -> None:
    head = "---\nname: a\ndescription: d\ntools: Read, {}\n---\nTask\n"
    assert fixed(head.format("Task, Task(x)")) == head.format("Agent, Agent(x)")
    for left in ("read, bash", "MultiEdit", "BashOutput", "Task, Agent"):
        assert fixed(head.format(left)) == head.format(left)


def run(*sources: Path):
    return check(CheckRequest(tuple(map(str, sources)), fix=True), REGISTRY)


def test_files_are_repaired_once(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(COLON)
    os.chmod(file, 0o640)
    first = run(tmp_path)
    assert [f.path for f in first.fixed] == [file.as_posix()]
    assert "frontmatter-not-yaml" not in {d.code for d in first.diagnostics}
    assert file.stat().st_mode & 0o777 == 0o640
    text, when = file.read_text(), file.stat().st_mtime_ns
    assert run(tmp_path).fixed == []
    assert (file.read_text(), file.stat().st_mtime_ns) == (text, when)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md"]


@pytest.mark.parametrize("kind", ["link out", "link in", "folder link", "other name"])
def test_files_behind_links_are_left_alone(tmp_path: Path, kind: str) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    target = (inside if kind == "link in" else outside) / "b.md"
    target.write_text(COLON)
    if kind == "folder link":
        (inside / "sub").symlink_to(outside)
    elif kind == "other name":
        os.link(target, inside / "a.md")
    else:
        (inside / "a.md").symlink_to(target)
    sources = [inside / "sub" / ".." / "sub" / "b.md"] if kind == "folder link" else [inside / "a.md"]
    if kind == "folder link":
        assert run(inside).fixed == []
    else:
        result = run(*sources)
        assert result.fixed == []
        assert "not-fixed" in {d.code for d in result.diagnostics}
    assert target.read_text() == COLON


def test_a_file_that_cannot_be_written_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(COLON)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(apply.os, "replace", fail)
    result = run(tmp_path)
    assert "unwritable" in {d.code for d in result.diagnostics}
    assert (tmp_path / "a.md").read_text() == COLON
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_changed_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentconv.checking import rewrite as running

    file = tmp_path / "a.md"
    file.write_text(COLON)
    real = running.repair

    def late(document, registry):
        file.write_text("mine")
        return real(document, registry)

    monkeypatch.setattr(running, "repair", late)
    run(tmp_path)
    assert file.read_text() == "mine"


def test_all_files_of_a_folder(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "claude", tmp_path / "claude")
    assert len(run(tmp_path).fixed) > 10
    assert run(tmp_path).fixed == []
