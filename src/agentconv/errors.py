"""The exceptions that mean "cannot go on". What went on, but with a remark, is a `Diagnostic`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentconv.diagnostics import Diagnostic


class AgentconvError(Exception):
    """Base of every error that agentconv raises on purpose."""


class BadInput(AgentconvError):
    """A document cannot be read; `diagnostics` says where and why.

    The message is the first error of the list.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(diagnostics[0].message)
        self.diagnostics = tuple(diagnostics)


class SyntaxProblem(AgentconvError):
    """A container refuses a text: `code` and `message` say why, `offset` (code points) says where."""

    def __init__(self, code: str, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint


class NotAnAgent(AgentconvError):
    """A file is readable but defines no agent; the message says why."""


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
