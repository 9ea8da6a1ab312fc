"""Broken plugins, each in its own way: the host is unharmed, and other targets write the same to the byte."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agentconv.api import read
from agentconv.checking.run import CheckRequest, check
from agentconv.diagnostics import Severity
from agentconv.errors import PluginFailed
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.writing.options import Options
from tests.host.broken import BROKEN, FAILS, ODD, good
from tests.host.test_guard import AGENT

TARGETS = ("agentconv", "claude", "codex", "openai")
SECOND = "---\nname: b\ndescription: another\ntools: Read\n---\nHello\n"


def exported(folder: Path, registry: Registry, *targets: str) -> tuple[dict[str, str], list[Any]]:
    """The files of an export by their paths, and its findings."""
    for name, text in (("a", AGENT), ("b", SECOND)):
        (folder / f"{name}.md").write_text(text)
    sources = (str(folder / "a.md"), str(folder / "b.md"))
    result = export(ExportRequest(sources, targets, options=Options(allow_wider=True)), registry)
    files = {f.path: f.text for conversion in result.conversions for f in conversion.files}
    said = [str(d).replace(folder.as_posix(), "") for d in result.diagnostics if d.target in TARGETS]
    return files, [said, result.diagnostics]


@cache
def wanted() -> tuple[dict[str, str], list[str]]:
    """The same without a plugin."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        files, (said, _) = exported(Path(folder), Registry(plugins=False), *TARGETS)
    return files, said


def test_there_are_many_of_them() -> None:
    assert len(BROKEN) + len(FAILS) + len(ODD) >= 60
    assert len(wanted()[0]) >= 8


@pytest.mark.parametrize("name", {**FAILS, **ODD})
def test_other_targets_write_the_same(name: str, use: Any, tmp_path: Path, capfd: Any) -> None:
    files, (said, found) = exported(tmp_path, use(**{name: {**FAILS, **ODD}[name]}), name, *TARGETS)
    mine = {path: files.pop(path) for path in list(files) if path not in wanted()[0]}
    assert (files, said) == wanted()
    assert capfd.readouterr() == ("", "")
    errors = [d for d in found if d.target == name and d.severity is Severity.ERROR]
    if name in FAILS:
        assert errors
        assert all("agentconv-" in d.message for d in errors if d.code == "plugin-raised"), errors
        assert {d.code for d in errors} <= {
            "plugin-raised",
            "written-otherwise",
            "unsafe-path",
            "path-collision",
        }
    else:
        assert [d.message for d in errors if d.code != "plugin-raised"] == []
        assert bool(mine) == (not errors)


@pytest.mark.parametrize("name", BROKEN)
def test_one_that_cannot_be_loaded_is_told_of_in_one_line(name: str, use: Any, capfd: Any) -> None:
    registry = use(**{name: BROKEN[name], "works": good("works")})
    with pytest.raises(PluginFailed) as failed:
        registry.get(name)
    assert f"agentconv-{name} 0.5" in str(failed.value)
    assert " at 0x" not in str(failed.value)
    assert registry.get("works").name == "works"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", {**FAILS, **ODD})
def test_reading_and_checking_go_on(name: str, use: Any, tmp_path: Path, capfd: Any) -> None:
    registry = use(**{name: {**FAILS, **ODD}[name]})
    place = tmp_path / f".{name}" / "x.md"
    place.parent.mkdir()
    place.write_text("---\nname: a\ndescription: 'd\n---\nHi\n")
    (tmp_path / "b.md").write_text(SECOND)
    if registry.get(name).reads:
        read(place, name, registry=registry)
    result = check(CheckRequest((str(tmp_path),), (name,)), registry)
    assert result.agents >= 1
    assert capfd.readouterr() == ("", "")
