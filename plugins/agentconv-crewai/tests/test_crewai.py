"""CrewAI's agents.yaml."""

import ssl
from functools import cache
from pathlib import Path

import pytest
from agentconv_crewai import CrewAI, ToolsCodec

from agentconv import Agent, Tool, Tools, read, write
from agentconv.testing import FormatContract, LibraryProof


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


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestCrewAIItself(LibraryProof):
    format = CrewAI
    needs = ("crewai.project.crew_base", "anthropic", "google.genai")

    @pytest.fixture(autouse=True)
    def surroundings(self, monkeypatch):
        for name in ("OPENAI", "ANTHROPIC", "GOOGLE"):
            monkeypatch.setenv(f"{name}_API_KEY", "none")
        for name in ("CREWAI_DISABLE_TELEMETRY", "OTEL_SDK_DISABLED"):
            monkeypatch.setenv(name, "true")
        # a client reads all certificates anew: once is enough
        monkeypatch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))

    def load(self, path: Path) -> Agent:
        """The agent that CrewAI makes of its entry; the names of its tools are functions of a crew's own code."""
        import crewai
        from crewai.project.crew_base import load_yaml

        ((name, entry),) = load_yaml(path).items()
        agent = crewai.Agent(config={key: value for key, value in entry.items() if key != "tools"})
        model = f"{agent.llm.provider}/{agent.llm.model}" if "llm" in entry else None
        own = ToolsCodec().decode(entry.get("tools"))
        return Agent(
            name,
            display_name=None if agent.role == name else agent.role,
            description=agent.goal,
            prompt=agent.backstory,
            model=entry["llm"] if model and model.endswith(entry["llm"].rpartition("/")[2]) else model,
            tools=Tools((*own, *([Tool("agent")] if agent.allow_delegation else []))),
        )
