"""What an earlier run made of the same bytes is taken, and nothing else is."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.cli import outcome
from agentconv.export import ExportRequest, ExportResult, export
from agentconv.folder.lines import cache_folder
from agentconv.formats import BUILT_IN
from agentconv.host.registry import Registry
from agentconv.streaming import cache
from agentconv.streaming.workshop import Workshop
from agentconv.writing.options import Options
from tests.conftest import FIXTURES
from tests.folder.exports import tree
from tests.streaming.conftest import agent


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The agents that are converted, one by one."""
    names: list[str] = []
    real = Workshop.convert

    def convert(self: Workshop, document, *args, **more):  # type: ignore[no-untyped-def]
        names.append(document.agent.name)
        return real(self, document, *args, **more)

    monkeypatch.setattr(Workshop, "convert", convert)
    return names


def run(source: Path, out: Path, **more: object) -> ExportResult:
    values: dict[str, object] = {
        "sources": (str(source),),
        "targets": ("codex",),
        "out": out,
        "cache": True,
        **more,
    }
    return export(ExportRequest(**values), Registry())  # type: ignore[arg-type]


def seen(result: ExportResult) -> object:
    return json.loads(
        json.dumps([outcome.export_json(result), result.ok, result.read], default=str)
    ), result.summaries


def test_a_second_run_converts_nothing_and_says_the_same(
    source: Path, out: Path, converted: list[str]
) -> None:
    run(source, out)
    assert len(converted) == 6
    again = run(source, out)
    assert len(converted) == 6
    assert seen(again) == seen(run(source, out, cache=False))
    assert len(converted) == 12


def test_only_what_changed_is_converted(source: Path, out: Path, converted: list[str]) -> None:
    run(source, out)
    converted.clear()
    (source / "a2.md").write_text(agent("a2", body="Other work.\n"))
    (source / "a3.md").unlink()
    (source / "b.md").write_text(agent("b"))
    run(source, out)
    assert converted == ["a2", "b"]
    run(source, out)
    assert converted == ["a2", "b"]
    assert sorted(p.stem for p in (out / ".codex/agents").iterdir()) == ["a0", "a1", "a2", "a4", "a5", "b"]


@pytest.mark.parametrize("change", ["edit", "remove", "link"])
def test_a_file_that_is_not_as_it_was_is_made_anew(
    source: Path, out: Path, converted: list[str], change: str
) -> None:
    run(source, out)
    converted.clear()
    place = out / ".codex/agents/a1.toml"
    place.unlink()
    if change == "edit":
        place.write_text("mine")
    elif change == "link":
        place.symlink_to(source / "a1.md")
    result = run(source, out)
    assert converted == ["a1"]
    assert {d.code for d in result.diagnostics} & {"kept-edited", "kept-foreign"} == (
        set() if change == "remove" else {"kept-edited"}
    )
    assert (place.read_bytes() == b"mine") == (change == "edit")


@pytest.mark.parametrize(
    "more",
    [
        {"targets": ("codex", "claude")},
        {"options": Options(model="gpt-5.6-sol")},
        {"options": Options(shorten=True)},
        {"format": "claude"},
        {"carry": True},
    ],
    ids=str,
)
def test_another_kind_of_run_takes_nothing(
    source: Path, out: Path, converted: list[str], more: dict[str, object]
) -> None:
    run(source, out)
    converted.clear()
    run(source, out, **more)
    assert len(converted) >= 6


def test_another_place_takes_nothing(source: Path, out: Path, converted: list[str]) -> None:
    run(source, out)
    source.rename(source.parent / "elsewhere")
    converted.clear()
    result = run(source.parent / "elsewhere", out)
    assert len(converted) == 6
    assert all("elsewhere" in str(d.path) for d in result.diagnostics if d.path)


