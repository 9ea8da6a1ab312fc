"""What a format tells of what it wrote, and of what it can read, for those who measure it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agentconv.errors import KeepNative, WrongType
from agentconv.kit.codecs import exact
from agentconv.kit.exchange import Native, OutputFile
from agentconv.kit.facts import FormatFacts
from agentconv.model.agent import Value
from agentconv.text.source import Source


class Measured(FormatFacts):
    """The part of a format that measures ask."""

    def fits_row(self, key: str, value: Value, beside: Mapping[str, Value]) -> bool:
        """Whether the first row of a top-level key can read a value; so it is where there is none."""
        row = next((row for row in self.fields if row.top == key), None)
        try:
            return row is None or row.read(value, beside) is not None
        except (WrongType, KeepNative):
            return False

    def natives(self, files: Sequence[OutputFile]) -> list[Native]:
        """The native values of each agent that written files hold, for a format that is not read.

        What is written is measured by them. For a format to override that puts agents together.
        """
        from agentconv.containers import container

        syntax = container(self.containers[0])
        trees = (syntax.read(Source(file.path, file.text), self.known_keys) for file in files)
        return [{key: exact(value) for key, value in tree.values.items()} for tree in trees]
