"""CrewAI's agents.yaml."""

from pathlib import Path

import pytest
from agentconv_crewai import CrewAI

from agentconv import Agent, Tool, Tools, read, write
from agentconv.testing import FormatContract


class TestCrewAI(FormatContract):
    format = CrewAI
    fixtures = Path(__file__).parents[1] / "fixtures" / "crewai"

    def test_every_entry_has_what_crewai_requires(self, registry) -> None:
        agents = [Agent("a"), Agent("b", description="d", prompt="p")]
        (file,) = write(agents, "crewai", registry=registry).files
        found = read(file.text.encode(), "crewai", registry=registry)
        assert [d.agent.name for d in found.documents] == ["a", "b"]
        assert not [d for d in found.diagnostics if d.code == "client-ignores"]

    def test_a_placeholder_is_named(self, registry) -> None:
        found = write(Agent("a", prompt='About {topic}, not {"a": 1}'), "crewai", registry=registry)
        assert [d.field for d in found.diagnostics if d.code == "live-text"] == ["prompt"]

    @pytest.mark.parametrize("tool", [Tool("shell"), Tool("read"), Tool("x", native="claude")])
    def test_foreign_tools_are_never_given(self, tool, registry) -> None:
        (file,) = write(Agent("a", tools=Tools((tool,))), "crewai", registry=registry).files
        assert "tools" not in file.text
