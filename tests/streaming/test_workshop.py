"""A chunk's work: what one file brings stays with it."""

from pathlib import Path

from agentconv.export import ExportRequest, export
from agentconv.folder.staging import Stage
from agentconv.host.registry import Registry
from agentconv.reading.finding import find
from agentconv.streaming.workshop import Task, Workshop
from agentconv.writing.options import Options
from tests.streaming.conftest import agent


def work(source: Path, **more: bool) -> Workshop:
    task = Task(("codex",), None, Options(), carry=False, skip_bad=more.get("skip_bad", False))
    return Workshop(task, Registry(), Stage(None))


def test_a_part_for_each_file_in_its_order(source: Path) -> None:
    (source / "b.md").write_text("---\nname: [x]\n---\n")
    (source / "readme.md").write_text("Nothing.\n")
    registry = Registry()
    shop = work(source, skip_bad=True)
    files = list(find([str(source)], registry, shop.loader.report))
    parts = shop.work(list(enumerate(files)))
    assert [len(p.heads) for p in parts] == [1] * 6 + [0, 0]
    assert [p.unreadable for p in parts] == [False] * 6 + [True, False]
    assert parts[7].skipped[0].path.endswith("readme.md")
    assert all(h.done[0] is not None and h.done[0].output is not None for p in parts for h in p.heads)


def test_after_an_error_nothing_more_is_converted(source: Path) -> None:
    (source / "a1.md").write_text("---\nname: [x]\n---\n")
    shop = work(source)
    files = list(find([str(source)], Registry(), shop.loader.report))
    parts = shop.work(list(enumerate(files)))
    assert [h.done for p in parts for h in p.heads] == [[None]] * 5


def test_standard_input_may_be_needed_again(tmp_path: Path) -> None:
    calls = []

    def read() -> bytes:
        calls.append(1)
        return agent("A", "version: 2.0.0\n").encode()

    (tmp_path / "a.md").write_text(agent("a"))
    result = export(
        ExportRequest(("-", str(tmp_path / "a.md")), ("codex",), tmp_path / "out"), Registry(), read=read
    )
    assert result.ok
    assert calls == [1]
    assert len(list((tmp_path / "out/.codex/agents").iterdir())) == 2
