"""Skills, commands, servers, rules and hooks to files, with measured loss and power.

What a format writes is read back and compared with what was meant, as for agents; no format reports its own
losses.
"""

from __future__ import annotations

from typing import Any

from agentconv.diagnostics import Loss, Report, Severity
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.kit.component import ComponentFormat, ComponentWriting, Written
from agentconv.model import components
from agentconv.model.agent import Difference, is_empty
from agentconv.model.components import Component
from agentconv.writing.loss import CODES

AnyFormat = ComponentFormat[Any]


@frozen
class Converted:
    """A component in a target."""

    written: tuple[Written, ...]
    """Empty when the target cannot have it."""
    differences: tuple[Difference, ...] = ()
    """From what was meant to what is read back."""
    back: Component | None = None


def convert(
    component: Component, fmt: AnyFormat, writing: ComponentWriting, *, allow_wider: bool = False
) -> Converted:
    """A component's files in a format; what is lost or gained goes to the report of `writing`."""
    report = writing.report
    try:
        written = tuple(fmt.write(fmt.fit(component, writing), writing))
        back = fmt.read_back(written, writing)
    except Problem as problem:
        report.add_problem(problem)
        return Converted(())
    if back is None:
        return Converted(written)
    differences = components.diff(component, back)
    _tell_power(component, back, fmt, writing, allow_wider=allow_wider)
    said = {name for d in report.diagnostics if d.loss is not None for name in d.fields}
    for difference in differences:
        if difference.field not in said and not _is_foreign(difference, fmt):
            _tell_loss(component, difference, fmt, report)
    return Converted(written, differences, back)


def _is_foreign(difference: Difference, fmt: AnyFormat) -> bool:
    """Whether a value appears only because the target spells something in a key of its own."""
    return is_empty(difference.old) and difference.field.startswith(f"extensions.{fmt.target}.")


def _tell_power(
    component: Component,
    back: Component,
    fmt: AnyFormat,
    writing: ComponentWriting,
    *,
    allow_wider: bool,
) -> None:
    """Say what the target lets happen that the source did not, and the other way round."""
    origin = writing.source or fmt
    had, has = origin.power(component), fmt.power(back)
    gained, lost = sorted(has - had), sorted(had - has)
    who = f"the {fmt.kind} {component.name!r}"
    if gained:
        what = f"{fmt.target} lets {who} do more: {', '.join(gained)}"
        severity = Severity.WARNING if allow_wider else Severity.ERROR
        hint = _reason("power", fmt) if allow_wider else "--allow-wider writes it all the same"
        writing.report.add(CODES[Loss.WIDENED], what, severity=severity, hint=hint, loss=Loss.WIDENED)
    elif lost:
        what = f"{fmt.target} lets {who} do less: {', '.join(lost)}"
        writing.report.add(
            CODES[Loss.NARROWED],
            what,
            severity=Severity.WARNING,
            hint=_reason("power", fmt),
            loss=Loss.NARROWED,
        )


def _tell_loss(component: Component, difference: Difference, fmt: AnyFormat, report: Report) -> None:
    name, loss = difference.field, Loss.APPROXIMATED
    what = f"the {fmt.kind} {component.name!r}: {name} becomes {_short(difference.new)} in {fmt.target}"
    if is_empty(difference.new):
        loss = Loss.DROPPED
        what = f"the {fmt.kind} {component.name!r}: {name} has no place in {fmt.target}"
    report.add(CODES[loss], what, severity=Severity.WARNING, hint=_reason(name, fmt), field=name, loss=loss)


def _reason(name: str, fmt: AnyFormat) -> str | None:
    return fmt.reasons.get(name, fmt.reasons.get("*"))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
