"""Output contracts: patterns that no reply could be held against, and replies that do not keep theirs."""

from __future__ import annotations

import re
import time

from agentconv.checking.patterns import SECONDS, compiled, heading, judge
from agentconv.checking.subject import Subject
from agentconv.containers.json import load
from agentconv.diagnostics import Diagnostic, Report
from agentconv.door import told
from agentconv.errors import SyntaxProblem
from agentconv.model.agent import Agent, OutputContract
from agentconv.text.source import Source

MANY_PATTERNS = 200
"""So many patterns of one agent are tried."""


def look(subject: Subject) -> None:
    """Report patterns of an agent's output contract that do not compile or backtrack."""
    contract = subject.document.agent.output_contract
    if contract is None:
        return
    key = next((f.top for f in subject.format.fields if f.attr == "output_contract"), "output_contract")
    for index, section in enumerate(contract.sections[:MANY_PATTERNS]):
        if section.pattern is None:
            continue
        where = (key, "required_sections", index, "pattern")
        began = time.monotonic()
        if subject.everyone.seconds < 0:
            subject.add("pattern-untried", "so many patterns are slow that the rest was not tried", key)
            return
        verdict = judge(section.pattern)
        subject.everyone.seconds -= time.monotonic() - began
        shown = ascii(section.pattern[:60])
        if verdict.invalid:
            subject.add("pattern-invalid", f"{shown} is no regular expression: {verdict.invalid}", *where)
        elif verdict.slow:
            hint = "do not repeat what is repeated inside, as (a+)+ does; say what stands between"
            what = f"{shown} can take years on a text such as {verdict.slow}"
            subject.add("pattern-slow", what, *where, hint=hint)


def check_reply(agent: Agent, reply: str, report: Report, *, seconds: float = SECONDS) -> None:
    """Hold an agent's reply against its output contract: everything that is wrong goes to the report."""
    contract, reply = agent.output_contract, reply.replace("\r\n", "\n")
    if contract is None:
        what = f"{agent.name!r} promises no shape for its replies"
        report.add("contract-missing", what, hint="an output contract names the sections of a reply")
        return
    if (contract.format or "").casefold() == "json":
        _check_json(reply, report)
    _check_sections(contract, reply, report, seconds)


@told
def check_response(agent: Agent, reply: str, *, seconds: float = SECONDS) -> tuple[Diagnostic, ...]:
    r"""Everything that is wrong with an agent's reply by its output contract; empty when it keeps it.

    Each pattern has `seconds` of processor time for its matches, all of them together have twenty times
    as long.

    >>> from agentconv import Agent, OutputContract, Section
    >>> contract = OutputContract("markdown", (Section("Summary"), Section("Risks")))
    >>> [d.code for d in check_response(Agent("a", output_contract=contract), "## Risks\nnone\n")]
    ['section-missing']
    """
    report = Report(agent=agent.name)
    check_reply(agent, reply, report, seconds=seconds)
    return report.diagnostics


def _check_json(reply: str, report: Report) -> None:
    try:
        load(reply)
    except SyntaxProblem as problem:
        line, column = Source("", reply).position(problem.offset)
        report.add("reply-syntax", f"the reply is no JSON: {problem.message}", line=line, column=column)


def _check_sections(contract: OutputContract, reply: str, report: Report, seconds: float) -> None:
    fences = _fenced(reply)
    last, last_name = -1, ""
    deadline = time.process_time() + 20 * seconds
    for section in contract.sections:
        pattern = section.pattern if section.pattern is not None else heading(section.name)
        scoped = report.scoped(field=section.name)
        try:
            at = _first(pattern, reply, fences, min(seconds, deadline - time.process_time()))
        except ValueError as problem:
            scoped.add(
                "pattern-invalid",
                f"section {section.name!r}: the pattern is no regular expression: {problem}",
            )
            continue
        except TimeoutError:
            what = f"section {section.name!r}: the pattern {pattern[:60]!a} took more than {seconds} s"
            scoped.add("pattern-timeout", what)
            continue
        if at is None:
            if section.required:
                wanted = f"nothing matches {pattern[:60]!a}" if section.pattern else "no heading says so"
                what = f"the section {section.name!r} is missing: {wanted}"
                scoped.add("section-missing", what, line=reply.count("\n") + 1, column=1)
            continue
        if at < last:
            line, column = reply.count("\n", 0, at) + 1, at - reply.rfind("\n", 0, at)
            what = f"the section {section.name!r} stands before {last_name!r}, which the contract puts first"
            scoped.add("section-order", what, line=line, column=column)
        else:
            last, last_name = at, section.name


def _first(pattern: str, reply: str, fences: list[tuple[int, int]], seconds: float) -> int | None:
    """Where a pattern first matches; one that starts with a heading's # not inside a code fence."""
    ready = compiled(pattern)
    if not re.match(r"\^?(?:\\?#|\(\?:?#)", pattern):
        fences = []
    at, deadline = 0, time.process_time() + seconds
    while at <= len(reply):
        left = deadline - time.process_time()
        if left <= 0:
            raise TimeoutError
        match = ready.search(reply, at, timeout=left)
        if match is None:
            return None
        start: int = match.start()
        inside = next((end for begin, end in fences if begin <= start < end), None)
        if inside is None:
            return start
        at = inside
    return None


_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})", re.MULTILINE)


def _fenced(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that stand in code fences."""
    found, opened = [], None
    for match in _FENCE.finditer(text):
        mark = match["mark"]
        if opened is None:
            opened = (match.start(), mark)
        elif mark[0] == opened[1][0] and len(mark) >= len(opened[1]):
            found.append((opened[0], match.end()))
            opened = None
    if opened is not None:
        found.append((opened[0], len(text)))
    return found
