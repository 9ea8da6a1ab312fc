"""Every agent of the corpus and of the fixtures, in every format that has a client to ask.

Each agent is written by itself, so that one that a target refuses stops no other, under a name that no other
has, so that one folder holds them all. Then the client is asked once, and its answer is held against what
agentconv reads from the very files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from agentconv.api import read
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent
from agentconv.model.names import slug
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents
from tests.conftest import FIXTURES
from tests.test_corpus import READ, outcome

REGISTRY = Registry(plugins=False)


@dataclass(frozen=True)
class Case:
    """One agent to write."""

    origin: str
    """The file that it stands in, for messages."""
    real: bool
    """Whether that is a file of the corpus."""
    document: Document
    """The agent, under a name of its own."""


@dataclass(frozen=True)
class Exported:
    """One agent that was written, and what agentconv reads from the file."""

    case: Case
    path: str
    text: str
    document: Document
    said: str
    """What is said when the file is read."""
    told: bool
    """Whether it is said that the client gives the agent more than its source did."""

    @property
    def agent(self) -> Agent:
        """The agent as agentconv reads it."""
        return self.document.agent

    @property
    def is_source(self) -> bool:
        """Whether the file is the very one that the agent was read from."""
        return self.text == self.case.document.tree.source.text


@dataclass(frozen=True)
class Export:
    """What a target makes of all agents."""

    target: str
    done: dict[str, Exported] = field(default_factory=dict)
    """Name, as agentconv reads it -> agent."""
    refused: list[tuple[Case, frozenset[str]]] = field(default_factory=list)
    """Agents that the target does not take, with the codes of the errors."""

    def put(self, folder: Path) -> None:
        """Write the files into a project."""
        for exported in self.done.values():
            path = folder / exported.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(exported.text.encode())

    def together(self) -> str:
        """The one file of a target that holds all agents in one."""
        documents = [exported.case.document for exported in self.done.values()]
        (file,) = convert_documents(documents, self.target, REGISTRY).files
        return file.text


@cache
def cases() -> tuple[Case, ...]:
    """Every agent of the corpus, where it is at hand, and of the fixtures."""
    taken: Counter[str] = Counter()
    found = []
    for origin, real, document in _sources():
        name = document.agent.name
        short = slug(name).casefold()
        taken[short] += 1
        while taken[short] > 1:
            name = f"{document.agent.name}-{taken[short]}"
            short = slug(name).casefold()
            taken[short] += 1
        if name != document.agent.name:
            agent = replace(document.agent, name=name)
            document = replace(document, agent=agent, original=document.as_read)  # noqa: PLW2901
        found.append(Case(origin, real, document))
    return tuple(found)


def _sources() -> Iterator[tuple[str, bool, Document]]:
    for file in READ:
        yield from ((file.name, True, document) for document in outcome(file)[0])
    readable = {p.format.name for p in REGISTRY.all() if p.format.reads}
    for folder in sorted(FIXTURES.iterdir()):
        form = folder.name if folder.name in readable else None
        for path in sorted(folder.iterdir()) if form or folder.name in ("neutral", "examples") else ():
            result = read(path, form if path.is_file() else None, registry=REGISTRY)
            origin = path.relative_to(FIXTURES.parent).as_posix()
            yield from ((origin, False, document) for document in result.documents if result.ok)


def export(target: str) -> Export:
    """Write every agent for a target."""
    made = Export(target)
    for case in cases():
        conversion = convert_documents([case.document], target, REGISTRY)
        errors = frozenset(d.code for d in conversion.diagnostics if d.severity is Severity.ERROR)
        if errors:
            made.refused.append((case, errors))
            continue
        (file,) = conversion.files
        report = Report()
        (document,) = read_source(Source(file.path, file.text), REGISTRY, report, format=target)
        said = "\n".join(f"{d.code}: {d.message} {d.hint}" for d in report.diagnostics)
        name = document.agent.name
        assert name not in made.done, (name, case.origin, made.done[name].case.origin)
        told = any(d.loss in (Loss.WIDENED, Loss.UNENFORCED) for d in conversion.diagnostics)
        made.done[name] = Exported(case, file.path, file.text, document, said, told)
    return made
