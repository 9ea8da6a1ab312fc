"""agentconv: convert AI agent definitions between formats, without silent loss.

Public are the names in `__all__`; anything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from agentconv.api import Conversion, Result, convert, read, save, write
    from agentconv.checking.contracts import check_response
    from agentconv.codecs import BOOLEAN, INTEGER, MAP, NUMBER, TEXT, Codec, ToolNames, as_text, exact
    from agentconv.containers import container
    from agentconv.containers.base import BODY
    from agentconv.diagnostics import Diagnostic, Loss, Severity
    from agentconv.document import Document, kept_source
    from agentconv.errors import (
        AgentconvError,
        BadInput,
        KeepNative,
        NotAnAgent,
        PluginFailed,
        SyntaxProblem,
        UsageError,
        WrongType,
    )
    from agentconv.format import (
        BY_MARK,
        BY_PATH,
        BY_SHAPE,
        Field,
        Format,
        OutputFile,
        Reading,
        Rendered,
        Writing,
    )
    from agentconv.hookspecs import hookimpl
    from agentconv.model import Agent, Change, OutputContract, Section, Tool, Tools, Value, diff, with_fields
    from agentconv.pipeline import Options
    from agentconv.powers import power
    from agentconv.registry import Registry
    from agentconv.toolsets import given, native_tools

_HOMES = {
    "api": ("Conversion", "Result", "convert", "read", "save", "write"),
    "checking.contracts": ("check_response",),
    "codecs": ("BOOLEAN", "Codec", "INTEGER", "MAP", "NUMBER", "TEXT", "ToolNames", "as_text", "exact"),
    "containers": ("container",),
    "containers.base": ("BODY",),
    "diagnostics": ("Diagnostic", "Loss", "Severity"),
    "document": ("Document", "kept_source"),
    "errors": (
        "AgentconvError",
        "BadInput",
        "KeepNative",
        "NotAnAgent",
        "PluginFailed",
        "SyntaxProblem",
        "UsageError",
        "WrongType",
    ),
    "format": (
        "BY_MARK",
        "BY_PATH",
        "BY_SHAPE",
        "Field",
        "Format",
        "OutputFile",
        "Reading",
        "Rendered",
        "Writing",
    ),
    "hookspecs": ("hookimpl",),
    "model": (
        "Agent",
        "Change",
        "OutputContract",
        "Section",
        "Tool",
        "Tools",
        "Value",
        "diff",
        "with_fields",
    ),
    "pipeline": ("Options",),
    "powers": ("power",),
    "registry": ("Registry",),
    "toolsets": ("given", "native_tools"),
}

__all__ = [
    "BODY",
    "BOOLEAN",
    "BY_MARK",
    "BY_PATH",
    "BY_SHAPE",
    "INTEGER",
    "MAP",
    "NUMBER",
    "TEXT",
    "Agent",
    "AgentconvError",
    "BadInput",
    "Change",
    "Codec",
    "Conversion",
    "Diagnostic",
    "Document",
    "Field",
    "Format",
    "KeepNative",
    "Loss",
    "NotAnAgent",
    "Options",
    "OutputContract",
    "OutputFile",
    "PluginFailed",
    "Reading",
    "Registry",
    "Rendered",
    "Result",
    "Section",
    "Severity",
    "SyntaxProblem",
    "Tool",
    "ToolNames",
    "Tools",
    "UsageError",
    "Value",
    "Writing",
    "WrongType",
    "__version__",
    "as_text",
    "check_response",
    "container",
    "convert",
    "diff",
    "exact",
    "given",
    "hookimpl",
    "kept_source",
    "native_tools",
    "power",
    "read",
    "save",
    "with_fields",
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
