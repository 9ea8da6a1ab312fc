"""Losses: a change of power is one finding for the agent, any other field has its own."""

from dataclasses import replace

import pytest
from hypothesis import given

from agentconv.api import convert, write
from agentconv.conformance.strategies import AGENT
from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.export import summaries
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.format import Format, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.writing.loss import report_losses
from agentconv.writing.options import Options

READ, GREP, WRITE, SHELL, TASK = (Tool(name) for name in ("read", "grep", "write", "shell", "agent"))
SEARCH, FETCH = Tool("web_search"), Tool("web_fetch")
POWER = ("power-narrowed", "power-widened")
REGISTRY = Registry(plugins=False)
TARGETS = REGISTRY.targets()


class Near(Format):
    """A format that stands for any target: what it reads back is what a test says."""

    name = "near"
    title = "near"
    containers = ("json",)
    paths = ("n/*.json",)
    reasons = {"tools.allow": "its groups are coarse", "tools.deny": "it has no deny list", "*": "coarse"}


def agent(
    allow: tuple[Tool, ...] | None = None, deny: tuple[Tool, ...] = (), mode: str | None = None
) -> Agent:
    return Agent("a", tools=Tools(allow, deny), permission_mode=mode)


def found(wanted: Agent, back: Agent, *, allow_wider: bool = False) -> tuple[Diagnostic, ...]:
    writing = Writing(Report(), model_map.load(), wider=allow_wider)
    report_losses(wanted, back, Near(), writing)
    return writing.report.diagnostics