def test_another_agentconv_takes_nothing(
    source: Path, out: Path, converted: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(source, out)
    converted.clear()
    with monkeypatch.context() as patch:
        patch.setattr(cache.about, "__version__", "0.0.0")
        run(source, out)
        assert len(converted) == 6
    (tmp_path / "libraries").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "libraries")])
    run(source, out)
    assert len(converted) == 12


def test_what_changes_in_the_current_folder_says_nothing(
    source: Path, out: Path, converted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(source.parent)
    monkeypatch.setattr(sys, "path", [str(source.parent), *sys.path])  # as `python -m` has it
    run(source, out)
    (source.parent / "new.txt").write_text("")
    os.utime(source.parent, (1, 1))
    run(source, out)
    assert len(converted) == 6


def cache_file() -> Path:
    folder = cache_folder()
    assert folder is not None
    (file,) = folder.glob("*.lines")
    return file


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"codex", b"cod\xffx"),
        lambda data: data.replace(b"[[", b"[" * 100_000),
        lambda data: data.replace(b'"warning"', b'"disaster"'),
        lambda data: b"\n".join(line[:32] + b'{"a": 1}' for line in data.split(b"\n")),
        lambda data: b"\n".join(line[:32] for line in data.split(b"\n")),
        os.urandom,
    ],
)
def test_a_damaged_cache_is_none(source: Path, out: Path, damage) -> None:  # type: ignore[no-untyped-def]
    wanted = seen(run(source, out, cache=False))
    run(source, out)
    file = cache_file()
    data = file.read_bytes()
    file.write_bytes(damage(len(data) if damage is os.urandom else data))
    found = run(source, out)
    assert found.ok
    assert seen(found)[0][0]["diagnostics"] == wanted[0][0]["diagnostics"]  # type: ignore[index]
    assert seen(run(source, out)) == seen(run(source, out, cache=False))


def test_a_cache_that_cannot_be_written_is_none(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert run(source, out).ok
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.delenv("HOME")
    assert run(source, out).ok


def test_what_belongs_to_several_files_is_not_kept(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "agents"
    folder.mkdir()
    (folder / "k.json").write_text(json.dumps({"name": "k", "description": "d", "prompt": "file://./k.txt"}))
    (folder / "k.txt").write_text("First.\n")
    run(folder, out, format="kiro-json")
    (folder / "k.txt").write_text("Second.\n")
    run(folder, out, format="kiro-json")
    assert "Second." in (out / ".codex/agents/k.toml").read_text()


SEPARATE = [f.name for f in map(Registry(plugins=False).get, BUILT_IN) if f.writes and f.separate]


@pytest.mark.parametrize("target", SEPARATE)
def test_agents_with_a_file_each_are_forgotten_and_kept(
    target: str, source: Path, out: Path, converted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(source, out, targets=(target,))
    run(source, out, targets=(target,))
    assert len(converted) == 6
    monkeypatch.setattr(type(Registry().get(target)), "separate", False)
    run(source, out.parent / "together", targets=(target,), cache=False)
    assert len(converted) == 12
    files = [
        {k: v for k, v in tree(folder).items() if k != ".agentconv.json"}
        for folder in (out, out.parent / "together")
    ]
    assert files[0] == files[1] != {}


@pytest.mark.parametrize("name", sorted(p.name for p in FIXTURES.iterdir() if p.is_dir()))
def test_a_cached_run_says_what_a_fresh_one_says(name: str, out: Path) -> None:
    request = ExportRequest((str(FIXTURES / name),), ("codex", "gemini"), out, skip_bad=True, cache=True)
    first = export(request, Registry())
    for _ in range(2):
        again = export(request, Registry())
        assert seen(again) == seen(export(replace(request, cache=False), Registry()))
    assert again.skipped == first.skipped
    assert again.superseded == first.superseded


def test_the_cache_holds_no_text_of_an_agent(source: Path, out: Path) -> None:
    (source / "a0.md").write_text(agent("a0", body="A secret plan.\n"))
    run(source, out)
    folder = cache_folder()
    assert folder is not None
    assert not any(b"secret plan" in data for data in tree(folder).values())
