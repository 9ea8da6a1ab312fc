"""Filters at work: agents changed or left out between reading and writing, each step of it measured.

A filter is measured as a target is: what it takes away, changes or adds is one finding for each field with
its class, and what it gives an agent more power by is `widened` and stops the run unless that is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace

from agentconv.diagnostics import Diagnostic as Finding
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.errors import PluginFailed
from agentconv.frozen import frozen, slotted
from agentconv.host.filters import ProvidedFilter
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.kit.options import settled
from agentconv.model.agent import Agent, Difference, Value, changed, diff, is_empty, same
from agentconv.model.components import AGENT
from agentconv.reading.read import PLUGIN_HINT
from agentconv.reading.references import Said, referred, renamed
from agentconv.writing.changed_keys import keys_that_differ
from agentconv.writing.loss import CODES, ChangeOfPower, Side, change_of_power, short


@frozen
class Link:
    """A filter of a chain, and what was said to it."""

    filter: ProvidedFilter
    options: Mapping[str, Value]

    @property
    def name(self) -> str:
        """What the filter is called."""
        return self.filter.name


@slotted
class Passed:
    """What became of one agent on its way through a chain."""

    was: str
    """What its file, or its package, calls it."""
    path: str
    package: str = ""
    agent: Agent | None = None
    """As it is to be written; None where it is not, and where its text is held elsewhere."""
    name: str = ""
    """What the run calls it now; empty = it is left out, or a filter failed."""
    own_name: str = ""
    """What its package calls it now, where the run calls it otherwise; else empty."""
    renamed_by: str = ""
    """The filter that gave it another name."""
    failed: bool = False
    diagnostics: tuple[Finding, ...] = ()
    refers: tuple[Said, ...] = ()
    """What it says that may be the name of another agent, or of a skill, a command or a server."""
    said: dict[str, str] = field(default_factory=dict)
    """The agents among them that have another name now, each with that name."""

    @property
    def stays(self) -> bool:
        """Whether it is to be written."""
        return bool(self.name)


class Chain:
    """Some filters in their order.

    Raises `UsageError` for one that there is not, or an option that it has not.
    """

    def __init__(
        self, names: Iterable[str], registry: Registry, settings: Mapping[str, Mapping[str, Value]]
    ) -> None:
        found = [registry.filter(name) for name in names]
        self.links = [
            Link(one, settled(one.filter.options, settings.get(one.name, {}), f"the filter {one.name!r}"))
            for one in found
        ]
        self.registry = registry

    def __bool__(self) -> bool:
        return bool(self.links)

    def facts(self) -> list[tuple[str, str, str, str]]:
        """What the result depends on: of each filter its name, its maker, its code's digest, its options."""
        return [
            (link.name, link.filter.provider, link.filter.digest(), repr(sorted(link.options.items())))
            for link in self.links
        ]

    def of(self, document: Document, *, wider: bool) -> Passed:
        """What becomes of a document's agent; with `wider` it may gain power, with a warning."""
        agent, own = document.agent, document.own_name
        passed = Passed(own or agent.name, document.path, document.package)
        report = Report(path=document.path, agent=agent.name)
        origin = self.registry.loaded(document.origin or document.format)
        after: Agent | None = agent
        for link in self.links:
            try:
                after = self._step(link, agent, document.format, report)
            except PluginFailed as failure:
                report.add("plugin-raised", str(failure), hint=PLUGIN_HINT, filter=link.name)
                passed.failed, after = True, None
            if after is None:
                break
            if after.name != agent.name:
                passed.renamed_by = link.name
            _tell(agent, after, link.name, origin, report, wider=wider)
            agent = after
        passed.diagnostics = report.diagnostics
        passed.failed |= bool(report.errors())
        if after is not None:
            passed.agent, passed.name = after, after.name
            passed.own_name = self._own_name(document, after)
            passed.refers = referred(after)
        return passed

    def _step(self, link: Link, agent: Agent, source: str, report: Report) -> Agent | None:
        found = link.filter.apply(agent, link.options, source, report)
        if found is None:
            what = f"the filter {link.name!r} leaves it out"
            report.add("filter-left-out", what, filter=link.name)
        return found

    def _own_name(self, document: Document, after: Agent) -> str:
        """What an agent's package calls it now, where the run calls it after that."""
        own = document.own_name
        if not own or after.name == document.agent.name:
            return own
        there = replace(document, agent=changed(document.agent, name=own), own_name="")
        found = self.of(there, wider=True).name
        return found if found != after.name else ""


def measured(before: Agent, after: Agent, name: str) -> tuple[Finding, ...]:
    """What a filter's change of an agent is, field by field, where nothing is known of a client."""
    report = Report(agent=before.name)
    _tell(before, after, name, None, report, wider=False)
    return report.diagnostics


def _tell(
    before: Agent, after: Agent, name: str, origin: Format | None, report: Report, *, wider: bool
) -> None:
    """One finding for a change of power, one for each other field that a filter changed."""
    report = report.scoped(filter=name)
    differences = diff(before, after)
    change = change_of_power(_side(before, origin), _side(after, origin))
    more = tuple(_more(before, after))
    if more:
        known = change or ChangeOfPower((), (), ())
        fields = dict.fromkeys((*known.fields, *(field for field, _ in more)))
        change = replace(known, gained=(*known.gained, *(what for _, what in more)), fields=tuple(fields))
    if change is not None:
        _add_change(change, name, report, wider=wider)
    for difference in differences:
        if change is None or difference.field not in change.fields:
            _add_difference(difference, name, report)


def _side(agent: Agent, origin: Format | None) -> Side:
    return Side(agent, frozenset() if origin is None else origin.lets(agent))


