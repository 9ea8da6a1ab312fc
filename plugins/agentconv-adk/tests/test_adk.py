"""Google ADK's agent configs, and what ADK itself makes of them."""

import asyncio
import re
from pathlib import Path

import pytest
from agentconv_adk import NAMES, Adk

from agentconv import Agent, Tools, given
from agentconv.testing import FormatContract, LibraryProof


class TestAdk(FormatContract):
    format = Adk
    fixtures = Path(__file__).parents[1] / "fixtures" / "adk"


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
