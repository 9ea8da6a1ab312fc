"""Findings that a baseline knows, wherever they move."""

import os
from pathlib import Path

import pytest

from agentconv.checking import baseline
from agentconv.checking.run import CheckRequest, asked_by, check
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from tests.checking.texts import GOOD, HIDDEN

REGISTRY = Registry(plugins=False)


def test_findings_in_a_baseline_are_known_wherever_they_move(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(HIDDEN)
    found = check(CheckRequest((str(tmp_path),)), REGISTRY).diagnostics
    known = baseline.from_text(baseline.Known().updated(found, lambda entry: True).text())
    assert known.count == 1
    file.write_text(HIDDEN.replace("Hi", "\n\nHi"))
    moved = check(CheckRequest((str(tmp_path),), known=known), REGISTRY)
    assert (moved.diagnostics, moved.known, moved.gone, moved.ok) == ((), 1, 0, True)
    file.write_text(HIDDEN + "\u202e")
    assert [d.code for d in check(CheckRequest((str(tmp_path),), known=known), REGISTRY).diagnostics] == [
        "hidden-text"
    ]
    file.write_text(GOOD)
    assert check(CheckRequest((str(tmp_path),), known=known), REGISTRY).gone == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"agentconv-baseline": 2}', '{"agentconv-baseline": 1, "findings": [1]}']
)
def test_a_broken_baseline_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a baseline"):
        baseline.from_text(text)


def kept(folder: Path, *sources: str, select: tuple[str, ...] = ()) -> baseline.Known:
    """A baseline in a folder of what is found there, written and read again."""
    request = CheckRequest(sources, select=select)
    path = folder / "known.json"
    before = baseline.load(path) if path.exists() else baseline.Known(base=str(folder))
    found = check(request, REGISTRY).diagnostics
    baseline.save(path, before.updated(found, asked_by(request, str(folder))))
    return baseline.load(path)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders with a finding in each, and a baseline of both beside them."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(HIDDEN.replace("name: a", f"name: {name}"))
    monkeypatch.chdir(tmp_path)
    assert kept(tmp_path, ".").count == 2
    return tmp_path


@pytest.mark.parametrize(
    ("place", "source"), [(".", "."), (".", "one"), ("one", "."), ("one", ".."), ("one", "../two")]
)
def test_what_is_known_is_known_wherever_a_check_runs(
    two: Path, place: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two / place)
    known = baseline.load(Path(os.path.relpath(two / "known.json")))
    done = check(CheckRequest((source,), known=known), REGISTRY)
    assert (done.diagnostics, done.gone) == ((), 0), "what was not checked is not said to be gone"
    assert done.known == (2 if (place, source) in {(".", "."), ("one", "..")} else 1)


def test_updating_by_a_part_keeps_the_rest(two: Path) -> None:
    (two / "one" / "a.md").write_text(GOOD)
    assert kept(two, "one").count == 1, "two's is kept, one's is gone"
    (two / "two" / "a.md").write_text(GOOD)
    assert kept(two, ".", select=("secret",)).count == 1, "a code that was not asked for is kept"
    assert kept(two, "two/*.md").count == 0


def test_a_file_that_is_gone_is_told_by_the_folder_that_had_it(two: Path) -> None:
    (two / "one" / "a.md").unlink()
    known = baseline.load(two / "known.json")
    assert check(CheckRequest((".",), known=known), REGISTRY).gone == 1
    assert check(CheckRequest(("two",), known=known), REGISTRY).gone == 0
