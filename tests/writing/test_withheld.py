"""What a source's client gives no agent, in targets whose client does."""

from dataclasses import replace

import pytest

from agentconv.api import write
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.formats.claude.agents import Claude
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.format import Writing
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.writing.withheld import without_withheld

REGISTRY = Registry(plugins=False)
TASK, READ, OPEN = Tool("agent"), Tool("read"), Tools()
FORMATS = {p.format.name: p.format for p in REGISTRY.all()}


def made(target: str, tools: Tools = OPEN, withheld: tuple[Tool, ...] = (TASK,)) -> tuple[Agent, Writing]:
    """What a target says of an agent whose own client does not let it start others."""
    agent = Agent("a", description="d", prompt="Do the work.", tools=tools)
    writing = Writing(Report(), model_map.load(), slug="a", source="codex", withheld=withheld)
    return without_withheld(agent, FORMATS[target], writing)[1], writing


@pytest.mark.parametrize("target", ["claude", "claude-json", "qwen"])
def test_it_is_denied_where_that_can_be_said(target: str) -> None:
    back, writing = made(target)
    assert (back.tools.allow, TASK in back.tools.deny) == (None, True)
    (said,) = [d for d in writing.report.diagnostics if d.field == "tools.deny"]
    assert (said.code, said.severity, said.loss) == ("field-approximated", Severity.NOTE, Loss.APPROXIMATED)
    assert said.message.startswith("codex does not give it agent")
    assert writing.lets == frozenset()


def test_it_is_left_out_of_a_list_that_is_made_for_other_reasons() -> None:
    back, writing = made("copilot", Tools(None, (Tool("shell"),)))
    assert back.tools.allow is not None
    assert TASK not in back.tools.allow
    assert READ in back.tools.allow
    assert writing.lets == frozenset()


@pytest.mark.parametrize("target", ["copilot", "kiro", "goose", "cursor", "skill"])
def test_no_list_is_made_for_it_alone(target: str) -> None:
    back, writing = made(target)
    assert back.tools == Tools()
    assert writing.lets == {"asks:delegate"}
    assert not [d for d in writing.report.diagnostics if d.field == "tools.deny"]


@pytest.mark.parametrize("target", ["gemini", "codex", "amazonq", "factory"])
def test_nothing_is_said_where_the_targets_client_withholds_it_too(target: str) -> None:
    back, writing = made(target)
    assert (back.tools, writing.lets) == (Tools(), frozenset())


@pytest.mark.parametrize("tools", [Tools((READ,)), Tools((READ, TASK)), Tools(None, (TASK,))])
def test_a_list_or_a_denial_of_the_agents_own_says_it(tools: Tools) -> None:
    back, writing = made("claude", tools)
    assert back.tools == tools
    assert writing.lets == frozenset()
    assert not writing.report.diagnostics


def test_nothing_is_said_of_a_list_that_never_has_it() -> None:
    back, writing = made("docker-agent")
    assert back.tools.allow is not None
    assert "does not give it" not in " ".join(d.message for d in writing.report.diagnostics)
    assert writing.lets == frozenset()


class Closing(Claude):
    """A target that can only deny something with a list of the rest."""

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        tools = Tools((READ,), agent.tools.deny) if agent.tools.deny else agent.tools
        return replace(agent, tools=tools)


class Opening(Claude):
    """A target whose list becomes every tool where something is denied."""

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        tools = Tools(None, (READ,)) if agent.tools.deny else Tools((READ, TASK))
        return replace(agent, tools=tools)


def test_a_denial_that_opens_the_list_is_not_taken() -> None:
    writing = Writing(Report(), model_map.load(), slug="a", source="codex", withheld=(TASK,))
    agent = Agent("a", description="d", prompt="Do the work.")
    assert without_withheld(agent, Opening(), writing)[1].tools == Tools((READ, TASK))
    assert writing.lets == {"asks:delegate"}


def test_a_denial_that_closes_the_list_is_not_taken() -> None:
    writing = Writing(Report(), model_map.load(), slug="a", source="codex", withheld=(TASK,))
    agent = Agent("a", description="d", prompt="Do the work.")
    assert without_withheld(agent, Closing(), writing)[1].tools == Tools()
    assert writing.lets == {"asks:delegate"}


def test_nothing_is_denied_where_nothing_is_withheld() -> None:
    back, writing = made("claude", withheld=())
    assert (back.tools, writing.lets) == (Tools(), frozenset())


def test_what_cannot_be_denied_is_told() -> None:
    conversion = write(Agent("a", description="d", prompt="Do it."), "copilot", registry=REGISTRY)
    assert "power-unenforced" not in {d.code for d in conversion.diagnostics}
