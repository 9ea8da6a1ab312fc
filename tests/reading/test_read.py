"""Reading in a format that is known: no detection, and every problem is a finding with its place."""

from collections.abc import Sequence

import pytest

from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem, SyntaxProblem, UsageError
from agentconv.formats.claude.agents import Claude
from agentconv.kit.format import Format, Reading
from agentconv.model.agent import Agent
from agentconv.reading.read import read_as
from agentconv.text.source import MAX_BYTES, Source

GOOD = "---\nname: a\ndescription: d\n---\nDo it.\n"


class Parts(Format):
    """A format whose prompts stand in other files, each named on a line of its own."""

    name = "parts"
    title = "parts"
    containers = ("yaml", "json")
    paths = ("p/*.yaml",)

    def agents(self, reading: Reading) -> Sequence[Agent]:
        names = str(reading.tree.values["from"]).split()
        assert reading.sibling is not None
        return [Agent("a", prompt="".join(reading.sibling(name).text for name in names))]


class Catching(Parts):
    """The same, but written by somebody who knows only agentconv's public names."""

    def agents(self, reading: Reading) -> Sequence[Agent]:
        try:
            return super().agents(reading)
        except SyntaxProblem as problem:
            return [Agent("a", prompt=f"{problem.code}: {problem.message}")]


def test_a_text_is_read_wherever_it_lies_and_whatever_else_it_might_be() -> None:
    report = Report()
    (document,) = read_as(Claude(), Source(".opencode/agents/a.md", GOOD), report)
    assert (document.format, document.agent.name, document.agent.prompt) == ("claude", "a", "Do it.\n")
    assert report.errors() == ()


def test_a_text_that_is_not_valid_gives_a_finding_with_its_place() -> None:
    report = Report()
    assert read_as(Claude(), Source("a.md", "---\nname: a\nname: b\n---\n"), report) == []
    (found,) = report.diagnostics
    assert (found.code, found.path, found.line, found.column) == ("duplicate-key", "a.md", 3, 1)


def test_a_text_that_defines_no_agent_says_so() -> None:
    with pytest.raises(NotAnAgent):
        read_as(Claude(), Source("a.md", "# Notes\n"), Report())


def test_a_format_that_is_only_written_reads_nothing() -> None:
    class Mute(Parts):
        reads = False

    with pytest.raises(UsageError, match="for writing only"):
        read_as(Mute(), Source("a.yaml", "from: x\n"), Report())


def test_a_file_without_an_ending_may_be_in_any_syntax_of_the_format() -> None:
    for text in ('{"from": ""}', "from: ''\n"):
        (document,) = read_as(Parts(), Source("a", text), Report())
        assert document.tree.values["from"] == ""


def test_files_beside_the_text_are_read_once_and_belong_to_the_document() -> None:
    asked = []

    def sibling(name: str) -> Source:
        asked.append(name)
        return Source(name, f"{name}\n")

    (document,) = read_as(Parts(), Source("a.yaml", "from: x y x\n"), Report(), sibling)
    assert document.agent.prompt == "x\ny\nx\n"
    assert asked == [name for name, _ in document.companions] == ["x", "y"]


def missing(name: str) -> Source:
    raise Problem("not-found", f"there is no {name}", "write it")


def test_a_file_that_is_not_beside_the_text_is_a_finding_without_a_place() -> None:
    report = Report()
    assert read_as(Parts(), Source("a.yaml", "from: x\n"), report, missing) == []
    (found,) = report.diagnostics
    assert (found.code, found.message, found.hint) == ("not-found", "there is no x", "write it")
    assert (found.path, found.line) == ("a.yaml", None)


def test_a_format_catches_it_under_the_public_name() -> None:
    (document,) = read_as(Catching(), Source("a.yaml", "from: x\n"), Report(), missing)
    assert document.agent.prompt == "not-found: there is no x"


def test_text_alone_has_no_files_beside_it() -> None:
    report = Report()
    assert read_as(Parts(), Source("a.yaml", "from: x\n"), report) == []
    assert [d.message for d in report.diagnostics] == ["text alone has no files beside it"]


def test_the_files_of_one_agent_have_a_limit_together() -> None:
    report, large = Report(), "x" * MAX_BYTES
    names = "a b c d e"
    assert read_as(Parts(), Source("a.yaml", f"from: {names}\n"), report, lambda n: Source(n, large)) == []
    assert [d.code for d in report.diagnostics] == ["file-too-large"]


def test_an_error_of_the_format_leaves_the_agent_out_and_warnings_stay() -> None:
    report = Report()
    text = "---\nname: ../x\ndescription: d\ntools: read\n---\n"
    assert read_as(Claude(), Source("a.md", text), report) == []
    assert {"unsafe-name", "tool-case"} <= {d.code for d in report.diagnostics}


def test_a_file_beside_it_that_holds_a_conflict_is_named_with_its_line() -> None:
    text = "a\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> side\n"
    report = Report()
    assert not read_as(Parts(), Source("a.yaml", "from: x\n"), report, lambda name: Source(name, text))
    assert [d.code for d in report.diagnostics] == ["merge-unresolved"]
    assert report.diagnostics[0].message.startswith("x, line 2: ")


def test_what_was_recovered_for_a_name_and_is_none_is_an_error() -> None:
    report = Report()
    assert read_as(Claude(), Source(".claude/agents/x.md", "---\nname: [\n---\n"), report) == []
    assert [d.code for d in report.errors()] == ["unsafe-name"]
