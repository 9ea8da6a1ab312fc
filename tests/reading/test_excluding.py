"""Files that are left out by patterns, as `.gitignore` has them."""

from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.errors import UsageError
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.reading.excluding import Choice
from agentconv.reading.sources import load

AGENT = "---\nname: {}\ndescription: d\n---\nDo it.\n"


def taken(folder: Path, *exclude: str, only: str | None = None) -> tuple[list[str], list[str]]:
    for place in (
        "a.md",
        "draft.md",
        "agents/b.md",
        "agents/old/c.md",
        "agents/old/keep.md",
        ".gemini/agents/g.md",
    ):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(AGENT.format(path.stem), "utf-8")
    report = Report()
    found = load([str(folder)], Registry(plugins=False), report, choice=Choice(only, exclude))
    return sorted(d.agent.name for d in found.documents), [d.code for d in report.diagnostics]


ALL = ["a", "b", "c", "draft", "g", "keep"]


@pytest.mark.parametrize(
    ("patterns", "gone"),
    [
        (["draft.md"], {"draft"}),
        (["/agents/"], {"b", "c", "keep"}),
        (["old"], {"c", "keep"}),
        (["**/old/*", "!keep.md"], {"c"}),
        (["*.md", "!b.md"], {"a", "c", "draft", "g", "keep"}),
        (["**/old/**"], {"c", "keep"}),
    ],
)
def test_patterns_are_those_of_gitignore(tmp_path: Path, patterns: list[str], gone: set[str]) -> None:
    assert taken(tmp_path, *patterns) == ([n for n in ALL if n not in gone], [])


def test_a_pattern_without_effect_is_a_note(tmp_path: Path) -> None:
    assert taken(tmp_path, "nothing/", "draft.md")[1] == ["exclude-unused"]


def test_what_is_left_out_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "broken.md").write_bytes(b"---\nname: \x97\n---\n")
    assert taken(tmp_path)[1] == ["not-utf8"]
    assert taken(tmp_path, "broken.md")[1] == []


def test_what_is_no_pattern_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is none"):
        taken(tmp_path, "!")


def test_one_format_alone(tmp_path: Path) -> None:
    assert taken(tmp_path, only="gemini") == (["g"], ["kinds-left"])
    with pytest.raises(UsageError, match="unknown format"):
        taken(tmp_path, only="gemni")


def test_what_is_wrong_with_the_agents_of_other_tools_is_no_matter(tmp_path: Path) -> None:
    other = tmp_path / ".opencode/agents/o.md"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"\x97")
    assert taken(tmp_path)[1] == ["not-utf8"]
    assert taken(tmp_path, only="claude") == ([n for n in ALL if n != "g"], ["kinds-left"])


@pytest.mark.parametrize("cache", [True, False])
def test_an_export_takes_what_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, cache: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    taken(tmp_path / "in")

    def exported(only: str | None, *exclude: str) -> list[str]:
        given, out = (str(tmp_path / "in"),), tmp_path / "out"
        request = ExportRequest(given, ("codex",), out, cache=cache, choice=Choice(only, exclude))
        plan = export(request, Registry(plugins=False)).plan
        assert plan is not None
        return sorted(Path(file.path).stem for file in [*plan.unchanged, *(f for f, _ in plan.write)])

    assert exported(None) == ALL
    assert exported("gemini") == ["g"]
    assert exported(None, "/agents/", "draft.md") == ["a", "g"]
