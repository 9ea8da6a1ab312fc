"""agentconv: convert AI agent definitions between formats, without silent loss.

Public are the names in `__all__`; anything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentconv.about import __version__

if TYPE_CHECKING:
    from agentconv.api import Conversion, Result, convert, read, save, write
    from agentconv.calls import (
        Bundle,
        Bundled,
        Checked,
        Installed,
        Merged,
        Verified,
        build,
        check,
        install,
        merge,
        verify,
    )
    from agentconv.checking.contracts import check_response
    from agentconv.containers import container
    from agentconv.containers.base import BODY, Tree
    from agentconv.diagnostics import BadInput, Diagnostic, Loss, Report, Severity
    from agentconv.errors import (
        AgentconvError,
        KeepNative,
        NotAnAgent,
        PluginFailed,
        Problem,
        SyntaxProblem,
        UsageError,
        WrongType,
    )
    from agentconv.host.filters import ProvidedFilter
    from agentconv.host.hookspecs import hookimpl
    from agentconv.host.registry import Registry
    from agentconv.host.third_parties import Provided
    from agentconv.kit.codecs import BOOLEAN, INTEGER, MAP, NUMBER, TEXT, Codec, Joint, as_text, exact
    from agentconv.kit.commands import CommandFormat
    from agentconv.kit.component import ComponentFile, ComponentFormat, Entry, Material
    from agentconv.kit.document import Document, kept_source
    from agentconv.kit.exchange import Filtering, Home
    from agentconv.kit.filters import Filter
    from agentconv.kit.format import (
        BY_MARK,
        BY_PATH,
        BY_SHAPE,
        PROJECT,
        USER,
        Field,
        Format,
        Native,
        OutputFile,
        Package,
        Reading,
        Rendered,
        Writing,
    )
    from agentconv.kit.hosts import Host
    from agentconv.kit.inert import Inert, spaced
    from agentconv.kit.keys import DROPS_FILE, IGNORED, STOPS, Key, Otherwise, Refusal
    from agentconv.kit.lengths import Length
    from agentconv.kit.live_text import Grammar
    from agentconv.kit.model_map import ModelMap
    from agentconv.kit.options import Option
    from agentconv.kit.restored import Restored
    from agentconv.kit.rules import RuleFormat
    from agentconv.kit.servers import Server, Servers, Spelling
    from agentconv.kit.shapes import Shape
    from agentconv.kit.skills import SkillFormat
    from agentconv.kit.tools import HOST, NOTHING, Limit, Listed, ToolNames, given, native_tools
    from agentconv.kit.write_only import WriteOnly
    from agentconv.model.agent import (
        Agent,
        Change,
        Difference,
        OutputContract,
        Section,
        Tool,
        Tools,
        Value,
        diff,
        with_fields,
    )
    from agentconv.model.command import Command, Piece
    from agentconv.model.frozen import thawed
    from agentconv.model.hook import Hook
    from agentconv.model.powers import Power, power
    from agentconv.model.rule import Rule
    from agentconv.model.skill import Skill
    from agentconv.model.vocabulary import PERMISSION_MODES, TOOLS
    from agentconv.rows import Row, batch
    from agentconv.text.source import Source, Span
    from agentconv.writing.options import AgentOptions, Options

_HOMES = {
    "api": (
        "Conversion",
        "Result",
        "convert",
        "read",
        "save",
        "write",
    ),
    "rows": (
        "Row",
        "batch",
    ),
    "calls": (
        "Bundle",
        "Bundled",
        "Checked",
        "Installed",
        "Merged",
        "Verified",
        "build",
        "check",
        "install",
        "merge",
        "verify",
    ),
    "checking.contracts": ("check_response",),
    "containers": ("container",),
    "containers.base": (
        "BODY",
        "Tree",
    ),
    "diagnostics": (
        "BadInput",
        "Diagnostic",
        "Loss",
        "Report",
        "Severity",
    ),
    "errors": (
        "AgentconvError",
        "KeepNative",
        "NotAnAgent",
        "PluginFailed",
        "Problem",
        "SyntaxProblem",
        "UsageError",
        "WrongType",
    ),
    "host.filters": ("ProvidedFilter",),
    "host.hookspecs": ("hookimpl",),
    "host.registry": ("Registry",),
    "host.third_parties": ("Provided",),
    "kit.codecs": (
        "BOOLEAN",
        "INTEGER",
        "MAP",
        "NUMBER",
        "TEXT",
        "Codec",
        "Joint",
        "as_text",
        "exact",
    ),
    "kit.commands": ("CommandFormat",),
    "kit.component": (
        "ComponentFile",
        "ComponentFormat",
        "Entry",
        "Material",
    ),
    "kit.document": (
        "Document",
        "kept_source",
    ),
    "kit.exchange": (
        "Filtering",
        "Home",
    ),
    "kit.filters": ("Filter",),
    "kit.format": (
        "BY_MARK",
        "BY_PATH",
        "BY_SHAPE",
        "PROJECT",
        "USER",
        "Field",
        "Format",
        "Native",
        "OutputFile",
        "Package",
        "Reading",
        "Rendered",
        "Writing",
    ),
    "kit.hosts": ("Host",),
    "kit.inert": (
        "Inert",
        "spaced",
    ),
    "kit.keys": (
        "DROPS_FILE",
        "IGNORED",
        "STOPS",
        "Key",
        "Otherwise",
        "Refusal",
    ),
    "kit.lengths": ("Length",),
    "kit.live_text": ("Grammar",),
    "kit.model_map": ("ModelMap",),
    "kit.options": ("Option",),
    "kit.restored": ("Restored",),
    "kit.rules": ("RuleFormat",),
    "kit.servers": (
        "Server",
        "Servers",
        "Spelling",
    ),
    "kit.shapes": ("Shape",),
    "kit.skills": ("SkillFormat",),
    "kit.tools": (
        "HOST",
        "NOTHING",
        "Limit",
        "Listed",
        "ToolNames",
        "given",
        "native_tools",
    ),
    "kit.write_only": ("WriteOnly",),
    "model.agent": (
        "Agent",
        "Change",
        "Difference",
        "OutputContract",
        "Section",
        "Tool",
        "Tools",
        "Value",
        "diff",
        "with_fields",
    ),
    "model.frozen": ("thawed",),
    "model.command": (
        "Command",
        "Piece",
    ),
    "model.hook": ("Hook",),
    "model.powers": (
        "Power",
        "power",
    ),
    "model.rule": ("Rule",),
    "model.skill": ("Skill",),
    "model.vocabulary": (
        "PERMISSION_MODES",
        "TOOLS",
    ),
    "text.source": (
        "Source",
        "Span",
    ),
    "writing.options": (
        "AgentOptions",
        "Options",
    ),
}

__all__ = [
    "BODY",
    "BOOLEAN",
    "BY_MARK",
    "BY_PATH",
    "BY_SHAPE",
    "DROPS_FILE",
    "HOST",
    "IGNORED",
    "INTEGER",
    "MAP",
    "NOTHING",
    "NUMBER",
    "PERMISSION_MODES",
    "PROJECT",
    "STOPS",
    "TEXT",
    "TOOLS",
    "USER",
    "Agent",
    "AgentOptions",
    "AgentconvError",
    "BadInput",
    "Bundle",
    "Bundled",
    "Change",
    "Checked",
    "Codec",
    "Command",
    "CommandFormat",
    "ComponentFile",
    "ComponentFormat",
    "Conversion",
    "Diagnostic",
    "Difference",
    "Document",
    "Entry",
    "Field",
    "Filter",
    "Filtering",
    "Format",
    "Grammar",
    "Home",
    "Hook",
    "Host",
    "Inert",
    "Installed",
    "Joint",
    "KeepNative",
    "Key",
    "Length",
    "Limit",
    "Listed",
    "Loss",
    "Material",
    "Merged",
    "ModelMap",
    "Native",
    "NotAnAgent",
    "Option",
    "Options",
    "Otherwise",
    "OutputContract",
    "OutputFile",
    "Package",
    "Piece",
    "PluginFailed",
    "Power",
    "Problem",
    "Provided",
    "ProvidedFilter",
    "Reading",
    "Refusal",
    "Registry",
    "Rendered",
    "Report",
    "Restored",
    "Result",
    "Row",
    "Rule",
    "RuleFormat",
    "Section",
    "Server",
    "Servers",
    "Severity",
    "Shape",
    "Skill",
    "SkillFormat",
    "Source",
    "Span",
    "Spelling",
    "SyntaxProblem",
    "Tool",
    "ToolNames",
    "Tools",
    "Tree",
    "UsageError",
    "Value",
    "Verified",
    "WriteOnly",
    "Writing",
    "WrongType",
    "__version__",
    "as_text",
    "batch",
    "build",
    "check",
    "check_response",
    "container",
    "convert",
    "diff",
    "exact",
    "given",
    "hookimpl",
    "install",
    "kept_source",
    "merge",
    "native_tools",
    "power",
    "read",
    "save",
    "spaced",
    "thawed",
    "verify",
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
