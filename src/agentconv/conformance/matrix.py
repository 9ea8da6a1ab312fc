"""What each field becomes in each format: found out by writing an agent that has it, not by promise."""

from __future__ import annotations

from typing import Any

from agentconv.diagnostics import Report
from agentconv.host.registry import Provided
from agentconv.kit import model_map
from agentconv.kit.format import Format, Writing
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
    "widened": "!",
}
"""What may become of a field, and its sign where a table has little room."""


def fates(fmt: Format) -> dict[str, str]:
    """Field -> `native`, `carried`, `approximated`, `narrowed`, `dropped` or `widened`."""
    found = {}
    for name, value in SAMPLES.items():
        agent = with_field(Agent("sample", description="Does a sample thing."), name, value)
        report = Report()
        back = decode_native(fmt, fmt.encode(agent, Writing(report, model_map.load())))
        report_losses(agent, back, fmt, report)
        losses = {field: str(d.loss) for d in report.diagnostics if d.loss for field in d.fields}
        found[name] = losses.get(name, "native")
    return found


def facts(provided: Provided) -> dict[str, Any]:
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
        "validated": fmt.validated,
        "reference": fmt.reference,
        "checked": fmt.checked,
        "provider": provided.provider,
    }
