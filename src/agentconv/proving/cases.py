"""What a client is asked of: agents in its target's form, as agentconv reads them from the files it gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from agentconv.diagnostics import Diagnostic
from agentconv.frozen import frozen, slotted
from agentconv.kit.document import Document
from agentconv.model.agent import Agent


@frozen
class Case:
    """One agent to ask of."""

    document: Document
    """As agentconv reads it from the file that the client gets."""
    path: str
    """Where that file lies in the project; `/` between folders."""
    files: Mapping[str, bytes]
    """All that lies there for it, by path."""
    said: tuple[Diagnostic, ...] = ()
    """What is said of the file when it is read."""
    source: Document | None = None
    """What it was exported from; None = the file is proved as it lies."""
    told: bool = False
    """Whether the export says that the client gives the agent more than its source did."""
    without: tuple[str, ...] = ()
    """What was taken out of the file, since it would start programs: `servers`, `hooks`."""

    @property
    def name(self) -> str:
        """The agent's name."""
        return self.document.agent.name

    @property
    def agent(self) -> Agent:
        """The agent as agentconv reads it."""
        return self.document.agent

    @property
    def origin(self) -> str:
        """The format that the agent was written in by its author."""
        return self.source.format if self.source else self.document.format

    @property
    def shown(self) -> str:
        """The file that a person would look at."""
        return self.source.path if self.source else self.document.path

    @property
    def is_source(self) -> bool:
        """Whether the client gets the very text that the author wrote."""
        text = self.document.tree.source.text
        return self.source is None or self.source.tree.source.text == text

    def says(self, *words: str) -> bool:
        """Whether something with one of these words is said of the file."""
        texts = (f"{d.code}: {d.message} {d.hint}" for d in self.said)
        return any(word in text for text in texts for word in words)

    @property
    def is_left(self) -> bool:
        """Whether agentconv says of the file that its client does not load it."""
        values = self.document.tree.values
        off = "true" in (str(values.get(key)).lower() for key in ("disable", "disable-model-invocation"))
        refused = any(
            d.code == "client-ignores" and "takes no prompt" not in f"{d.message} {d.hint}" for d in self.said
        )
        switched = off and self.document.format in ("kilo", "opencode", "skill")
        return refused or switched or self.says("not loaded by its own client", "or drops the file")


@frozen
class Loose:
    """A file at the place of a target's agents of which agentconv reads none."""

    path: str
    """As people know it."""
    broken: bool
    """Whether it was meant as an agent, and has an error."""


@slotted
class Lot:
    """Agents that go into one project: no two have one name or one place."""

    target: str
    cases: dict[str, Case] = field(default_factory=dict)
    """Name -> agent."""
    files: dict[str, bytes] = field(default_factory=dict)
    loose: dict[str, Loose] = field(default_factory=dict)
    """Files of which agentconv reads no agent, by their path in the project."""

    def takes(self, names: Iterable[str], files: Mapping[str, bytes]) -> bool:
        """Whether there is room for agents of these names in these files."""
        here = {path.casefold() for path in self.files}
        taken = {name.casefold() for name in self.cases}
        return not (
            any(path.casefold() in here for path in files) or any(n.casefold() in taken for n in names)
        )

    def add(self, cases: Iterable[Case]) -> None:
        """Put agents in."""
        for case in cases:
            self.cases[case.name] = case
            self.files.update(case.files)

    def some(self, names: Iterable[str]) -> Lot:
        """A lot of a few of these agents alone."""
        made = Lot(self.target)
        made.add(self.cases[name] for name in names)
        return made
