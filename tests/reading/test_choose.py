"""Choosing one of several documents with one name."""

import itertools
from pathlib import Path

import pytest

from agentconv.api import read
from agentconv.diagnostics import Report
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.choose import newest


def document(version: str | None, body: str, name: str = "a") -> Document:
    line = f"version: {version}\n" if version else ""
    return read(f"---\nname: {name}\ndescription: d\n{line}---\n{body}\n").documents[0]


@pytest.mark.parametrize("order", list(itertools.permutations(["1.9.0", "1.10.0", "1.2.0"])))
def test_the_highest_version_wins(order: tuple[str, ...]) -> None:
    report = Report()
    chosen, left_out = newest([document(v, v) for v in order], report)
    assert [d.agent.version for d in chosen] == ["1.10.0"]
    assert {d.code for d in report.diagnostics} == {"older-version"}
    assert len(left_out) == 2


@pytest.mark.parametrize(
    ("one", "two"), [(None, None), ("1.0", "1.0"), ("1.0", "1.0.0"), (None, "1.0"), ("x", "y")]
)
def test_different_content_that_no_version_tells_apart_is_an_error(one: str | None, two: str | None) -> None:
    report = Report()
    newest([document(one, "x"), document(two, "y")], report)
    (found,) = report.errors()
    assert found.code == "name-collision"
    assert "merge" in (found.hint or "")


def test_the_same_content_twice_is_one_agent() -> None:
    report = Report()
    chosen, _ = newest([document(None, "x"), document(None, "x")], report)
    assert len(chosen) == 1
    assert [d.code for d in report.diagnostics] == ["same-agent-twice"]


def test_different_names_stay_apart() -> None:
    chosen, _ = newest([document(None, "x", "a"), document(None, "x", "A")], Report())
    assert len(chosen) == 2


def test_roots_of_several_files_are_called_after_them(tmp_path: Path) -> None:
    text = "version: '2'\nagents:\n  root:\n    model: openai/gpt-5\n    instruction: {}\n"
    more = "  helper:\n    model: openai/gpt-5\n    instruction: Help.\n"
    for name, what in (("ask", "Ask."), ("tell", "Tell.")):
        (tmp_path / f"{name}.yaml").write_text(text.format(what) + (more if name == "ask" else ""), "utf-8")
    request = ExportRequest((str(tmp_path),), ("claude",), tmp_path / "out")
    result = export(request, Registry(plugins=False))
    assert result.ok
    told = [d.message for d in result.diagnostics if d.code == "name-qualified"]
    assert told == [
        f"'root' is called {name!r}: other files have one of its name" for name in ("ask", "tell")
    ]
    made = sorted(path.stem for path in (tmp_path / "out/.claude/agents").iterdir())
    assert made == ["ask", "helper", "tell"]
    (tmp_path / "tell.yaml").unlink()
    alone = export(ExportRequest((str(tmp_path),), ("claude",), tmp_path / "alone"), Registry(plugins=False))
    assert sorted(f.agents[0] for f, _ in alone.plan.write if f.agents) == ["helper", "root"]  # type: ignore[union-attr]


def test_of_copies_a_note_about_an_agent_gives_way_to_what_a_tool_runs(tmp_path: Path) -> None:
    """However many such notes there are: what the tool runs has its description, and its limits."""
    note = "---\ntype: subagent\nname: {0}\nversion: 1.0.0\n{1}---\nWork.\n"
    ours = "---\nname: {0}\ndescription: Works.\ntools:\n  - read_file\n---\nWork.\n"
    for name in ("a", "c", "d"):
        laid(tmp_path / f".wiki/spec/agents/{name}.md", note.format(name, ""))
    laid(tmp_path / ".shelf/agents/b.md", note.format("b", "description: Told.\n"))
    for name in ("a", "b"):
        laid(tmp_path / f".qwen/agents/{name}.md", ours.format(name))
    result = export(ExportRequest((str(tmp_path),), ("claude",), tmp_path / "out"), Registry(plugins=False))
    assert result.ok, result.diagnostics
    for name in ("a", "b"):
        text = (tmp_path / f"out/.claude/agents/{name}.md").read_text("utf-8")
        assert "description: Works." in text
        assert "tools: Read" in text


def laid(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
