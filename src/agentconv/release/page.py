"""`report.html`: what each target made of each agent of a bundle, as one page for people.

Here is what the page says; how it looks is `templates/report.html` with its style and script. Every text
that comes from a source is made visible here, and escaped there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from agentconv import templates
from agentconv.about import __version__
from agentconv.bundle import contents
from agentconv.diagnostics import Diagnostic, Loss
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent, Difference, set_fields, with_fields
from agentconv.model.powers import Power, consent, power, words
from agentconv.release.built import Built
from agentconv.release.index import generations_of
from agentconv.release.page_components import tables_of, told_by_tables
from agentconv.release.page_contents import left_of, packages_of
from agentconv.release.page_findings import (
    BY_WORD,
    KINDS,
    LEFT_OUT,
    NATIVE,
    Finding,
    Kind,
    finding,
    order,
)
from agentconv.text.visible import visible, visible_lines
from agentconv.writing.convert import Conversion

NAME = "report.html"
FACTS = ("name", "bundle_version", "description", "license", "homepage")
OPEN = 6
"""Up to this many agents, their parts are open from the start."""


@dataclass(frozen=True)
class Place:
    """An agent in a target."""

    target: int
    """Which target it is, from 0."""
    there: bool
    native: int
    """How many fields have a place of their own."""
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    power: str
    loses: tuple[str, ...]
    gains: tuple[str, ...]
    recorded: bool
    """Whether the tools are only written down, and the host decides."""

    @cached_property
    def counts(self) -> tuple[tuple[Kind, int], ...]:
        """How often each kind occurs, the most serious first."""
        found = Counter(f.kind for f in self.findings if f.kind)
        found[NATIVE] = self.native
        return tuple((kind, found[kind]) for kind in reversed(KINDS) if found[kind])

    @property
    def unheld(self) -> bool:
        """Whether the target's client does not hold a restriction that the file says."""
        return any(f.kind is BY_WORD[Loss.UNENFORCED] for f in self.findings)

    @property
    def groups(self) -> list[tuple[Kind | None, list[Finding]]]:
        """The findings, one group for each kind."""
        return [(kind, list(found)) for kind, found in groupby(self.findings, key=lambda f: f.kind)]

    @cached_property
    def kind(self) -> Kind:
        """The most serious of all that happens here."""
        if not self.there and not self.findings:
            return LEFT_OUT
        return self.counts[0][0] if self.counts else NATIVE


@frozen
class Part:
    """What the page says of one agent."""

    number: int
    """From 1, in the order of the page."""
    name: str
    version: str | None
    description: str
    model: str | None
    tools: tuple[str, ...] | None
    """None for whatever the host gives."""
    denied: tuple[str, ...]
    power: str
    source: str
    package: str
    """Empty when it belongs to none."""
    format: str
    places: tuple[Place, ...]
    filtered: tuple[Finding, ...] = ()
    """What filters did to it before it was written anywhere."""

    @property
    def folder(self) -> str:
        """The folder that its file lies in, relative to the manifest's."""
        return self.source.rpartition("/")[0]

    @property
    def rank(self) -> int:
        """How serious the most serious is of all that happens to it."""
        return KINDS.index(self.kind)

    @property
    def kind(self) -> Kind:
        """The most serious of all that happens to it in any target."""
        there = [p.kind for p in self.places if p.kind is not LEFT_OUT]
        return max(there, key=KINDS.index, default=LEFT_OUT)


