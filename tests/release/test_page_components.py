"""The report's tables of skills, commands and so on."""

from __future__ import annotations

import pytest

from agentconv.diagnostics import Loss
from agentconv.host.registry import Registry
from agentconv.release import page
from agentconv.release.built import Built
from agentconv.release.page_components import Cell, Table, tables_of
from tests.release import pages
from tests.release.test_page import html

FILES = {
    ".claude/agents/a.md": "---\nname: a\ndescription: Does a.\nskills: count\n---\nDo it.\n",
    ".claude/skills/count/SKILL.md": "---\nname: count\ndescription: Counts <x-y>.\nmodel: opus\n---\nCount.\n",
    ".claude/commands/go.md": "---\ndescription: Goes.\nallowed-tools: Bash(git:*)\n---\nGo to $ARGUMENTS now.\n",
    ".mcp.json": '{"mcpServers": {"one": {"command": "one"}, "two": {"command": "two"}}}\n',
    "agentconv.toml": 'name = "x"\nversion = "1.0.0"\nsources = ["."]\nkinds = ["all"]\n'
    "[targets]\nclaude = {}\ncodex = {allow-wider = true}\ngemini = {allow-wider = true}\nopenai = {}\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("kinds")
    for path, text in FILES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return pages.built(folder)


@pytest.fixture(scope="module")
def tables(made: Built) -> dict[str, Table]:
    return {table.kind: table for table in tables_of(made)}


def cells(table: Table, row: int = 0) -> dict[str, Cell]:
    return dict(zip(("claude", "codex", "gemini", "openai"), table.rows[row].cells, strict=True))


def test_there_is_a_table_for_each_kind_that_there_is(tables: dict[str, Table]) -> None:
    assert [*tables] == ["skill", "command", "server"]
    assert [row.name for row in tables["server"].rows] == ["one", "two"]
    assert tables["skill"].rows[0].path == ".claude/skills/count/SKILL.md"
    assert tables["server"].rows[0].path == ".mcp.json"


def test_the_index_says_nothing_of_where_the_build_ran(made: Built) -> None:
    paths = {one["path"] for one in made.facts["components"]}
    assert paths == {".claude/skills/count/SKILL.md", ".claude/commands/go.md", ".mcp.json"}


def test_what_is_kept_is_native_and_what_has_no_place_stays_behind(tables: dict[str, Table]) -> None:
    for table in tables.values():
        found = cells(table)
        assert found["claude"].kind.word == "native"
        assert (found["openai"].there, found["openai"].kind.word) == (False, Loss.DROPPED)
        (why,) = found["openai"].findings
        assert why.message == f"left behind: openai has no place for {table.kind}s"


def test_every_loss_is_said_once_with_its_class(made: Built, tables: dict[str, Table]) -> None:
    losses = 0
    said = html(made).said
    for target, conversion in enumerate(made.conversions):
        for outcome in conversion.outcomes:
            kind, name = outcome.wanted.held.kind, outcome.wanted.held.name
            (row,) = (row for row in tables[kind].rows if row.name == name)
            for diagnostic in outcome.diagnostics:
                (here,) = (f for f in row.cells[target].findings if diagnostic.message in f.message)
                assert (here.kind.word if here.kind else None) == diagnostic.loss
                assert said.count(diagnostic.message) == 1
                losses += diagnostic.loss is not None
    assert losses > 2


def test_notes_and_counts_of_targets_are_of_agents_alone(made: Built) -> None:
    columns = page.columns_of(made, page.parts_of(made, Registry(plugins=False)))
    notes = [note.message for column in columns for note in column.notes]
    assert not [note for note in notes if "skill" in note or "command" in note or "server" in note]
    agents = [d for c in made.conversions for d in c.diagnostics if d.agent is not None and d.loss]
    counted = [n for c in columns for word, n in c.counts.items() if word not in ("native", "refused")]
    assert sum(counted) == len(agents)


def test_the_page_says_it_in_tables_with_names(made: Built) -> None:
    found = html(made)
    for text in ("1 skill", "Skills and targets", "What became of each command in each target"):
        assert text in found.said
    assert found.all("x-y") == []
    assert [a["id"] for a in found.all("h2")][2:5] == ["skills", "commands", "servers"]