def _more(before: Agent, after: Agent) -> Iterable[tuple[str, str]]:
    """What runs for an agent now and did not before, beside its tools: field, and in words."""
    for field_name, word in (("mcp_servers", "the server"), ("hooks", "the hooks of")):
        old, new = getattr(before, field_name), getattr(after, field_name)
        for key, value in new.items():
            if value and (key not in old or not same(old[key], value)):
                yield field_name, f"{word} {key!r}"


def _add_change(change: ChangeOfPower, name: str, report: Report, *, wider: bool) -> None:
    gained, lost = ", ".join(change.gained), ", ".join(change.lost)
    fields = ", ".join(change.fields)
    severity, loss, hint = Severity.NOTE, Loss.NARROWED, None
    what = f"the filter {name!r} makes the agent stricter ({fields}): it loses {lost}"
    if change.gained:
        severity, loss = Severity.WARNING, Loss.WIDENED
        what = f"the filter {name!r} gives the agent more ({fields}): it gains {gained}"
        what += f" and loses {lost}" if lost else ""
        if not wider:
            severity, hint = Severity.ERROR, "--allow-wider writes it all the same"
    first, *further = change.fields
    report.add(
        CODES[loss], what, severity=severity, hint=hint, field=first, further=tuple(further), loss=loss
    )


def _add_difference(difference: Difference, name: str, report: Report) -> None:
    field_name, loss = difference.field, Loss.APPROXIMATED
    what = f"the filter {name!r} changes {field_name} to {short(difference.new)}"
    if is_empty(difference.new):
        loss, what = Loss.DROPPED, f"the filter {name!r} takes {field_name} away"
    elif is_empty(difference.old):
        what = f"the filter {name!r} adds {field_name}: {short(difference.new)}"
    elif keys := keys_that_differ(difference):
        what = f"the filter {name!r} changes {field_name}: {keys}"
    elif isinstance(difference.old, str) and isinstance(difference.new, str):
        what = f"the filter {name!r} changes {field_name}: {_texts(difference.old, difference.new)}"
    report.add(CODES[loss], what, severity=Severity.NOTE, field=field_name, loss=loss)


def _texts(old: str, new: str) -> str:
    """What became of a text, in few words."""
    if max(len(old), len(new)) <= 60:
        return f"{old!r} becomes {new!r}"
    return f"{len(old):,} characters become {len(new):,}"


def settle(rows: Sequence[Passed], report: Report, *, keep_first: bool = False) -> list[Passed]:
    """The agents that stay, each once, with what they have to call each other; what there is to say is told.

    With `keep_first` what failed, and the second of two agents that a filter gives one name, is left out.
    """
    _report(rows, report)
    seen: dict[str, Passed] = {}
    for row in (row for row in rows if row.stays and not (row.failed and keep_first)):
        first = seen.setdefault(row.name, row)
        if first is not row:
            _collide(first, row, report, keep_first=keep_first)
    _follow(seen.values())
    return [*seen.values()]


def _report(rows: Sequence[Passed], report: Report) -> None:
    """Tell what was found; what fails in the same way for many agents is one finding, at the first."""
    found = [d for row in rows for d in row.diagnostics]
    failed: dict[tuple[str | None, str], list[Finding]] = {}
    for d in found:
        if d.code == "plugin-raised":
            failed.setdefault((d.filter, d.message), []).append(d)
        else:
            report.extend((d,))
    for first, *others in failed.values():
        more = f" (and so for {len(others)} more)" if others else ""
        report.extend((replace(first, message=f"{first.message}{more}"),))


def _collide(first: Passed, second: Passed, report: Report, *, keep_first: bool) -> None:
    name = second.renamed_by or first.renamed_by
    what = f"the filter {name!r} calls two agents {first.name!r}: {first.was!r} of {first.path}"
    what += f" and {second.was!r}"
    facts = report.scoped(path=second.path, agent=first.name, filter=name)
    if keep_first:
        what += "; the second is left out"
        facts.add("name-collision", what, severity=Severity.WARNING)
    else:
        facts.add("name-collision", what)


def _follow(rows: Iterable[Passed]) -> None:
    """Have agents say the new names of those that a filter renamed."""
    rows = list(rows)
    names = {
        (row.package, row.was): row.own_name or row.name
        for row in rows
        if (row.own_name or row.name) != row.was and row.renamed_by
    }
    for row in rows if names else ():
        for said in (name for kind, name in row.refers if kind == AGENT):
            where, colon, own = said.partition(":")
            name = names.get((where, own) if colon else (row.package, said))
            if name is not None:
                row.said[said] = f"{where}:{name}" if colon else name


def filtered(
    documents: Sequence[Document],
    chain: Chain,
    report: Report,
    *,
    wider: Callable[[str], bool],
    keep_first: bool = False,
) -> list[Document]:
    """The documents as a chain gives them; what was done to them, and what is wrong, goes to the report.

    `wider` says of an agent's name whether it may gain power.
    """
    if not chain:
        return list(documents)
    rows = [chain.of(document, wider=wider(document.agent.name)) for document in documents]
    kept = {id(row) for row in settle(rows, report, keep_first=keep_first)}
    return [
        as_passed(document, row) for document, row in zip(documents, rows, strict=True) if id(row) in kept
    ]


def as_passed(document: Document, row: Passed) -> Document:
    """A document with its agent as filters gave it."""
    if row.agent is None:
        return document
    agent = renamed(row.agent, {AGENT: row.said}) if row.said else row.agent
    if not diff(document.agent, agent):
        return document
    return replace(document, agent=agent, own_name=row.own_name, original=document.as_read)
