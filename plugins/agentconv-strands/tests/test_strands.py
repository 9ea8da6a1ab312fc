"""Strands agent configs, and what the Strands SDK makes of them."""

from functools import cache
from pathlib import Path

import pytest
from agentconv_strands import NAMES, Model, Strands

from agentconv import Agent, Tools, given
from agentconv.testing import FormatContract, LibraryProof


class TestStrands(FormatContract):
    format = Strands
    fixtures = Path(__file__).parents[1] / "fixtures"


@cache
def session():
    """One session of AWS's SDK for all agents, of nobody."""
    import boto3

    return boto3.Session("nobody", "nothing", region_name="us-west-2")


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestStrandsItself(LibraryProof):
    format = Strands
    needs = ("strands.experimental", "strands_tools")

    @pytest.fixture(autouse=True)
    def nobody(self, monkeypatch):
        pytest.importorskip("boto3", reason="the module boto3 is not installed")
        client = session().client("bedrock-runtime")
        monkeypatch.setattr("boto3.Session.client", lambda *_, **__: client)
        monkeypatch.setenv("AWS_REGION", "us-west-2")

    def load(self, path: Path) -> Agent:
        from strands.experimental import config_to_agent

        agent = config_to_agent(str(path))
        usual = agent.model.config["model_id"]
        named = '"model"' in path.read_text("utf-8")
        return Agent(
            agent.name,
            prompt=agent.system_prompt or "",
            model=Model().decode(usual) if named else None,
            tools=Tools(given((f"strands_tools.{name}" for name in agent.tool_names), NAMES)),
        )
