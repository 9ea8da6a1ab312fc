"""Agents that an agent is told to call are known where the client brings them, and in the files of the run."""

from pathlib import Path

import pytest

from agentconv.checking.run import CheckRequest, check
from tests.checking.test_run import REGISTRY, check_text

CALL = '---\nname: a\ndescription: d\n---\nStart subagent_type="{}".\n'


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("claude", "Explore"),
        ("claude", "general-purpose"),
        ("skill", "Explore"),
        ("skill", "general-purpose"),
        ("opencode", "general"),
        ("kilo", "orchestrator"),
        ("gemini", "codebase_investigator"),
        ("qwen", "Explore"),
    ],
)
def test_a_client_has_agents_of_its_own(format: str, name: str) -> None:
    def codes(called: str) -> set[str]:
        text = CALL.format(called)
        return {d.code for d in check_text(text, format=format, select=("reference-unresolved",))}

    assert codes(name) == set()
    assert codes("nobody-there") == {"reference-unresolved"}


def test_an_agent_may_be_called_before_it_is_read(tmp_path: Path) -> None:
    for name, called in (("a", "z"), ("z", "a"), ("m", "b")):
        text = CALL.replace("name: a", f"name: {name}").format(called)
        (tmp_path / f"{name}.md").write_text(text)
    request = CheckRequest((str(tmp_path),), select=("reference-unresolved",))
    found = check(request, REGISTRY).diagnostics
    assert [(Path(d.path or "").name, d.severity) for d in found] == [("m.md", "warning")]
