"""AgentSchema, and what Microsoft's own packages make of it."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from agentconv_agentschema import NAMES, AgentSchema

from agentconv import Agent, Tool, Tools, given, write
from agentconv.testing import FormatContract, LibraryProof

SERVERS = {"docs": {"type": "http", "url": "https://mcp.example.com/docs"}}


class TestAgentSchema(FormatContract):
    format = AgentSchema
    fixtures = Path(__file__).parents[1] / "fixtures" / "agentschema"

    @pytest.mark.parametrize(
        ("tools", "written"),
        [
            (Tools(), {}),
            (Tools((Tool("mcp", server="docs"),)), {}),
            (Tools((Tool("mcp", server="docs", tool="find"),)), {"allowedTools": ["find"]}),
            (Tools((Tool("read"),)), None),
        ],
    )
    def test_a_server_gives_what_the_agent_may_call(self, tools, written, registry) -> None:
        agent = Agent("a", tools=tools, mcp_servers=SERVERS)
        (file,) = write(agent, "agentschema", registry=registry).files
        found = [t for t in yaml.safe_load(file.text).get("tools", ()) if t["kind"] == "mcp"]
        plain = {"kind": "mcp", "name": "docs", "serverName": "docs", "url": SERVERS["docs"]["url"]}
        assert found == ([] if written is None else [{**plain, **written}])

    def test_a_formula_is_made_text(self, registry) -> None:
        found = write(Agent("a", prompt="=Env.HOME\n"), "agentschema", registry=registry)
        assert yaml.safe_load(found.files[0].text)["instructions"] == " =Env.HOME\n"
        assert "prompt" in {d.field for d in found.diagnostics}


@cache
def clients():
    """A client for agents without a model, and what the others' are made with: one connection for all."""
    from agent_framework.openai import OpenAIChatClient
    from openai import AsyncOpenAI

    settings = {"async_client": AsyncOpenAI(api_key="none")}
    return OpenAIChatClient(model="of the program", **settings), settings


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestAgentFrameworkItself(LibraryProof):
    format = AgentSchema
    needs = ("agent_framework_declarative", "agent_framework.openai", "agentschema")

    def load(self, path: Path) -> Agent:
        """The agent that the framework makes; agentschema has to take the file as well."""
        from agent_framework_declarative import AgentFactory
        from agentschema import AgentDefinition

        values = yaml.safe_load(path.read_text("utf-8"))
        assert AgentDefinition.load(values).instructions == values.get("instructions")
        usual, settings = clients()
        agent = AgentFactory(client=usual, client_kwargs=settings).create_agent_from_yaml_path(path)
        options = agent.default_options
        tools = []
        for item in options.get("tools", ()):
            if item["type"] == "mcp":
                names = item.get("allowed_tools", [None])
                tools += [Tool("mcp", server=item["server_label"], tool=name) for name in names]
            else:
                tools += given([item["type"].removesuffix("_preview")], NAMES)
        return Agent(
            agent.name or "",
            description=agent.description,
            prompt=options.get("instructions") or "",
            model=None if agent.client is usual else agent.client.model,
            tools=Tools(tuple(tools)),
        )
