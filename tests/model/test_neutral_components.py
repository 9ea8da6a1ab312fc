"""Components as JSON: nothing is lost, and the schema takes what is written."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from agentconv.errors import WrongType
from agentconv.model.components import Component, File
from agentconv.model.hook import Action, Hook
from agentconv.model.neutral_components import CLASSES, document, from_document, schema
from agentconv.model.rule import BY_FILE, Rule
from agentconv.model.skill import Skill

SAMPLES: tuple[Component, ...] = (
    Skill(
        "pdf",
        description="Fills forms.",
        allowed_tools=("Read",),
        metadata={"a": {"b": [1, 1.5, None]}},
        disable_model_invocation=False,
        files=(File("a.bin", b"\x00\xff", executable=True),),
        extensions={"elsewhere": {"key": [True]}},
    ),
    Skill("bare"),
    Rule("style", "Use tabs.\n", BY_FILE, ("*.py",)),
    Hook("Stop", (Action("true", timeout=90.5),), "nobody"),
)


@pytest.mark.parametrize("component", SAMPLES, ids=lambda c: c.name)
def test_what_is_written_reads_as_the_same(component: Component) -> None:
    data = json.loads(json.dumps(document(component)))
    assert from_document(data) == component
    jsonschema.Draft202012Validator(schema(data["kind"])).validate(data)


def test_bytes_are_base64() -> None:
    data: Any = document(SAMPLES[0])
    assert data["files"] == [{"path": "a.bin", "data": "AP8=", "executable": True}]


def test_the_text_that_it_was_read_from_is_left_out() -> None:
    assert "source" not in document(Skill("a", source="---\n---\n"))
    for kind in CLASSES:
        assert not {"source"} & set(schema(kind)["properties"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"agentconv": 2}, ("agentconv",)),
        ({"agentconv": True}, ("agentconv",)),
        ({"kind": "song"}, ("kind",)),
        ({"name": 1}, ("name",)),
        ({"files": [{"path": "a", "data": "?"}]}, ("files", 0, "data")),
        ({"files": [{"path": "a", "data": 1}]}, ("files", 0, "data")),
        ({"other": 1}, ("other",)),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(change: dict[str, Any], at: tuple[str, ...]) -> None:
    with pytest.raises(WrongType) as problem:
        from_document({**document(Skill("a")), **change})
    assert problem.value.at == at


def test_no_document_is_no_component() -> None:
    with pytest.raises(WrongType):
        from_document([])
