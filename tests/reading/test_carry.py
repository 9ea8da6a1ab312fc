"""The carry file: what it restores, and what it may not."""

from hashlib import sha256
from typing import Any

import pytest

from agentconv.api import read
from agentconv.diagnostics import Report
from agentconv.kit.document import Document
from agentconv.kit.restored import Restored
from agentconv.model.agent import MISSING, Agent, Difference, Tool, Tools, diff
from agentconv.reading import carry
from agentconv.text.source import Source

AGENT = "---\nname: a\ndescription: d\ntools: Read\n---\nHi\n"


def restored(agent: Agent, report: Report | None = None) -> Document:
    """What is read from a file that says less, with what the carry file knows of it."""
    (document,) = read(AGENT).documents
    lost = Restored("a.md", "a", diff(document.agent, agent))
    entries = carry.from_text(carry.to_text([lost]))["a.md"]
    (found,) = carry.restore([document], entries, report or Report())
    return found


def test_what_a_file_could_not_hold_comes_back() -> None:
    agent = Agent("a", description="D", prompt="Hi\n", tools=Tools((Tool("read"),)), color="red", tags=("x",))
    found = restored(agent)
    assert found.agent == agent
    assert found.as_read.color is None


def test_what_was_edited_since_stands() -> None:
    (document,) = read(AGENT.replace("description: d", "description: edited")).documents
    pairs = {"description": {"was": "d", "is": "D"}, "color": {"was": None, "is": "red"}}
    report = Report()
    (found,) = carry.restore([document], {"a": pairs}, report)
    assert (found.agent.description, found.agent.color) == ("edited", "red")
    assert [d.code for d in report.diagnostics] == ["carry-restored"]


def test_nothing_restored_is_the_document_itself() -> None:
    (document,) = read(AGENT).documents
    report = Report()
    assert carry.restore([document], {"b": {"color": {"was": None, "is": "red"}}}, report) == [document]
    assert carry.restore([document], {"a": {"color": {"was": "blue", "is": "red"}}}, report) == [document]
    assert report.diagnostics == ()


def test_what_carry_gives_back_is_never_an_unsafe_name() -> None:
    (document,) = read(AGENT).documents
    report = Report()
    (same,) = carry.restore([document], {"a": {"name": {"was": "a", "is": "../x"}}}, report)
    assert same.agent.name == "a"
    assert [d.code for d in report.diagnostics] == ["carry-ignored"]


def test_power_that_carry_gives_back_is_said() -> None:
    (document,) = read(AGENT).documents
    report = Report()
    pair = {"was": [{"name": "read"}], "is": None}
    carry.restore([document], {"a": {"tools.allow": pair}}, report)
    (found,) = report.diagnostics
    assert found.severity == "warning"
    assert "every tool" in found.message


def test_a_carry_file_holds_values_as_deep_as_any_file_may() -> None:
    value: object = "x"
    for _ in range(61):
        value = {"a": value}
    entry = Restored("a.md", "a", (Difference("extensions.x.y", MISSING, value),))
    (back,) = carry.from_json(carry.from_text(carry.to_text([entry])))
    assert back.differences[0].new == value


WIDE = "---\nname:   a\ndescription: 'd'\ntools: Read, Bash\n---\nHi\n"
BOUND = {"was": sha256(AGENT.encode()).hexdigest(), "is": WIDE}
FILE = {"was": "", "is": "a.md"}


def from_text(fields: dict[str, Any], report: Report | None = None) -> Document:
    """What is read from a file, with a carry file that holds the text of another."""

    def again(format: str, source: Source) -> list[Document]:
        return [*read(source.text, format=format).documents] if ".." not in source.path else []

    (document,) = read(AGENT).documents
    (found,) = carry.restore([document], {"a": fields}, report or Report(), again)
    return found


def test_the_text_comes_back_and_counts_as_what_the_file_says() -> None:
    report = Report()
    found = from_text({"text": BOUND, "file": FILE, "tool": {"was": "", "is": "claude-plugin"}}, report)
    assert found.tree.source.text == WIDE
    assert found.tree.source.path == "<text>"
    assert found.unchanged
    assert found.tool == "claude-plugin"
    (said,) = report.diagnostics
    assert (
        said.severity.value,
        "tools.allow" in said.message,
        "the file alone would not let" in said.message,
    ) == (
        "warning",
        True,
        True,
    )


def test_the_very_text_that_was_written_is_read_in_the_format_that_it_came_from() -> None:
    same = {"was": BOUND["was"], "is": None}
    found = from_text({"text": same, "file": FILE, "format": {"was": "claude", "is": "qoder"}})
    assert (found.format, found.tree.source.text) == ("qoder", AGENT)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": {**BOUND, "was": "0"}, "file": FILE},
        {"text": {"was": BOUND["was"]}, "file": FILE},
        {"text": {**BOUND, "is": 1}, "file": FILE},
        {"text": {**BOUND, "is": WIDE.replace("name:   a", "name: b")}, "file": FILE},
        {"text": {**BOUND, "is": "no agent\n"}, "file": FILE},
        {"text": BOUND, "file": {"was": "", "is": "../a.md"}},
        {"text": BOUND, "file": {"was": ""}},
        {"text": BOUND},
    ],
)
def test_a_text_that_does_not_fit_is_left(fields: dict[str, Any]) -> None:
    report = Report()
    assert from_text(fields, report).tree.source.text == AGENT
    assert "carry-restored" not in {d.code for d in report.diagnostics}
