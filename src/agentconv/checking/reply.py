"""A reply in a file, held against the output contract of the one agent in another."""

from __future__ import annotations

from pathlib import Path

from agentconv.checking.contracts import check_reply
from agentconv.checking.run import CheckResult
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from agentconv.reading import sources
from agentconv.reading.finding import STANDARD_INPUT
from agentconv.text.source import decode


def check_reply_file(agent: str, reply: str, registry: Registry, *, format: str | None = None) -> CheckResult:
    """Hold the reply in a file, or `-`, against the output contract of the one agent in another file."""
    report = Report()
    loaded = sources.load([agent], registry, report, format=format)
    documents = loaded.documents
    if len(documents) == 1:
        report = Report()  # what is wrong with the agent's file says nothing of the reply
        _check(documents[0].agent, reply, report)
    elif not report.errors():
        code = "agent-ambiguous" if documents else "no-agents"
        what = f"one agent is needed to hold a reply against, and {len(documents)} are there"
        report.add(code, what, path=agent)
    return CheckResult(report.diagnostics, loaded.files, len(documents))


def _check(agent: Agent, reply: str, report: Report) -> None:
    standard = reply == STANDARD_INPUT
    shown = "<stdin>" if standard else Path(reply).as_posix()
    try:
        text = decode(sources.standard_input() if standard else read_bytes(Path(reply), Path(reply)))
    except Problem as problem:
        report.add_problem(problem, path=shown)
    else:
        check_reply(agent, text, report.scoped(path=shown, agent=agent.name))
