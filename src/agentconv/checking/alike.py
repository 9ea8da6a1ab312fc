"""Names that are one and the same for a file system or a reader in a hurry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from agentconv.diagnostics import Report
from agentconv.kit.document import Document
from agentconv.model import names


def look(documents: Sequence[Document], report: Report) -> None:
    """Report agents whose different names become one file name."""
    groups: dict[str, dict[str, Document]] = defaultdict(dict)
    for document in documents:
        groups[names.slug(document.agent.name)].setdefault(document.agent.name, document)
    for slug, group in groups.items():
        first, *others = group.values()
        for other in others:
            what = f"{other.agent.name!r} and {first.agent.name!r} in {first.path} are both {slug!r} as files"
            hint = "give one of them another name: a target that has only file names gets digits behind it"
            report_here = report.scoped(path=other.path, agent=other.agent.name)
            line, column = other.tree.position(("name",)) if other.of == 1 else (1, 1)
            report_here.add("names-alike", what, hint=hint, line=line, column=column, field="name")
