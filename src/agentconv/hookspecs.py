"""What a plugin can add to agentconv: one hook, found through the entry-point group `agentconv`."""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from agentconv.format import Format

GROUP = "agentconv"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def agentconv_formats() -> Sequence[type[Format]]:  # type: ignore[empty-body]
    """Return the formats this plugin adds: classes, not instances."""
