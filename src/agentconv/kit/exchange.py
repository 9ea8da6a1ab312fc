"""What passes between a format and those who call it: what it is told, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, fields, replace

from agentconv.containers.base import Tree
from agentconv.diagnostics import Facts, Loss, Report
from agentconv.frozen import frozen, slotted
from agentconv.kit.document import Document
from agentconv.kit.model_map import ModelMap
from agentconv.kit.restored import Restored
from agentconv.model import names
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.package import Package
from agentconv.text.source import Source

PROJECT = "project"
"""The scope of files that belong to one project."""
USER = "user"
"""The scope of files that a user has for all projects."""
SCOPES = (PROJECT, USER)
"""Whose files are meant: a project's, or those that a user has for all projects."""


Native = dict[str, Value]
"""What stands in a file, or of one agent in it: native keys and values, in their order."""


_NOWHERE = Source("", "")


@frozen
class Home:
    """Where a package's files go, in a target that keeps packages apart."""

    folder: str = ""
    """Relative to the output folder, with a slash at its end; empty for all of it."""
    package: Package | None = None
    """What is written of it."""
    said: Package | None = None
    """What it says of itself; None when it says nothing."""


@slotted
class Reading:
    """What a format is told while it reads one file, and whom it tells of what it finds."""

    report: Report
    tree: Tree
    stem: str = ""
    """The file's name without its ending; empty for text that has none."""
    sibling: Callable[[str], Source] | None = None
    """Reads another file of the same folder, by its relative path."""
    beside: tuple[str, ...] = ()
    """The files of agents below the file's folder, where it says something of them."""
    in_place: bool = False
    """Whether the file lies where the format's tool looks for it."""
    prefix: tuple[str | int, ...] = ()
    """Where in the tree the agent stands that is being read."""
    apart: frozenset[str] = frozenset()
    """Keys that stand at the top of the tree whatever the prefix: what a file says of all its agents."""
    options: Mapping[str, Value] = field(default_factory=dict)
    """What was said to the format that wrote what is read; `Option.of` knows the default."""

    @classmethod
    def aside(cls, native: Native, stem: str = "", options: Mapping[str, Value] | None = None) -> Reading:
        """A reading of native values that no text holds, and of which nobody is told."""
        return cls(Report(), Tree(_NOWHERE, native), stem=stem, options=options or {})

    def add(self, code: str, message: str, *path: str | int, hint: str | None = None) -> None:
        """Report a finding at the value at `path`, counted from `prefix`.

        `code` is one of docs/codes.md, or one of the format's own: `memo/stale-engine` for the format `memo`.
        """
        shared = bool(path) and path[0] in self.apart
        line, column = self.tree.position(path if shared else (*self.prefix, *path))
        facts: Facts = {"line": line, "column": column, "hint": hint}
        if path:
            facts["field"] = str(path[0])
        self.report.add(code, message, **facts)

    def below(self, *path: str | int, apart: Iterable[str] = ()) -> Reading:
        """The same reading, for an agent that stands deeper in the tree."""
        return replace(self, prefix=(*self.prefix, *path), apart=frozenset(apart))


NEUTRAL = frozenset({"", "agentconv", "a2a"})
"""Formats that hold the words of any client; the empty name is an agent that comes from no file."""


@slotted
class Writing:
    """What a format is told while it writes, and whom it tells."""

    report: Report
    models: ModelMap
    model: str | None = None
    """The model that the caller wants for every agent."""
    shorten: bool = False
    template: str | None = None
    """Jinja2 source that wraps the prompt, for the formats that take one."""
    slug: str = ""
    """The file stem that the agent got: ASCII, and no other agent's in this run."""
    source: str = ""
    """The format that the agent was read from; empty when it comes from no file."""
    bounds: bool = False
    """Whether the source is a client's own file, and not a record of tools for a host that decides."""
    wider: bool = False
    """Whether an agent may be written with more power than it had."""
    unasked: frozenset[str] = frozenset()
    """What the source's client lets an agent do unasked where its file says nothing of it."""
    lets: frozenset[str] = frozenset()
    """The same for this very agent."""
    withheld: tuple[Tool, ...] = ()
    """What the source's client does not give this agent, though it has all the host's tools."""
    family: str | None = None
    """The family of the source's format; None = it is not known."""
    scope: str = PROJECT
    """Whose folder is written: `PROJECT` or `USER`."""
    package: Package | None = None
    """What the files belong to; None when nobody said."""
    options: Mapping[str, Value] = field(default_factory=dict)
    """What is said to the format; `Option.of` knows the default."""
    carry: bool = False
    """Whether what files cannot hold is kept beside them, for the way back."""

    def add(
        self,
        code: str,
        message: str,
        field: str | None = None,
        *,
        hint: str | None = None,
        loss: Loss | None = None,
    ) -> None:
        """Report a finding on the agent; `field` as `diff` names it, `loss` what becomes of it."""
        self.report.add(code, message, field=field, hint=hint, loss=loss)

    def stem(self, agent: Agent) -> str:
        """The agent's name as a slug that no other agent of this run has."""
        return self.slug or names.slug(agent.name)

    homes: tuple[Home, ...] = ()
    """Where packages go that hold anything but agents, for a target that is packages."""
    parts: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """Folder of a package -> kind -> the paths of what it holds of it, agents aside."""
    kept: list[Restored] = field(default_factory=list)
    """What the manifests of packages do not say, for `carry`."""
    seen: dict[str, object] = field(default_factory=dict)
    """Room for a format to keep what it computed once in a run."""

    def one(self, report: Report, slug: str, source: str) -> Writing:
        """The same for one agent, which was read from a format and has a report of its own."""
        made = object.__new__(
            Writing
        )  # one for each agent and target: the general copy takes ten times as long
        for name in _OF_WRITING:
            setattr(made, name, getattr(self, name))
        made.report, made.slug, made.source = report, slug, source
        return made


_OF_WRITING = tuple(f.name for f in fields(Writing))


@slotted
class Filtering:
    """What a filter is told of one agent, and whom it tells of what it finds."""

    report: Report
    options: Mapping[str, Value]
    """The value of every option that the filter states, or its default."""
    format: str = ""
    """The format that the agent was read from; empty when it comes from no file."""

    def add(self, code: str, message: str, field: str | None = None, *, hint: str | None = None) -> None:
        """Report a finding on the agent; `field` as `agentconv.diff` names it.

        `code` is one of docs/codes.md, or one of the filter's own: `house/too-long` for the filter `house`.
        """
        self.report.add(code, message, field=field, hint=hint)


@frozen
class Rendered:
    """One agent on its way out: its native form and the file stem that it got."""

    agent: Agent
    slug: str
    native: Native
    text: str | None = None
    """The text to write as it is: the source's own, or that with changes in place."""
    document: Document | None = None
    """What the agent was read from, when that is a file of the same format and still says the same."""
    source: Document | None = None
    """What the agent was read from, when that is a file of the same format, changed or not."""
    home: Home = Home()
    """Where its package's files go, for a target that keeps packages apart."""
    known_as: str = ""
    """What the run calls the agent, where that is not its name; else empty."""


@frozen
class OutputFile:
    """One file to write, relative to the output folder."""

    path: str
    text: str
    agents: tuple[str, ...] = ()
    is_index: bool = False
    """Whether the file lists agents that have files of their own."""