@frozen
class Column:
    """What the page says of one target."""

    name: str
    agents: int
    files: int
    counts: Mapping[str, int]
    """By the word of the kind."""
    notes: tuple[Finding, ...]

    def shares(self, width: int) -> list[tuple[Kind, int, int]]:
        """A bar of `width` in which each kind has its share: kind, start and width."""
        total = sum(self.counts.values()) or 1
        bar, done = [], 0
        for kind in KINDS:
            if count := self.counts.get(kind.word):
                start, done = done, done + count
                bar.append((kind, start * width // total, done * width // total - start * width // total))
        return bar


def render(built: Built, registry: Registry) -> bytes:
    """The page of a build, its archives included; the same build gives the same bytes."""
    parts = parts_of(built, registry)
    columns, tables = columns_of(built, parts), tables_of(built)
    seen = {kind for part in parts for place in part.places for kind in (place.kind, *dict(place.counts))}
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    seen |= {kind for cell in cells for kind in (cell.kind, *dict(cell.counts))}
    left, files = left_of(built)
    facts = {key: _shown(built.facts.get(key)) for key in FACTS}
    homepage = str(built.facts.get("homepage", ""))
    values: dict[str, Any] = {
        "bundle": facts,
        "link": homepage if homepage.startswith(("https://", "http://")) else None,
        "authors": [visible(str(author)) for author in built.facts.get("authors", ())],
        "kinds": KINDS,
        "counted": KINDS[:8],
        "choices": [kind for kind in KINDS[1:] if kind in seen],
        "left_out": LEFT_OUT,
        "columns": columns,
        "parts": parts,
        "tables": tables,
        "filters": [_filter_row(*row) for row in built.filters.rows()],
        "packages": packages_of(built),
        "left": left,
        "left_files": files,
        "entries": len(parts) + sum(len(table.rows) for table in tables),
        "open": len(parts) <= OPEN,
        "gaining": sum(bool(place.gains) for part in parts for place in part.places),
        "unheld": sum(bool(place.unheld) for part in parts for place in part.places),
        "total": sum(place.there for part in parts for place in part.places),
        "archives": [
            (name, f"{made.size:,}", made.sha256) for name, made in sorted(built.archives.made.items())
        ],
        "version": __version__,
    }
    return templates.render_page("report", values).encode()


def columns_of(built: Built, parts: Sequence[Part]) -> list[Column]:
    """The targets in the order of the manifest."""
    return [
        _column(conversion, sum(part.places[target].native for part in parts), generations_of(built.facts))
        for target, conversion in enumerate(built.conversions)
    ]


def _column(conversion: Conversion, native: int, generations: Mapping[str, str]) -> Column:
    told = told_by_tables(conversion)
    rest = [d for d in conversion.diagnostics if d not in told]
    counts = Counter(f.kind.word for f in map(finding, rest) if f.kind)
    counts[NATIVE.word] = native
    notes = [d for d in rest if d.agent is None]
    target = conversion.target
    name = f"{target} (generation {generations[target]})" if target in generations else target
    return Column(name, conversion.agents, len(conversion.files), counts, tuple(map(finding, notes)))


def parts_of(built: Built, registry: Registry) -> list[Part]:
    """The agents in the order of the index, with what each target made of them."""
    documents = {d.agent.name: d for d in built.documents}
    found = [_by_agent(c) for c in built.conversions]
    back = [{r.source: r.of_agent for r in c.lost} for c in built.conversions]
    parts = []
    for number, facts in enumerate(built.facts["agents"], 1):
        name = facts["name"]
        agent = documents[name].agent
        origin = _Origin(agent, power(agent), frozenset(set_fields(agent)))
        fmt = registry.loaded(documents[name].format)
        said = fmt.power_of(agent) if fmt else consent(agent)
        said += f" (not held: {fmt.unheld(agent)})" if fmt and fmt.unheld(agent) else ""
        places = tuple(
            _place(i, origin, facts["targets"].get(c.target), found[i].get(name, ()), back[i].get(name, ()))
            for i, c in enumerate(built.conversions)
        )
        part = _part(number, facts, documents[name], said, places)
        did = tuple(finding(d) for d in built.filters.found if d.agent == name)
        parts.append(replace(part, filtered=did) if did else part)
    return parts


def _filter_row(
    name: str, maker: str, about: str, told: str, hit: Sequence[str], out: Sequence[str]
) -> dict[str, Any]:
    """What the page says of a filter."""
    texts = {"name": name, "maker": maker, "about": about, "told": told}
    names = {"hit": [visible(one) for one in hit], "out": [visible(one) for one in out]}
    return {key: visible(text) for key, text in texts.items()} | names


@frozen
class _Origin:
    """An agent as the conversions start from it."""

    agent: Agent
    power: Power
    fields: frozenset[str]
    """Those that say something."""


def _part(
    number: int, facts: Mapping[str, Any], document: Document, said: str, places: tuple[Place, ...]
) -> Part:
    agent = document.agent
    allow = agent.tools.allow
    return Part(
        number,
        visible(agent.name),
        _shown(agent.version),
        visible_lines(agent.description or ""),
        _shown(agent.model),
        None if allow is None else tuple(visible(word) for tool in allow for word in words(tool)),
        tuple(visible(word) for tool in agent.tools.deny for word in words(tool)),
        visible(said),
        visible(facts["source"]["path"]),
        visible(document.package),
        document.format,
        places,
    )


def _place(
    target: int,
    origin: _Origin,
    facts: Mapping[str, Any] | None,
    found: Sequence[Diagnostic],
    differences: Sequence[Difference],
) -> Place:
    there = origin.power
    if differences:
        there = power(with_fields(origin.agent, {d.field: d.old for d in differences}))
    lossy = {name for d in found if d.loss for name in d.fields}
    return Place(
        target,
        facts is not None,
        len(origin.fields - lossy) if facts is not None else 0,
        tuple(sorted(map(finding, found), key=order)),
        tuple(file.removeprefix(f"{contents.TARGETS}/") for file in (facts or {}).get("files", ())),
        visible(there.describe()),
        tuple(map(visible, origin.power.beyond(there))),
        tuple(map(visible, there.beyond(origin.power))),
        any(d.field == "tools.allow" and d.loss is Loss.CARRIED for d in found),
    )


def _by_agent(conversion: Conversion) -> dict[str, list[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in conversion.diagnostics:
        if diagnostic.agent is not None:
            found.setdefault(diagnostic.agent, []).append(diagnostic)
    return found


def _shown(text: str | None) -> str | None:
    return None if text is None else visible(text)
