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

from agentconv.api import read
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.names import slug
from agentconv.proving import cases as proving
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
class Export:
    """What a target makes of all agents."""

    lot: proving.Lot
    """Those that it takes, as the product asks of them."""
    of: dict[str, Case] = field(default_factory=dict)
    """Name, as agentconv reads it -> agent."""
    refused: list[tuple[Case, frozenset[str]]] = field(default_factory=list)
    """Agents that the target does not take, with the codes of the errors."""

    def together(self) -> str:
        """The one file of a target that holds all agents in one."""
        documents = [case.document for case in self.of.values()]
        (file,) = convert_documents(documents, self.lot.target, REGISTRY).files
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
    made = Export(proving.Lot(target))
    for case in cases():
        conversion = convert_documents([case.document], target, REGISTRY)
        errors = frozenset(d.code for d in conversion.diagnostics if d.severity is Severity.ERROR)
        if errors:
            made.refused.append((case, errors))
            continue
        (file,) = conversion.files
        report = Report()
        (document,) = read_source(Source(file.path, file.text), REGISTRY, report, format=target)
        name = document.agent.name
        assert name not in made.of, (name, case.origin, made.of[name].origin)
        told = any(d.loss in (Loss.WIDENED, Loss.UNENFORCED) for d in conversion.diagnostics)
        files = {file.path: file.text.encode()}
        asked = proving.Case(document, file.path, files, report.diagnostics, case.document, told)
        made.lot.add([asked])
        made.of[name] = case
    return made
