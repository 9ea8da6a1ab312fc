"""What is nested nearly as deep as a file may be, in forms that wrap it."""

import pytest

from agentconv.api import convert
from agentconv.containers.base import MAX_DEPTH
from agentconv.diagnostics import Loss
from agentconv.host.registry import Registry
from agentconv.testing import read_documents
from agentconv.writing.depth import ROOM, shallow

REGISTRY = Registry(plugins=False)
WRAPPING = ["agentconv", "agentspec", "prompts"]


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("target", WRAPPING)
def test_what_could_not_be_read_again_is_left_out_and_named(target: str) -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    text = f"---\nname: a\ndescription: d\nodd: {deep}\nmore: [1]\n---\nBody.\n"
    done = convert(text, target, format="qoder", registry=REGISTRY)
    assert done.ok
    (back,) = read_documents(done, REGISTRY)
    assert back.agent.extensions["qoder"] == {"more": [1]}
    assert [d.field for d in done.diagnostics if d.loss is Loss.DROPPED] == ["extensions.qoder.odd"]


def test_values_that_fit_are_the_same_map() -> None:
    values = {"a": nested(ROOM - 1), "b": {"c": 1}}
    assert shallow(values) is values
    assert shallow({"a": nested(ROOM), "b": 1}) == {"b": 1}
    assert shallow({"a": {"b": {"c": nested(ROOM - 2)}, "d": 1}}) == {"a": {"b": {}, "d": 1}}
