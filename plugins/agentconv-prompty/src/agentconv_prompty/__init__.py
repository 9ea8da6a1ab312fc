"""Prompt files that agents are kept in: Prompty (`.prompty`) and dotprompt (`.prompt`)."""

from __future__ import annotations

from agentconv import Format, hookimpl
from agentconv_prompty.dotprompt import Dotprompt
from agentconv_prompty.prompty import Prompty

__all__ = ["Dotprompt", "Prompty", "agentconv_formats"]


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [Prompty, Dotprompt]
