"""How long a text may be in a target, and what becomes of a longer one: never cut in silence."""

from __future__ import annotations

from collections.abc import Callable

from agentconv.diagnostics import Loss, Report
from agentconv.frozen import frozen
from agentconv.text.shorten import shorten


@frozen
class Length:
    """The longest text that a target takes in a field."""

    most: int
    """In the unit of `measure`."""
    holder: str
    """Who takes no more, for messages: `GitHub Copilot`."""
    cuts: bool = False
    """Whether a longer text is shortened without being asked, since the whole is kept elsewhere."""
    measure: Callable[[str], int] = len
    """How the target counts: characters unless it says otherwise."""

    def fit(self, text: str, name: str, report: Report, *, cut: bool) -> str:
        """The text, shortened at the end of a sentence where that is wanted; else what is wrong is reported.

        `name` is the field, `cut` whether the user asked for shortening.
        """
        size = self.measure(text)
        if size <= self.most:
            return text
        if cut or self.cuts:
            what = f"the {name} is cut from {size:,} characters"
            code = "description-shortened" if self.cuts else "shortened"
            report.add(code, what, field=name, loss=Loss.APPROXIMATED)
            return shorten(text, self.most)
        what = f"the {name} has {size:,} characters; {self.holder} takes {self.most:,}"
        report.add("over-limit", what, field=name, hint="--shorten cuts it at a sentence end")
        return text
