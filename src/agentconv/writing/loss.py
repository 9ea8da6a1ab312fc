"""Loss and power, measured: what a written form says when it is read back, against what was meant.

No format reports its losses itself; what it cannot say comes out in the comparison. What the agent can do is
one thing, though several fields decide it together: a change of it is one finding, and any other field that
differs has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentconv.diagnostics import Loss, Report, Severity
from agentconv.frozen import frozen
from agentconv.host.components import format_of
from agentconv.kit.format import Format, Writing
from agentconv.model.agent import (
    Agent,
    Difference,
    Tool,
    diff,
    field_value,
    is_empty,
    set_fields,
    with_field,
)
from agentconv.model.components import SERVER
from agentconv.model.powers import ALWAYS, Power, power, said, words
from agentconv.model.vocabulary import TOOLS
from agentconv.writing.changed_keys import HOSTS_SERVERS, keys_that_differ, servers_only_named

_POWER_FIELDS = ("tools.allow", "tools.deny", "permission_mode")
"""What decides what an agent can do; a server gives only what `tools.allow` names of it."""

CODES = {
    Loss.CARRIED: "field-carried",
    Loss.APPROXIMATED: "field-approximated",
    Loss.NARROWED: "power-narrowed",
    Loss.DROPPED: "field-dropped",
    Loss.WIDENED: "power-widened",
}


def report_losses(wanted: Agent, back: Agent, fmt: Format, writing: Writing) -> tuple[Difference, ...]:
    """One finding for a change of power, one for each other field that is not as it was meant, or is carried.

    Gives the differences, from what was meant to what is read back.

    The report of `writing` holds what was already said of this agent, and of no other.
    """
    report, allow_wider = writing.report, writing.wider
    said = {name for d in report.diagnostics if d.loss not in (None, Loss.UNENFORCED) for name in d.fields}
    differences = tuple(d for d in diff(wanted, back) if not _says_nothing(d, wanted))
    lets = fmt.lets(back) | (fmt.host.doubts if fmt.host else frozenset())
    change = change_of_power(Side(wanted, writing.lets), Side(back, lets))
    if change is not None and (free := tuple(word for word in change.gained if _is_hosts(word, back, fmt))):
        _add_unheld(free, fmt, report)
        rest = tuple(word for word in change.gained if word not in free)
        change = replace(change, gained=rest) if rest or change.lost else None
    for difference in differences:
        if change is None or difference.field not in change.fields:
            if difference.field not in said:
                _add_loss(difference, fmt, report)
        elif difference.field == change.fields[0] and (change.gained or not said.issuperset(change.fields)):
            _add_change(change, fmt, report, allow_wider=allow_wider)
    changed = {d.field for d in differences}
    if change is not None and changed.isdisjoint(change.fields):
        _add_change(change, fmt, report, allow_wider=allow_wider)  # the hosts differ, and no field
    for name in set_fields(wanted):
        if name in changed or name in said or fmt.is_native(name):
            continue
        if name != "display_name" or wanted.display_name != wanted.name:
            what = f"{name} is carried in {fmt.carrier}"
            report.add(CODES[Loss.CARRIED], what, field=name, loss=Loss.CARRIED)
    return differences


def _says_nothing(difference: Difference, wanted: Agent) -> bool:
    """Whether what is gone said nothing: a title that is the name, which stands for one everywhere."""
    title = difference.field == "display_name" and wanted.display_name == wanted.name
    return title and is_empty(difference.new)


def _is_hosts(word: str, back: Agent, fmt: Format) -> bool:
    """Whether a gain is the target's host's doing, and not the file's: its word on consent."""
    if word in (_ASKED, "unasked:read", "unasked:delegate"):
        return True
    says = fmt.is_native("permission_mode") and back.permission_mode is not None
    return word.startswith("unasked:") and not says


_ASKED = "a person is asked where the source refuses"
"""What is gained where a person is asked for what the source refuses without a word."""

_UNHELD = {
    "unasked:write": "edits",
    "unasked:execute": "runs commands",
    "unasked:network": "fetches pages",
    "unasked:search": "searches the web",
    "unasked:servers": "calls servers' tools",
    "unasked:read": "reads",
    "unasked:delegate": "starts other agents",
}


def _add_unheld(words: Sequence[str], fmt: Format, report: Report) -> None:
    """Say what the target's client does without the consent that the source's asks for."""
    if any(d.loss is Loss.UNENFORCED for d in report.diagnostics):
        return
    does = [text for word, text in _UNHELD.items() if word in words]
    does = does or ["acts"] * ("unasked:all" in words)
    parts = [f"the agent {', '.join(does)} unasked there"] if does else []
    parts += [_ASKED] if _ASKED in words else []
    what = f"no file of {fmt.name} holds this consent: {'; '.join(parts)}"
    hint = "its own settings can be stricter"
    report.add("power-unenforced", what, hint=hint, field="permission_mode", loss=Loss.UNENFORCED)


