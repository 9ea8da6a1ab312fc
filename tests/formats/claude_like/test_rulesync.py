"""rulesync: the section of one tool is read, and what bounds an agent in another's is told."""

from pathlib import Path

from agentconv.api import read
from agentconv.host.registry import Registry
from agentconv.model.agent import Tool
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)


def test_a_file_is_read_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / ".rulesync" / "subagents" / "planner.md"
    path.parent.mkdir(parents=True)
    path.write_bytes((FIXTURES / "rulesync" / "planner.md").read_bytes())
    result = read(tmp_path, registry=REGISTRY)
    (document,) = result.documents
    assert document.format == "rulesync"
    assert document.agent.tools.allow == (Tool("read"), Tool("grep"))
    assert (document.agent.permission_mode, document.agent.model) == ("plan", "inherit")
    told = [d.message for d in result.diagnostics if d.code == "restriction-ignored"]
    assert told == ["'permission' bounds the agent for opencode alone: it is not read here"]
