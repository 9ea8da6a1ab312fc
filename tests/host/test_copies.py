"""Copies of what plugins are handed: equal, with nothing in them that anybody else reads."""

import gc
from datetime import date
from typing import Any

import pytest

from agentconv.api import read
from agentconv.conformance import matrix
from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.host.copies import Copies
from agentconv.kit.exchange import Rendered, Writing
from agentconv.kit.model_map import ModelMap
from agentconv.kit.model_map import load as load_models
from agentconv.model.agent import Agent, OutputContract, Section, Tool, Tools, with_fields

FULL = with_fields(
    Agent("a", output_contract=OutputContract("markdown", (Section("S", more={"x": [1]}),))), matrix.SAMPLES
)


def parts(value: Any, seen: dict[int, Any]) -> dict[int, Any]:
    """All that a value holds and that could be changed, by identity."""
    if isinstance(value, (str, int, float, bool, type(None), type, type(parts), date)) or id(value) in seen:
        return seen
    if not (isinstance(value, tuple) and not value):
        seen[id(value)] = value
    if isinstance(value, dict):
        held: Any = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple)):
        held = value
    elif hasattr(value, "__dict__"):
        held = vars(value).values()
    else:
        held = [getattr(value, name) for name in getattr(type(value), "_set", {})]
    for item in held:
        parts(item, seen)
    return seen


@pytest.mark.parametrize(
    "value",
    [FULL, Tools((Tool("read"),)), {"a": [{"b": 1}]}, [FULL, FULL], load_models()],
    ids=lambda v: type(v).__name__,
)
def test_a_copy_is_equal_and_shares_nothing(value: Any) -> None:
    copy = Copies({}).of(value)
    assert copy == value
    mine, theirs = parts(copy, {}), parts(value, {})
    shared = [v for key, v in mine.items() if key in theirs and v not in ({}, [], (), Tools())]
    assert shared == []


def test_what_is_one_thing_is_one_in_the_copies() -> None:
    document = read("---\nname: a\ndescription: d\n---\nHi\n", "claude").documents[0]
    items = [Rendered(document.agent, s, {"x": {}}, None, document, document) for s in ("a", "b")]
    one, two = Copies({}).of(items)
    assert one == items[0]
    assert one.document is one.source is two.document
    assert one.document.tree is two.document.tree is not document.tree
    assert isinstance(one.document.tree, Tree)
    assert one.native is not items[0].native


def test_findings_reach_the_report_that_they_are_for_and_no_other_is_touched() -> None:
    report = Report(target="x")
    report.add("field-dropped", "first")
    copies = Copies({})
    writing = copies.of(Writing(report, load_models()))
    writing.report._found.clear()
    writing.report.add("field-dropped", "lost with the others")
    copies.tell("memo")
    assert [d.message for d in report.diagnostics] == ["first"]
    copies = Copies({})
    writing = copies.of(Writing(report, load_models()))
    writing.report.scoped(field="color").add("field-dropped", "second")
    copies.tell("memo")
    assert [(d.message, d.target, d.field) for d in report.diagnostics] == [
        ("first", "x", None),
        ("second", "x", "color"),
    ]


@pytest.mark.parametrize("facts", [{"hint": 5}, {"line": "1"}, {"severity": "bad"}, {"field": ("a",)}])
def test_a_finding_that_cannot_be_shown_is_refused(facts: Any) -> None:
    report, copies = Report(), Copies({})
    copies.of(Writing(report, load_models())).report.add("field-dropped", "x", **facts)
    with pytest.raises(TypeError, match="field-dropped"):
        copies.tell("memo")
    assert report.diagnostics == ()


def test_the_data_on_models_are_copied_once_for_a_plugin() -> None:
    models: dict[int, tuple[ModelMap, ModelMap]] = {}
    one, two = (Copies(models).of(Writing(Report(), load_models())) for _ in range(2))
    gc.collect()
    assert one.models is two.models is not load_models()
