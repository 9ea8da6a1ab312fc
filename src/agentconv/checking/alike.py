"""Names that are one and the same for a file system or a reader in a hurry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from agentconv.diagnostics import Report
from agentconv.kit.document import Document
from agentconv.model import names
from agentconv.streaming.parts import Head


def look(heads: Sequence[Head], document_of: Callable[[Head], Document], report: Report) -> None:
    """Report agents whose different names become one file name; `document_of` reads one of them again."""
    groups: dict[str, dict[str, Head]] = defaultdict(dict)
    for head in heads:
        groups[names.slug(head.name)].setdefault(head.name, head)
    for slug, group in groups.items():
        first, *others = group.values()
        for other in others:
            what = f"{other.name!r} and {first.name!r} in {first.path} are both {slug!r} as files"
            hint = "give one of them another name: a target that has only file names gets digits behind it"
            report_here = report.scoped(path=other.path, agent=other.name)
            line, column = (1, 1)
            if other.of == 1:
                line, column = document_of(other).tree.position(("name",))
            report_here.add("names-alike", what, hint=hint, line=line, column=column, field="name")
