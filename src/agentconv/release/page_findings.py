"""What the page says of one diagnostic: what kind of loss it is, and in which words."""

from __future__ import annotations

from agentconv.diagnostics import Diagnostic, Loss, Severity
from agentconv.frozen import frozen
from agentconv.release.wording import in_keys
from agentconv.text.visible import visible


@frozen
class Kind:
    """What can become of a field, or of an agent, in a target."""

    word: str
    code: str
    """One letter, for the page's style and script."""
    sign: str
    """As in `agentconv formats --matrix`."""
    meaning: str


KINDS = (
    Kind("native", "n", "=", "has a place of its own"),
    Kind(Loss.CARRIED, "c", "+", "kept elsewhere in the same files, and comes back when they are read"),
    Kind(Loss.APPROXIMATED, "a", "~", "becomes something near"),
    Kind(Loss.NARROWED, "s", "<", "becomes stricter: the agent can do less there"),
    Kind(Loss.DROPPED, "d", "\u2212", "has no place there"),
    Kind(Loss.UNENFORCED, "u", "?", "the file says a restriction that the client does not hold"),
    Kind(
        Loss.WIDENED, "w", "!", "a restriction is lost, as the manifest allows: the agent can do more there"
    ),
    Kind("refused", "r", "\u00d7", "an error stands against it"),
    Kind("left out", "o", "\u00b7", "the manifest leaves the agent out of this target"),
)
"""From harmless to serious, and at last what is not there."""
NATIVE, REFUSED, LEFT_OUT = KINDS[0], KINDS[7], KINDS[8]
BY_WORD = {kind.word: kind for kind in KINDS}


@frozen
class Finding:
    """One line on what became of an agent, or of a component, in a target."""

    kind: Kind | None
    """None for what is no loss."""
    message: str
    hint: str | None


def finding(found: Diagnostic) -> Finding:
    """A diagnostic as the page says it."""
    kind = BY_WORD[found.loss] if found.loss else None
    if found.severity is Severity.ERROR:
        kind = REFUSED
    message = visible(found.message)
    if kind and found.field and found.field not in found.message:
        message = f"{visible(found.field)}: {message}"
    hint = in_keys(found.hint)
    return Finding(kind, message, None if hint is None else visible(hint))


def order(finding: Finding) -> int:
    """Serious ones first; what is no loss comes last."""
    return -KINDS.index(finding.kind) if finding.kind else 1
