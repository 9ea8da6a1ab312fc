"""Filters and options on the command line: listed, set, and told apart."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agentconv.cli import group
from tests.host.conftest import use
from tests.host.test_filters import filter_file

__all__ = ["use"]
OPTIONS = "from agentconv import Option; options = (Option('words', 'Some.', 'texts'), Option('n', 'N.', 'number', 3))"
BODY = "return with_fields(agent, {'tags': filtering.options['words'] or ('none',)})"


def cli(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, [*words])
    return done.exit_code, done.output


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use) -> Path:  # type: ignore[no-untyped-def]
    use(mine=filter_file(BODY, "mine", more=OPTIONS))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "a.md").write_text("---\nname: a\ndescription: d\n---\nHi\n")
    return tmp_path


def test_an_option_may_be_said_several_times(project: Path) -> None:
    words = ("export", "agents", "-t", "agentconv", "--filter", "mine")
    status, text = cli(*words, "--option", "mine.words=one", "--option", "mine.words=two", "-o", "-")
    assert (status, '"one",' in text, '"two"' in text) == (0, True, True), text


def test_filters_are_listed_with_their_options(project: Path) -> None:
    assert "mine    Of the tests.  agentconv-mine 0.5" in cli("formats")[1]
    text = cli("formats", "mine")[1]
    assert "n       a number" in text, text
    (found,) = json.loads(cli("formats", "mine", "--json")[1])["filters"]
    assert [o["name"] for o in found["options"]] == ["words", "n"]
    assert [f["name"] for f in json.loads(cli("formats", "--json")[1])["filters"]] == ["mine"]


def test_findings_of_a_filter_are_marked_as_its_own(project: Path) -> None:
    status, text = cli("export", "agents", "-t", "claude", "--filter", "mine", "-o", "out", "--json")
    found = [d for d in json.loads(text)["diagnostics"] if d.get("filter") == "mine"]
    assert (status, [(d["class"], d["field"]) for d in found]) == (0, [("approximated", "tags")])


def test_many_agents_that_a_filter_changes_are_one_line(project: Path) -> None:
    for number in range(9):
        (project / "agents" / f"n{number}.md").write_text(
            f"---\nname: n{number}\ndescription: d\n---\nHi {number}\n"
        )
    text = cli("export", "agents", "-t", "claude", "--filter", "mine", "-o", "out")[1]
    assert text.count("the filter 'mine' adds tags") == 1
    assert "and 7 more" in text
