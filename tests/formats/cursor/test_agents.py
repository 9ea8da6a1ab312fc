"""What the contract suite cannot know of Cursor's files."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.model.agent import Agent, Tool, Tools
from tests.formats import real_files
from tests.formats.real_files import REGISTRY


@pytest.mark.parametrize(("path", "source_path"), real_files.of("cursor"), ids=str)
def test_real_files(path: Path, source_path: str) -> None:
    real_files.check(path, source_path, "cursor", {})


@pytest.mark.parametrize(
    ("allow", "readonly"),
    [
        (None, False),
        (("read", "grep"), True),
        (("read", "write", "edit"), True),
        (("read", "write", "edit", "shell", "web_fetch", "agent"), True),
    ],
)
def test_only_an_agent_with_every_tool_may_change_things(
    allow: tuple[str, ...] | None, readonly: bool
) -> None:
    tools = Tools(None if allow is None else tuple(map(Tool, allow)))
    conversion = write(Agent("a", description="d", tools=tools), "cursor", registry=REGISTRY)
    assert conversion.ok
    assert ("readonly: true" in conversion.files[0].text) is readonly


def test_what_does_not_bound_an_agent_is_named() -> None:
    result = read(
        "---\nname: a\ndescription: d\ndisallowedTools: Bash\n---\nBody\n", "cursor", registry=REGISTRY
    )
    assert result.agents[0].tools == Tools()
    assert [d.code for d in result.diagnostics] == ["restriction-ignored"]