@frozen
class ChangeOfPower:
    """What an agent can do that it could not, and what it no longer can."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    fields: tuple[str, ...]
    """The fields that carry it, at least one."""


@frozen
class Side:
    """An agent, and what its host lets it do unasked where its file says nothing."""

    agent: Agent
    host: frozenset[str]

    @property
    def power(self) -> Power:
        return power(self.agent, self.host)

    @property
    def refuses(self) -> bool:
        """Whether the client refuses what it would have to ask for."""
        return self.agent.permission_mode == "dont-ask" and ALWAYS not in self.host

    def less(self, other: Side) -> tuple[str, ...]:
        """What the other has and this one has not."""
        return other.power.beyond(self.power)

    def having(self, name: str, other: Side) -> Side:
        """The same side with a field as the other has it."""
        return Side(with_field(self.agent, name, field_value(other.agent, name)), self.host)

    def differs(self, other: Side) -> bool:
        return bool(self.less(other) or other.less(self))


def change_of_power(wanted: Side, back: Side) -> ChangeOfPower | None:
    """What becomes of an agent's power; None when it is the same."""
    gained = wanted.less(back)
    if wanted.agent.permission_mode == "dont-ask" and not back.refuses and back.power.asks:
        gained = (*gained, _ASKED)
    # what a host lets happen by itself is no loss where another's asks: nobody said that it should happen
    lost = power(wanted.agent).beyond(power(back.agent))
    if not gained and not lost:
        return None
    carrying = tuple(name for name in _POWER_FIELDS if _carries(name, wanted, back))
    return ChangeOfPower(gained, lost, carrying or ("permission_mode",))


def _carries(name: str, wanted: Side, back: Side) -> bool:
    """Whether a field has a part in the change: alone it would change power, or without it less would change.

    A deny list that goes where the list of tools becomes one without them has such a part; one that forbids
    what the agent was never given has none.
    """
    return wanted.differs(wanted.having(name, back)) or back.differs(back.having(name, wanted))


def _add_change(change: ChangeOfPower, fmt: Format, report: Report, *, allow_wider: bool) -> None:
    gained, lost = said(change.gained), said(change.lost)
    hints = dict.fromkeys(text for name in change.fields if (text := _reason(name, fmt)))
    hint = "; ".join(a for a in hints if not any(a in b for b in hints if b is not a)) or None
    severity, loss = Severity.WARNING, Loss.NARROWED
    if change.gained:
        loss, names = Loss.WIDENED, ", ".join(change.fields)
        what = f"{fmt.name} cannot hold this restriction ({names}): the agent would gain {gained}"
        what += f" and lose {lost}" if lost else ""
        if not allow_wider:
            severity, hint = Severity.ERROR, "--allow-wider writes it all the same"
    else:
        what = f"{_become(change.fields)} stricter in {fmt.name}: the agent loses {lost}"
    first, *further = change.fields
    report.add(
        CODES[loss], what, severity=severity, hint=hint, field=first, further=tuple(further), loss=loss
    )


def _become(names: Sequence[str]) -> str:
    """Names as the subject of a sentence, with its verb."""
    *most, last = names
    return f"{', '.join(most)} and {last} become" if most else f"{last} becomes"


def _add_loss(difference: Difference, fmt: Format, report: Report) -> None:
    name, loss, severity = difference.field, Loss.APPROXIMATED, Severity.WARNING
    what, hint = f"{name} becomes {short(difference.new)} in {fmt.name}", _reason(name, fmt)
    if named := servers_only_named(difference):
        loss = Loss.DROPPED if is_empty(difference.new) else loss
        what = f"an agent's file of {fmt.name} cannot name the host's servers that it uses: {named}"
        hint = hint if format_of(SERVER, fmt.name) is None else HOSTS_SERVERS
    elif is_empty(difference.new):
        loss = Loss.DROPPED
        what = f"{name} has no place in {fmt.name}"
    elif _only_trimmed(difference):
        severity, what = Severity.NOTE, f"{name} has other blanks around it in {fmt.name}"
    elif keys := keys_that_differ(difference):
        what = f"{name} is not the same in {fmt.name}: {keys}"
    elif more := _more_tools(difference):
        what += f": a coarse name there gives {more} as well"
    report.add(CODES[loss], what, severity=severity, hint=hint, field=name, loss=loss)


def _only_trimmed(difference: Difference) -> bool:
    """Whether texts differ in nothing but blanks at their start or end."""
    old, new = difference.old, difference.new
    return isinstance(old, str) and isinstance(new, str) and old.strip() == new.strip()


def _more_tools(difference: Difference) -> str:
    """The tools that a list names now and did not name before, each once; what touches nothing aside."""
    if difference.field != "tools.allow":
        return ""
    had = _words_of(difference.old)
    touching = tuple(
        tool for tool in _tools_of(difference.new) if TOOLS.get(tool.name, tool.name) is not None
    )
    return ", ".join(dict.fromkeys(word for word in _words_of(touching) if word not in had))


def _tools_of(value: object) -> tuple[Tool, ...]:
    """The tools in a field's value."""
    return tuple(item for item in value if isinstance(item, Tool)) if isinstance(value, tuple) else ()


def _words_of(value: object) -> list[str]:
    """The tools in a field's value, as words."""
    return [word for tool in _tools_of(value) for word in words(tool)]


def _reason(name: str, fmt: Format) -> str | None:
    return fmt.reasons.get(name, fmt.reasons.get("*"))


def short(value: object) -> str:
    """A field's value in a message."""
    text = ", ".join(_words_of(value)) or repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
