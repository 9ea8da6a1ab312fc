"""What each field becomes in each format: found out by writing an agent that has it, not by promise."""

from __future__ import annotations

from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed
from agentconv.formats import GENERATIONS
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.host.third_parties import Provided
from agentconv.kit import model_map
from agentconv.kit.format import Format, Writing
from agentconv.kit.options import Option
from agentconv.model.agent import Agent, Change, OutputContract, Section, Tool, with_field
from agentconv.reading.read import decode_native
from agentconv.writing.loss import report_losses

SAMPLES: dict[str, object] = {
    "display_name": "Sample Agent",
    "description": "Does a sample thing.",
    "prompt": "Do the thing.\n",
    "model": "opus",
    "effort": "high",
    "temperature": 0.5,
    "top_p": 0.9,
    "max_turns": 7,
    "tools.allow": (Tool("read"), Tool("grep")),
    "tools.deny": (Tool("shell"),),
    "permission_mode": "plan",
    "mcp_servers": {
        "tracker": {"command": "tracker-mcp", "args": ["--project", "sample"]},
        "docs": {"type": "http", "url": "https://docs.example/mcp"},
    },
    "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]},
    "skills": ("sample-skill",),
    "memory": "project",
    "background": True,
    "isolation": "worktree",
    "color": "blue",
    "mode": "subagent",
    "initial_prompt": "Start.",
    "version": "1.10",
    "updated": "2026-01-31",
    "changelog": (Change("1.0.0", "First"),),
    "output_contract": OutputContract("markdown", (Section("Summary", "^## Summary"),)),
    "authors": ("A. Person",),
    "license": "MIT",
    "tags": ("sample",),
    "extensions.elsewhere.key": "value",
}
"""A value for every field of the model; a test holds it against the model."""


SIGNS = {
    "native": "=",
    "carried": "+",
    "approximated": "~",
    "narrowed": "<",
    "dropped": "-",
    "unenforced": "?",
    "widened": "!",
}
"""What may become of a field, and its sign where a table has little room."""


def fates(fmt: Format) -> dict[str, str]:
    """Field -> `native`, `carried`, `approximated`, `narrowed`, `dropped`, `unenforced` or `widened`."""
    found = {}
    for name, value in SAMPLES.items():
        agent = with_field(Agent("sample", description="Does a sample thing."), name, value)
        report = Report()
        writing = Writing(report, model_map.load(None, fmt.models))
        report_losses(agent, decode_native(fmt, fmt.encode(agent, writing)), fmt, writing)
        losses = {field: str(d.loss) for d in report.diagnostics if d.loss for field in d.fields}
        found[name] = losses.get(name, "native")
    return found


@frozen
class Described:
    """A format, and what each field becomes in it."""

    facts: dict[str, str]
    fates: dict[str, str] | None
    """None when they were not asked for, or the format is not written."""
    options: tuple[Option, ...] = ()
    """What can be said to it alone."""


def describe(registry: Registry, name: str | None = None, *, measured: bool = False) -> list[Described]:
    """All formats, or the one of a name; `measured` with what each field becomes in them.

    A plugin's format that fails is one finding in the registry's report. Raises `UsageError` when there is
    none of the name, `PluginFailed` when it is that one which fails.
    """
    found = []
    for provided in registry.all() if name is None else _of_name(registry, name):
        there = None
        if measured and provided.format.writes:
            try:
                there = fates(provided.format)
            except PluginFailed as failure:
                if name is not None:
                    raise
                registry.report.add("plugin-failed", str(failure))
        found.append(Described(facts(provided), there, provided.format.options))
    return found


def _of_name(registry: Registry, name: str) -> list[Provided]:
    """The format of a name, or what writes a generation of one."""
    chosen = registry.get(name)
    if name in GENERATIONS:
        return [Provided(chosen, "agentconv")]
    return [provided for provided in registry.all() if provided.format is chosen]


def facts(provided: Provided) -> dict[str, str]:
    """What is known of a format."""
    fmt = provided.format
    return {
        "name": fmt.name,
        "title": fmt.title,
        "reads": "yes" if fmt.reads else "no",
        "writes": "yes" if fmt.writes else "no",
        "container": ", ".join(fmt.containers),
        "paths": ", ".join(fmt.paths),
        "user_paths": ", ".join(f"~/{p}" for p in fmt.user_paths),
        "sure": fmt.sure,
        "validated": fmt.validated,
        "reference": fmt.reference,
        "checked": fmt.checked,
        "provider": provided.provider,
    }
