"""What the page "Try it" computes is what the library says."""

import json
import runpy
from typing import Any

import pytest

from agentconv import Registry, convert
from tests.docs.formats import SAMPLE
from tests.docs.pages import DOCS

PAGE = runpy.run_path(str(DOCS / "try" / "convert.py"))
NAMES = [one["name"] for one in json.loads(PAGE["targets"]())]


def tried(text: str, *names: str) -> Any:
    return json.loads(PAGE["tried"](text, names))


def test_every_format_that_is_written_can_be_chosen() -> None:
    registry = Registry(plugins=False)
    assert [name for name in registry.names() if registry.get(name).writes] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_of_the_library(name: str) -> None:
    (target,) = tried(SAMPLE, name)["targets"]
    done = convert(SAMPLE, name, registry=Registry(plugins=False))
    assert target["stopped"] is not done.ok
    if done.ok:
        assert [file["text"] for file in target["files"]] == [file.text for file in done.files]
    assert target["files"], "what would be written is shown in any case"
    assert target["power"] or name in {"agents-md", "a2a"}, "what the agent may do is said"


def test_what_is_no_agent_is_told() -> None:
    result = tried("---\nname: a\nname: b\n---\n", "codex")
    assert (result["targets"], [one["code"] for one in result["findings"]]) == ([], ["duplicate-key"])
    assert tried("no agent at all", "codex")["findings"][0]["code"] == "not-an-agent"
