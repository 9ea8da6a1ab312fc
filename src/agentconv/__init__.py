"""agentconv: convert AI agent definitions between formats, without silent loss.

Public are the names in `__all__`; anything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from agentconv.api import Conversion, Result, convert, read, save, write
    from agentconv.diagnostics import Diagnostic, Loss, Severity
    from agentconv.document import Document
    from agentconv.errors import AgentconvError, BadInput, UsageError
    from agentconv.format import Field, Format, OutputFile
    from agentconv.hookspecs import hookimpl
    from agentconv.model import Agent, Change, OutputContract, Section, Tool, Tools, diff
    from agentconv.pipeline import Options
    from agentconv.powers import power

_HOMES = {
    "api": ("Conversion", "Result", "convert", "read", "save", "write"),
    "diagnostics": ("Diagnostic", "Loss", "Severity"),
    "document": ("Document",),
    "errors": ("AgentconvError", "BadInput", "UsageError"),
    "format": ("Field", "Format", "OutputFile"),
    "hookspecs": ("hookimpl",),
    "model": ("Agent", "Change", "OutputContract", "Section", "Tool", "Tools", "diff"),
    "pipeline": ("Options",),
    "powers": ("power",),
}

__all__ = [
    "Agent",
    "AgentconvError",
    "BadInput",
    "Change",
    "Conversion",
    "Diagnostic",
    "Document",
    "Field",
    "Format",
    "Loss",
    "Options",
    "OutputContract",
    "OutputFile",
    "Result",
    "Section",
    "Severity",
    "Tool",
    "Tools",
    "UsageError",
    "__version__",
    "convert",
    "diff",
    "hookimpl",
    "power",
    "read",
    "save",
    "write",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: starting the command loads almost nothing."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"agentconv.{module}"), name)
    raise AttributeError(f"module 'agentconv' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
