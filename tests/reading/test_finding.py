"""Links among the sources: one rule for folders, globs and files."""

from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.reading.excluding import Choice
from agentconv.reading.sources import load

AGENT = "---\nname: {0}\ndescription: d\ntools: Read\n---\nDo {0}.\n"


def made(folder: Path, *places: str) -> None:
    for place in places:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(AGENT.format(path.stem), "utf-8")


def linked(link: Path, target: str, *, folder: bool = True) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target, target_is_directory=folder)


def read(*sources: Path | str, exclude: tuple[str, ...] = ()) -> tuple[list[str], list[tuple[str, str]]]:
    report = Report()
    found = load([*map(str, sources)], Registry(plugins=False), report, choice=Choice(exclude=exclude))
    told = [(d.code, Path(d.path or "").name) for d in report.errors()]
    return sorted(f"{d.agent.name} {Path(d.path).parent.name}" for d in found.documents), told


def test_a_link_to_a_folder_outside_is_one_error_that_names_it(tmp_path: Path) -> None:
    made(tmp_path, "shared/x.md", "shared/deep/z.md", "in/agents/y.md")
    linked(tmp_path / "in/.claude/agents", "../../shared")
    assert read(tmp_path / "in") == (["y agents"], [("link-outside", "agents")])
    assert read(tmp_path / "in", exclude=(".claude/",)) == (["y agents"], [])


@pytest.mark.parametrize("pattern", ["in/**/*.md", "in/*/*", "in/*/agents/x.md", "in/.claude/*/*.md"])
def test_a_pattern_leads_out_no_more_than_a_folder(tmp_path: Path, pattern: str) -> None:
    made(tmp_path, "shared/x.md", "in/agents/y.md", "in/.claude/x/w.md")
    linked(tmp_path / "in/.claude/agents", "../../shared")
    linked(tmp_path / "in/visible/agents", "../../shared")
    names, errors = read(tmp_path / pattern)
    assert not any(name.startswith("x") for name in names)
    assert errors == [("link-outside", "agents")]


def test_a_link_to_a_file_outside_is_the_same_error(tmp_path: Path) -> None:
    made(tmp_path, "shared/x.md", "in/agents/y.md")
    linked(tmp_path / "in/agents/x.md", "../../shared/x.md", folder=False)
    assert read(tmp_path / "in") == (["y agents"], [("link-outside", "x.md")])
    assert read(tmp_path / "in/agents/*.md") == (["y agents"], [("link-outside", "x.md")])


def test_inside_the_root_a_link_is_read_once_where_an_agent_belongs(tmp_path: Path) -> None:
    made(tmp_path, "aside/x.md", "zz/w.md")
    linked(tmp_path / ".claude/agents", "../aside")
    linked(tmp_path / "agents/w.md", "../zz/w.md", folder=False)
    linked(tmp_path / "again", "aside")
    assert read(tmp_path) == (["w agents", "x agents"], [])
    assert read(tmp_path / "**/*.md") == (["w agents", "x again"], [])  # a pattern sees no hidden folder


def test_a_circle_of_links_ends(tmp_path: Path) -> None:
    made(tmp_path, "agents/x.md", "more/y.agent.md")
    linked(tmp_path / "agents/up", "..")
    linked(tmp_path / "more/agents", "../agents")
    linked(tmp_path / "agents/more", "../more")
    names, errors = read(tmp_path)
    assert [name.split()[0] for name in names] == ["x", "y"]
    assert errors == []


def test_a_folder_that_is_a_link_may_be_named_itself(tmp_path: Path) -> None:
    made(tmp_path, "shared/agents/x.md")
    linked(tmp_path / "link", "shared")
    assert read(tmp_path / "link") == (["x agents"], [])
