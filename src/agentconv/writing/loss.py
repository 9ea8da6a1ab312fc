"""Loss and power, measured: what a written form says when it is read back, against what was meant.

No format reports its losses itself; what it cannot say comes out in the comparison.
"""

from __future__ import annotations

from agentconv.diagnostics import Loss, Report, Severity
from agentconv.kit.format import Format
from agentconv.model.agent import Agent, Difference, Tool, diff, is_empty, set_fields
from agentconv.model.powers import power, words

_POWER_FIELDS = ("tools.allow", "tools.deny", "permission_mode", "mcp_servers")

CODES = {
    Loss.CARRIED: "field-carried",
    Loss.APPROXIMATED: "field-approximated",
    Loss.NARROWED: "power-narrowed",
    Loss.DROPPED: "field-dropped",
    Loss.WIDENED: "power-widened",
}


def report_losses(
    wanted: Agent, back: Agent, fmt: Format, report: Report, *, allow_wider: bool = False
) -> tuple[Difference, ...]:
    """One finding for each field that the target does not hold as it was meant, or carries.

    Gives the differences, from what was meant to what is read back.

    `report` holds what was already said of this agent, and of no other.
    """
    told = {d.field for d in report.diagnostics if d.loss}
    differences = diff(wanted, back)
    gained: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    if any(d.field in _POWER_FIELDS for d in differences):
        before, after = power(wanted), power(back)
        gained, missing = after.beyond(before), before.beyond(after)
    for difference in differences:
        loss = _class_of(difference, gained, missing)
        if difference.field in told and loss is not Loss.WIDENED:
            continue
        _add(difference, loss, fmt, report, gained, missing, allow_wider)
    if gained and not any(_class_of(d, gained, missing) is Loss.WIDENED for d in differences):
        _add(Difference("tools.allow", None, None), Loss.WIDENED, fmt, report, gained, (), allow_wider)
    changed = {d.field for d in differences}
    for name in set_fields(wanted):
        if name not in changed and name not in told and not fmt.is_native(name):
            what = f"{name} is carried in {fmt.carrier}"
            report.add(CODES[Loss.CARRIED], what, field=name, loss=Loss.CARRIED)
    return differences


def _class_of(difference: Difference, gained: tuple[str, ...], missing: tuple[str, ...]) -> Loss:
    if difference.field in _POWER_FIELDS:
        if gained:
            return Loss.WIDENED
        if missing:
            return Loss.NARROWED
    return Loss.DROPPED if is_empty(difference.new) else Loss.APPROXIMATED


def _add(
    difference: Difference,
    loss: Loss,
    fmt: Format,
    report: Report,
    gained: tuple[str, ...],
    missing: tuple[str, ...],
    allow_wider: bool,
) -> None:
    name = difference.field
    hint = fmt.reasons.get(name, fmt.reasons.get("*"))
    if loss is Loss.WIDENED:
        what = f"{fmt.name} cannot hold this restriction: the agent would gain {', '.join(gained)}"
        hint = "--allow-wider writes it all the same" if not allow_wider else hint
    elif loss is Loss.NARROWED:
        what = f"{name} becomes stricter in {fmt.name}: the agent loses {', '.join(missing)}"
    elif loss is Loss.DROPPED:
        what = f"{name} has no place in {fmt.name}"
    else:
        what = f"{name} becomes {_short(difference.new)} in {fmt.name}"
    severity = Severity.ERROR if loss is Loss.WIDENED and not allow_wider else Severity.WARNING
    report.add(CODES[loss], what, severity=severity, hint=hint, field=name, loss=loss)


def _short(value: object) -> str:
    text = repr(value)
    if isinstance(value, tuple) and all(isinstance(item, Tool) for item in value):
        text = ", ".join(word for tool in value for word in words(tool)) or "none"
    return text if len(text) <= 60 else f"{text[:57]}..."
