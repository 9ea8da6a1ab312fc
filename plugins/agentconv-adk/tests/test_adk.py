"""Google ADK's agent configs, and what ADK itself makes of them."""

import asyncio
import re
from pathlib import Path

import pytest
from agentconv_adk import LIVE, NAMES, Adk
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from agentconv import Agent, Tools, given, read, write
from agentconv.testing import FormatContract, LibraryProof


class TestAdk(FormatContract):
    format = Adk
    fixtures = Path(__file__).parents[1] / "fixtures" / "adk"

    @pytest.mark.parametrize(
        ("text", "is_live"),
        [
            ("ask {topic}", True),
            ("ask {{ user:name? }}", True),
            ("see {artifact.plan.md}", True),
            ('{"a": 1} {a-b} {} ${HOME} \\{x} {other:x}', False),
        ],
    )
    def test_what_adk_would_fill_in_is_sent_as_it_stands(self, text, is_live, registry) -> None:
        (file,) = write(Agent("a", prompt=text), "adk", registry=registry).files
        assert ("static_instruction" in file.text) == is_live
        assert read(file.text, "adk", registry=registry).agents[0].prompt == text

    def test_what_runs_agents_in_an_order_is_no_agent(self, registry) -> None:
        text = "agent_class: SequentialAgent\nname: a\nsub_agents:\n- config_path: b/root_agent.yaml\n"
        found = read(text, "adk", registry=registry)
        assert not found.documents
        assert [d.code for d in found.diagnostics] == ["not-an-agent"]

    def test_a_placeholder_that_is_meant_stays_one(self, registry) -> None:
        text = "name: a\ninstruction: Ask {topic}.\n"
        found = read(text, "adk", registry=registry)
        assert [d.code for d in found.diagnostics] == ["adk/live-placeholder"]
        (file,) = write(found.agents[0], "adk", registry=registry).files
        assert file.text == text


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestAdkItself(LibraryProof):
    format = Adk
    needs = ("google.adk.agents.config_agent_utils",)

    def load(self, path: Path) -> Agent:
        """The agent, with the instruction as it stands in a request to the model."""
        from google.adk.agents import config_agent_utils

        agent = config_agent_utils.from_config(str(path))
        assert re.fullmatch(r"[a-zA-Z0-9_]+", path.parent.name)  # as `adk web` has it
        natives = [type(tool).__name__ for tool in agent.tools]
        names = [getattr(tool, "name", natives[i]) for i, tool in enumerate(agent.tools)]
        return Agent(
            agent.name,
            description=agent.description or None,
            prompt=asyncio.run(sent(agent)),
            model=agent.model or None,
            tools=Tools(given(names, NAMES)),
        )


async def sent(agent) -> str:
    """What ADK sends as the system's instruction in a session without state."""
    from google.adk.agents.invocation_context import InvocationContext
    from google.adk.flows.llm_flows.prompt._instructions import _build_instructions
    from google.adk.models.llm_request import LlmRequest
    from google.adk.sessions.in_memory_session_service import InMemorySessionService

    service = InMemorySessionService()
    session = await service.create_session(app_name="proof", user_id="nobody")
    context = InvocationContext(invocation_id="1", agent=agent, session=session, session_service=service)
    request = LlmRequest()
    await _build_instructions(context, request)
    return request.config.system_instruction or ""


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
def test_any_text_is_sent_as_it_is() -> None:
    """What we take for a placeholder is what ADK does."""
    agents = pytest.importorskip("google.adk.agents", reason="google-adk is not installed")
    pieces = [
        "{",
        "}",
        "{{",
        "}}",
        "a",
        "app:",
        "artifact.",
        "?",
        " ",
        "$",
        "\\",
        "\n",
        "-",
        "\u00e9",
        "\u00a0",
    ]

    @settings(max_examples=300, deadline=None)
    @over(st.lists(st.sampled_from(pieces), min_size=1, max_size=9).map("".join))
    def holds(text: str) -> None:
        live = LIVE.search(text) is not None
        agent = agents.LlmAgent(name="a", instruction=text)
        try:
            filled = asyncio.run(sent(agent)) != text
        except (KeyError, ValueError):
            filled = True
        assert live or not filled

    holds()
