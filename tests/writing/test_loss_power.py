"""What is said of an agent's power, word by word: the client's own doing, the fields that carry it, the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agentconv.diagnostics import Diagnostic, Loss, Report
from agentconv.kit import model_map
from agentconv.kit.exchange import Writing
from agentconv.kit.format import Format
from agentconv.kit.hosts import ALLOW, Host
from agentconv.model.agent import Agent, Tool
from agentconv.model.powers import ALWAYS
from agentconv.writing.loss import report_losses
from tests.writing.test_loss import FETCH, GREP, READ, SHELL, TASK, WRITE, Free, Near, Silent, agent

TODO = Tool("todo")
SOME = Tool("mcp", server="tracker", tool="find")


class Bare(Near):
    """A target that gives no reason."""

    reasons = {}


class Doubtful(Near):
    """A target whose host may edit unasked, and may not."""

    host = Host("this test", "2026-11-28", unsure=("write",))


class Unbound(Near):
    """A target whose host lets everything happen, in whatever mode."""

    host = Host(
        "this test", "2026-11-28", write=ALLOW, execute=ALLOW, network=ALLOW, search=ALLOW, servers=ALLOW
    )


class Own(Silent):
    """A target that has modes, and does what it likes in all of them."""

    def lets(self, agent: Agent) -> frozenset[str]:
        return frozenset({"unasked:write", ALWAYS})


def losses(
    wanted: Agent, back: Agent, fmt: Format, lets: frozenset[str] = frozenset(), report: Report | None = None
) -> list[Diagnostic]:
    """What is told of an agent, without what the report held before."""
    writing = Writing(report or Report(), model_map.load(), lets=lets)
    before = len(writing.report.diagnostics)
    report_losses(wanted, back, fmt, writing)
    return [d for d in writing.report.diagnostics[before:] if d.loss is not Loss.CARRIED]


def told(*given: object, **more: object) -> list[tuple[str, tuple[str, ...]]]:
    """Code and fields of each finding."""
    return [(d.code, d.fields) for d in losses(*given, **more)]  # type: ignore[arg-type]


UNENFORCED = ("power-unenforced", ("permission_mode",))


# what the client does by itself


@pytest.mark.parametrize(
    ("back", "fmt", "lets", "does"),
    [
        (agent((WRITE,)), Doubtful(), (), "edits"),
        (agent((SHELL,)), Unbound(), (), "runs commands"),
        (agent((READ,)), Near(), ("asks:read",), "reads"),
        (agent((TASK,)), Near(), ("asks:delegate",), "starts other agents"),
        (agent((READ,), mode="default"), Silent(), ("asks:read",), "reads"),
        (agent((TASK,), mode="default"), Silent(), ("asks:delegate",), "starts other agents"),
        (
            agent(),
            Unbound(),
            (),
            "edits, runs commands, fetches pages, searches the web, calls servers' tools",
        ),
        (
            agent(),
            Unbound(),
            tuple(f"unasked:{kind}" for kind in ("write", "execute", "network", "search", "servers")),
            "acts",
        ),
    ],
)
def test_each_thing_that_a_client_does_by_itself_has_its_word(
    back: Agent, fmt: Format, lets: tuple[str, ...], does: str
) -> None:
    (said,) = losses(back, back, fmt, frozenset(lets))
    assert (said.code, said.field) == ("power-unenforced", "permission_mode")
    assert said.message == f"no file of near holds this consent: the agent {does} unasked there"
    assert said.hint == "its own settings can be stricter"


def test_who_refuses_is_asked_and_sees_what_happens_by_itself_in_one_finding() -> None:
    (said,) = losses(agent((WRITE, FETCH, SHELL), mode="dont-ask"), agent((WRITE, FETCH, SHELL)), Free())[:1]
    assert said.message == (
        "no file of near holds this consent: the agent edits, fetches pages unasked there; "
        "a person is asked where the source refuses"
    )


def test_who_refuses_where_nothing_else_happens_is_asked() -> None:
    (said,) = losses(agent((SHELL,), mode="dont-ask"), agent((SHELL,)), Free())[:1]
    assert said.message == ("no file of near holds this consent: a person is asked where the source refuses")


def test_a_mode_that_refuses_is_none_where_the_client_does_not_act_on_it() -> None:
    both = agent((SHELL,), mode="dont-ask")
    assert told(both, both, Free()) == [UNENFORCED]
    assert told(both, both, Silent()) == []


def test_what_the_client_does_by_itself_is_told_once() -> None:
    report = Report()
    report.add("field-dropped", "another loss", field="color", loss=Loss.DROPPED)
    assert told(agent((WRITE,)), agent((WRITE,)), Free(), report=report) == [UNENFORCED]
    assert told(agent((WRITE,)), agent((WRITE,)), Free(), report=report) == []


def test_what_is_unenforced_is_no_word_on_a_field() -> None:
    report = Report()
    report.add("power-unenforced", "not held", field="tools.allow", loss=Loss.UNENFORCED)
    report.add("tool-unknown", "no loss", field="tools.allow")
    assert told(agent((READ, TASK)), agent((READ,)), Near(), report=report) == [
        ("power-narrowed", ("tools.allow",))
    ]


# the client's doing beside the file's


def test_what_the_file_gives_stands_beside_what_the_client_does() -> None:
    unheld, widened = losses(agent((WRITE,)), agent((WRITE, TASK)), Free())
    assert (unheld.code, unheld.fields) == UNENFORCED
    assert (widened.code, widened.fields) == ("power-widened", ("tools.allow",))
    assert widened.message.endswith("(tools.allow): the agent would gain delegate")


def test_what_the_file_takes_stands_beside_what_the_client_does() -> None:
    unheld, narrowed = losses(agent((WRITE, TASK)), agent((WRITE,)), Free())
    assert (unheld.code, unheld.fields) == UNENFORCED
    assert narrowed.message == "tools.allow becomes stricter in near: the agent loses delegate"


def test_a_field_that_changes_no_power_is_told_by_itself_beside_what_the_client_does() -> None:
    assert told(agent((WRITE,)), agent((WRITE, TODO)), Free()) == [
        UNENFORCED,
        ("field-approximated", ("tools.allow",)),
    ]


def test_a_mode_that_the_client_acts_on_is_the_files_doing() -> None:
    wanted, back = agent((WRITE,), mode="default"), agent((WRITE,), mode="accept-edits")
    assert told(wanted, back, Silent()) == [("power-widened", ("permission_mode",))]
    assert told(wanted, back, Free())[0] == UNENFORCED


def test_a_client_that_does_more_than_its_mode_says_stops_the_export() -> None:
    """No field differs, so that no field can tell of it."""
    both = agent((WRITE,), mode="default")
    assert told(both, both, Own()) == [("power-widened", ("permission_mode",))]
    wanted = replace(both, color="red")
    assert told(wanted, both, Own()) == [
        ("field-dropped", ("color",)),
        ("power-widened", ("permission_mode",)),
    ]


def test_a_field_without_a_part_in_what_a_client_does_is_told_by_itself() -> None:
    wanted = agent((WRITE,), (SHELL,), "default")
    assert told(wanted, agent((WRITE,), (), "default"), Own()) == [
        ("field-dropped", ("tools.deny",)),
        ("power-widened", ("permission_mode",)),
    ]


# the fields that carry a change


@pytest.mark.parametrize(
    ("wanted", "back", "fields"),
    [
        # each takes the shell away by itself; the mode takes nothing
        (agent((READ, SHELL)), agent((READ,), (SHELL,), "default"), ("tools.allow", "tools.deny")),
        # what is denied counts only once the list is gone
        (agent((READ,), (SHELL,)), agent(None), ("tools.allow", "tools.deny")),
        (agent((READ,), (), "accept-edits"), agent((READ,), (SHELL,)), ("permission_mode",)),
    ],
)
def test_only_fields_with_a_part_in_it_carry_a_change(
    wanted: Agent, back: Agent, fields: tuple[str, ...]
) -> None:
    (power,) = [d for d in losses(wanted, back, Near()) if d.code in ("power-narrowed", "power-widened")]
    assert power.fields == fields


def test_a_field_beside_power_is_told_by_itself() -> None:
    wanted = replace(agent((READ,), (SHELL,)), color="red")
    assert told(wanted, agent((READ, SHELL)), Near()) == [
        ("power-widened", ("tools.allow", "tools.deny")),
        ("field-dropped", ("color",)),
    ]


# words


def test_all_that_is_gained_is_named() -> None:
    (widened,) = losses(agent((READ,), (SHELL,)), agent((READ, SHELL, TASK)), Near())
    assert widened.message == (
        "near cannot hold this restriction (tools.allow, tools.deny): the agent would gain delegate, execute"
    )
    assert widened.hint == "--allow-wider writes it all the same"


def test_without_a_reason_there_is_no_hint() -> None:
    (narrowed,) = losses(agent((READ, TASK)), agent((READ,)), Bare())
    assert narrowed.hint is None
    (dropped,) = losses(replace(agent(), color="red"), agent(), Bare())
    assert dropped.hint is None


def test_a_reason_for_all_fields_is_the_last_one() -> None:
    dropped, listed = losses(replace(agent((READ,), (SHELL,)), color="red"), agent((READ,)), Near())
    assert (dropped.hint, listed.hint) == ("it has no deny list", "coarse")


@pytest.mark.parametrize(
    ("wanted", "back", "message"),
    [
        (agent((READ,)), agent((READ, TODO)), "tools.allow becomes read, todo in near"),
        (
            agent((READ,)),
            agent((TODO, GREP, Tool("glob"), GREP)),
            "tools.allow becomes todo, grep, glob, grep in near: a coarse name there gives grep, glob as well",
        ),
        (agent((GREP,)), agent((GREP,), (SHELL,)), "tools.deny becomes shell in near"),
        (replace(agent(), skills=("b",)), replace(agent(), skills=("a",)), "skills becomes ('a',) in near"),
        (replace(agent(), max_turns=2), replace(agent(), max_turns=1), "max_turns becomes 1 in near"),
        (
            replace(agent(), description="d" * 61),
            replace(agent(), description="d" * 58),
            f"description becomes {'d' * 58!r} in near",
        ),
        (
            replace(agent(), description="d" * 58),
            replace(agent(), description="d" * 59),
            f"description becomes '{'d' * 56}... in near",
        ),
        (replace(agent(), skills=("b",)), agent(), "skills has no place in near"),
    ],
)
def test_what_becomes_of_a_field(wanted: Agent, back: Agent, message: str) -> None:
    (said,) = losses(wanted, back, Near())
    assert said.message == message


# what is carried


class Carrying(Near):
    """A target with a place for some fields, which keeps the others in a text."""

    more_fields = frozenset({"description"})
    carrier = "a comment"


def test_what_has_no_place_of_its_own_is_carried_and_says_so_once() -> None:
    report = Report()
    report.add("field-approximated", "color is near", field="color", loss=Loss.APPROXIMATED)
    both = replace(agent(), description="d", color="red", skills=("a",), effort="low")
    report_losses(both, replace(both, effort="high"), Carrying(), Writing(report, model_map.load()))
    _, near, carried = report.diagnostics
    assert (near.code, near.field) == ("field-approximated", "effort")
    assert (carried.code, carried.field, carried.loss) == ("field-carried", "skills", Loss.CARRIED)
    assert carried.message == "skills is carried in a comment"
