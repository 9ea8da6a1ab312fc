"""What agentconv wrote in a plugin's format is read as that, wherever it lies."""

from pathlib import Path
from typing import Any

import pytest

from agentconv.api import read
from agentconv.export import ExportRequest, export
from agentconv.folder import record
from agentconv.host.registry import Registry
from agentconv.kit.format import BODY, Field, Format
from agentconv.kit.tools import NOTHING
from agentconv.reading.finding import Found
from agentconv.reading.recorded import Recorded

SOURCE = "---\nname: a\ndescription: d\ntools: []\n---\nHi\n"


class Memo(Format):
    """Memo agent, which grants nothing."""

    name = "memoa"
    title = "Memo agent"
    containers = ("frontmatter",)
    paths = ("memo/agents/*.md",)
    grants = NOTHING
    fields = (Field("name", "name"), Field("description", "description"), Field(BODY, "prompt"))


def registry() -> Registry:
    found = Registry(plugins=False)
    found.add(Memo)
    return found


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder that was exported to the format."""
    (tmp_path / "a.md").write_text(SOURCE)
    request = ExportRequest((str(tmp_path / "a.md"),), ("memoa", "claude"), out=tmp_path / "out")
    assert export(request, registry()).written
    return tmp_path / "out"


def test_the_record_says_what_a_file_is(written: Path) -> None:
    for place in (written, written / "memo" / "agents", written / "memo" / "agents" / "a.md"):
        documents = [d for d in read(place, registry=registry()).documents if "memo" in d.path]
        assert [(d.format, d.agent.tools.allow) for d in documents] == [("memoa", ())], place


def test_what_a_built_in_format_wrote_is_told_as_ever(written: Path) -> None:
    (document,) = read(written / ".claude", registry=registry()).documents
    assert document.format == "claude"


def test_without_the_plugin_it_is_no_agent_of_another_kind(written: Path) -> None:
    result = read(written / "memo" / "agents" / "a.md", registry=Registry(plugins=False))
    assert result.documents == ()
    (found,) = result.diagnostics
    assert found.code == "not-an-agent"
    assert "for 'memoa', a format of a plugin that is not there" in found.message


def test_a_record_of_a_folder_above_counts_and_one_that_is_broken_does_not(written: Path) -> None:
    place = written / "memo" / "agents" / "a.md"
    (written / record.NAME).write_text("{")
    assert read(place, registry=Registry(plugins=False)).documents[0].format == "claude"


def test_an_export_of_it_gains_nothing(written: Path, tmp_path: Path) -> None:
    def exported(**facts: Any) -> set[str]:
        result = export(ExportRequest((str(written / "memo"),), ("claude",), **facts), registry())
        return {f.text for c in result.conversions for f in c.files}

    (text,) = exported()
    assert "tools: []" in text
    assert exported(cache=True) == {text}


def test_a_record_is_read_once_however_many_folders_lie_below_it(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        folder = written / "plugins" / f"p{number}" / "agents"
        folder.mkdir(parents=True)
        (folder / "a.md").write_text(SOURCE)
    known = Recorded()
    calls: list[Path] = []
    load = record.load
    monkeypatch.setattr(record, "load", lambda folder: calls.append(folder) or load(folder))  # type: ignore[func-returns-value]
    for path in sorted(written.rglob("a.md")):
        known.target_of(Found(str(path), str(path), written, str(path)))
    assert calls == [written]
