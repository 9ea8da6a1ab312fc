"""Models that their vendors have taken out of service, or will."""

from __future__ import annotations

from agentconv.checking.keys import entry_of
from agentconv.checking.subject import Subject
from agentconv.kit.retired import ending, hint, said


def retired(subject: Subject) -> None:
    """Report a model for whose end there is a date."""
    model = subject.document.agent.model
    if (end := ending(model)) is None:
        return
    row = next((row for row in subject.format.fields if "model" in row.attrs), None)
    place, own = entry_of(subject)
    at = (*place, row.top) if row is not None and row.top in own else ()
    subject.add("model-retired", said(model, end), *at, hint=hint(end), field="model")
