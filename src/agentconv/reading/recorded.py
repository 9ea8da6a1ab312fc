"""What agentconv's own records say of a file: the plugin's format that it was written in.

A plugin's file may look like one of a built-in format, which would read it as an agent with other tools.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from agentconv.errors import NotAnAgent, PluginFailed, UsageError, WrongType
from agentconv.folder import record
from agentconv.formats import BUILT_IN, GENERATIONS
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.reading.finding import STANDARD_INPUT, Found

_LEVELS = 8
"""So many folders above a file are looked at."""


@frozen
class Recorded:
    """The records of a run, each read once."""

    _folders: dict[str, tuple[tuple[str, record.Record], ...]] = field(default_factory=dict)
    """Folder -> the records from there up, each with its folder."""
    _loaded: dict[str, record.Record] = field(default_factory=dict)
    """Folder -> its record: those of many packages lie below one."""

    def target_of(self, found: Found) -> str | None:
        """The format of a plugin that a record says a file was written in; None when none does."""
        if found.bundle or found.shown == STANDARD_INPUT:
            return None
        folder = os.path.dirname(found.file)
        if folder not in self._folders:
            self._folders[folder] = tuple(self._records(os.path.abspath(folder)))
        if not self._folders[folder]:
            return None
        place = os.path.abspath(found.file)
        for above, known in self._folders[folder]:
            entry = known.files.get(place[len(above) :].lstrip(os.sep).replace(os.sep, "/"))
            if entry is not None:
                return None if _is_ours(entry.target) else entry.target
        return None

    def format_of(self, found: Found, registry: Registry) -> str | None:
        """The same, where that format is read. Raises `NotAnAgent` for one that is not there any more."""
        target = self.target_of(found)
        if target is None:
            return None
        try:
            fmt = registry.get(target)
        except (UsageError, PluginFailed):
            what = f"agentconv wrote it for {target!r}, a format of a plugin that is not there"
            raise NotAnAgent(what) from None
        if not fmt.reads:
            raise NotAnAgent(f"agentconv wrote it for {target!r}, which is only written")
        return target

    def _records(self, folder: str) -> Iterator[tuple[str, record.Record]]:
        """The records from a folder up, also above what was given: a part of an output is one still."""
        for _ in range(_LEVELS):
            if os.path.lexists(os.path.join(folder, record.NAME)):
                if folder not in self._loaded:
                    try:
                        self._loaded[folder] = record.load(Path(folder))
                    except (OSError, WrongType):  # it is told of where something is written
                        return
                yield folder, self._loaded[folder]
            if folder == os.path.dirname(folder):
                return
            folder = os.path.dirname(folder)


def _is_ours(target: str) -> bool:
    """Whether what a record says of a file's target is no plugin's format."""
    ours = target in BUILT_IN or target in GENERATIONS or target in _OTHERS
    return ours or record.is_of_bundle(target)


_OTHERS = frozenset({"bundle", "carry"})
"""What records say of files that are in no format."""
