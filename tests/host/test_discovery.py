"""A plugin that is no package: one file that the command line names."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agentconv.cli import group
from agentconv.errors import PluginFailed, UsageError
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from tests.host.broken import BROKEN, FAILS, good

AGENT = "---\nname: {0}\ndescription: d\n---\nHi\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(good("mine"))
    (tmp_path / "agents").mkdir()
    for name in ("a", "b"):
        (tmp_path / "agents" / f"{name}.md").write_text(AGENT.format(name))
    return tmp_path


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def cli(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, list(words))
    return done.exit_code, done.output + str(done.exception or "")


def test_it_is_a_target_under_its_own_name(project: Path) -> None:
    before = files(project)
    assert cli("export", "agents", "-t", "./mine.py", "-t", "codex", "-o", "out")[0] == 0
    wanted = {".mine/a.md", ".mine/b.md", ".codex/agents/a.toml", ".codex/agents/b.toml", ".agentconv.json"}
    assert files(project / "out") == wanted
    assert files(project) - before == {f"out/{path}" for path in wanted}, "nothing is left beside the file"
    assert '"mine"' in (project / "out" / ".agentconv.json").read_text()
    (project / "agents" / "b.md").unlink()
    assert cli("export", "agents", "-t", "./mine.py", "-o", "out")[0] == 0
    assert ".mine/b.md" not in files(project / "out")


def test_it_is_what_sources_are(project: Path) -> None:
    assert cli("export", "agents", "-t", "mine.py", "-o", "out")[0] == 0
    status, text = cli("show", "out/.mine/a.md", "--from", "mine.py")
    assert (status, "mine" in text) == (0, True)
    assert cli("check", "agents", "-t", "./mine.py")[0] == 0


def test_other_processes_have_it_too(project: Path) -> None:
    for number in range(70):
        (project / "agents" / f"n{number}.md").write_text(AGENT.format(f"n{number}"))
    request = ExportRequest(("agents",), ("./mine.py",), out=project / "out", jobs=2)
    result = export(request, Registry())
    assert [str(d) for d in result.diagnostics] == []
    assert len(files(project / "out")) == 73
    assert Registry(files=("./mine.py",)).get("mine").title == "A format of the tests"


@pytest.mark.parametrize("name", ["raises", "misspelt", "taken", "bad-facts"])
def test_one_that_is_broken_is_named_by_its_file(name: str, project: Path) -> None:
    (project / "mine.py").write_text(BROKEN[name])
    with pytest.raises(PluginFailed, match=r"mine\.py"):
        Registry().get("./mine.py")
    status, text = cli("export", "agents", "-t", "./mine.py", "-o", "out")
    assert status == 1
    assert "mine.py" in text
    assert not (project / "out").exists()


def test_one_that_fails_harms_no_other_target(project: Path) -> None:
    (project / "mine.py").write_text(FAILS["bad-writer"])
    request: Any = ExportRequest(("agents",), ("./mine.py", "codex"))
    result = export(request, Registry())
    assert {d.code for d in result.diagnostics if d.target == "bad-writer"} == {"plugin-raised"}
    assert {f.path for c in result.conversions for f in c.files} == {
        ".codex/agents/a.toml",
        ".codex/agents/b.toml",
    }


def test_what_cannot_be_meant(project: Path) -> None:
    (project / "two.py").write_text(
        good("one")
        + good("two").replace("agentconv_formats():\n    return [", "agentconv_formats():\n    return [One, ")
    )
    with pytest.raises(UsageError, match=r"adds several formats: say which of .*two.py:one, .*two.py:two"):
        Registry().get("two.py")
    with pytest.raises(UsageError, match=r"gone\.py: there is no such file"):
        Registry().get("gone.py")
    with pytest.raises(UsageError, match="unknown format"):
        Registry(plugins=False).get("mine.py")
