"""What a manifest says to filters and targets, as they are given it: a file that an option names is read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from agentconv.bundle import contents
from agentconv.errors import Problem, UsageError
from agentconv.folder.opening import read_bytes
from agentconv.frozen import slotted
from agentconv.kit.options import Option, missing, settled
from agentconv.model.agent import Value
from agentconv.text.source import decode


@slotted
class Settings:
    """Reads what is said below a folder."""

    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    """The files that were read, relative to the folder -> their SHA-256."""

    def of(self, said: Mapping[str, Value], options: Sequence[Option], whose: str) -> dict[str, Value]:
        """The options that are said, each with the value that is given.

        Raises `UsageError` for one that is not stated, or missing; `Problem` for a file that cannot be read.
        """
        known = {option.name: option for option in options}
        for name in said:
            if name not in known:
                raise UsageError(missing(name, options, whose))
        given = {name: self._value(value, known[name]) for name, value in said.items()}
        settled(options, given, whose)
        return given

    def _value(self, value: Value, option: Option) -> Value:
        if option.kind != "file" or not isinstance(value, str):
            return value
        if os.path.isabs(value) or ".." in Path(value).parts:
            raise Problem("link-outside", f"the file {value!r} leads out of the manifest's folder")
        data = read_bytes(self.folder / value, self.folder)
        self.files[Path(value).as_posix()] = contents.digest(data)
        return decode(data)
