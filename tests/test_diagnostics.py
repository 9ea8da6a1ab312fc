"""Findings, and what becomes one."""

import pytest

from agentconv.diagnostics import BadInput, Report, Severity
from agentconv.errors import AgentconvError, Problem, SyntaxProblem
from agentconv.text.source import Source


def test_a_problem_of_a_text_has_its_place() -> None:
    report = Report(path="a.yaml")
    report.add_problem(SyntaxProblem("syntax", "not valid", 4, "mend it"), Source("a.yaml", "ab\nc: d\n"))
    (found,) = report.diagnostics
    assert (found.path, found.line, found.column) == ("a.yaml", 2, 2)
    assert (found.severity, found.message, found.hint) == (Severity.ERROR, "not valid", "mend it")


@pytest.mark.parametrize("source", [None, Source("a.yaml", "ab")])
def test_a_problem_of_no_text_has_none(source: Source | None) -> None:
    report = Report()
    found = report.add_problem(Problem("not-found", "there is no such file"), source, path="a.yaml")
    assert str(found) == "a.yaml: error[not-found]: there is no such file"


def test_what_the_caller_knows_goes_over_what_the_problem_says() -> None:
    problem = Problem("not-found", "there is no such file", "look elsewhere")
    found = Report().add_problem(problem, hint="make one", severity=Severity.WARNING)
    assert (found.hint, found.severity) == ("make one", Severity.WARNING)


def test_one_except_catches_every_problem() -> None:
    with pytest.raises(Problem, match="not valid"):
        raise SyntaxProblem("syntax", "not valid", 0)
    assert issubclass(Problem, AgentconvError)


def test_bad_input_says_its_first_error_and_where() -> None:
    report = Report()
    report.add("not-found", "first", path="a.md", line=3, column=1)
    assert str(BadInput(report.diagnostics)) == "a.md:3:1: error[not-found]: first"
    report.add("syntax", "second")
    assert str(BadInput(report.diagnostics)) == "a.md:3:1: error[not-found]: first (and 1 more)"
