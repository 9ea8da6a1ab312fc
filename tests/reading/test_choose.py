"""Choosing one of several documents with one name."""

import itertools

import pytest

from agentconv.api import read
from agentconv.diagnostics import Report
from agentconv.kit.document import Document
from agentconv.reading.choose import newest


def document(version: str | None, body: str, name: str = "a") -> Document:
    line = f"version: {version}\n" if version else ""
    return read(f"---\nname: {name}\ndescription: d\n{line}---\n{body}\n").documents[0]


@pytest.mark.parametrize("order", list(itertools.permutations(["1.9.0", "1.10.0", "1.2.0"])))
def test_the_highest_version_wins(order: tuple[str, ...]) -> None:
    report = Report()
    chosen, left_out = newest([document(v, v) for v in order], report)
    assert [d.agent.version for d in chosen] == ["1.10.0"]
    assert {d.code for d in report.diagnostics} == {"older-version"}
    assert len(left_out) == 2


@pytest.mark.parametrize(
    ("one", "two"), [(None, None), ("1.0", "1.0"), ("1.0", "1.0.0"), (None, "1.0"), ("x", "y")]
)
def test_different_content_that_no_version_tells_apart_is_an_error(one: str | None, two: str | None) -> None:
    report = Report()
    newest([document(one, "x"), document(two, "y")], report)
    (found,) = report.errors()
    assert found.code == "name-collision"
    assert "merge" in (found.hint or "")


def test_the_same_content_twice_is_one_agent() -> None:
    report = Report()
    chosen, _ = newest([document(None, "x"), document(None, "x")], report)
    assert len(chosen) == 1
    assert [d.code for d in report.diagnostics] == ["same-agent-twice"]


def test_different_names_stay_apart() -> None:
    chosen, _ = newest([document(None, "x", "a"), document(None, "x", "A")], Report())
    assert len(chosen) == 2
