"""Files with several agents that come back as they were, while no agent of theirs was changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from agentconv.kit.document import kept_source
from agentconv.kit.format import Format, OutputFile, Rendered


def whole_files(
    fmt: Format, items: Sequence[Rendered], scope: str
) -> tuple[list[OutputFile], list[Rendered]]:
    """The files that can be kept whole, and the items that belong to none of them."""
    mates: dict[int, list[Rendered]] = {}
    rest = []
    for item in items:
        if item.document is not None and item.document.of > 1:
            mates.setdefault(id(item.document.tree), []).append(item)
        else:
            rest.append(item)
    found = []
    for group in mates.values():
        source = kept_source([item.document for item in group])
        if source is None:
            rest += group
            continue
        stem = fmt.stem_of(PurePosixPath(source.path)) or group[0].slug
        agents = tuple(item.agent.name for item in group)
        found.append(OutputFile(fmt.path_of(stem, scope), source.tree.source.text, agents))
    return found, rest
