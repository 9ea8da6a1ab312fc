"""Several processes make what one makes."""

from pathlib import Path

import pytest

from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.reading.finding import Found
from agentconv.streaming import run
from tests.conftest import FIXTURES
from tests.folder.exports import tree
from tests.streaming.conftest import agent
from tests.streaming.test_cache import seen


def found(count: int) -> list[Found]:
    return [Found(f"{i}.md", f"{i}.md", Path(), f"/{i}.md") for i in range(count)]


@pytest.mark.parametrize(
    ("count", "wanted", "jobs"),
    [(1, 8, 1), (run.CHUNK, 8, 1), (run.CHUNK + 1, 8, 2), (10 * run.CHUNK, 4, 4), (100, None, 1)],
)
def test_as_many_processes_as_there_is_work(count: int, wanted: int | None, jobs: int) -> None:
    assert run.jobs_for(found(count), wanted) == jobs


def test_standard_input_is_read_here() -> None:
    files = [*found(200), Found("-", "-", Path("-"), "", named=True)]
    assert run.jobs_for(files, 8) == 1


@pytest.mark.parametrize(
    "targets", [("codex",), ("openai", "claude-json", "prompts"), ("claude", "roo")], ids="+".join
)
@pytest.mark.parametrize("broken", [False, True])
def test_jobs_change_nothing(tmp_path: Path, targets: tuple[str, ...], broken: bool) -> None:
    source = tmp_path / "agents"
    source.mkdir()
    for index in range(150):
        (source / f"{index:03}.md").write_text(agent(f"a{index % 140}", f"version: 1.{index}\n"))
    (source / "two.json").write_text((FIXTURES / "claude-json" / "full.json").read_text("utf-8"), "utf-8")
    if broken:
        (source / "077.md").write_text("---\nname: [x]\n---\n")
    results = []
    for jobs in (1, 3):
        out = tmp_path / f"out-{jobs}" / "same"
        result = export(ExportRequest((str(source),), targets, out, jobs=jobs, skip_bad=broken), Registry())
        results.append((seen(result), tree(out) if out.exists() else None))
        again = export(ExportRequest((str(source),), targets, out, jobs=jobs, skip_bad=broken), Registry())
        assert again.plan is None or again.plan.write == []
    assert results[0] == results[1]


def test_a_format_that_was_added_by_hand_works_in_other_processes(tmp_path: Path) -> None:
    from agentconv.formats.prompts import Prompts

    class Mine(Prompts):
        name = "mine"

    (tmp_path / "agents").mkdir()
    for index in range(100):
        (tmp_path / "agents" / f"{index}.md").write_text(agent(f"a{index}"))
    registry = Registry()
    registry.add(Mine)
    result = export(ExportRequest((str(tmp_path / "agents"),), ("mine",), tmp_path / "out", jobs=2), registry)
    assert result.ok
    assert result.summaries[0].agents == 100
