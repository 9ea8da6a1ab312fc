"""Pydantic AI's agent specs, and what the library itself makes of them."""

from functools import cache
from pathlib import Path

import pytest
from agentconv_pydantic_ai import NAMES, Model, PydanticAI, escaped, is_live, rendered
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from agentconv import Agent, Tools, given
from agentconv.testing import FormatContract, LibraryProof


class TestPydanticAI(FormatContract):
    format = PydanticAI
    fixtures = Path(__file__).parents[1] / "fixtures" / "pydantic-ai"


PIECES = ["{", "{{", "\\", "}}", "a", "\n", "#if", "!", "~"]


@settings(deadline=None)
@over(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_every_text_comes_back(text) -> None:
    assert not is_live(escaped(text))
    assert rendered(escaped(text)) == text


@pytest.mark.library
@settings(deadline=None)
@over(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_the_library_renders_every_text_as_it_was(text) -> None:
    handlebars = pytest.importorskip("pydantic_handlebars", reason="pydantic-handlebars is not installed")
    assert handlebars.compile(escaped(text)).render({"a": "filled in"}) == text


@cache
def known(model: str | None) -> bool:
    """Whether the library has a model of the name; it raises for one that it does not."""
    from pydantic_ai.models import infer_model

    return model is None or infer_model(model) is not None


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestPydanticAIItself(LibraryProof):
    format = PydanticAI
    needs = ("pydantic_ai", "pydantic_handlebars", "anthropic", "openai", "google.genai")

    @pytest.fixture(autouse=True)
    def keys(self, monkeypatch):
        for name in ("ANTHROPIC", "OPENAI", "GOOGLE", "MOONSHOTAI"):
            monkeypatch.setenv(f"{name}_API_KEY", "none")

    def load(self, path: Path) -> Agent:
        """The agent of a spec, which has run once with a model for tests."""
        import pydantic_ai
        from pydantic_ai.models.test import TestModel

        spec = pydantic_ai.AgentSpec.from_file(path)
        agent = pydantic_ai.Agent.from_file(path, defer_model_check=True)
        assert known(spec.model)
        with agent.override(model=TestModel(call_tools=[]), native_tools=[]):
            result = agent.run_sync("Hello")
        sent = result.all_messages()[0].instructions or ""
        text = spec.instructions
        text = text.render() if isinstance(text, pydantic_ai.TemplateStr) else text or ""
        assert sent == text.strip()
        return Agent(
            agent.name or "",
            description=agent.render_description(),
            prompt=text,
            model=Model().decode(spec.model),
            tools=Tools(given((item.name for item in spec.capabilities), NAMES)),
        )
