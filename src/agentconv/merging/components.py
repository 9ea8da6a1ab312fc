"""What differs between two versions of skills, commands, servers, rules and hooks."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from agentconv.frozen import frozen
from agentconv.model import command
from agentconv.model.agent import Difference
from agentconv.model.components import KINDS, File, diff
from agentconv.reading.held import Held

FILES = "files"
"""The field of a component that is a folder: they are told one by one."""
TEXTS = frozenset({"body", "text"})
"""The fields of prose, of which lines are told."""


@frozen
class ComponentPair:
    """A component as each of two sides has it; one of them may lack it."""

    kind: str
    name: str
    old: Held | None
    new: Held | None
    fields: tuple[Difference, ...] = ()
    """Everything that differs but prose and files."""
    text: tuple[str, ...] | None = None
    """What changed in its prose, as lines that start with `+` or `-`; None when nothing did."""
    files: tuple[tuple[str, str], ...] = ()
    """Sign and path of each file that is new (`+`), gone (`-`) or another (`~`)."""
    power_gained: tuple[str, ...] = ()
    """What the new version can do and the old one could not."""
    power_lost: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the sides do not say the same."""
        one_lacks = self.old is None or self.new is None
        return one_lacks or bool(self.fields or self.files) or self.text is not None


def compare_components(old: Sequence[Held], new: Sequence[Held]) -> list[ComponentPair]:
    """The components of two sides by kind and name, with what differs."""
    was, now = ({(one.kind, one.name): one for one in side} for side in (old, new))
    found = sorted({*was, *now}, key=lambda of: (KINDS.index(of[0]), of[1]))
    return [_compared(kind, name, was.get((kind, name)), now.get((kind, name))) for kind, name in found]


def _compared(kind: str, name: str, old: Held | None, new: Held | None) -> ComponentPair:
    if old is None or new is None:
        return ComponentPair(kind, name, old, new)
    fields: list[Difference] = []
    text: tuple[str, ...] | None = None
    files: tuple[tuple[str, str], ...] = ()
    for difference in diff(old.component, new.component):
        if difference.field == FILES:
            files = _files(difference.old, difference.new)
        elif difference.field in TEXTS:
            text = _lines(difference.old, difference.new)
        else:
            fields.append(difference)
    gained, lost = _power(old, new)
    return ComponentPair(kind, name, old, new, tuple(fields), text, files, gained, lost)


def _power(old: Held, new: Held) -> tuple[tuple[str, ...], tuple[str, ...]]:
    had, has = old.format.power(old.component), new.format.power(new.component)
    held, holds = old.format.withholds(old.component), new.format.withholds(new.component)
    gained = (*sorted(has - had), *(f"no longer {word}" for word in sorted(held - holds)))
    return gained, (*sorted(had - has), *sorted(holds - held))


def _files(old: Any, new: Any) -> tuple[tuple[str, str], ...]:
    was, now = ({file.path: file for file in side} for side in (old, new))
    paths = sorted({*was, *now})
    return tuple((_sign(was.get(p), now.get(p)), p) for p in paths if was.get(p) != now.get(p))


def _sign(old: File | None, new: File | None) -> str:
    if old is None:
        return "+"
    return "~" if new is not None else "-"


def _lines(old: Any, new: Any) -> tuple[str, ...]:
    lines = difflib.unified_diff(_prose(old), _prose(new), n=0, lineterm="")
    return tuple(line for line in list(lines)[2:] if not line.startswith("@@"))


def _prose(text: Any) -> list[str]:
    """The lines of a text; that of a command is made of pieces."""
    return (text if isinstance(text, str) else command.shown(text)).splitlines()
