"""A map that differs is told by its keys."""

from dataclasses import replace

import pytest

from agentconv.model.agent import Agent, diff
from agentconv.writing.changed_keys import keys_that_differ


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"chat": {"url": "u"}}, "without chat.oauth"),
        ({}, ""),
        ({"chat": {"url": "v", "oauth": {}}}, "with another chat.url"),
        ({"chat": {"url": "u", "oauth": {}, "env": 1}, "b": {}}, "also with chat.env, b"),
        ({"b": {}}, "without chat; also with b"),
    ],
)
def test_what_a_map_loses_is_named_by_its_keys(new: dict[str, object], said: str) -> None:
    old = Agent("a", mcp_servers={"chat": {"url": "u", "oauth": {}}})
    (difference,) = diff(old, replace(old, mcp_servers=new))
    assert keys_that_differ(difference) == (said or "without chat")


def test_many_keys_are_counted() -> None:
    old = Agent("a", hooks={str(number): [] for number in range(8)})
    (difference,) = diff(old, replace(old, hooks={}))
    assert keys_that_differ(difference) == "without 0, 1, 2, 3, 4 and 3 more"
