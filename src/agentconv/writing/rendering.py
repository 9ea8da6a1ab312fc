"""One agent in the form of a target: measured, and in the text that it came from where that can be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.errors import PluginFailed
from agentconv.formats import PACKAGED
from agentconv.frozen import frozen
from agentconv.kit import model_map
from agentconv.kit.document import Document
from agentconv.kit.exchange import NEUTRAL, Home
from agentconv.kit.format import Format, Native, Rendered, Writing
from agentconv.kit.packaged import Packaged
from agentconv.kit.restored import Restored
from agentconv.kit.retired import tell_ending
from agentconv.kit.served import within_servers
from agentconv.model.agent import Agent, Difference, diff
from agentconv.reading.read import PLUGIN_HINT, shown
from agentconv.writing.loss import report_losses
from agentconv.writing.options import Options
from agentconv.writing.packaging import Called, calling, in_package
from agentconv.writing.patch import spliced
from agentconv.writing.withheld import without_withheld


@frozen
class Written:
    """What became of one agent in a target."""

    item: Rendered | None
    """Its form; None when the target's format failed."""
    lost: Restored | None
    """What that form does not say."""
    diagnostics: tuple[Diagnostic, ...]


def render(
    document: Document,
    fmt: Format,
    writing: Writing,
    options: Options,
    *,
    slug: str,
    whole_file: bool,
    origin: Format | None,
    carry: bool = True,
    texts: bool = False,
) -> Written:
    """One agent in the target's form, under a file stem that no other agent of the run has.

    `whole_file` says that every agent of the document's file is there and as it was read; `origin` is the
    format that it was read as, where there is one; `carry` asks for what the form does not say, `texts` also
    for the text that it was read from, where the target is a package.
    """
    name = document.known_as or document.agent.name
    as_found = document
    chosen = options.for_one(name)
    # A report for each agent, since what its format said itself of it is not said again.
    report = Report(target=fmt.name, path=document.path, agent=name)
    # An agent of a package of the same tool means what it says there, wherever it was in between.
    at_home = document.tool == fmt.name
    own = writing.one(report, slug, fmt.dialect if at_home else document.format)
    own.model, own.wider = chosen.model, chosen.allow_wider
    item, lost = None, None
    said = document.agent
    try:
        if origin is not None:
            own.unasked, own.family = origin.unasked, origin.family
            own.lets, own.withheld = origin.lets(said), origin.withholds(said)
            if origin.models and origin is not fmt:
                own.models = model_map.load(options.models, fmt.models, origin.models)
            own.bounds = origin.name not in NEUTRAL and origin.is_native("tools.allow")
        if document.calls:
            document = calling(document, report)
        # Where packages are kept, an agent comes back to where others have the names that it said.
        kept = said if isinstance(fmt, Packaged) else document.agent
        back = kept if carry else None
        item, lost = _render(document, fmt, own, chosen, whole_file=whole_file, carry=back)
        if item is not None and texts and fmt.name in PACKAGED:
            lost = _with_source(as_found, item, lost)
    except PluginFailed as failure:
        report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
    return Written(item, lost, report.diagnostics)


def _with_source(document: Document, item: Rendered, lost: Restored | None) -> Restored | None:
    """What a form does not say of an agent, with the text that says this agent and nothing else."""
    found = diff(document.as_read, document.agent)
    text = document.tree.source.text
    alone = document.of == 1 and not document.companions
    if not alone or item.text == text or any(difference.field != "name" for difference in found):
        return lost
    lost = lost or Restored("", "", (), item.agent.name)
    return replace(lost, text=text, file=PurePosixPath(document.tree.source.path).name)


def at_home(written: Written, fmt: Format, home: Home, called: Called) -> Written:
    """What became of an agent, in its package's folder."""
    if written.item is None:
        return written
    item = replace(written.item, home=home, known_as=called.known_as)
    return replace(written, item=item, lost=in_package(item, written.lost, fmt, called))


def _render(
    document: Document,
    fmt: Format,
    writing: Writing,
    options: Options,
    *,
    whole_file: bool,
    carry: Agent | None,
) -> tuple[Rendered, Restored | None]:
    """One agent in the target's form, and what that form does not say of it.

    `whole_file` says that every agent of the document's file is there and as it was read; `carry` is the
    agent that is to come back one day, with the names by which its package calls others.
    """
    agent, slug = document.agent, writing.slug
    if slug != agent.name:
        what = f"the file of {shown(agent.name)} is named {slug!r}"
        writing.report.add("name-slugged", what, field="name")
    same_format = document.format == fmt.dialect or (
        document.tool == fmt.name and document.format == fmt.agents_of
    )
    stays = same_format and fmt.keeps(document.tree)
    alone = document.of == 1 and not document.companions
    otherwise = any(writing.options.get(o.name, o.default) != o.default for o in fmt.options)
    told = options.model is not None or options.template is not None or otherwise
    if stays and whole_file and not told:
        # Nothing is to change, so the text is kept as it is: no rule of the format can spoil a byte.
        text = document.tree.source.text if alone else None
        native = {} if alone else fmt.encode(agent, writing)
        if alone and fmt.is_native("model"):
            tell_ending(agent.model, writing.report)
        return Rendered(agent, slug, native, text, document, document), None
    if options.model is not None:
        agent = replace(agent, model=options.model)
    meant = agent if same_format else within_servers(agent)
    native, back = without_withheld(meant, fmt, writing)
    wanted = options.as_chosen(meant, back, fmt)
    found = report_losses(wanted, back, fmt, writing)
    if wanted is not agent:
        found = diff(agent, back)
    if meant is not agent:
        _note_servers(found, writing.report)
    lost = None
    if carry is not None and carry is not document.agent:
        found = diff(replace(carry, model=agent.model), back)
    if found and carry is not None:
        missing = tuple(Difference(d.field, d.new, d.old) for d in found)
        lost = Restored(fmt.path_of(slug, writing.scope), back.name, missing, agent.name)
    patched = stays and alone and not fmt.shared_file
    text = _patched(document, fmt, native, writing) if patched else None
    kept = stays and not otherwise
    unchanged = document if kept and agent is document.agent and document.unchanged else None
    return Rendered(agent, slug, native, text, unchanged, document if stays else None), lost


def _note_servers(found: Iterable[Difference], report: Report) -> None:
    """Say that a list names more of the agent's own servers than they give, where nothing else does."""
    named = {name for d in report.diagnostics if d.loss for name in d.fields}
    for name in ("tools.allow", "tools.deny"):
        if name not in named and any(d.field == name for d in found):
            what = f"{name} is written without what the agent's own servers do not give it"
            loss = Loss.APPROXIMATED
            report.add("field-approximated", what, severity=Severity.NOTE, field=name, loss=loss)


def _patched(document: Document, fmt: Format, native: Native, writing: Writing) -> str | None:
    """The agent's own file with what changed; None, and a word on it, when its layout cannot be kept."""
    before = fmt.encode(document.as_read, replace(writing, report=Report(), model=None))
    text = spliced(document, fmt, before, native)
    if text is None:
        writing.report.add("layout-lost", "the file is written anew: its layout cannot be kept")
    return text
