"""The exceptions that mean "cannot go on". What went on, but with a remark, is a `Diagnostic`."""

from __future__ import annotations


class AgentconvError(Exception):
    """Base of every error that agentconv raises on purpose."""


class Problem(AgentconvError):
    """Something cannot be had or used: `code` and `message` say why, `hint` what to do about it.

    `Report.add_problem` makes a finding of it.
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class SyntaxProblem(Problem):
    """A container refuses a text; `offset` (code points) says where."""

    def __init__(self, code: str, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(code, message, hint)
        self.offset = offset


class NotAnAgent(AgentconvError):
    """A file is readable but defines no agent; the message says why."""

    kind = ""
    """What it is instead, where that is known."""
    files: tuple[str, ...] = ()
    """Files beside it that belong to it, and define none either."""


class SwitchedOff(NotAnAgent):
    """The agent of a file is switched off, so that its client has none."""

    kind = "agent"


class WrongType(AgentconvError):
    """A native value has a type that its field does not take; `at` is the path below the field."""

    def __init__(self, expected: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(f"expected {expected}")
        self.expected = expected
        self.at = at


class KeepNative(AgentconvError):
    """A value is legal but has a shape that the neutral field cannot hold: keep it as an extension."""


class UsageError(AgentconvError):
    """The caller asked for something that does not exist, such as an unknown format."""


class PluginFailed(AgentconvError):
    """A third party's format did what none may; the message names it, its distribution and version."""
