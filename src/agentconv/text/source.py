"""Text and places in it: bytes become a `Source` here and nowhere else."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from agentconv.errors import Problem, SyntaxProblem
from agentconv.text.mojibake import mojibake as mojibake  # noqa: PLC0414 - for `reading.read`

MAX_BYTES = 8 * 1024 * 1024
"""The largest file that is read, in bytes."""
OWN_BYTES = 32 * MAX_BYTES
"""The same for agentconv's own lists of very many files."""


class Span(NamedTuple):
    """A stretch of a source's text, in code points; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A text with the name that people know it by. The text keeps its byte order mark and its CRLF."""

    path: str
    """As it is shown in diagnostics; `/` between folders."""
    text: str

    @property
    def data(self) -> bytes:
        """The bytes that the text was decoded from."""
        return self.text.encode("utf-8")

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal digest of the bytes."""
        return sha256(self.data).hexdigest()

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset in code points; a byte order mark has no width."""
        line = self.text.count("\n", 0, offset) + 1
        column = offset - self.text.rfind("\n", 0, offset)
        if line == 1 and offset and self.text.startswith("\ufeff"):
            column -= 1
        return line, column

    @property
    def newline(self) -> str:
        r"""The line end of the text's first line: `\r\n` or `\n`."""
        at = self.text.find("\n")
        return "\r\n" if at > 0 and self.text[at - 1] == "\r" else "\n"


def decode(data: bytes, *, limit: int = MAX_BYTES) -> str:
    """Bytes as text. Raises `Problem` for what is too large, `SyntaxProblem` where it is not UTF-8."""
    if len(data) > limit:
        raise Problem("file-too-large", f"the file is larger than {limit // 1024 // 1024} MiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        hint = "save the file as UTF-8"
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            hint = "the file looks like UTF-16; save it as UTF-8"
        what = f"not UTF-8: byte 0x{data[error.start]:02X} at byte offset {error.start}"
        raise SyntaxProblem("not-utf8", what, len(before), hint) from None
