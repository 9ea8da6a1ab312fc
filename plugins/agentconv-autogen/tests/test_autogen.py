"""AutoGen components: written, never read."""

import json
import ssl
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from agentconv_autogen import AutoGen

from agentconv import Agent, Tools, UsageError, read, write
from agentconv.testing import FormatContract, LibraryProof


class TestAutoGen(FormatContract):
    format = AutoGen
    fixtures = Path(__file__).parents[1] / "fixtures"

    def test_the_name_is_an_identifier(self, neutral_case, registry) -> None:
        (file,) = self.write_agent(neutral_case, registry).files
        config = json.loads(file.text)["config"]
        assert config["name"].isidentifier()
        assert config["metadata"]["agentconv.name"] == neutral_case.name
        assert all(isinstance(value, str) for value in config["metadata"].values())

    def test_nothing_is_read(self, registry) -> None:
        text = write(Agent("a"), "autogen", registry=registry).files[0].text
        with pytest.raises(UsageError, match="for writing only"):
            read(text, "autogen", registry=registry)

    @pytest.mark.library
    @pytest.mark.parametrize("model", [None, "opus", "inherit", "gpt-4.1", "llama3", "gpt-5.6-sol"])
    def test_autogen_itself_loads_it(self, neutral_case, model, registry, monkeypatch) -> None:
        """What AutoGen has loaded says what was meant, whatever the model is called."""
        agents = pytest.importorskip("autogen_agentchat.agents", reason="autogen-agentchat is not installed")
        pytest.importorskip("autogen_ext.models.openai", reason="autogen-ext[openai] is not installed")
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        (file,) = self.write_agent(replace(neutral_case, model=model), registry).files
        loaded = agents.AssistantAgent.load_component(json.loads(file.text))
        config = loaded.dump_component().config
        assert loaded.name.isidentifier()
        assert loaded.description == (neutral_case.description or neutral_case.name)
        assert config["system_message"] == neutral_case.prompt
        assert not config.get("tools")
        assert config["model_client"]["config"]["model"] not in ("opus", "inherit")


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestAutoGenItself(LibraryProof):
    format = AutoGen
    needs = ("autogen_agentchat.agents", "autogen_ext.models.openai")

    @pytest.fixture(autouse=True)
    def surroundings(self, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        # a client reads all certificates anew: once is enough
        monkeypatch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))

    def load(self, path: Path) -> Agent:
        """What a component says that AutoGen has loaded, once it is dumped again."""
        from autogen_agentchat.agents import AssistantAgent

        loaded = AssistantAgent.load_component(json.loads(path.read_text("utf-8")))
        assert loaded.name.isidentifier()
        config = loaded.dump_component().config
        return Agent(
            config["metadata"]["agentconv.name"],
            description=loaded.description,
            prompt=config["system_message"] or "",
            model=config["model_client"]["config"]["model"],
            tools=Tools(tuple(config.get("tools") or ())),
        )
