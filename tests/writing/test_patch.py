"""Writing an agent into the text that it came from: only what changed, proved by reading it back."""

from dataclasses import replace

import pytest

from agentconv.diagnostics import Report
from agentconv.formats.claude.agents import Claude
from agentconv.formats.codex.roles import Codex
from agentconv.formats.copilot.agents import Copilot
from agentconv.kit import model_map
from agentconv.kit.format import Format, Native, Reading, Writing
from agentconv.model.agent import Agent
from agentconv.reading.read import read_as
from agentconv.text.source import Source
from agentconv.writing.patch import spliced

HEAD = """\
---
# who
name: a
description: 'd'   # short
model: opus  # the best
x-key: [1,  2]
---
"""


def patched(text: str, fmt: Format | None = None, **changes: object) -> str | None:
    """A text after some fields of its agent were changed; None when it cannot be patched."""
    fmt = fmt or Claude()
    (document,) = read_as(fmt, Source("a", text), Report())
    before, after = encoded(document.agent, fmt), encoded(replace(document.agent, **changes), fmt)  # type: ignore[arg-type]
    return spliced(document, fmt, before, after)


def encoded(agent: Agent, fmt: Format) -> Native:
    return fmt.encode(agent, Writing(Report(), model_map.load(), source=fmt.name))


def test_nothing_changed_is_the_text_itself() -> None:
    assert patched(HEAD + "Hi\n") == HEAD + "Hi\n"


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"description": "e"}, "'d'", "e"),
        ({"prompt": "Ho\n"}, "Hi\n", "Ho\n"),
        ({"prompt": ""}, "Hi\n", ""),
        ({"model": None}, "model: opus  # the best\n", ""),
    ],
)
def test_only_what_changed_is_another_text(changes: dict[str, object], old: str, new: str) -> None:
    text = HEAD + "Hi\n"
    assert patched(text, **changes) == text.replace(old, new, 1)


def test_a_key_that_is_new_comes_behind_the_others() -> None:
    found = patched(HEAD + "Hi\n", color="red")
    assert found == HEAD.replace("x-key: [1,  2]\n", "x-key: [1,  2]\ncolor: red\n") + "Hi\n"


def test_inside_a_map_only_the_entry_that_differs_is_written() -> None:
    text = """\
---
name: a
description: d
mcp-servers:
  docs: {type: http, url: 'https://docs.example/mcp', tools: ['*']}  # one
  shop:
    type: local
    command: shop
    args: []
    tools: ['*']
---
Hi
"""
    (document,) = read_as(Copilot(), Source("a", text), Report())
    servers = {**document.agent.mcp_servers, "shop": {"type": "stdio", "command": "market"}}
    found = patched(text, Copilot(), mcp_servers=servers)
    assert found is not None
    assert text.partition("  shop:")[0] in found
    assert "command: market" in found


def test_a_head_that_was_recovered_stays_as_it_is_where_it_can() -> None:
    text = "---\nname: a\ndescription: Use when: asked\ncolor: red\n---\nHi\n"
    assert patched(text, color="blue") == text.replace("red", "blue")


class Deaf(Codex):
    """A format that reads from a text something else than what its values say."""

    def agents(self, reading: Reading) -> list[Agent]:
        return [replace(agent, description="always this") for agent in super().agents(reading)]


def test_a_text_that_would_say_something_else_is_none() -> None:
    text = 'name = "a"\ndescription = "d"\ndeveloper_instructions = "Hi"\n'
    assert patched(text, Codex(), description="e") == text.replace('"d"', '"e"')
    assert patched(text, Deaf(), description="e") is None
