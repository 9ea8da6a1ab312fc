"""What is decided at the end costs another look only at the files that it is about."""

from pathlib import Path

import pytest

from agentconv.export import ExportRequest, ExportResult, export
from agentconv.host.registry import Registry
from agentconv.reading import sources
from agentconv.streaming.workshop import Workshop
from tests.folder.exports import codes, tree
from tests.streaming.conftest import agent


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, each time."""
    names: list[str] = []
    real = sources.load_file

    def load(found, *args):  # type: ignore[no-untyped-def]
        names.append(found.path.name)
        return real(found, *args)

    monkeypatch.setattr(sources, "load_file", load)
    return names


def run(source: Path, out: Path | None, *targets: str, **more: object) -> ExportResult:
    return export(ExportRequest((str(source),), targets or ("codex",), out, **more), Registry())  # type: ignore[arg-type]


def test_each_file_is_read_once(source: Path, out: Path, looks: list[str]) -> None:
    assert run(source, out, "codex", "claude-json", "prompts").ok
    assert looks == [f"a{i}.md" for i in range(6)]


def test_files_that_share_a_name_are_read_again(source: Path, out: Path, looks: list[str]) -> None:
    (source / "newer.md").write_text(agent("a3", "version: 2.0.0\n", "The newer.\n"))
    (source / "a3.md").write_text(agent("a3", "version: 1.0.0\n"))
    result = run(source, out)
    assert looks[7:] == ["a3.md", "newer.md"]
    assert [s.path.rpartition("/")[2] for s in result.superseded] == ["a3.md"]
    assert "The newer." in (out / ".codex/agents/a3.toml").read_text()


def test_files_that_share_a_stem_are_read_again(source: Path, out: Path, looks: list[str]) -> None:
    (source / "other.md").write_text(agent("A3"))
    assert run(source, out).ok
    assert looks[7:] == ["other.md"]
    assert len(list((out / ".codex/agents").iterdir())) == 7


def test_a_file_that_is_another_at_the_second_look_stops_the_run(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(source, out)
    before = tree(out)
    (source / "other.md").write_text(agent("A3", body="New.\n"))
    real = Workshop.again

    def again(self, head, found):  # type: ignore[no-untyped-def]
        (source / "other.md").write_text(agent("somebody-else"))
        return real(self, head, found)

    monkeypatch.setattr(Workshop, "again", again)
    result = run(source, out)
    assert not result.ok
    assert codes(result) >= {"unreadable"}
    assert tree(out) == before


def test_an_export_into_a_folder_holds_no_text(source: Path, out: Path) -> None:
    result = run(source, out)
    assert result.conversions == []
    assert result.plan is not None
    assert all(
        not isinstance(f.content, str | bytes) and f.content.data is None for f, _ in result.plan.write
    )


def test_without_a_folder_the_files_come_back(source: Path) -> None:
    (conversion,) = run(source, None).conversions
    assert [f.path for f in conversion.files] == [f".codex/agents/a{i}.toml" for i in range(6)]
    assert "Do the work." in conversion.files[0].text
    assert conversion.sources[conversion.files[0].path] == (f"{source.as_posix()}/a0.md",)
