"""What written files say, read from their text: every agent stands in one, and is the one that was meant.

Losses are measured on native values, before there is a text. That does for agentconv's own formats, whose
texts are read back by the tests; what another format makes of its native values is read back in every run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from agentconv.diagnostics import Loss, Report
from agentconv.errors import NotAnAgent, PluginFailed, Problem
from agentconv.formats import BUILT_IN
from agentconv.kit.format import Format, OutputFile, Rendered
from agentconv.model.agent import Agent, Difference, diff, is_empty
from agentconv.model.powers import power, said
from agentconv.reading.read import decode_native, read_as
from agentconv.text.source import Source

_CODE = "written-otherwise"


def check_written(
    items: Sequence[Rendered], files: Sequence[OutputFile], fmt: Format, report: Report
) -> None:
    """Report what does not stand in the files of a target as it was meant.

    An agent that differs in a field has a finding of a loss; one that is not there, or can do more, an error.
    """
    named = {name for file in files for name in file.agents}
    written = [item for item in items if not named.isdisjoint((item.agent.name, item.known_as))]
    report = report if fmt.name in BUILT_IN else report.scoped(hint=_hint(fmt))
    if len(written) < len(items):
        for item in items:
            if item not in written:
                what = f"no file of {fmt.name} is written for it"
                report.add(_CODE, what, agent=item.known_as or item.agent.name)
    if fmt.name in BUILT_IN:
        return
    folders = {place.partition("*")[0].rpartition("/")[0] for place in (*fmt.paths, *fmt.user_paths)}
    for file in files:
        if not file.agents and not file.is_index:
            report.add(_CODE, f"{file.path} is written for no agent")
        if not any(_is_below(file.path, folder) for folder in folders):
            report.add("unsafe-path", f"{file.path} lies in no folder that {fmt.name} has")
    if fmt.reads or _tells_natives(fmt):
        _compare(written, files, fmt, report)


def _hint(fmt: Format) -> str:
    from agentconv.host.guard import provider

    return f"tell the author of {provider(fmt) or 'the format'}; other targets are not concerned"


def _is_below(path: str, folder: str) -> bool:
    """Whether a path lies in a folder; in that of all others, what is hidden has another owner."""
    if folder:
        return path.startswith(f"{folder}/")
    return not any(part.startswith(".") for part in path.split("/"))


def _tells_natives(fmt: Format) -> bool:
    """Whether a format that is not read says what its files hold."""
    from agentconv.host.guard import overrides

    return overrides(fmt, "natives") or not overrides(fmt, "files")


def _compare(items: Sequence[Rendered], files: Sequence[OutputFile], fmt: Format, report: Report) -> None:
    found: dict[str, list[Agent]] = defaultdict(list)
    try:
        for agent in _read(files, fmt):
            found[agent.name].append(agent)
    except (NotAnAgent, Problem) as problem:
        report.add(_CODE, f"a written file cannot be read: {problem}")
        return
    for item in items:
        meant = list(_meant(item, fmt))
        there = next((found[agent.name] for agent in meant if found[agent.name]), [])
        name = item.known_as or item.agent.name
        if not there:
            report.add(_CODE, f"no file that {fmt.name} writes holds it", agent=name)
            continue
        back = there.pop(0)
        if back not in meant:
            _report(meant[0], back, fmt, report.scoped(agent=name))
    for name in (name for name, left in found.items() if left):
        report.add(_CODE, f"the files hold {name!r} once more than was meant")


def _meant(item: Rendered, fmt: Format) -> Iterator[Agent]:
    """The agent that a file is to hold: what was written of it, or the source's own where that was kept."""
    if item.document is not None:
        yield item.document.as_read
    if item.native:
        yield decode_native(fmt, item.native, item.slug)


def _read(files: Sequence[OutputFile], fmt: Format) -> Iterator[Agent]:
    """The agents that files hold, as the format reads them. Raises `Problem` and `NotAnAgent`."""
    if not fmt.reads:
        yield from agents_told(files, fmt)
        return
    texts = {file.path: Source(file.path, file.text) for file in files}
    indexed = any(file.is_index for file in files)
    for file in files:
        if file.is_index or not indexed:
            yield from _agents_of(file.path, texts, fmt)


def agents_told(files: Sequence[OutputFile], fmt: Format) -> Iterator[Agent]:
    """The agents that files hold, as a format tells that is not read."""
    natives = fmt.natives([file for file in files if file.agents])
    own = [file for file in files if file.agents and not file.is_index]
    for index, native in enumerate(natives):
        path = PurePosixPath(own[index].path) if len(own) == len(natives) else PurePosixPath()
        yield decode_native(fmt, native, fmt.stem_of(path))


def _agents_of(path: str, texts: dict[str, Source], fmt: Format) -> list[Agent]:
    report, folder = Report(), PurePosixPath(path).parent

    def sibling(name: str) -> Source:
        other = (folder / name).as_posix()
        if other not in texts:
            raise Problem("not-found", f"{other} is not among the written files")
        return texts[other]

    documents = read_as(fmt, texts[path], report, sibling)
    for error in report.errors():
        if error.code == "plugin-raised":
            raise PluginFailed(error.message)
        raise Problem(error.code, f"{path}: {error.message}")
    return [document.agent for document in documents]


def _report(meant: Agent, back: Agent, fmt: Format, report: Report) -> None:
    """One finding for each field that a text holds otherwise than it was meant, an error for more power."""
    differences = diff(meant, back)
    for difference in differences:
        _add_loss(difference, fmt, report)
    if more := power(back).beyond(power(meant)):
        what = f"the text that {fmt.name} writes gives the agent more than was meant: {said(more)}"
        fields = [d.field for d in differences if d.field.startswith(("tools.", "permission_mode", "mcp_"))]
        first, *further = fields or ["tools.allow"]
        loss = Loss.WIDENED
        report.add("power-widened", what, field=first, further=tuple(further), loss=loss)


def _add_loss(difference: Difference, fmt: Format, report: Report) -> None:
    name, loss, code = difference.field, Loss.APPROXIMATED, "field-approximated"
    what = f"the text that {fmt.name} writes holds another {name} than was meant"
    if is_empty(difference.new):
        loss, code, what = Loss.DROPPED, "field-dropped", f"the text that {fmt.name} writes holds no {name}"
    report.add(code, what, field=name, loss=loss)
