"""Tools that are gone, tools that are not bounded though they should be, and the power that they give."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from agentconv.checking.subject import Subject, listed, starts
from agentconv.diagnostics import Severity
from agentconv.model.agent import Agent
from agentconv.model.powers import power, words
from agentconv.model.vocabulary import EXECUTE

_DANGEROUS = re.compile(
    r"""(?x)
    \brm\s+-(?:rf|fr|r\s+-f)\s+(?![^\n]{0,40}(?:/var/lib/apt|cache|tmp|node_modules|dist|build))[^\s`"';|&)]{1,30}
    | \bgit\s+push\s[^\n`]{0,40}?(?:--force\b(?!-with-lease)|\s-f\b)
    | \bgit\s+(?:reset\s+--hard|clean\s+-[a-z]*f)
    | \bchmod\s+(?:-R\s+)?777\b | \bmkfs\.\w+ | \bdd\s+if=
    | \b(?:curl|wget)\s[^\n|`]{1,120}\|\s*(?:sudo\s+)?(?:ba|z)?sh\b
    | --dangerously-skip-permissions | --no-verify\b
    | (?P<code> (?i:\bdrop\s+(?:table|database|schema)\b(?!\s+if)) | (?i:\btruncate\s+table\b)
      | \b(?:terraform|tofu|pulumi)\s+(?:destroy|apply)\b
      | \bkubectl\s+(?:delete|drain)\b | \bhelm\s+(?:uninstall|delete)\b
      | \bsudo\s+[a-z]+ | \baws\s+[a-z0-9]+\s+(?:delete|terminate)-[a-z-]+ | \bnpm\s+publish\b )
    """
)
"""Commands that destroy; those of `code` are also words of prose, and count only where code stands."""
_MARKS = (
    "rm -", "git push", "git reset", "git clean", "drop ", "DROP ", "Drop ", "truncate ", "TRUNCATE ",
    "terraform ", "tofu ", "pulumi ", "kubectl ", "helm ", "curl ", "wget ", "sudo ", "chmod ", "mkfs.",
    "dd if=", "--danger", "--no-verify", "aws ", "npm publish",
)  # fmt: skip
"""Texts of which one starts each command."""
_MARKS_OF_BYTES = [(mark, mark.encode()) for mark in _MARKS]
_NEGATED = re.compile(
    r"(?i)\b(?:never|not|don.?t|without|no|must\s?n.t|dangerous|destructive|unsafe|risky|denied|denies|forbidden"
    r"|(?:avoid|block|deny|forbid|refus|prohibit|prevent|warn|detect|reject|disallow|flag|catch|stop|guard)(?:e?s|e?d|ing)?"
    r")\b|❌|🚫|⛔"
)


_BOUNDS = frozenset({"tools.allow", "tools.deny", "permission_mode"})


def unlimited(subject: Subject) -> None:
    """Report agents that have every tool and whose text speaks of commands that destroy."""
    agent = subject.document.agent
    rows = {attr for row in subject.format.fields for attr in row.attrs}
    if rows and _BOUNDS.isdisjoint(rows | subject.format.more_fields):
        return  # nothing in such a file bounds its tools: there is nothing to advise
    has = power(agent)
    if has.grants is not None or EXECUTE in has.lost:
        return
    commands = _commands(agent.prompt)
    if not commands:
        return
    such = listed(list(dict.fromkeys(shown for shown, _ in commands)), 3)
    what = f"this agent has every tool of its host, and its text has commands such as {such}"
    hint = "list the tools that it needs, and bound the rest where the client asks for permission"
    at = subject.prompt_offset(commands[0][1])
    subject.add_at("tools-unlimited", what, subject.document.tree.source, at, hint)


def _commands(text: str) -> list[tuple[str, int]]:
    commands = []
    fences: list[int] | None = None
    data = text.encode("ascii", "replace")  # in which a mark is found in half the time
    marks = [mark for mark, found in _MARKS_OF_BYTES if found in data]
    for start in sorted(starts(text, marks)):
        if (match := _DANGEROUS.match(text, start)) is None:
            continue
        before = text[max(0, start - 200) : start]
        line = before[before.rfind("\n") + 1 :]
        fences = [m.start() for m in _FENCES.finditer(text)] if fences is None else fences
        if not _NEGATED.search(line) and not (match["code"] and not _is_code(text, start, fences)):
            commands.append((repr(match[0].strip()[:30]), match.start()))
    return commands


def _is_code(text: str, at: int, fences: Sequence[int]) -> bool:
    """Whether a place of a text stands in backticks, in a code block, or at the start of its line."""
    before = text[max(0, at - 200) : at]
    line = before[before.rfind("\n") + 1 :]
    if line.count("`") % 2 or not line.strip(" \t$>#*-"):
        return True
    return bisect_left(fences, at) % 2 == 1


_FENCES = re.compile(r"^ {0,3}(?:`{3,}|~{3,})", re.MULTILINE)


def retired(subject: Subject) -> None:
    """Report tools that the format's client no longer has under their name."""
    fmt, document = subject.format, subject.document
    if not fmt.retired_tools or document.of != 1:
        return
    text = document.tree.source.text
    for key in fmt.tool_keys:
        value = document.tree.values.get(key)
        # A key's place is looked for only where there is something to say of it.
        written = str(value)
        if value is None or not any(name in written for name in fmt.retired_tools):
            continue
        span = document.tree.span((key,))
        value = text[span.start : span.end]
        for name, instead in fmt.retired_tools.items():
            if name in value and (match := word(name).search(value)):
                source, at = document.tree.source, span.start + match.start()
                if instead:
                    renamed = subject.with_severity(Severity.NOTE)
                    renamed.add_at("tool-retired", f"{name} is now {instead}", source, at)
                else:
                    what, hint = f"the client has no {name} any more", f"take it out of {key!r}"
                    subject.add_at("tool-retired", what, source, at, hint)


def word(name: str) -> re.Pattern[str]:
    """A tool's name where it stands by itself in a list of tools."""
    return re.compile(rf"(?<![\w.:/-]){re.escape(name)}(?![\w.:/-])")


def tell_power(subject: Subject) -> None:
    """Say what an agent can do, and why."""
    agent = subject.document.agent
    may = "may use" if agent.tools.allow is None else "may:"
    subject.add("agent-power", f"{may} {power(agent).describe()} ({because(agent)})")


def because(agent: Agent) -> str:
    """Why an agent has the power that it has."""
    if agent.tools.allow is None:
        reasons = ["no list bounds its tools"]
    else:
        allowed = [w for tool in agent.tools.allow for w in words(tool)]
        reasons = [f"its tools: {listed(allowed, 12) or 'none'}"]
    if agent.tools.deny:
        denied = [w for tool in agent.tools.deny for w in words(tool)]
        reasons.append(f"denied: {', '.join(denied[:12])}")
    if agent.permission_mode:
        reasons.append(f"permission mode: {agent.permission_mode}")
    return "; ".join(reasons)
