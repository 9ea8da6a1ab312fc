"""The carry file: what it restores, and what it may not."""

from agentconv.api import read
from agentconv.diagnostics import Report
from agentconv.kit.document import Document
from agentconv.kit.restored import Restored
from agentconv.model.agent import MISSING, Agent, Difference, Tool, Tools, diff
from agentconv.reading import carry

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
