"""What a client is asked of beside agents, and what it tells: values that know no client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from agentconv.containers.entries import insert
from agentconv.diagnostics import Diagnostic
from agentconv.frozen import frozen, slotted
from agentconv.host.components import AnyFormat
from agentconv.kit.component import Entry
from agentconv.kit.skills import BY_KEY, SkillFormat
from agentconv.model.components import COMMAND

_SLASHED = frozenset({"kilo", "opencode"})
"""The clients that call a command by its path."""


@frozen
class Subject:
    """One skill, command, server, rule or hook to ask of."""

    component: Any
    """As agentconv reads it from the files that the client gets."""
    format: AnyFormat
    """The client's own, in which it is read."""
    shown: str
    """The file that a person would look at."""
    place: str
    """Where its file lies in the project, or in the home folder; `/` between folders."""
    files: Mapping[str, bytes]
    """All that lies there for it, by path."""
    entries: tuple[Entry, ...] = ()
    """What stands for it in files with other settings, of which the client gets these alone."""
    at_home: bool = False
    """Whether it lies in the home folder."""
    said: tuple[Diagnostic, ...] = ()
    """What is said of the file when it is read."""

    @property
    def kind(self) -> str:
        """One of `agentconv.model.components.KINDS`."""
        return self.format.kind

    @property
    def name(self) -> str:
        """How agentconv calls it."""
        return str(self.component.name)

    @property
    def called(self) -> str:
        """How its client calls it: a skill by its folder or by its key, a command with its folders."""
        if self.kind == COMMAND and self.format.target in _SLASHED:
            return self.name.replace(":", "/")
        by_key = isinstance(self.format, SkillFormat) and self.format.called_by == BY_KEY
        return str((by_key and self.component.display_name) or self.name)

    @property
    def text(self) -> str:
        """The text of its file; empty where it has none of its own."""
        return self.files.get(self.place, b"").decode("utf-8", "replace")

    @property
    def is_left(self) -> bool:
        """Whether agentconv says of the file that its client does not load it."""
        return any(d.code == "client-ignores" for d in self.said)


@slotted
class Batch:
    """Components of one kind that go into one project: no two have one name or one place."""

    target: str
    kind: str
    subjects: dict[str, Subject] = field(default_factory=dict)
    """By the name that the client calls them."""
    files: dict[str, bytes] = field(default_factory=dict)
    home: dict[str, bytes] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    """Files of which agentconv reads nothing: path in the project -> as people know it."""

    def takes(self, subject: Subject) -> bool:
        """Whether there is room for it."""
        there = self.home if subject.at_home else self.files
        here, names = {path.casefold() for path in there}, {name.casefold() for name in self.subjects}
        others = (path for path, data in subject.files.items() if there.get(path) != data)
        return subject.called.casefold() not in names and not any(path.casefold() in here for path in others)

    def add(self, subject: Subject) -> None:
        """Put one in. Raises `Problem` for an entry that has no place in its file."""
        there = self.home if subject.at_home else self.files
        for entry in subject.entries:
            text = there[entry.path].decode() if entry.path in there else None
            there[entry.path] = insert(text, entry.syntax, entry.keys, entry.value)[0].encode()
        self.subjects[subject.called] = subject
        there.update(subject.files)

    def alone(self, subject: Subject) -> Batch:
        """A batch of one of these alone."""
        made = Batch(self.target, self.kind)
        made.add(subject)
        return made


Told = Mapping[str, Any]
"""Field -> what a client tells of it; what is not there it does not tell."""


@frozen
class Answered:
    """What a client has of a batch, and what it complains of."""

    found: Mapping[str, Told]
    """Name -> what the client tells of it, of what is not the client's own."""
    errors: tuple[str, ...] = ()
    untold: Mapping[str, str] = field(default_factory=dict)
    """Field -> why the client tells it of none."""
    unseen: Mapping[str, str] = field(default_factory=dict)
    """Name -> why the client does not tell whether it has this one."""
