"""What a plugin can add to agentconv: three hooks, found through the entry-point group `agentconv`.

    # pyproject.toml                        # agentconv_mine.py
    [project.entry-points.agentconv]        from agentconv import Format, hookimpl
    mine = "agentconv_mine"
                                            @hookimpl
                                            def agentconv_formats():
                                                return [Mine]

A plugin that needs a newer host says so with `AGENTCONV_API = 2` in the module of its entry point; without
it the first version of the hook is meant. docs/plugins.md has the whole story.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pluggy

from agentconv.kit.component import ComponentFormat
from agentconv.kit.filters import Filter
from agentconv.kit.format import Format

GROUP = "agentconv"
API = 1
"""The version of the hook: it rises when a plugin could no longer work with an older host."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Marks a plugin's function as its implementation of the hook `agentconv_formats`."""


@hookspec
def agentconv_formats() -> Sequence[type[Format]]:  # type: ignore[empty-body]
    """Return the formats this plugin adds: classes, not instances."""


@hookspec
def agentconv_components() -> Sequence[type[ComponentFormat[Any]]]:  # type: ignore[empty-body]
    """Return the formats of skills, commands, servers, rules and hooks this plugin adds: classes."""


@hookspec
def agentconv_filters() -> Sequence[type[Filter]]:  # type: ignore[empty-body]
    """Return the filters this plugin adds: classes, not instances."""
