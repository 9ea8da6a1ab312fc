"""AutoGen components: written, never read."""

import json
from pathlib import Path

import pytest
from agentconv_autogen import AutoGen

from agentconv import Agent, UsageError, read, write
from agentconv.testing import FormatContract


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

    def test_autogen_itself_takes_it(self, neutral_case, registry) -> None:
        why = "autogen-agentchat is not installed"
        agents = pytest.importorskip("autogen_agentchat.agents._assistant_agent", reason=why)
        (file,) = self.write_agent(neutral_case, registry).files
        agents.AssistantAgentConfig.model_validate(json.loads(file.text)["config"])