def of_power(findings: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [d for d in findings if d.code in POWER]


class Free(Near):
    """A target whose host asks before commands alone, whatever its file says."""

    host = Host("this test", "2026-11-28", write=ALLOW, network=ALLOW, search=ALLOW, servers=ALLOW)


class Silent(Free):
    """The same, with a mode in its file."""

    more_fields = frozenset({"permission_mode"})


HELD = "edits, fetches pages, searches the web, calls servers' tools"


@pytest.mark.parametrize(
    ("wanted", "back", "lets", "does"),
    [
        (agent(), agent(), frozenset(), HELD),
        (agent(), agent(), frozenset({"unasked:write", "unasked:network"}), "calls servers' tools"),
        (agent(), agent(), Silent().unasked, ""),
        (agent(), agent(mode="default"), frozenset(), ""),
        (agent((READ,)), agent((READ,)), frozenset(), ""),
        (agent((SEARCH,)), agent((SEARCH,)), frozenset(), "searches the web"),
        (agent((SEARCH,)), agent((SEARCH,)), frozenset({"unasked:search"}), ""),
        (agent((FETCH,)), agent((FETCH,)), frozenset({"unasked:search"}), "fetches pages"),
        (agent((WRITE,)), agent((WRITE,)), frozenset(), "edits"),
        (agent((SHELL,)), agent((SHELL,)), frozenset(), ""),
        (agent((SHELL, WRITE)), agent((SHELL, WRITE)), frozenset({"unasked:execute"}), ""),
        (agent(mode="accept-edits"), agent(), frozenset(), HELD.removeprefix("edits, ")),
        (agent(mode="bypass"), agent(), frozenset(), ""),
        (agent(mode="plan"), agent(mode="plan"), frozenset(), ""),
    ],
)
def test_what_hosts_do_by_themselves_is_told(
    wanted: Agent, back: Agent, lets: frozenset[str], does: str
) -> None:
    writing = Writing(Report(), model_map.load(), lets=lets)
    report_losses(wanted, back, Silent(), writing)
    said = [d for d in writing.report.diagnostics if d.loss in (Loss.WIDENED, Loss.UNENFORCED)]
    assert [d.code for d in said] == ["power-unenforced"] * bool(does)
    assert [f"the agent {does} unasked there" in d.message for d in said] == [True] * bool(does)


def test_a_mode_that_the_host_does_not_act_on_is_none() -> None:
    for fmt, codes in ((Free(), ["power-unenforced"]), (Silent(), [])):
        writing = Writing(Report(), model_map.load())
        report_losses(agent(mode="default"), agent(mode="default"), fmt, writing)
        assert [d.code for d in writing.report.diagnostics if d.loss is not Loss.CARRIED] == codes


def test_who_refuses_is_not_asked_in_silence() -> None:
    writing = Writing(Report(), model_map.load())
    report_losses(agent((WRITE,), mode="dont-ask"), agent((WRITE,), mode="default"), Silent(), writing)
    (said,) = [d for d in writing.report.diagnostics if d.loss is Loss.UNENFORCED]
    assert "a person is asked where the source refuses" in said.message
    writing = Writing(Report(), model_map.load())
    report_losses(agent((READ,), mode="dont-ask"), agent((READ,), mode="default"), Silent(), writing)
    assert [d for d in writing.report.diagnostics if d.loss is Loss.UNENFORCED] == []


P17 = """\
---
name: a
description: d
tools: Read, Task
disallowedTools: Bash
permissionMode: acceptEdits
mcpServers: [tracker]
---
Hi
"""


def test_a_loss_of_power_is_told_once_with_the_fields_that_carry_it() -> None:
    conversion = convert(P17, "codex", registry=REGISTRY)
    (narrowed,) = of_power(conversion.diagnostics)
    assert narrowed.code == "power-narrowed"
    assert narrowed.fields == ("tools.allow", "permission_mode")
    assert narrowed.message == (
        "tools.allow and permission_mode become stricter in codex: the agent loses delegate, editing unasked"
    )
    others = {d.field: d.loss for d in conversion.diagnostics if d.loss and d is not narrowed}
    unheld = {"tools.allow": Loss.UNENFORCED}
    assert others == {"tools.deny": Loss.DROPPED, "mcp_servers": Loss.DROPPED, **unheld}
    (row,) = summaries([conversion])
    assert (row.losses[Loss.NARROWED], row.losses[Loss.DROPPED], row.losses[Loss.UNENFORCED]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("wanted", "back", "code", "fields"),
    [
        (agent((READ, TASK)), agent((READ,)), "power-narrowed", ("tools.allow",)),
        (agent(None, (SHELL,)), agent((READ, WRITE)), "power-narrowed", ("tools.allow", "tools.deny")),
        (agent((READ,), (), "accept-edits"), agent((READ,)), "power-narrowed", ("permission_mode",)),
        (agent(None, (), "plan"), agent((READ,)), "power-narrowed", ("tools.allow", "permission_mode")),
        (agent((READ,)), agent(None), "power-widened", ("tools.allow",)),
        (agent(None, (SHELL,)), agent(None), "power-widened", ("tools.deny",)),
        (agent(None, (), "plan"), agent(None), "power-widened", ("permission_mode",)),
    ],
)
def test_what_carries_a_change_of_power(
    wanted: Agent, back: Agent, code: str, fields: tuple[str, ...]
) -> None:
    (power,) = of_power(found(wanted, back))
    assert (power.code, power.fields) == (code, fields)
    assert all(name in power.message for name in fields)


def test_fields_that_change_power_only_together_carry_it_together() -> None:
    """A tool that is listed counts for nothing while it is denied, and the other way round."""
    (power,) = of_power(found(agent((READ,), (SHELL,)), agent((READ, SHELL), ())))
    assert power.fields == ("tools.allow", "tools.deny")


def test_a_deny_list_for_what_was_never_given_is_classed_by_itself() -> None:
    narrowed, dropped = found(agent((READ, TASK), (SHELL,)), agent((READ,)))
    assert narrowed.fields == ("tools.allow",)
    assert (dropped.code, dropped.fields) == ("field-dropped", ("tools.deny",))


def test_a_server_carries_no_power_and_is_classed_by_itself() -> None:
    wanted = replace(agent((READ, TASK)), mcp_servers={"tracker": None})
    narrowed, dropped = found(wanted, agent((READ,)))
    assert narrowed.fields == ("tools.allow",)
    assert (dropped.code, dropped.field) == ("field-dropped", "mcp_servers")


def test_another_list_of_the_same_power_is_no_loss_of_power() -> None:
    (near,) = found(agent((READ,)), agent((READ, GREP)))
    assert near.code == "field-approximated"
    assert near.message == "tools.allow becomes read, grep in near: a coarse name there gives grep as well"


def test_gain_and_loss_stand_in_one_finding() -> None:
    (power,) = of_power(found(agent((READ, TASK)), agent((READ, WRITE))))
    assert power.code == "power-widened"
    assert power.message.endswith("(tools.allow): the agent would gain write and lose delegate")


def test_hints_of_all_fields_are_given_once() -> None:
    (narrowed,) = found(agent(None, (SHELL,)), agent((READ,)))
    assert narrowed.hint == "its groups are coarse; it has no deny list"
    wanted, back = agent(None, (SHELL,), "accept-edits"), agent((READ,))
    (narrowed,) = of_power(found(wanted, back))
    assert narrowed.hint == "its groups are coarse; it has no deny list"


def test_a_gain_is_an_error_and_says_how_to_have_it_all_the_same() -> None:
    (widened,) = found(agent((READ,)), agent(None))
    assert widened.severity is Severity.ERROR
    assert "every tool of the host" in widened.message
    assert "--allow-wider" in (widened.hint or "")


def test_allow_wider_makes_it_a_warning_with_the_reason() -> None:
    (widened,) = found(agent((READ,)), agent(None), allow_wider=True)
    assert (widened.loss, widened.severity) == (Loss.WIDENED, Severity.WARNING)
    assert widened.hint == "its groups are coarse"


def test_an_agent_without_restrictions_loses_nothing() -> None:
    assert found(agent(None), agent(None)) == ()


def after_own(wanted: Agent, back: Agent, *names: str) -> list[str]:
    """The codes that are told of an agent, for which the format told of some fields itself."""
    report = Report()
    for name in names:
        report.add("field-approximated", f"{name} is near", field=name, loss=Loss.APPROXIMATED)
    report_losses(wanted, back, Near(), Writing(report, model_map.load()))
    return [d.code for d in report.diagnostics[len(names) :]]


def test_what_a_format_told_itself_is_not_told_again() -> None:
    wanted, back = agent((READ, TASK), (), "accept-edits"), agent((READ,))
    assert after_own(wanted, back, "tools.allow", "permission_mode") == []
    assert after_own(wanted, back, "tools.allow") == ["power-narrowed"]
    assert after_own(replace(wanted, color="red"), back, "tools.allow", "permission_mode", "color") == []


def test_a_gain_is_told_whatever_a_format_told_itself() -> None:
    assert after_own(agent((READ,)), agent(None), "tools.allow") == ["power-widened"]


def test_a_finding_of_several_fields_lists_them_in_json() -> None:
    (narrowed,) = found(agent(None, (SHELL,)), agent((READ,)))
    data = narrowed.to_json()
    assert (data["field"], data["fields"]) == ("tools.allow", ["tools.allow", "tools.deny"])
    (alone,) = found(agent((READ, TASK)), agent((READ,)))
    assert "fields" not in alone.to_json()


@given(agent=AGENT)
def test_any_agent_has_at_most_one_finding_of_power_in_a_target(agent: Agent) -> None:
    for target in TARGETS:
        conversion = write(agent, target, registry=REGISTRY)
        assert len(of_power(conversion.diagnostics)) <= 1, target
        named = [name for d in conversion.diagnostics if d.code in CODES for name in d.fields]
        assert len(named) == len(set(named)), target


CODES = ("field-dropped", *POWER)
"""The codes that only a comparison gives: under them, a field is named once."""


@pytest.mark.parametrize(
    ("wanted", "back", "more"),
    [((GREP,), (READ, GREP), ": a coarse name there gives read as well"), ((READ, GREP), (READ,), "")],
)
def test_what_a_coarse_name_gives_besides_is_said(
    wanted: tuple[Tool, ...], back: tuple[Tool, ...], more: str
) -> None:
    (said,) = found(agent(wanted), agent(back))
    assert said.message.removeprefix("near: ").endswith(f" in near{more}")


def test_a_title_that_is_the_name_is_no_loss_and_blanks_around_a_text_are_a_small_one() -> None:
    """As in any file of Copilot whose `name` is its stem, and any description that YAML ends with a line."""
    wanted = Agent("a", description="Works.\n", display_name="a")
    (told,) = lost(found(wanted, replace(wanted, description="Works.", display_name=None)))
    assert (told.code, told.severity, told.field) == ("field-approximated", Severity.NOTE, "description")
    titled = replace(wanted, display_name="The A", description="Works.")
    (told,) = lost(found(titled, replace(titled, display_name=None)))
    assert (told.code, told.severity, told.field) == ("field-dropped", Severity.WARNING, "display_name")


def lost(findings: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [d for d in findings if d.loss is not Loss.CARRIED]


DOCS: dict[str, Value] = {"docs": {"command": "docs"}}


@pytest.mark.parametrize(("own", "code"), [({}, "field-dropped"), (DOCS, "field-approximated")])
def test_of_a_server_of_the_host_that_is_not_named_the_server_itself_is_not_said_to_be_lost(
    own: dict[str, Value], code: str
) -> None:
    agent = Agent("a", description="d", prompt="p", mcp_servers={"tickets": None, **own})
    (found,) = [d for d in write([agent], "codex").diagnostics if d.field == "mcp_servers"]
    assert found.code == code
    assert found.message == "an agent's file of codex cannot name the host's servers that it uses: tickets"
    assert "the host's own file of servers" in (found.hint or "")


def test_the_model_that_a_users_own_table_gives_is_no_loss() -> None:
    models = '[targets.codex.map]\nopus = "mine"\n'
    agent = Agent("a", description="d", prompt="p", model="opus")
    conversion = write([agent], "codex", options=Options(models=models))
    assert 'model = "mine"' in conversion.files[0].text
    assert not [d for d in conversion.diagnostics if d.field == "model"]
