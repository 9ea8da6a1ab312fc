"""The main job, end to end."""

import json
from pathlib import Path

from agentconv.export import Request, export
from agentconv.registry import Registry

AGENT = "---\nname: tidy\ndescription: Tidies code.\ntools: Read, Grep\n---\nYou tidy.\n"


def test_claude_agent_becomes_an_assistant(tmp_path: Path) -> None:
    (tmp_path / "tidy.md").write_text(AGENT, encoding="utf-8")
    result = export(Request((str(tmp_path),), ("openai",), tmp_path / "out"), Registry())
    assert result.ok
    written = json.loads((tmp_path / "out/openai/assistants/tidy.json").read_text("utf-8"))
    assert written["instructions"] == "You tidy.\n"
    assert written["metadata"]["agentconv.tools"] == '["read","grep"]'
