"""What is kept of a file that was read and converted: little enough to have it of very many."""

from __future__ import annotations

from dataclasses import field

from agentconv.diagnostics import Diagnostic
from agentconv.folder.staging import Staged
from agentconv.frozen import frozen, slotted
from agentconv.kit.exchange import Rendered
from agentconv.kit.restored import Restored
from agentconv.reading.finding import Found
from agentconv.reading.left import Left
from agentconv.reading.references import Calls, Said
from agentconv.writing.filtering import Passed


@frozen
class Output:
    """One file of a target."""

    path: str
    content: Staged
    agents: tuple[str, ...] = ()
    is_index: bool = False
    """Whether the file lists agents that have files of their own."""
    sources: tuple[str, ...] = ()
    """The paths of the files that it was made from, where those are not the agents' own."""
    executable: bool = False


@slotted
class Done:
    """One agent in one target."""

    slug: str
    """The file stem under which it was written."""
    whole_file: bool
    """Whether it was written as one of all the agents of its file, unchanged."""
    diagnostics: tuple[Diagnostic, ...] = ()
    output: Output | None = None
    """Its file, for a target that has one for each agent."""
    item: Rendered | None = None
    """Its form, for a target that puts files together at the end."""
    lost: Restored | None = None
    """What its form does not say, where that is kept."""


@slotted
class Head:
    """One agent that was read: what decides whether and under which name it is written."""

    name: str
    version: str | None
    path: str
    """Of the file that defines it, as it is shown to people."""
    file: int
    """Which of the files that were found it is."""
    index: int
    """Which agent of the file it is."""
    of: int
    """How many agents the file holds."""
    unchanged: bool
    """Whether the agent is what the file says: no carry file said more."""
    format: str = ""
    """The format that it was read as."""
    companions: tuple[str, ...] = ()
    """The paths of further files that it was read from."""
    skills: tuple[str, ...] = ()
    """The skills that it names."""
    done: list[Done | None] = field(default_factory=list)
    """What became of it, target by target; None = it was not converted."""
    refers: tuple[Said, ...] = ()
    """What it names besides, where it lies in a package."""
    calls: Calls = field(default_factory=dict)
    """What it names that is called otherwise where there are no packages, each with that name."""
    own_name: str | None = None
    """What its file calls it, where its package is said with its name."""
    package: str = ""
    """The package that it belongs to; empty when it is none's."""
    origin: str = ""
    """The format that it came from once, or that it was read as."""
    servers: tuple[str, ...] = ()
    """The servers that it names and does not describe."""
    tool: str = ""
    """The format of the package whose agent it is, or was; empty where there is none."""
    passed: Passed | None = None
    """What became of it in the filters of the run, where there are any."""
    before: tuple[str, str | None] | None = None
    """Its name and its own name before the filters; None = they were not settled yet."""


@slotted
class Part:
    """What came of one file."""

    heads: list[Head] = field(default_factory=list)
    diagnostics: tuple[Diagnostic, ...] = ()
    """What was found when it was read."""
    skipped: list[Left] = field(default_factory=list)
    """What it is, when it defines no agent."""
    undecided: list[tuple[Found, str]] = field(default_factory=list)
    """The file itself and why, when others have to say whether it defines one."""
    parts: list[str] = field(default_factory=list)
    """Files that belong to it where it defines none."""
    unreadable: bool = False
    key: str | None = None
    """The cache's key of it, where it may have one."""
    line: bytes | None = None
    """What the cache is to keep of it."""
    cached: bool = False
    """Whether it came from the cache."""
