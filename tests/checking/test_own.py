"""What a format itself finds in its own files: told by `check` alone, under codes of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agentconv.checking.run import CheckRequest, check
from agentconv.cli import group
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from tests.host.broken import good, method

REVIEW = method(
    "review",
    "agent, reading",
    "if not agent.description:",
    "    reading.add('mine/no-summary', 'says nothing', 'name', hint='say it')",
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".mine").mkdir()
    (tmp_path / ".mine" / "a.md").write_text("---\ndescription: d\nname: a\n---\nHi\n")
    (tmp_path / ".mine" / "b.md").write_text("---\nname: b\n---\nHi\n")
    return tmp_path


def found(project: Path, text: str, **more: Any) -> list[Any]:
    (project / "mine.py").write_text(text)
    registry = Registry(files=("mine.py",))
    return [*check(CheckRequest((".mine",), format="mine", **more), registry).diagnostics]


def test_a_finding_has_its_place_and_code(project: Path) -> None:
    (one,) = found(project, good("mine", REVIEW))
    assert (one.code, one.severity, one.path, one.line, one.agent, one.hint) == (
        "mine/no-summary", "warning", ".mine/b.md", 2, "b", "say it",
    )  # fmt: skip


def test_nobody_but_check_asks(project: Path) -> None:
    found(project, good("mine", REVIEW))
    result = export(ExportRequest((".mine",), ("claude",), format="mine"), Registry(files=("mine.py",)))
    assert [d for d in result.diagnostics if d.code.startswith("mine/")] == []


@pytest.mark.parametrize(
    ("options", "count"),
    [({"ignore": ("mine/no-summary",)}, 0), ({"ignore": ("mine/*",)}, 0), ({"select": ("mine/*",)}, 1), ({"select": ("secret",)}, 0)],
)  # fmt: skip
def test_own_codes_are_chosen_as_others_are(project: Path, options: dict[str, Any], count: int) -> None:
    assert len(found(project, good("mine", REVIEW), **options)) == count


def test_the_command_says_it_as_text_and_as_json(project: Path) -> None:
    found(project, good("mine", REVIEW))
    done = CliRunner().invoke(group, ["check", ".mine", "--from", "mine.py"])
    assert (done.exit_code, "mine/no-summary" in done.output) == (1, True), done.output
    done = CliRunner().invoke(group, ["check", ".mine", "--from", "mine.py", "--json"])
    assert [d["code"] for d in json.loads(done.output)["diagnostics"]] == ["mine/no-summary"]


@pytest.mark.parametrize(
    ("line", "words"), [("1 / 0", "ZeroDivisionError"), ("return agent", "where nothing is asked for"), ("reading.add('other/x', 'y')", "a code of another format")]
)  # fmt: skip
def test_a_review_that_fails_is_said_once_and_stops_nothing(project: Path, line: str, words: str) -> None:
    (one,) = found(project, good("mine", method("review", "agent, reading", line)))
    assert (one.code, words in one.message) == ("plugin-failed", True)
