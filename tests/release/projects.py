"""A project that bundles are built from, and how the tests run the command."""

from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.release import build
from agentconv.release.built import Built
from tests import processes

TEXT = """
name = "acme-agents"
version = "1.4.0"
description = "Agents for Acme"
license = "MIT"
authors = ["Acme"]
sources = ["agents"]

[targets.claude]
[targets.openai]
model = "gpt-5.6-luna"
exclude = ["scribe"]
[targets.prompts]

[agents.reviewer]
description = "Reviews, as the manifest says."
[agents.reviewer.targets.openai]
model = "gpt-special"
"""
STEM = "acme-agents-1.4.0"


def run(*words: str, cwd: Path, **env: str) -> processes.Done:
    return processes.agentconv(*words, cwd=cwd, **env)


def built(folder: Path) -> Built:
    registry, report = Registry(plugins=False), Report()
    found = build.load_manifest(folder, registry, report)
    assert found is not None, report.diagnostics
    result = build.build(found, folder, registry, report)
    assert result is not None, report.diagnostics
    return result
