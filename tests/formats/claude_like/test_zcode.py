"""ZCode: an empty list gives every tool, models have its own words, and a project's folder is not sure."""

import pytest

from agentconv.api import write
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.testing import read_files

REGISTRY = Registry(plugins=False)


def test_an_agent_without_tools_has_a_harmless_one() -> None:
    made = write(Agent("a", description="d", prompt="x", tools=Tools(())), "zcode", registry=REGISTRY)
    assert "- AskUserQuestion" in made.files[0].text
    (back,) = read_files(made, REGISTRY)
    assert back.tools == Tools((Tool("ask_user"),))


@pytest.mark.parametrize(("model", "there"), [("opus", False), ("custom:zai:GLM-5.3", True)])
def test_only_models_in_its_own_words_are_written(model: str, there: bool) -> None:
    made = write(Agent("a", description="d", prompt="x", model=model), "zcode", registry=REGISTRY)
    assert (f"model: {model}" in made.files[0].text) is there
    assert there or "model" in {d.field for d in made.diagnostics}


def test_that_a_project_may_not_be_looked_into_is_told() -> None:
    made = write(Agent("a", description="d", prompt="x"), "zcode", registry=REGISTRY)
    assert "client-ignores" in {d.code for d in made.diagnostics}
