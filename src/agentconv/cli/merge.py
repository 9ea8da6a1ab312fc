"""`agentconv merge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.kit.document import Document
    from agentconv.merging.documents import MergedFile

STANDARD_OUTPUT = "-"


@click.command("merge")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--base", metavar="BASE", help="What OURS and THEIRS both started from.")
@click.option("--git-driver", is_flag=True, help="Work as a merge driver of git: %O %A %B %P.")
@click.option("--from", "format", metavar="FORMAT", help="What the files are, if it cannot be told.")
@click.option("-t", "--target", metavar="FORMAT", help="What to write, if not the newest one's format.")
@click.option("-o", "--out", metavar="FILE", default=STANDARD_OUTPUT, help="File to write; - prints it.")
@click.option("--union", is_flag=True, help="Keep sections and fields that a newer version dropped.")
@click.option("--bump", type=click.Choice(["major", "minor", "patch"]), help="Set the next version.")
@click.option("--force", is_flag=True, help="Merge files that do not look like versions of one agent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the result.")
def command(files: tuple[str, ...], **given: Any) -> None:
    """Merge versions of an agent.

    OLD NEW [NEWER...]: the newest version, with a changelog of the steps that lead to it. The order is that
    of the versions, then of the dates, then as given.

    --base BASE OURS THEIRS: what both sides made of BASE. What truly conflicts gets git's markers and exit
    status 1.
    """
    from agentconv.host.registry import Registry

    registry = Registry()
    if given["git_driver"]:
        sys.exit(_driver(files, registry))
    if given["base"] is not None:
        if len(files) != 2:
            raise click.UsageError("--base takes two files: OURS THEIRS")
        if given["union"]:
            raise click.UsageError("--union is for a stack of versions, without --base")
        sys.exit(_three_way(files, given, registry))
    if len(files) < 2:
        raise click.UsageError("a merge takes at least two versions")
    sys.exit(_stack(files, given, registry))


def _load(
    paths: tuple[str, ...], given: dict[str, Any], registry: Registry, report: Report
) -> list[Document]:
    """The one agent of each file."""
    from agentconv.reading.sources import load

    found = []
    for path in paths:
        loaded = load([path], registry, report, format=given["format"])
        documents = loaded.documents
        if not documents and not loaded.unreadable and not report.errors():
            report.add("no-agents", "it defines no agent", path=path)
        if len(documents) > 1:
            report.add(
                "not-same-agent", f"the file defines {len(documents)} agents; a merge takes one", path=path
            )
        found += documents[:1]
    return found


def _stack(files: tuple[str, ...], given: dict[str, Any], registry: Registry) -> int:
    from agentconv.api import write
    from agentconv.diagnostics import Report
    from agentconv.merging.stack import sort_versions, stack_versions

    report = Report()
    documents = _load(files, given, registry, report)
    if not report.errors():
        _check_alike(documents, report, force=given["force"])
    if report.errors() or len(documents) < 2:
        return _failed(report, given)
    order = sort_versions([d.agent for d in documents])
    for a, b in order.unsure:
        what = f"{documents[b].path} is taken for newer than {documents[a].path}: no version or date tells"
        report.add("version-order", what, hint="give the older file first", agent=documents[b].agent.name)
    documents = [documents[i] for i in order.order]
    merged = stack_versions([d.agent for d in documents], union=given["union"], bump=given["bump"])
    newest = documents[-1]
    target = given["target"] or newest.format
    onto = newest if target == newest.format and newest.of == 1 else None
    conversion = write(merged, target, onto=onto, registry=registry)
    report.extend(conversion.diagnostics)
    return _finish(report, given, [(f.path, f.text) for f in conversion.files], ())


def _three_way(files: tuple[str, ...], given: dict[str, Any], registry: Registry) -> int:
    from dataclasses import replace

    from agentconv.api import write
    from agentconv.diagnostics import Report
    from agentconv.merging.documents import merge_documents
    from agentconv.merging.stack import bumped

    report = Report()
    documents = _load((given["base"], *files), given, registry, report)
    if report.errors() or len(documents) != 3:
        return _failed(report, given)
    base, ours, theirs = documents
    merged = merge_documents(base, ours, theirs, registry)
    report.extend(merged.diagnostics)
    text = merged.text
    if text is not None and merged.agent is not None and (given["bump"] or given["target"]):
        target = given["target"] or ours.format
        agent = merged.agent
        if given["bump"]:
            agent = replace(agent, version=bumped(agent.version, given["bump"]))
        onto = ours if target == ours.format else None
        conversion = write(agent, target, onto=onto, registry=registry)
        report.extend(conversion.diagnostics)
        texts = [(f.path, f.text) for f in conversion.files]
    else:
        texts = [] if text is None else [(ours.path, text)]
    return _finish(report, given, texts, merged.conflicts)


def _check_alike(documents: list[Document], report: Report, *, force: bool) -> None:
    """An error unless the files seem to be versions of one agent; a renamed one gets a note."""
    from agentconv.merging.documents import look_alike

    newest = documents[-1]
    for document in documents[:-1]:
        if document.agent.name == newest.agent.name:
            continue
        names = f"{document.agent.name!r} in {document.path} and {newest.agent.name!r} in {newest.path}"
        if not force and look_alike(document.agent, newest.agent) < 0.5:
            what = f"{names} do not seem to be versions of one agent"
            report.add("not-same-agent", what, hint="--force merges them all the same")
        else:
            report.add("merged-renamed", f"{names} are merged under the newest name")


def _finish(report: Report, given: dict[str, Any], texts: list[tuple[str, str]], conflicts: Any) -> int:
    """Print or write the result. Gives the exit status."""
    from agentconv.cli import comparing, printing

    for conflict in conflicts:
        report.add("merge-conflict", comparing.conflict(conflict), field=conflict.field)
    broken = any(d.code != "merge-conflict" for d in report.errors())
    if len(texts) > 1 and given["out"] == STANDARD_OUTPUT:
        raise click.UsageError(f"-o - prints one file, and there are {len(texts)}: give -t another format")
    if len(texts) > 1:
        raise click.UsageError(
            f"-o names one file, and {given['target']} has {len(texts)}: use agentconv export"
        )
    if texts and not broken:
        if given["out"] == STANDARD_OUTPUT:
            if not given["as_json"]:
                printing.out_bytes(texts[0][1].encode())
        else:
            _write(Path(given["out"]), texts[0][1], report)
    failed = bool(report.errors())
    if given["as_json"]:
        data = printing.machine(not failed, report.diagnostics)
        data["conflicts"] = [comparing.conflict_json(c) for c in conflicts]
        printing.out_json(data)
    else:
        printing.diagnostics(report.diagnostics, verbose=True)
    return 1 if failed else 0


def _write(place: Path, text: str, report: Report) -> None:
    from agentconv.folder.apply import write_file

    try:
        write_file(place, text.encode())
    except OSError as error:
        report.add("unwritable", f"cannot be written: {error.strerror or error}", path=place.as_posix())


def _failed(report: Report, given: dict[str, Any]) -> int:
    return _finish(report, given, [], ())


def _driver(files: tuple[str, ...], registry: Registry) -> int:
    """Git's merge driver: %O %A %B [%P]; the result goes to %A. 1 = conflicts, as git expects."""
    from agentconv.cli import comparing, printing
    from agentconv.diagnostics import Report
    from agentconv.errors import Problem
    from agentconv.folder.opening import read_bytes
    from agentconv.text.source import decode

    if len(files) not in (3, 4):
        raise click.UsageError("--git-driver takes %O %A %B %P")
    report = Report()
    shown = files[3] if len(files) == 4 else files[1]
    try:
        texts = [decode(read_bytes(Path(path), Path(path))) for path in files[:3]]
    except Problem as problem:
        report.add_problem(problem, path=shown)
        printing.diagnostics(report.diagnostics, verbose=True)
        return 129
    merged = _merged(texts, shown, registry, report)
    for conflict in merged.conflicts:
        report.add("merge-conflict", comparing.conflict(conflict), path=shown, field=conflict.field)
    printing.diagnostics(report.diagnostics, verbose=True)
    if merged.text is None:
        return 129
    _write(Path(files[1]), merged.text, report)
    return 0 if merged.clean else 1


def _merged(texts: list[str], shown: str, registry: Registry, report: Report) -> MergedFile:
    """A merge of meaning, or of text where one of the three is no single agent."""
    from agentconv.diagnostics import Report
    from agentconv.errors import NotAnAgent
    from agentconv.merging.documents import merge_documents, merge_texts
    from agentconv.reading.detect import read_source
    from agentconv.text.source import Source

    documents = []
    for text in texts:
        own = Report()
        try:
            found = read_source(Source(shown, text), registry, own)
        except NotAnAgent:
            found = []
        if len(found) == 1 and not own.errors():
            documents += found
    if len(documents) == 3:
        merged = merge_documents(documents[0], documents[1], documents[2], registry)
        if merged.text is not None:
            return merged
    report.add("merged-as-text", "no agent on some side, so it is merged as text", path=shown)
    return merge_texts(texts[0], texts[1], texts[2])
